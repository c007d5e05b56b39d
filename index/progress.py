"""What a person sees while an index is built: bars with counts, rate and the time left, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from index.report import Progress, no_progress

if TYPE_CHECKING:
    from rich.progress import TaskID

_UNSEEN = 2.0  # seconds; what is over sooner needs no bar


@contextmanager
def bars() -> Iterator[Progress]:
    """A `Progress` that draws a bar for each kind of work on standard error once that takes more than two seconds.

    Nothing is drawn where standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", style="progress.data.speed"),
        TimeRemainingColumn(),
    )
    drawn = Bars(*columns, console=Console(file=sys.stderr), transient=True)
    tasks: dict[str, tuple[TaskID, float]] = {}

    def report(doing: str, done: int, total: int) -> None:
        if total and doing not in tasks:
            tasks[doing] = drawn.add_task(doing, total=total, rate=""), time.monotonic()
        if doing in tasks:
            task, began = tasks[doing]
            rate = done / max(time.monotonic() - began, 1e-3)
            drawn.update(task, completed=done, total=total, rate=f"{rate:,.{0 if rate >= 10 else 1}f}/s")

    timer = Timer(_UNSEEN, drawn.start)
    timer.daemon = True
    timer.start()
    try:
        yield report
    finally:
        timer.cancel()
        timer.join()
        drawn.stop()
