"""Files of a store without reading them: their pages come to memory as they are used."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mapped_array(path: Path) -> NDArray[Any]:
    """The array in a file that `numpy.save` wrote, mapped and not to be written to.

    Raises:
        ValueError: it holds Python objects, which are never unpickled.
    """
    import numpy as np

    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))  # a plain array: slices of it cost less


def mapped_bytes(path: Path) -> Any:
    """The bytes of a file, to be sliced; only slices are read."""
    with path.open("rb") as file:
        if not path.stat().st_size:  # which cannot be mapped
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
