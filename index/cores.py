"""A thread for each core, kept for what a model computes again and again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

COUNT = min(os.cpu_count() or 1, 8)
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class Cores:
    """Threads that share work out; they are made when they are first needed, and live as long as this object.

    ONNX Runtime prepares every thread that is new to it, so threads of a moment are dear. A process that forks leaves
    its threads behind: the child makes its own.
    """

    def __init__(self) -> None:
        self._threads = lru_cache(maxsize=1)(lambda _process: ThreadPoolExecutor(COUNT))

    def map(self, work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[_Made]:
        """What `work` makes of each of `given`, in their order; they are begun in that order, too."""
        return self._threads(os.getpid()).map(work, given)
