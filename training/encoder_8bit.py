"""The default encoder's graph that multiplies in 8 bits, for encoding many passages.

Its weights are the published ones, rounded when the graph is loaded. What goes into a layer is rounded on one scale for
the whole text (dynamic quantisation), where a few inputs are much larger than the others: each input is divided by a
number, and its weights multiplied by it, so that both are round to alike (SmoothQuant; Xiao et al. 2023). What is sent
through an activation cannot be evened out so; where that costs too much, blocks of inputs have scales of their own
(`MatMulNBits` of ONNX Runtime), which takes longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.graph import Graph, Size, encoder, entries_in, model_bytes

STRENGTH = 0.7  # of evening out: 0 leaves the inputs as they are, 1 makes all of them alike
BLOCK = 32  # inputs with a scale of their own
# Layers whose inputs would cost the vectors most if they shared a scale: behind the activations, and the first before.
IN_BLOCKS = frozenset(
    [f"encoder.layer.{number}.output.dense" for number in range(6)] + ["encoder.layer.0.intermediate.dense"]
)
_LARGEST = 127

Largest = Mapping[str, NDArray[np.float32]]


class Listening(Graph):
    """A graph that remembers what goes into each layer."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.inputs: dict[str, str] = {}

    def linear(self, rows: str, name: str) -> str:
        """The layer `name` over rows, without its bias."""
        self.inputs[name] = rows
        return super().linear(rows, name)


class Rounded(Graph):
    """Layers that are rounded when the graph is loaded; `even` gives what the inputs of each are divided by."""

    def __init__(self, size: Size, even: Largest, shapes: Mapping[str, Sequence[int]]) -> None:
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


def evened_out(weights: Path, texts: Sequence[Sequence[int]], size: Size) -> Largest:
    """What the inputs of each layer are to be divided by, from what goes through it for some texts, given as ids."""
    from safetensors.numpy import load_file

    largest, stored = _largest_inputs(weights, texts, size), load_file(weights)
    found = {}
    for name, inputs in largest.items():
        stem, last = name.rsplit(".", 1)
        shared = [f"{stem}.{part}" for part in ("query", "key", "value")] if ".self." in name else [f"{stem}.{last}"]
        columns = np.max([np.abs(stored[f"{one}.weight"]).max(axis=0) for one in shared], axis=0)
        by = np.maximum(inputs, 1e-5) ** STRENGTH / np.maximum(columns, 1e-5) ** (1 - STRENGTH)
        found[name] = (by / np.exp(np.log(by).mean())).astype(np.float32)
    return found


def _largest_inputs(weights: Path, texts: Sequence[Sequence[int]], size: Size) -> dict[str, NDArray[np.float32]]:
    """The largest absolute value of every input of each layer over some texts."""
    import onnxruntime
    from onnx import TensorProto, helper

    graph = Listening(size)
    encoder(graph)
    names = sorted(set(graph.inputs.values()))
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT32, ["texts", "tokens"])
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names]
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(weights.parent))
    session = onnxruntime.InferenceSession(model_bytes(graph, "inputs", [ids], outputs, weights), options)
    runs = [session.run(names, {"input_ids": np.array([text], dtype=np.int32)}) for text in texts]
    most = {name: np.max([np.abs(run[at]).max(axis=0) for run in runs], axis=0) for at, name in enumerate(names)}
    return {layer: most[rows] for layer, rows in graph.inputs.items()}


def rounded(weights: Path, texts: Sequence[Sequence[int]], size: Size) -> Rounded:
    """A graph to add the encoder to."""
    shapes = {name: entry["shape"] for name, entry in entries_in(weights).items()}
    return Rounded(size, evened_out(weights, texts, size), shapes)
