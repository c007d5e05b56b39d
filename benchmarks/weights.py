"""The reader's weights out of the file that ships, for PyTorch: the same numbers, in 32 bits."""

from __future__ import annotations

from pathlib import Path

import torch

from qa.reader.onnx_reader import FOLDER, WEIGHTS


def weights_in(path: Path = FOLDER / WEIGHTS) -> dict[str, torch.Tensor]:
    """The weights by their names in `training.model.Reader`, each widened to 32 bits.

    Matrices of layers lie in the file as `(in, out)`, with a scale for each output; the word embeddings with one a row.
    """
    from safetensors.torch import load_file

    stored = load_file(path)
    found = {}
    for name, values in stored.items():
        scale = stored.get(f"{name.removesuffix('.weight')}.scale")
        if scale is not None:
            wide = values.float() * scale
            found[name] = wide if scale.ndim == values.ndim else wide.T.contiguous()
        elif not name.endswith(".scale"):
            found[name] = values
    return found
