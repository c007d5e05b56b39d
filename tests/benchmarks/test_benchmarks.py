"""The plain program has the reader's own weights, and the table says who is better."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.run import table_of

pytestmark = [pytest.mark.xdist_group("encoder"), pytest.mark.slow]


def test_the_weights_for_pytorch_are_those_of_the_file_that_ships(tmp_path: Path) -> None:
    import onnxruntime
    import torch
    from safetensors.torch import save_file

    from benchmarks.weights import weights_in
    from index.bundled import bundled_folder
    from qa.reader.onnx_reader import FOLDER, GRAPHS
    from training.model import Reader, load_weights

    save_file(weights_in(), tmp_path / "reader.safetensors")
    reader = Reader(bundled_folder()).eval()
    load_weights(reader, tmp_path / "reader.safetensors")
    ids = np.random.default_rng(1).integers(1000, 30000, (2, 40))
    types = np.tile(np.arange(40) > 9, (2, 1)).astype(np.int64)
    session = onnxruntime.InferenceSession(str(FOLDER / GRAPHS[32]), providers=["CPUExecutionProvider"])
    found = np.stack(session.run(["start", "end"], {"input_ids": ids, "token_type_ids": types}), axis=-1)
    feeds = {"input_ids": ids, "token_type_ids": types, "attention_mask": np.ones_like(ids)}
    with torch.inference_mode():
        expected = reader({name: torch.tensor(values) for name, values in feeds.items()}).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_the_table_says_how_many_times_better() -> None:
    figures = {
        "cold answer, s": {"pincite": [1.0, 2.0, 9.0], "plain": [8.0, 8.0, 8.0]},
        "passages embedded a second": {"pincite": [5.0], "plain": [10.0]},
    }
    assert table_of(figures).splitlines()[2:] == [
        "| cold answer, s | 2 | 8 | 4.0 |",
        "| passages embedded a second | 5 | 10 | 0.5 |",
    ]
