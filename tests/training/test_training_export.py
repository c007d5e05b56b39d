"""The exported graph computes what the network computes, up to the rounding of its stored weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

if TYPE_CHECKING:
    from training.model import Reader

pytestmark = [
    pytest.mark.xdist_group("export"),
    # torch's and onnxruntime's own, while they export
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore:.*axis name.*:UserWarning"),
]


@given(
    hnp.arrays(np.float32, st.tuples(st.integers(1, 70), st.integers(1, 70)), elements=st.floats(-10, 10, width=32)),
    st.sampled_from([0, 1]),
)
def test_8_bits_differ_by_half_a_scale(weights: np.ndarray, axis: int) -> None:
    from training.export import rounded

    small, scale = rounded(weights, axis)
    assert small.dtype == np.int8
    assert scale.dtype == np.float32
    assert scale.shape[axis] == 1
    assert np.all(np.abs(small * scale - weights) <= scale / 2 * 1.001 + 1e-6)


@pytest.fixture(scope="module")
def random_reader(encoder: Path) -> Reader:
    """A random reader, with an input that is much larger than the others, as trained ones have."""
    import torch

    from training.model import Reader

    torch.manual_seed(4)
    reader = Reader(encoder).eval()
    with torch.no_grad():
        for layer in reader.encoder.encoder.layer:
            layer.output.LayerNorm.weight[3] *= 3
    return reader


@pytest.fixture(scope="module")
def exported(random_reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, float]]:
    """The reader's files, and how far both graphs are from PyTorch's logits."""
    from training.export import export

    rng, folder = np.random.default_rng(5), tmp_path_factory.mktemp("export")
    ids = [rng.integers(5, 60, size=(1, 40)) for _ in range(4)]
    windows = [{"input_ids": one, "token_type_ids": (np.arange(40) >= 10).astype(np.int64)[None]} for one in ids]
    return folder, export(random_reader, folder, windows)


def test_export_agrees_with_torch(exported: tuple[Path, dict[int, float]]) -> None:
    _, differences = exported
    assert differences[32] < 0.05
    assert differences[8] < 0.3


def test_the_weights_are_stored_once_in_8_bits(exported: tuple[Path, dict[int, float]]) -> None:
    from safetensors.numpy import load_file

    from qa.reader.onnx_reader import GRAPHS, WEIGHTS

    folder, _ = exported
    stored = load_file(folder / WEIGHTS)
    small = [name for name, values in stored.items() if values.dtype == np.int8]
    assert len(small) == 1 + 2 * 6  # the words, and the matrices of two layers
    assert all(f"{name.removesuffix('.weight')}.scale" in stored for name in small)
    assert all((folder / name).stat().st_size < 60_000 for name in GRAPHS.values())


def test_the_weights_come_back_as_they_were(exported: tuple[Path, dict[int, float]], random_reader: Reader) -> None:
    import torch

    from benchmarks.weights import weights_in
    from qa.reader.onnx_reader import WEIGHTS

    found, expected = weights_in(exported[0] / WEIGHTS), random_reader.state_dict()
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        torch.testing.assert_close(found[name], values, rtol=0, atol=float(values.abs().max()) / 50, msg=name)


@pytest.mark.parametrize("bits", [8, 32])
def test_export_takes_any_number_of_windows_and_tokens(exported: tuple[Path, dict[int, float]], bits: int) -> None:
    import onnxruntime

    from qa.reader.onnx_reader import GRAPHS

    session = onnxruntime.InferenceSession(str(exported[0] / GRAPHS[bits]), providers=["CPUExecutionProvider"])
    for shape in ((1, 1), (1, 7), (5, 33)):
        ones = np.ones(shape, dtype=np.int64)
        start, end = session.run(["start", "end"], {"input_ids": ones, "token_type_ids": ones * 0})
        assert start.shape == end.shape == shape


def test_the_product_of_8_bits_is_exact_where_32_are_computed_with(exported: tuple[Path, dict[int, float]]) -> None:
    import onnxruntime

    from index.exact import EXACT
    from qa.reader.onnx_reader import GRAPHS

    session = onnxruntime.InferenceSession(str(exported[0] / GRAPHS[8]), providers=["CPUExecutionProvider"])
    one = np.ones((1, 1), dtype=np.int64)
    (product,) = session.run(["product"], {"input_ids": one, "token_type_ids": one})
    assert product.shape == (8, 32)
    assert len(set(product.ravel().tolist())) == 1
    assert product[0, 0] <= EXACT
