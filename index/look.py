"""How a file looks: a shortcut to whether it is still what it was."""

from __future__ import annotations

import os
import time
from pathlib import Path

_SETTLED = 2 * 10**9  # nanoseconds; a file changed so shortly before it was read may change again at the same time
Look = tuple[int, int, int]  # size in bytes, times of the last change of bytes and of anything, in nanoseconds


def look_of(path: str | Path) -> Look | None:
    """How a file looks now; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  # a thousand at a time
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def settled(look: Look | None) -> Look:
    """The look to remember: one that cannot stay the same through another change, else one that no file has."""
    return look if look is not None and max(look[1:]) < time.time_ns() - _SETTLED else (-1, 0, 0)
