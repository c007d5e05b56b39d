"""Write the ONNX graph of the default encoder, all-MiniLM-L6-v2, without its weights.

    python -m training.encoder_graph --out index/encoder.onnx

The graph holds none of its weights but says where each lies in the published `model.safetensors`, so that ONNX Runtime
maps that file, whose hash is checked, and nothing is converted or copied. PyTorch keeps the weights of a layer as
`(out, in)`; `Gemm` takes them so.
Its operators are ONNX Runtime's for transformers (domain `com.microsoft`): attention of all heads at once, and
additions joined with the layer norm or the activation that follows.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.bundled import bundled_folder

LAYERS, HEADS, SIZE, INNER, WORDS, POSITIONS = 6, 12, 384, 1536, 30522, 512
_EPSILON = 1e-12
_FUSED = "com.microsoft"


class Graph:
    """Nodes and the weights that they name, in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []  # onnx has no types
        self.weights: dict[str, tuple[int, ...]] = {}

    def add(self, kind: str, inputs: Sequence[str], out: str, **attributes: Any) -> str:
        """Add a node with one output; return the output's name."""
        from onnx import helper

        domain = _FUSED if kind in ("MultiHeadAttention", "SkipLayerNormalization", "BiasGelu") else ""
        self.nodes.append(helper.make_node(kind, list(inputs), [out], domain=domain, **attributes))
        return out

    def weight(self, name: str, *shape: int) -> str:
        """Name a weight of the file."""
        self.weights[name] = shape
        return name

    def linear(self, rows: str, name: str, sizes: tuple[int, int], *, bias: bool = True) -> str:
        """The layer `name` over rows of shape `(tokens, sizes[0])`; without its bias where what follows adds it."""
        inputs = [rows, self.weight(f"{name}.weight", sizes[1], sizes[0])]
        if bias:
            inputs.append(self.weight(f"{name}.bias", sizes[1]))
        return self.add("Gemm", inputs, name, transB=1)

    def norm(self, rows: str, skip: str, name: str, bias: str = "") -> str:
        """The layer norm `name` of the sum of rows, the rows that skipped what came between, and a bias."""
        scale, shift = self.weight(f"{name}.weight", SIZE), self.weight(f"{name}.bias", SIZE)
        inputs = [rows, skip, scale, shift, *([bias] if bias else [])]
        return self.add("SkipLayerNormalization", inputs, name, epsilon=_EPSILON)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the graph and print its size."""
    parser = argparse.ArgumentParser(description="Write the default encoder's graph.")
    parser.add_argument("--out", type=Path, default=Path("index/encoder.onnx"))
    given = parser.parse_args(arguments)
    given.out.write_bytes(graph_bytes(bundled_folder()))
    print(f"{given.out}: {given.out.stat().st_size:,} bytes")


def graph_bytes(folder: Path) -> bytes:
    """The graph over the weights in `folder`.

    From `input_ids` and `mask`, both of shape `(texts, tokens)` and int32, to `vectors`, `(texts, SIZE)`, of length 1.
    """
    from onnx import TensorProto, helper

    graph = Graph()
    rows = _embedded(graph)
    for number in range(LAYERS):
        rows = _layer(graph, rows, f"encoder.layer.{number}")
    _pooled(graph, rows)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "tokens"]) for name in ("input_ids", "mask")
    ]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", SIZE])]
    at = offsets_in(folder / "model.safetensors")
    weights = [_elsewhere(name, shape, at[name]) for name, shape in graph.weights.items()]
    made = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, weights)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="pincite")
    return bytes(model.SerializeToString(deterministic=True))


def _embedded(graph: Graph) -> str:
    """Words, positions and the first segment, in rows of shape `(tokens of all texts, SIZE)`."""
    table = "embeddings.{}_embeddings.weight"
    words = graph.add("Gather", [graph.weight(table.format("word"), WORDS, SIZE), "input_ids"], "words")
    shape = graph.add("Shape", ["input_ids"], "tokens_of_input", start=1)
    zero, one = (graph.add("Constant", [], name, value_ints=[value]) for name, value in (("zero", 0), ("one", 1)))
    positions = graph.add(
        "Slice", [graph.weight(table.format("position"), POSITIONS, SIZE), zero, shape, zero], "positions"
    )
    segment = graph.add("Slice", [graph.weight(table.format("token_type"), 2, SIZE), zero, one, zero], "segment")
    placed = graph.add("Add", [positions, segment], "places")
    rows_shape = graph.add("Constant", [], "rows_shape", value_ints=[-1, SIZE])
    summed = graph.add("Add", [words, placed], "embedded")
    scale, shift = (graph.weight(f"embeddings.LayerNorm.{part}", SIZE) for part in ("weight", "bias"))
    normed = graph.add("LayerNormalization", [summed, scale, shift], "normed", epsilon=_EPSILON)
    graph.add("Shape", [words], "whole")  # what gives rows their texts back
    return graph.add("Reshape", [normed, rows_shape], "rows")


def _layer(graph: Graph, rows: str, name: str) -> str:
    """Attention, then the layer that widens and narrows, each added to what went in (Vaswani et al. 2017)."""
    parts = [
        graph.add(
            "Reshape", [graph.linear(rows, f"{name}.attention.self.{part}", (SIZE, SIZE)), "whole"], f"{name}.{part}"
        )
        for part in ("query", "key", "value")
    ]
    seen = graph.add("MultiHeadAttention", [*parts, "", "mask"], f"{name}.seen", num_heads=HEADS)
    seen = graph.add("Reshape", [seen, "rows_shape"], f"{name}.seen.rows")
    dense = f"{name}.attention.output.dense"
    attended = graph.linear(seen, dense, (SIZE, SIZE), bias=False)
    attended = graph.norm(attended, rows, f"{name}.attention.output.LayerNorm", graph.weight(f"{dense}.bias", SIZE))
    wide = f"{name}.intermediate.dense"
    inner = graph.linear(attended, wide, (SIZE, INNER), bias=False)
    inner = graph.add("BiasGelu", [inner, graph.weight(f"{wide}.bias", INNER)], f"{name}.inner")
    narrow = f"{name}.output.dense"
    out = graph.linear(inner, narrow, (INNER, SIZE), bias=False)
    return graph.norm(out, attended, f"{name}.output.LayerNorm", graph.weight(f"{narrow}.bias", SIZE))


def _pooled(graph: Graph, rows: str) -> None:
    """The sum of a text's tokens, brought to length 1: the direction of their mean."""
    from onnx import TensorProto

    texts = graph.add("Reshape", [rows, "whole"], "texts")
    real = graph.add("Cast", ["mask"], "real", to=TensorProto.FLOAT)
    weights = graph.add("Unsqueeze", [real, "one"], "weights")  # (texts, 1, tokens)
    summed = graph.add("Squeeze", [graph.add("MatMul", [weights, texts], "summed"), "one"], "sums")
    graph.add("LpNormalization", [summed], "vectors", axis=-1, p=2)


def offsets_in(path: Path) -> dict[str, tuple[int, int]]:
    """Where the bytes of each weight begin in a safetensors file, and how many there are.

    The file begins with the length of a header in 8 bytes, little end first, and the header in JSON; its offsets count
    from where it ends.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    spans = {name: entry["data_offsets"] for name, entry in header.items() if name != "__metadata__"}
    return {name: (8 + length + begin, end - begin) for name, (begin, end) in spans.items()}


def _elsewhere(name: str, shape: tuple[int, ...], at: tuple[int, int]) -> Any:
    """A weight by the place of its bytes."""
    from onnx import TensorProto

    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape, data_location=TensorProto.EXTERNAL)
    places = {"location": "model.safetensors", "offset": str(at[0]), "length": str(at[1])}
    for key, value in places.items():
        tensor.external_data.add(key=key, value=value)
    return tensor


if __name__ == "__main__":
    main()
