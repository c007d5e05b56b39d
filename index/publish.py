"""Writing to a store: under a lock, to disk, and seen by readers all at once or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import StoreBusy, StoreReadOnly
from index.generation import Contents, write_generation
from index.manifest import LAYOUT, Manifest

_CANNOT_WRITE = frozenset(
    getattr(errno, name)
    for name in "EACCES EPERM EROFS ENOTDIR EEXIST ENOSPC EDQUOT EIO ENAMETOOLONG".split()
    if hasattr(errno, name)
)
PATIENCE = 600.0  # seconds to wait for another builder


@contextmanager
def building(path: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the store's lock: one builder at a time, readers never wait. The folder is made if there is none.

    Raises:
        StoreReadOnly: the folder cannot be written to.
        StoreBusy: another builder held the lock for longer than `patience` seconds.
    """
    from filelock import FileLock, Timeout

    with _clear_errors(path):
        (path / LAYOUT.generations).mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / LAYOUT.lock, timeout=patience)
        try:
            lock.acquire()
        except Timeout:
            raise StoreBusy(
                f"Another process has been building {path} for over {patience:.0f} seconds.",
                hint="Wait for it to end, or stop it, then try again.",
            ) from None
        try:
            yield
        finally:
            lock.release()


def publish(path: Path, contents: Contents, *, after: str | None) -> Manifest:
    """Write a generation and make it current. The caller holds the lock; `after` names the generation that it follows.

    It is written under another name, flushed to disk, renamed, and only then does the pointer change, by one rename.
    A build that is cut off at any moment leaves the published generation as it was, and the next build is not harmed.
    """
    number = 1 + (int(after.split("-")[0]) if after else 0)
    generations = path / LAYOUT.generations
    folder = Path(tempfile.mkdtemp(prefix=LAYOUT.building, dir=generations))
    try:
        manifest = write_generation(folder / "new", contents, number=number)
        for file in sorted((folder / "new").rglob("*")):
            _flush(file)
        _flush(folder / "new")
        if (generations / manifest.id).exists():  # the same build was cut off before the pointer changed
            shutil.rmtree(generations / manifest.id)
        (folder / "new").rename(generations / manifest.id)
        _flush(generations)
        _point(path, manifest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return manifest


def _point(path: Path, manifest: Manifest) -> None:
    line = f"{manifest.id} {hashlib.sha256(manifest.to_bytes()).hexdigest()}\n"
    replace_file(path / LAYOUT.current, line.encode("ascii"))


def replace_file(path: Path, data: bytes) -> None:
    """Give a file of a store other bytes: readers see the old ones or the new ones, whenever the power goes."""
    handle, name = tempfile.mkstemp(prefix=".current-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).chmod(0o644)
    Path(name).replace(path)
    _flush(path.parent)


def clear(path: Path, *, keep: str) -> list[str]:
    """Delete every generation but `keep`, and what unfinished builds left; return names. The caller holds the lock."""
    folders = (folder for folder in (path / LAYOUT.generations).iterdir() if folder.is_dir())
    gone = sorted(folder for folder in folders if folder.name != keep)
    for folder in gone:
        shutil.rmtree(folder)
    for leftover in path.glob(".current-*"):
        leftover.unlink()
    return [folder.name for folder in gone]


def _flush(path: Path) -> None:
    """Have the system write a file or a folder's entries to disk. Windows cannot open folders for that."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _CANNOT_WRITE:
            raise
        raise StoreReadOnly(
            f"{path} cannot be written to: {error.strerror}.",
            hint="Choose another folder with --store, or change its permissions.",
        ) from error
