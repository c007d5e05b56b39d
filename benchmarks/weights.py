"""The reader's weights out of the file that ships, for PyTorch: the same numbers, in 32 bits."""

from __future__ import annotations

from pathlib import Path

import torch

from qa.reader.onnx_reader import FOLDER, WEIGHTS
from training.export import inverse_of


def weights_in(path: Path = FOLDER / WEIGHTS) -> dict[str, torch.Tensor]:
    """The weights by their names in `training.model.Reader`, each widened to 32 bits.

    How they lie in the file is told by `training.export.in_8_bits`.
    """
    from safetensors.torch import load_file

    stored = load_file(path)
    found = {}
    for name, values in stored.items():
        stem = name.removesuffix(".weight")
        scale, inverse = stored.get(f"{stem}.scale"), stored.get(inverse_of(stem))
        if scale is not None:
            wide = values.float() * scale
            wide = wide if scale.ndim == values.ndim else wide.T
            found[name] = (wide if inverse is None else wide * inverse).contiguous()
        elif not name.endswith((".scale", ".inverse")):
            found[name] = values
    return found
