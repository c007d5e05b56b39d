"""Turn a reader's weights into the files that ship: weights stored in 8 bits, and two ONNX graphs over them.

    python -m training.export --base ENCODER_FOLDER --weights reader.safetensors --data DATA_FOLDER --out qa/reader

`reader_8bit.onnx` multiplies in 8 bits: what goes into a layer is rounded to 8 bits too (dynamic quantisation; Jacob et
al. 2018), and the products are summed up exactly. A few inputs are much larger than the others, in the same places of
every word: they are evened out (`training/evening.py`). Others are large for a few words: so each word has a scale of
its own. `reader_32bit.onnx` widens the same weights to 32 bits when it is loaded, and computes in those: for
processors that cannot multiply 8-bit numbers without overflow. Every column of a layer and every row of the word
embeddings has one scale (symmetric).
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from qa.reader.onnx_reader import FOLDER, GRAPHS, WEIGHTS
from qa.reader.windows import feeds_of, windows_of
from training.data import read_rows
from training.evening import ByLayer, Feeds, evened_out
from training.graph import Graph, Size, add_probe, encoder, model_bytes
from training.model import Reader, load_weights

_PREFIX = "encoder."  # before the encoder's names among the reader's
_BEHIND_ACTIVATION = re.compile(r"layer\.\d+\.output\.dense$")
_LEAST = 0.05  # what a word's inputs are divided by at least, so that small ones are not blown up
FITTED_TO = ("squad_train_part", "tydiqa_en", "squadshifts_new_wiki", "qed_nq")
_ROWS, _EVERY = 144, 6  # of each file: 24 questions with their passages


class EightBit(Graph):
    """Layers of int8 weights `(in, out)`, multiplied in 8 bits."""

    def linear(self, rows: str, name: str) -> str:
        """The layer `name` over rows, without its bias."""
        weights = [self.weight(f"{name}.{part}") for part in ("weight", "scale")]
        alike, by = self.alike(self.evened(rows, name))
        return self.add("Mul", [self.add("DynamicQuantizeMatMul", [alike, *weights], f"{name}.of_alike"), by], name)

    def alike(self, rows: str) -> tuple[str, str]:
        """Rows divided each by its largest value, and these: once for layers with the same inputs."""
        alike, by = f"{rows}.alike", f"{rows}.by"
        if not any(alike in node.output for node in self.nodes):
            size = self.add("Abs", [rows], f"{rows}.size")
            largest = self.add("ReduceMax", [size, self.constant("last", [1])], f"{rows}.largest", keepdims=1)
            self.add("Max", [largest, self.constant("least", _LEAST)], by)
            self.add("Div", [rows, by], alike)
        return alike, by

    def evened(self, rows: str, name: str) -> str:
        """Rows divided by what evens them out, where anything does: once for layers with the same inputs."""
        if _BEHIND_ACTIVATION.search(name):
            return rows
        evened = f"{rows}.evened"
        if not any(evened in node.output for node in self.nodes):
            self.add("Mul", [rows, self.weight(inverse_of(name))], evened)
        return evened

    def constant(self, name: str, value: float | list[int]) -> str:
        """A number, or whole numbers in a row."""
        if not any(name in node.output for node in self.nodes):
            kind = "value_ints" if isinstance(value, list) else "value_float"
            self.add("Constant", [], name, **{kind: value})
        return name

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

    def linear(self, rows: str, name: str) -> str:
        """The layer `name` over rows, without its bias."""
        wide = self.widened(self.weight(f"{name}.weight"), self.weight(f"{name}.scale"), f"{name}.wide")
        return self.add("MatMul", [self.evened(rows, name), wide], name)


def inverse_of(name: str) -> str:
    """The weight that the inputs of the layer `name` are multiplied by; query, key and value share one."""
    stem = name.rpartition(".")[0]
    return f"{stem if stem.endswith('.self') else name}.inverse"


def main(arguments: Sequence[str] | None = None) -> None:
    """Export, and print the size and the largest difference of a logit from PyTorch's."""
    parser = argparse.ArgumentParser(description="Export a reader.")
    parser.add_argument("--base", type=Path, required=True, help="the encoder's folder")
    parser.add_argument("--weights", type=Path, required=True, help="a safetensors file")
    parser.add_argument("--data", type=Path, required=True, help="folder with reader/, for passages to fit to")
    parser.add_argument("--out", type=Path, default=Path("qa/reader"), help="folder to write to")
    given = parser.parse_args(arguments)
    reader = Reader(given.base)
    load_weights(reader, given.weights)
    differences = export(reader.eval(), given.out, fitted_to(given.data))
    size = sum((given.out / name).stat().st_size for name in (WEIGHTS, *GRAPHS.values()))
    print(f"{given.out}: {size:,} bytes")
    for bits, difference in differences.items():
        print(f"{bits}-bit products: logits differ from PyTorch's by at most {difference:.3f}")


def fitted_to(data: Path) -> list[Feeds]:
    """Windows of questions with their passages, which show how large the inputs of layers are."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = [row for name in FITTED_TO for row in read_rows(data / "reader" / f"{name}.jsonl.gz")[:_ROWS:_EVERY]]
    return [feeds_of(next(windows_of(row.question, [row.context], tokenizer))) for row in rows]


def export(reader: Reader, folder: Path, texts: Sequence[Feeds]) -> dict[int, float]:
    """Write weights and graphs, fitted to some windows.

    Returns the largest difference of a logit from PyTorch's, by the bits of the graph.
    """
    from safetensors.numpy import save

    config = reader.config
    size = Size(layers=config.num_hidden_layers, heads=config.num_attention_heads, width=config.hidden_size)
    weights = folder / WEIGHTS
    weights.write_bytes(save(in_8_bits(reader.state_dict(), _evened_out(reader, texts, size))))
    for bits, kind in ((8, EightBit), (32, Widened)):
        (folder / GRAPHS[bits]).write_bytes(graph_bytes(kind(size, _PREFIX), weights))
    return {bits: _difference(reader, folder / name) for bits, name in GRAPHS.items()}


def _evened_out(reader: Reader, texts: Sequence[Feeds], size: Size) -> ByLayer:
    """What the inputs of each layer are to be divided by."""
    from safetensors.torch import save_file

    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / WEIGHTS
        save_file({name: tensor.contiguous() for name, tensor in reader.state_dict().items()}, weights)
        even = evened_out(weights, texts, size, _PREFIX)
    return {name: by for name, by in even.items() if not _BEHIND_ACTIVATION.search(name)}


def in_8_bits(state: Mapping[str, Tensor], even: ByLayer) -> dict[str, NDArray[Any]]:
    """The weights of layers and the word embeddings as int8 with their scales; all others as they are.

    A layer's weights `(out, in)`, multiplied by what evens its inputs out if anything does, become `(in, out)` with a
    scale for each output, `(out,)`; the embeddings have one for each row, `(rows, 1)`. The product of both differs from
    the weights by at most half a scale. What evens inputs out lies beside them, as what they are multiplied by, `(in,)`
    (`inverse_of`).
    """
    stored: dict[str, NDArray[Any]] = {}
    for name, tensor in state.items():
        values = tensor.detach().float().numpy()
        stem = name.removesuffix(".weight")
        if name.endswith("word_embeddings.weight"):
            stored[name], stored[f"{stem}.scale"] = rounded(values, axis=1)
        elif ".layer." in name and values.ndim == 2:
            by = even.get(stem)
            if by is not None:
                values, stored[inverse_of(stem)] = values * by, 1 / by
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
