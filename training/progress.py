"""A line of progress now and then, for whatever takes minutes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def telling(name: str, every: int = 100) -> Callable[[int, int], None]:
    """A function that takes how much is done and how much there is, and says so on standard error."""
    began = time.monotonic()

    def tell(done: int, total: int) -> None:
        if done % every == 0 or done == total:
            print(f"{name}: {done} of {total}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    return tell
