"""Reading bad files one by one, and what came of each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from corpus import read_document
from corpus.errors import DocumentError
from scripts.hostile import SECRET, Bad, markup, pdfs, places, texts, zips


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a bad file: `text`, the class of a typed error, or a defect in capitals; and the seconds it took."""

    group: str
    name: str
    outcome: str
    seconds: float
    says: str = ""

    @property
    def is_defect(self) -> bool:
        """Whether something happened that must never happen."""
        return self.outcome.isupper()


def all_bad() -> Iterator[Bad]:
    """Every bad file that was made by hand."""
    for module in (texts, markup, zips, pdfs, places):
        yield from module.bad()


def placed(bads: Iterable[Bad], folder: Path) -> Iterator[tuple[Bad, Path]]:
    """Each bad file put into a folder, and taken away again after it was looked at."""
    for bad in bads:
        if path := put_one(bad, folder):
            yield bad, path
            remove(path)


def put_one(bad: Bad, folder: Path) -> Path | None:
    """The path of a bad file that was put into a folder; None where the system does not take it or its name."""
    path = folder / bad.name
    try:
        bad.write(path)
    except (OSError, ValueError, AttributeError):
        return None
    return path


def remove(path: Path) -> None:
    """Take a bad file away again, whatever it is."""
    if path.is_dir() and not path.is_symlink():
        path.chmod(0o700)
        for inner in path.iterdir():
            remove(inner)
        path.rmdir()
    else:
        path.unlink()


def read(bad: Bad, path: Path) -> Result:
    """Read one bad file as a person's program would."""
    began = time.perf_counter()
    outcome, says = "text", ""
    try:
        document = read_document(path)
        if SECRET in document.text:
            outcome = "SECRET TOLD"
        elif not any(letter.isalnum() for letter in document.text):
            outcome = "NO WORDS"
    except DocumentError as error:
        outcome, says = type(error).__name__, str(error)
        if not error.hint or "\n" in str(error).replace(str(path), ""):
            outcome = "UNCLEAR"
    except Exception as error:
        outcome, says = "NO TYPE", f"{type(error).__name__}: {error}"
    return Result(group=bad.group, name=bad.name, outcome=outcome, seconds=time.perf_counter() - began, says=says)


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """A file that another program keeps writing to."""
    done = Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            path.write_text(f"It is old, said {number}. " * (number % 1000 + 1))

    writer = Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()
