"""The line that questions of programs stand in: a few are answered at a time, in the order in which they came."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from corpus.errors import QuestionError


@dataclass(slots=True)
class Notice:
    """Whether the request at hand was refused because the line is full."""

    is_full: bool = False


notice: ContextVar[Notice | None] = ContextVar("notice", default=None)  # of the request that is being served


class Line:
    """At most `at_once` questions are answered at a time and `waiting` wait; the next is refused.

    Whoever waits takes no thread.
    """

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._turns = Semaphore(at_once)  # asyncio's is fair: first come, first served
        self._room = at_once + waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and hold it.

        Raises:
            QuestionError: as many wait as may.
        """
        if not self._room:
            if noticed := notice.get():
                noticed.is_full = True
            raise QuestionError("As many questions are waiting as the server takes.", hint="Ask again in a moment.")
        self._room -= 1
        try:
            async with self._turns:
                yield
        finally:
            self._room += 1
