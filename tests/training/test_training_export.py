"""The exported graph computes what the network computes, up to the rounding of its stored weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

pytestmark = [
    pytest.mark.xdist_group("export"),
    # torch's and onnxruntime's own, while they export
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore:.*axis name.*:UserWarning"),
]


@given(
    hnp.arrays(np.float32, st.tuples(st.integers(1, 70), st.integers(1, 70)), elements=st.floats(-10, 10, width=32)),
    st.booleans(),
)
def test_8_bits_differ_by_half_a_scale(weights: np.ndarray, by_row: bool) -> None:
    from training.export import in_8_bits

    small, scale = in_8_bits(weights, by_row=by_row)
    assert small.dtype == np.int8
    assert scale.dtype == np.float32
    assert np.all(np.abs((small * scale).reshape(weights.shape) - weights) <= np.max(scale) / 2 * 1.001 + 1e-6)


@pytest.fixture(scope="module")
def exported(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A random reader's graph, and how far it is from PyTorch's logits."""
    from training.export import export
    from training.model import Reader

    path = tmp_path_factory.mktemp("export") / "reader.onnx"
    return path, export(Reader(encoder).eval(), path)


def test_export_agrees_with_torch(exported: tuple[Path, float]) -> None:
    import onnx

    path, difference = exported
    assert difference < 0.05
    stored = {tensor.name: tensor.data_type for tensor in onnx.load(path).graph.initializer}
    in_8 = [name for name, kind in stored.items() if kind == onnx.TensorProto.INT8]
    assert len(in_8) >= 12  # the matrices of two layers
    assert all(f"{name.removesuffix('_8')}_scale" in stored for name in in_8)


def test_export_takes_any_number_of_windows_and_tokens(exported: tuple[Path, float]) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(exported[0]), providers=["CPUExecutionProvider"])
    for shape in ((1, 1), (1, 7), (5, 33)):
        ones = np.ones(shape, dtype=np.int64)
        feeds = {"input_ids": ones, "attention_mask": ones, "token_type_ids": ones * 0}
        start, end = session.run(["start", "end"], feeds)
        assert start.shape == end.shape == shape
