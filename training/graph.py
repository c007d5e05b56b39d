"""ONNX graphs of MiniLM encoders over weights that lie in a safetensors file, which ONNX Runtime maps.

A graph holds none of its weights but says where each lies in the file. The operators are those of ONNX and, where they
are faster, ONNX Runtime's own (domain `com.microsoft`): attention of all heads at once, an activation joined with the
bias before it. An addition and a layer norm stay two operators: joined, they take several times as long.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.exact import PROBE_TERMS

_EPSILON = 1e-12
_FUSED = "com.microsoft"
_OPSET, _IR = 18, 9
_OF_ONNX_RUNTIME = ("MultiHeadAttention", "BiasGelu", "DynamicQuantizeMatMul", "MatMulNBits")
_PROBE = (8, PROBE_TERMS, 32)  # rows, terms and columns of the product that shows whether 8-bit numbers overflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many layers, how many heads in each, and how many numbers for a word."""

    layers: int = 6
    heads: int = 12
    width: int = 384


class Graph:
    """Nodes and the weights that they name, in the order in which they are added.

    Layers are those of PyTorch: weights `(out, in)` in 32 bits. Subclasses compute layers otherwise. `prefix` stands
    before the encoder's names in the file.
    """

    def __init__(self, size: Size, prefix: str = "") -> None:
        self.size = size
        self.nodes: list[Any] = []  # onnx has no types
        self.weights: list[str] = []
        self.prefix = prefix

    def add(self, kind: str, inputs: Sequence[str], *outputs: str, **attributes: Any) -> str:
        """Add a node; return the name of its first output."""
        from onnx import helper

        domain = _FUSED if kind in _OF_ONNX_RUNTIME else ""
        self.nodes.append(helper.make_node(kind, list(inputs), list(outputs), domain=domain, **attributes))
        return outputs[0]

    def weight(self, name: str) -> str:
        """Name a weight of the file."""
        if name not in self.weights:
            self.weights.append(name)
        return name

    def linear(self, rows: str, name: str) -> str:
        """The layer `name` over rows, without its bias."""
        return self.add("Gemm", [rows, self.weight(f"{name}.weight")], name, transB=1)

    def biased(self, rows: str, name: str) -> str:
        """The layer `name` over rows."""
        return self.add("Add", [self.linear(rows, name), self.weight(f"{name}.bias")], f"{name}.biased")

    def words(self, table: str, ids: str) -> str:
        """Rows of a table of embeddings."""
        return self.add("Gather", [self.weight(f"{table}.weight"), ids], "words")

    def norm(self, rows: str, skip: str, name: str) -> str:
        """The layer norm `name` of the sum of rows and the rows that skipped what came between."""
        summed = self.add("Add", [rows, skip], f"{name}.summed")
        return self.normed(summed, name)

    def normed(self, rows: str, name: str) -> str:
        """The layer norm `name` of rows."""
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.add("LayerNormalization", [rows, scale, shift], name, epsilon=_EPSILON)


def encoder(graph: Graph, segments: str = "", mask: str = "") -> str:
    """All layers over `input_ids`, shape `(texts, tokens)`; returns the rows, `(tokens of all texts, width)`.

    `segments` are the ids of the embeddings that tell question from passage, shaped like `input_ids`; without, all are
    0. `mask` tells words (1) from padding (0). `whole` is then the shape that gives rows their texts back.
    """
    rows = _embedded(graph, segments)
    for number in range(graph.size.layers):
        rows = _layer(graph, rows, f"{graph.prefix}encoder.layer.{number}", mask)
    return rows


