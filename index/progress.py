"""What a person sees while an index is built: a bar with counts and the time left, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.report import Progress

if TYPE_CHECKING:
    from rich.progress import TaskID

_UNSEEN = 1.0  # seconds; what is over sooner needs no bar


@contextmanager
def bars() -> Iterator[Progress]:
    """A `Progress` that draws one bar a kind of work on standard error, and nothing where that is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    began = time.monotonic()
    console = Console(file=sys.stderr)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as drawn:
        tasks: dict[str, TaskID] = {}

        def report(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                if total and (done < total or time.monotonic() - began > _UNSEEN):
                    tasks[doing] = drawn.add_task(doing, total=total)
                else:
                    return
            drawn.update(tasks[doing], completed=done, total=total)

        yield report
