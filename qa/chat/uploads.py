"""Files that people send: under which name they are kept, and how a failed change is undone.

They are kept in the store's folder `uploads`, under the names that people gave them, so that a rebuild reads them
again. A file of a name that is there already takes its place, as a changed file does in any other folder.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UploadError

_LONGEST = 200  # bytes of a file's name; most file systems take 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as it was sent: where it lies now, and what its sender calls it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that was taken into the store's folder, and where the file of that name went that was there before."""

    path: Path
    name: str
    earlier: Path | None


def keep(sent: Sequence[Sent], folder: Path) -> list[Kept]:
    """Move files into `folder`; of two with one name in the same delivery the second gets a number.

    Raises:
        UploadError: the folder cannot be written to; everything is then as it was.
    """
    kept: list[Kept] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in sent:
            path = folder / _free_name(safe_name(file.name), {one.path.name for one in kept})
            earlier = _aside(path, folder) if path.exists() else None
            kept.append(Kept(path=path, name=file.name, earlier=earlier))
            shutil.move(file.path, path)
    except OSError as error:
        put_back(kept)
        raise UploadError(
            f"The files cannot be kept in {folder}: {error.strerror}.", hint="Nothing was changed."
        ) from None
    return kept


def put_back(kept: Iterable[Kept]) -> None:
    """Undo `keep`: what came is deleted, what was there before is there again."""
    for file in kept:
        file.path.unlink(missing_ok=True)
        if file.earlier:
            file.earlier.replace(file.path)
            file.earlier.parent.rmdir()


def settle(kept: Iterable[Kept]) -> None:
    """Make `keep` final: what was there before is deleted."""
    for file in kept:
        if file.earlier:
            shutil.rmtree(file.earlier.parent, ignore_errors=True)


def safe_name(name: str) -> str:
    r"""A file's name as its sender wrote it, without what would make it a path, hidden, or too long.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\docs\\Sea chart.md"), safe_name(".."), safe_name("a\nb.txt")
    ('passwd', 'Sea chart.md', 'document', 'ab.txt')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cs", "Cf", "Zl", "Zp"))
    if os.name == "nt":
        last = re.sub(r'[<>:"|?*]', "_", last)
    stem, dot, ending = last.strip(" .").rpartition(".")
    stem, ending = (stem, dot + ending) if dot else (ending, "")
    while len((stem + ending).encode()) > _LONGEST:
        stem, ending = (stem[:-1], ending) if len(stem) > 1 else (stem, ending[:-1])
    return (stem + ending).strip(" .") or "document"


def _free_name(name: str, taken: set[str]) -> str:
    stem, ending = Path(name).stem, Path(name).suffix
    number = 2
    while name in taken:
        name = f"{stem} ({number}){ending}"
        number += 1
    return name


def _aside(path: Path, folder: Path) -> Path:
    """Move a file into a hidden folder of its own beside it."""
    return path.replace(Path(tempfile.mkdtemp(prefix=".earlier-", dir=folder)) / path.name)
