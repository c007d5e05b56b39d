"""What the inputs of layers are divided by before they are rounded to 8 bits.

Inputs are rounded on one scale for a whole text, where a few are much larger than the others. So each is divided by a
number of its own, and its weights are multiplied by it: the products stay the same, and both are round to alike
(SmoothQuant; Xiao et al. 2023).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.graph import Graph, Size, encoder, model_bytes

STRENGTH = 0.7  # 0 leaves the inputs as they are, 1 makes all of them alike
_LEAST = 1e-5

ByLayer = Mapping[str, NDArray[np.float32]]
Feeds = Mapping[str, NDArray[np.integer[Any]]]


class Listening(Graph):
    """A graph that remembers what goes into each layer."""

    def __init__(self, size: Size, prefix: str = "") -> None:
        super().__init__(size, prefix)
        self.inputs: dict[str, str] = {}

    def linear(self, rows: str, name: str) -> str:
        """The layer `name` over rows, without its bias."""
        self.inputs[name] = rows
        return super().linear(rows, name)


def evened_out(weights: Path, texts: Sequence[Feeds], size: Size, prefix: str = "") -> dict[str, NDArray[np.float32]]:
    """What the inputs of each layer are to be divided by, `(in,)`, from what goes through it for some texts.

    `weights` is a file of layers in 32 bits, `(out, in)`; `texts` are given as the graph takes them, one each:
    `input_ids` of shape `(1, tokens)`, and `token_type_ids` where segments are told apart. Layers with the same inputs
    have the same numbers.
    """
    from safetensors.numpy import load_file

    largest, stored = _largest_inputs(weights, texts, size, prefix), load_file(weights)
    found = {}
    for name, inputs in largest.items():
        columns = np.max([np.abs(stored[f"{one}.weight"]).max(axis=0) for one in with_the_same_inputs(name)], axis=0)
        by = np.maximum(inputs, _LEAST) ** STRENGTH / np.maximum(columns, _LEAST) ** (1 - STRENGTH)
        found[name] = (by / np.exp(np.log(by).mean())).astype(np.float32)
    return found


def with_the_same_inputs(name: str) -> list[str]:
    """The layers that have the inputs of the layer `name`, itself among them: query, key and value share theirs."""
    stem = name.rsplit(".", 1)[0]
    return [f"{stem}.{part}" for part in ("query", "key", "value")] if stem.endswith(".self") else [name]


def _largest_inputs(weights: Path, texts: Sequence[Feeds], size: Size, prefix: str) -> dict[str, NDArray[np.float32]]:
    """The largest absolute value of every input of each layer over some texts."""
    import onnxruntime
    from onnx import TensorProto, helper

    given = sorted(texts[0])
    graph = Listening(size, prefix)
    encoder(graph, segments="token_type_ids" if "token_type_ids" in given else "")
    names = sorted(set(graph.inputs.values()))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in given]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names]
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(weights.parent))
    session = onnxruntime.InferenceSession(model_bytes(graph, "inputs", inputs, outputs, weights), options)
    most = {name: np.zeros(1, dtype=np.float32) for name in names}
    for text in texts:
        for name, rows in zip(names, session.run(names, dict(text)), strict=True):
            most[name] = np.maximum(most[name], np.abs(rows).max(axis=0))
    return {layer: most[rows] for layer, rows in graph.inputs.items()}
