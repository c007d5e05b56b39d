"""Turn a reader's weights into the files that ship: weights stored in 8 bits, and two ONNX graphs over them.

    python -m training.export --base ENCODER_FOLDER --weights reader.safetensors --out qa/reader

`reader_8bit.onnx` multiplies in 8 bits: what goes into a layer is rounded to 8 bits too, on a scale of its own for each
window (dynamic quantisation; Jacob et al. 2018), and the products are summed up exactly. `reader_32bit.onnx` widens the
same weights to 32 bits when it is loaded, and computes in those: for processors that cannot multiply 8-bit numbers
without overflow. Every column of a layer and every row of the word embeddings has one scale (symmetric).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from qa.reader.onnx_reader import GRAPHS, WEIGHTS
from training.graph import Graph, Size, add_probe, encoder, model_bytes
from training.model import Reader, load_weights


class EightBit(Graph):
    """Layers of int8 weights `(in, out)`, multiplied in 8 bits."""

    def linear(self, rows: str, name: str) -> str:
        """The layer `name` over rows, without its bias."""
        inputs = [rows, self.weight(f"{name}.weight"), self.weight(f"{name}.scale")]
        return self.add("DynamicQuantizeMatMul", inputs, name)

    def biased(self, rows: str, name: str) -> str:
        """The layer `name` over rows."""
        weights = [self.weight(f"{name}.{part}") for part in ("weight", "scale", "bias")]
        return self.add("DynamicQuantizeMatMul", [rows, *weights[:2], "", weights[2]], f"{name}.biased")

    def words(self, table: str, ids: str) -> str:
        """Rows of a table of embeddings: only these are widened."""
        small = self.add("Gather", [self.weight(f"{table}.weight"), ids], "words_8")
        scale = self.add("Gather", [self.weight(f"{table}.scale"), ids], "words_scale")
        return self.widened(small, scale, "words")

    def widened(self, small: str, scale: str, name: str) -> str:
        """Weights in 32 bits."""
        from onnx import TensorProto

        return self.add("Mul", [self.add("Cast", [small], f"{name}.cast", to=TensorProto.FLOAT), scale], name)


class Widened(EightBit):
    """Layers of int8 weights, widened to 32 bits when the graph is loaded."""

    biased = Graph.biased

    def linear(self, rows: str, name: str) -> str:
        """The layer `name` over rows, without its bias."""
        wide = self.widened(self.weight(f"{name}.weight"), self.weight(f"{name}.scale"), f"{name}.wide")
        return self.add("MatMul", [rows, wide], name)


def main(arguments: Sequence[str] | None = None) -> None:
    """Export, and print the size and the largest difference of a logit from PyTorch's."""
    parser = argparse.ArgumentParser(description="Export a reader.")
    parser.add_argument("--base", type=Path, required=True, help="the encoder's folder")
    parser.add_argument("--weights", type=Path, required=True, help="a safetensors file")
    parser.add_argument("--out", type=Path, default=Path("qa/reader"), help="folder to write to")
    given = parser.parse_args(arguments)
    reader = Reader(given.base)
    load_weights(reader, given.weights)
    differences = export(reader.eval(), given.out)
    size = sum((given.out / name).stat().st_size for name in (WEIGHTS, *GRAPHS.values()))
    print(f"{given.out}: {size:,} bytes")
    for bits, difference in differences.items():
        print(f"{bits}-bit products: logits differ from PyTorch's by at most {difference:.3f}")


def export(reader: Reader, folder: Path) -> dict[int, float]:
    """Write weights and graphs; return the largest difference of a logit from PyTorch's on random input, by bits."""
    from safetensors.numpy import save

    weights = folder / WEIGHTS
    weights.write_bytes(save(in_8_bits(reader.state_dict())))
    config = reader.config
    size = Size(layers=config.num_hidden_layers, heads=config.num_attention_heads, width=config.hidden_size)
    for bits, kind in ((8, EightBit), (32, Widened)):
        (folder / GRAPHS[bits]).write_bytes(graph_bytes(kind(size, "encoder."), weights))
    return {bits: _difference(reader, folder / name) for bits, name in GRAPHS.items()}


def in_8_bits(state: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """The weights of layers and the word embeddings as int8 with their scales; all others as they are.

    A layer's weights `(out, in)` become `(in, out)` with a scale for each output, `(out,)`; the embeddings have one for
    each row, `(rows, 1)`. The product of both differs from the weights by at most half a scale.
    """
    stored: dict[str, NDArray[Any]] = {}
    for name, tensor in state.items():
        values = tensor.detach().float().numpy()
        stem = name.removesuffix(".weight")
        if name.endswith("word_embeddings.weight"):
            stored[name], stored[f"{stem}.scale"] = rounded(values, axis=1)
        elif ".layer." in name and values.ndim == 2:
            small, scale = rounded(np.ascontiguousarray(values.T), axis=0)
            stored[name], stored[f"{stem}.scale"] = small, scale[0]
        else:
            stored[name] = values
    return stored


def rounded(values: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix in int8, and the scales along `axis`, which keep it with length 1."""
    scale = np.abs(values).max(axis=axis, keepdims=True) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.round(values / scale).astype(np.int8), scale


def graph_bytes(graph: Graph, weights: Path) -> bytes:
    """The reader's graph over a file of weights.

    From `input_ids` and `token_type_ids`, both of shape `(windows, tokens)` and int64, to `start` and `end`, the logits
    of each token, and `product`, int32, whose numbers are all `EXACT` (`index/exact.py`) where 8-bit numbers are
    multiplied exactly.
    """
    from onnx import TensorProto, helper

    rows = encoder(graph, segments="token_type_ids")
    spans = graph.add("Gemm", [rows, graph.weight("spans.weight"), graph.weight("spans.bias")], "spans", transB=1)
    start, end = graph.add("Split", [spans], "start_column", "end_column", axis=1, num_outputs=2), "end_column"
    shape = graph.add("Shape", ["input_ids"], "windows_and_tokens")
    graph.add("Reshape", [start, shape], "start")
    graph.add("Reshape", [end, shape], "end")
    product = add_probe(graph)
    size = ["windows", "tokens"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, size) for name in ("input_ids", "token_type_ids")]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, size) for name in ("start", "end")]
    return model_bytes(graph, "reader", inputs, [*outputs, product], weights)


def _difference(reader: Reader, path: Path) -> float:
    """The largest difference of a logit from PyTorch's, of one window of random words."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    ids = torch.randint(5, reader.config.vocab_size, (1, 100), generator=torch.Generator().manual_seed(1))
    types = (torch.arange(100) >= 20).long()[None]
    with torch.inference_mode():
        logits = reader({"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": types})
    found = session.run(["start", "end"], {"input_ids": ids.numpy(), "token_type_ids": types.numpy()})
    return max(float(np.abs(one - logits[..., at].numpy()).max()) for at, one in enumerate(found))


if __name__ == "__main__":
    main()
