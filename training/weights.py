"""Weights on disk: safetensors in half precision, and writing a file so that it is never seen half written."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from training.errors import WeightsError


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read named weights from a safetensors file, as float32.

    Raises:
        WeightsError: the file is missing or damaged.
    """
    try:
        tensors = load_file(path)
    except (OSError, SafetensorError) as error:
        raise WeightsError(f"cannot read weights from {path}: {error}") from error
    return {name: tensor.float() for name, tensor in tensors.items()}


def write_weights(path: Path, weights: Mapping[str, Tensor]) -> None:
    """Write named weights to a safetensors file, as float16.

    Raises:
        WeightsError: a weight is not finite in float16 (the largest is 65504); nothing is written.
    """
    half = {name: tensor.detach().to(torch.float16).contiguous() for name, tensor in weights.items()}
    if wrong := [name for name, tensor in half.items() if not torch.isfinite(tensor).all()]:
        raise WeightsError(f"{path} not written: not finite in float16: {', '.join(wrong)}; train at a lower rate")
    # Not safetensors' own `save_file`: its files can be read by nobody but who made them, and these are shipped.
    write_atomically(path, lambda temporary: temporary.write_bytes(save(half)))


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a file under another name beside `path`, then rename it: `path` is the old file or the new one.

    The bytes are on the disk before the name is, so that this holds when the power fails too.
    """
    temporary = path.with_suffix(".tmp")
    write(temporary)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
