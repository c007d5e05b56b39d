"""The bytes of a file, taken with care: it may be no file at all, and it may change while it is read."""

from __future__ import annotations

import os
import stat
from io import FileIO
from pathlib import Path

from corpus.errors import DocumentChanging, DocumentError, DocumentMissing

_LARGEST = 100 * 2**20  # bytes; a text of this size is no document for people
_CHUNK = 2**20


def located(path: str | Path) -> Path:
    """The absolute path that a file is known by, the same from whatever folder it is named; a link keeps its name."""
    path = Path(path)
    return Path(os.path.realpath(path.parent), path.name)


def bytes_of(path: Path) -> bytes:
    """All bytes of the file at `path`.

    What is no ordinary file is refused before it is opened, and again once it is open, since it may have been
    exchanged in between; opening never waits for another program.

    Raises:
        DocumentMissing: there is no such file, it is none, or it cannot be read.
        DocumentChanging: it was written to meanwhile.
        DocumentError: it is too large, or its name cannot be written down.
    """
    if any("\ud800" <= character <= "\udfff" for character in str(path)):  # bytes that are no UTF-8
        raise DocumentError(f"The name {str(path)!r} is not Unicode and cannot be written down.", hint="Rename it.")
    try:
        _check(path, path.stat())
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with FileIO(handle) as file:
            before = os.fstat(handle)
            _check(path, before)
            data = _read(file)
            after = os.fstat(handle)
    except (FileNotFoundError, NotADirectoryError):
        raise DocumentMissing(f"There is no file {str(path)!r}.", hint="Check the path.") from None
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:  # a zero byte
        raise DocumentMissing(f"There is no file {str(path)!r}.", hint="Check the path.") from None
    if (before.st_size, before.st_mtime_ns, len(data)) != (after.st_size, after.st_mtime_ns, after.st_size):
        raise DocumentChanging(f"{path} was written to while it was read.", hint="Try again when it is finished.")
    return data


def unreadable(path: Path, error: OSError) -> DocumentMissing:
    """The error of a file that the system does not open."""
    return DocumentMissing(f"{str(path)!r} cannot be read: {error.strerror}.", hint="Check its name and permissions.")


def _read(file: FileIO) -> bytes:
    """All of it, and a little more of a file that grows, so that this is seen."""
    parts, size = [], 0
    while size <= _LARGEST and (part := file.read(_CHUNK)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _check(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise DocumentMissing(f"{path} is a folder.", hint="Add the folder to a store, or read its files one by one.")
    if not stat.S_ISREG(found.st_mode):
        raise DocumentMissing(f"{path} is no ordinary file.", hint="Pipes, sockets and devices cannot be read.")
    if found.st_size > _LARGEST:
        raise DocumentError(
            f"{path} has {found.st_size:,} bytes; at most {_LARGEST:,} are read.", hint="Split it into parts."
        )