def _embedded(graph: Graph, segments: str) -> str:
    """Words, positions and segments, in rows of shape `(tokens of all texts, width)`."""
    table = f"{graph.prefix}embeddings.{{}}_embeddings"
    words = graph.words(table.format("word"), "input_ids")
    shape = graph.add("Shape", ["input_ids"], "tokens_of_input", start=1)
    zero, one = (graph.add("Constant", [], name, value_ints=[value]) for name, value in (("zero", 0), ("one", 1)))
    positions = graph.add("Slice", [graph.weight(f"{table.format('position')}.weight"), zero, shape, zero], "positions")
    kinds = graph.weight(f"{table.format('token_type')}.weight")
    if segments:
        segment = graph.add("Gather", [kinds, segments], "segment")
    else:
        segment = graph.add("Slice", [kinds, zero, one, zero], "segment")
    placed = graph.add("Add", [positions, segment], "places")
    summed = graph.add("Add", [words, placed], "embedded")
    normed = graph.normed(summed, f"{graph.prefix}embeddings.LayerNorm")
    graph.add("Shape", [words], "whole")
    rows_shape = graph.add("Constant", [], "rows_shape", value_ints=[-1, graph.size.width])
    return graph.add("Reshape", [normed, rows_shape], "rows")


def _layer(graph: Graph, rows: str, name: str, mask: str) -> str:
    """Attention, then the layer that widens and narrows, each added to what went in (Vaswani et al. 2017)."""
    parts = [
        graph.add("Reshape", [graph.biased(rows, f"{name}.attention.self.{part}"), "whole"], f"{name}.{part}")
        for part in ("query", "key", "value")
    ]
    seen = graph.add(
        "MultiHeadAttention", [*parts, "", mask] if mask else parts, f"{name}.seen", num_heads=graph.size.heads
    )
    seen = graph.add("Reshape", [seen, "rows_shape"], f"{name}.seen.rows")
    attended = graph.biased(seen, f"{name}.attention.output.dense")
    attended = graph.norm(attended, rows, f"{name}.attention.output.LayerNorm")
    wide = f"{name}.intermediate.dense"
    inner = graph.add("BiasGelu", [graph.linear(attended, wide), graph.weight(f"{wide}.bias")], f"{name}.inner")
    out = graph.biased(inner, f"{name}.output.dense")
    return graph.norm(out, attended, f"{name}.output.LayerNorm")


def add_probe(graph: Graph) -> Any:
    """The product of the largest 8-bit numbers, which overflows where pairs of products are summed up in 16 bits.

    Returns the graph's output `product`, whose numbers are all `EXACT` (`index/exact.py`) where nothing overflows.
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    rows, terms, columns = _PROBE
    sides = (("most", np.full((rows, terms), 255, np.uint8)), ("largest", np.full((terms, columns), 127, np.int8)))
    for name, values in sides:
        graph.add("Constant", [], name, value=numpy_helper.from_array(values))
    graph.add("MatMulInteger", ["most", "largest"], "product")
    return helper.make_tensor_value_info("product", TensorProto.INT32, [rows, columns])


def model_bytes(graph: Graph, name: str, inputs: Sequence[Any], outputs: Sequence[Any], weights: Path) -> bytes:
    """The model over the weights in a safetensors file, which will lie beside it under the same name."""
    from onnx import helper

    at = entries_in(weights)
    tensors = [_elsewhere(weights.name, weight, at[weight]) for weight in graph.weights]
    made = helper.make_graph(graph.nodes, name, inputs, outputs, tensors)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=_IR, producer_name="pincite")
    return bytes(model.SerializeToString(deterministic=True))


def entries_in(path: Path) -> dict[str, dict[str, Any]]:
    """What a safetensors file says of each weight: `dtype`, `shape`, and `at`, where its bytes begin and end.

    The file begins with the length of a header in 8 bytes, little end first, and the header in JSON; its offsets count
    from where it ends.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    return {
        name: {**entry, "at": tuple(8 + length + offset for offset in entry["data_offsets"])}
        for name, entry in header.items()
        if name != "__metadata__"
    }


def _elsewhere(file: str, name: str, entry: dict[str, Any]) -> Any:
    """A weight by the place of its bytes."""
    from onnx import TensorProto

    kind = {"F32": TensorProto.FLOAT, "I8": TensorProto.INT8}[entry["dtype"]]
    begin, end = entry["at"]
    tensor = TensorProto(name=name, data_type=kind, dims=entry["shape"], data_location=TensorProto.EXTERNAL)
    for key, value in {"location": file, "offset": str(begin), "length": str(end - begin)}.items():
        tensor.external_data.add(key=key, value=value)
    return tensor
