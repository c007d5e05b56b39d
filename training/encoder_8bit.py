"""The default encoder's graph that multiplies in 8 bits, for encoding many passages.

Its weights are the published ones, rounded when the graph is loaded. What goes into a layer is evened out
(`training/evening.py`) and rounded on one scale for the whole text (dynamic quantisation). Where that costs the vectors
too much, blocks of inputs have scales of their own (`MatMulNBits` of ONNX Runtime), which takes longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.evening import ByLayer, evened_out
from training.graph import Graph, Size, entries_in

BLOCK = 32  # inputs with a scale of their own
# Layers whose inputs would cost the vectors most if they shared a scale: behind the activations, and the first before.
IN_BLOCKS = frozenset(
    [f"encoder.layer.{number}.output.dense" for number in range(6)] + ["encoder.layer.0.intermediate.dense"]
)
_LARGEST = 127


class Rounded(Graph):
    """Layers that are rounded when the graph is loaded; `even` gives what the inputs of each are divided by."""

    def __init__(self, size: Size, even: ByLayer, shapes: Mapping[str, Sequence[int]]) -> None:
        super().__init__(size)
        self.even = even
        self.shapes = shapes

    def linear(self, rows: str, name: str) -> str:
        """The layer `name` over rows, without its bias."""
        by = self.even[name]
        evened = f"{rows}.evened"
        if not any(evened in node.output for node in self.nodes):  # query, key and value have the same
            self.add("Mul", [rows, self.number(f"{rows}.inverse", 1 / by)], evened)
        weights = self.add("Mul", [self.weight(f"{name}.weight"), self.number(f"{name}.even", by)], f"{name}.weighed")
        return self._in_blocks(evened, weights, name) if name in IN_BLOCKS else self._as_one(evened, weights, name)

    def number(self, name: str, value: Any) -> str:
        """A constant."""
        from onnx import numpy_helper

        array = np.asarray(value, dtype=None if isinstance(value, list) else np.float32)
        return self.add("Constant", [], name, value=numpy_helper.from_array(array))

    def _as_one(self, rows: str, weights: str, name: str) -> str:
        """One scale for all inputs, one for the weights of each output."""
        from onnx import TensorProto

        turned = self.add("Transpose", [weights], f"{name}.turned", perm=[1, 0])
        steps, scale = self._steps(turned, name, axis=0)
        flat = self.add("Squeeze", [scale, self.number(f"{name}.first", [0])], f"{name}.flat")
        small = self.add("Cast", [steps], f"{name}.small", to=TensorProto.INT8)
        return self.add("DynamicQuantizeMatMul", [rows, small, flat], name)

    def _in_blocks(self, rows: str, weights: str, name: str) -> str:
        """A scale for each `BLOCK` of inputs, and of the weights of each output."""
        from onnx import TensorProto

        out, into = self.shapes[f"{name}.weight"]
        blocks = self.add("Reshape", [weights, self.number(f"{name}.in_blocks", [out, -1, BLOCK])], f"{name}.blocks")
        steps, scale = self._steps(blocks, name, axis=2)
        flat = self.add("Squeeze", [scale, self.number(f"{name}.last", [2])], f"{name}.flat")
        moved = self.add("Add", [steps, self.number(f"{name}.middle", 128)], f"{name}.moved")
        small = self.add("Cast", [moved], f"{name}.small", to=TensorProto.UINT8)
        sizes = {"K": into, "N": out, "bits": 8, "block_size": BLOCK}
        return self.add("MatMulNBits", [rows, small, flat], name, accuracy_level=4, **sizes)

    def _steps(self, weights: str, name: str, axis: int) -> tuple[str, str]:
        """Weights in whole steps from -127 to 127, still as floats, and the size of a step along an axis."""
        size = self.add("Abs", [weights], f"{name}.sizes")
        most = self.add("ReduceMax", [size, self.number(f"{name}.axis", [axis])], f"{name}.most", keepdims=1)
        scale = self.add("Div", [most, self.number(f"{name}.largest", _LARGEST)], f"{name}.scale")
        return self.add("Round", [self.add("Div", [weights, scale], f"{name}.exactly")], f"{name}.steps"), scale


def rounded(weights: Path, texts: Sequence[Sequence[int]], size: Size) -> Rounded:
    """A graph to add the encoder to, fitted to texts that are given as ids."""
    shapes = {name: entry["shape"] for name, entry in entries_in(weights).items()}
    feeds = [{"input_ids": np.array([text], dtype=np.int64)} for text in texts]
    return Rounded(size, evened_out(weights, feeds, size), shapes)
