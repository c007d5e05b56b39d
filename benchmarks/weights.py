"""The reader's weights out of the file that ships, for PyTorch: the same numbers, in 32 bits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from qa.reader.onnx_reader import FOLDER

_WORDS = "reader.encoder.embeddings.word_embeddings.weight"


def weights_in(path: Path = FOLDER / "model.onnx") -> dict[str, torch.Tensor]:
    """The weights by their names in `training.model.Reader`, each as ONNX Runtime computes with it.

    The graph keeps the names of biases but not of matrices: a matrix is named by the bias that follows it.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = {name: values for name, values in stored.items() if name.endswith((".weight", ".bias"))}
    found[_WORDS] = _widened(stored, _WORDS).reshape(len(stored[f"{_WORDS}_8"]), -1)
    source = {node.output[0]: node for node in graph.node}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1].endswith("_weights"):
            follows = next(other for other in graph.node if node.output[0] in other.input)
            bias = next(name for name in reversed(follows.input) if name.endswith(".bias"))
            found[bias.removesuffix("bias") + "weight"] = _matrix(stored, source, node.input[1]).T
    return {name.removeprefix("reader."): torch.tensor(np.ascontiguousarray(values)) for name, values in found.items()}


def _matrix(stored: dict[str, Any], source: dict[str, Any], name: str) -> Any:
    """A matrix `(in, out)`, followed back from where it is multiplied with to its 8 bits and scales."""
    blocks = source[source[name].input[0]]  # Reshape of Mul of Cast
    small = source[blocks.input[0]].input[0]
    values = _widened(stored, small.removesuffix("_8"))
    return values.reshape(-1, values.shape[-1])


def _widened(stored: dict[str, Any], name: str) -> Any:
    return stored[f"{name}_8"].astype(np.float32) * stored[f"{name}_scale"]
