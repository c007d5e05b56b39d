"""How long the stages of a question take, for whoever wants to know.

The functions of the road name their stage; nothing is measured unless somebody listens:

>>> with trace() as seconds:
...     with stage("search"):
...         pass
>>> list(seconds)
['search']
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

# In the order in which a question meets them. The first two are nothing once models and store are open.
STAGES = ("open", "load", "check", "tokenise", "encode", "search", "fuse", "read", "decide", "compose")
_seconds: ContextVar[dict[str, float] | None] = ContextVar("seconds", default=None)


@contextmanager
def trace() -> Iterator[dict[str, float]]:
    """Listen to the stages of this thread: from a stage's name to its seconds, in the order in which they ended.

    A stage's time leaves out that of stages inside it, so that the sum counts nothing twice; a stage that is met
    again adds to its own.
    """
    seconds: dict[str, float] = {}
    token = _seconds.set(seconds)
    try:
        yield seconds
    finally:
        _seconds.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Measure what is inside as the stage `name` if somebody listens; also a decorator of functions."""
    seconds = _seconds.get()
    if seconds is None:
        yield
        return
    began, before = perf_counter(), sum(seconds.values())
    try:
        yield
    finally:
        inside = sum(seconds.values()) - before
        seconds[name] = seconds.get(name, 0.0) + perf_counter() - began - inside


def table_of(seconds: dict[str, float]) -> str:
    """The stages in milliseconds with their shares, one a line, and their sum."""
    total = sum(seconds.values())
    order = sorted(seconds, key=lambda name: STAGES.index(name) if name in STAGES else len(STAGES))
    rows = [(name, seconds[name]) for name in order]
    return "\n".join(
        f"{name:<9}{1000 * time:>9.1f} ms {time / (total or 1):>5.0%}" for name, time in [*rows, ("together", total)]
    )
