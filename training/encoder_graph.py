"""Write the ONNX graphs of the default encoder, all-MiniLM-L6-v2, without its weights.

    python -m training.encoder_graph --data DATA_FOLDER --out index

`encoder.onnx` computes in 32 bits, `encoder_8bit.onnx` in 8 (`training/encoder_8bit.py`). A graph says where each
weight lies in the published `model.safetensors`, so that ONNX Runtime maps that file, whose hash is checked:
nothing is converted or copied.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from index.bundled import bundled_folder
from training.data import read_rows
from training.encoder_8bit import rounded
from training.graph import Graph, Size, add_probe, encoder, model_bytes

WEIGHTS = "model.safetensors"
FITTED_TO = (
    *("tydiqa_en", "squadshifts_new_wiki", "qed_nq", "squadshifts_reddit"),
    *("ni_tweetqa", "qamr", "policyqa", "fairytaleqa"),
)
_ROWS, _EVERY = 400, 50  # of each file: eight passages
_WINDOW = 256  # word pieces


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the graphs and print their sizes."""
    parser = argparse.ArgumentParser(description="Write the default encoder's graphs.")
    parser.add_argument("--data", type=Path, required=True, help="folder with reader/, for passages to fit to")
    parser.add_argument("--out", type=Path, default=Path("index"), help="folder to write to")
    given = parser.parse_args(arguments)
    folder = bundled_folder()
    for name, graph in (("encoder.onnx", Graph(Size())), ("encoder_8bit.onnx", rounded_graph(folder, given.data))):
        path = given.out / name
        path.write_bytes(graph_bytes(graph, folder))
        print(f"{path}: {path.stat().st_size:,} bytes")


def rounded_graph(folder: Path, data: Path) -> Graph:
    """The graph of 8 bits, fitted to passages of several kinds."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rows = [row for name in FITTED_TO for row in read_rows(data / "reader" / f"{name}.jsonl.gz")[:_ROWS:_EVERY]]
    return rounded(folder / WEIGHTS, [tokenizer.encode(row.context).ids[:_WINDOW] for row in rows], Size())


def graph_bytes(graph: Graph, folder: Path) -> bytes:
    """The encoder added to an empty graph, over the weights in `folder`.

    From `input_ids` and `mask`, both of shape `(texts, tokens)` and int32, to `vectors`, `(texts, 384)`, of length 1.
    """
    from onnx import TensorProto, helper

    _pooled(graph, encoder(graph, mask="mask"))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "tokens"]) for name in ("input_ids", "mask")
    ]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", graph.size.width])]
    return model_bytes(graph, "all-MiniLM-L6-v2", inputs, [*outputs, add_probe(graph)], folder / WEIGHTS)


def _pooled(graph: Graph, rows: str) -> None:
    """The sum of a text's tokens, brought to length 1: the direction of their mean."""
    from onnx import TensorProto

    texts = graph.add("Reshape", [rows, "whole"], "texts")
    real = graph.add("Cast", ["mask"], "real", to=TensorProto.FLOAT)
    weights = graph.add("Unsqueeze", [real, "one"], "weights")  # (texts, 1, tokens)
    summed = graph.add("Squeeze", [graph.add("MatMul", [weights, texts], "summed"), "one"], "sums")
    graph.add("LpNormalization", [summed], "vectors", axis=-1, p=2)


if __name__ == "__main__":
    main()
