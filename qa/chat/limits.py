"""How much people may send: the sizes and counts in one place, and what enforces them over time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

QUESTION_BYTES = 4 * 2**20  # of a request that is no upload: a question, a filter, a conversation to export
FILE_BYTES = 100 * 2**20  # of one uploaded file; `corpus` reads no larger ones
FILES = 200  # uploaded in one go
UPLOADED_BYTES = 2**30  # of all uploads within `WINDOW`
WINDOW = 3600.0  # seconds; also how long a temporary file may lie about
WAITING = 100  # questions that wait for their turn, some seconds on two cores; the next is refused
SESSIONS = 32  # pages of which Gradio keeps what they sent and were sent last, some 100 kB each; nothing reads it again
SOURCE_CHARACTERS = 200_000  # of a document's text that one call gives
AT_ONCE = 2  # questions that are answered at the same time


class Quota:
    """At most so many bytes within the last so many seconds.

    >>> quota = Quota(10, seconds=60.0)
    >>> quota.take(8), quota.take(8), quota.left
    (True, False, 2)
    """

    def __init__(self, limit: int, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._taken: deque[tuple[float, int]] = deque()
        self._sum = 0

    @property
    def left(self) -> int:
        """How many bytes may be taken now."""
        while self._taken and self._taken[0][0] <= self._clock() - self._seconds:
            self._sum -= self._taken.popleft()[1]
        return self._limit - self._sum

    def take(self, size: int) -> bool:
        """Take `size` bytes if there are that many left; return whether there were."""
        if size > self.left:
            return False
        self._taken.append((self._clock(), size))
        self._sum += size
        return True
