"""Where files lie between being sent and being taken: a folder of this process, kept from filling up."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

from qa.chat.limits import WINDOW

_BETWEEN = 300.0  # seconds between two looks


@cache
def scratch() -> Path:
    """The folder for temporary files, deleted with all that is in it when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="pincite-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@asynccontextmanager
async def tidied(served: object) -> AsyncIterator[None]:
    """The lifespan of a server: now and then, what nobody took is deleted."""
    del served
    task = asyncio.create_task(_tidy())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _tidy() -> None:
    while True:
        await asyncio.to_thread(sweep, scratch(), older_than=WINDOW)
        await asyncio.sleep(_BETWEEN)


def sweep(folder: Path, *, older_than: float, now: float | None = None) -> None:
    """Delete the files below `folder` that were last written more than `older_than` seconds ago, and empty folders."""
    now = time.time() if now is None else now
    for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder comes before the folder
        try:
            if path.is_dir() and not path.is_symlink():
                if now - path.stat().st_mtime > older_than:
                    path.rmdir()
            elif now - path.lstat().st_mtime > older_than:
                path.unlink()
        except OSError:  # not empty, or taken away meanwhile
            continue
