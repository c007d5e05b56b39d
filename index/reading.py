"""Reading many files: which ones, what became of each, and what to say of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus import Document, files_below, located, read_document
from corpus.errors import DocumentError, DocumentMissing, UnsupportedFormat
from corpus.folders import is_folder
from corpus.language import language_of
from index.look import look_of, settled
from index.manifest import LAYOUT
from index.report import Progress, Report
from index.seen import Seen

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # one letter is a disk of Windows
_ELSEWHERE = "A link that leads out of the folder; --follow-links reads it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far reading goes: through links out of a folder, and to addresses in private networks."""

    follow_links: bool = False
    allow_private: bool = False


def find_files(store: Path, paths: Iterable[str | Path], reach: Reach, report: Report) -> dict[Path, bool]:
    """The files that `paths` name, and of each whether a folder brought it rather than its own name.

    A store may lie in a folder that is added; its files are no documents, but uploads in it are. Folders below that
    cannot be listed are reported as failed.

    Raises:
        DocumentMissing: a path that does not exist.
    """
    own, found = located(store), dict[Path, bool]()
    real = cache(os.path.realpath)  # of folders, which hold many files
    for path in map(Path, paths):
        links: list[Path] = []
        closed: dict[Path, DocumentMissing] = {}
        brought = is_folder(path)
        for file in files_below([path], follow_links=reach.follow_links, left_out=links, closed=closed):
            where = Path(real(file.parent), file.name)  # as `located`
            if not where.is_relative_to(own) or where.is_relative_to(own / LAYOUT.uploads):
                found[where] = found.get(where, True) and brought
        for link in links:
            report.skip(str(located(link)), _ELSEWHERE, "Link")
        for folder, error in closed.items():
            report.fail(os.path.realpath(folder), error)
            report.closed.append(os.path.realpath(folder))
    return found


def read_files(
    files: Mapping[Path, bool], report: Report, progress: Progress
) -> tuple[list[Document], dict[str, Seen]]:
    """The documents in files, and how each file looked. What cannot be read is reported, and the others go on."""
    documents: list[Document] = []
    seen: dict[str, Seen] = {}
    for done, (file, brought) in enumerate(files.items()):
        progress("Reading", done, len(files))
        look = settled(look_of(file))
        try:
            document = read_document(file)
        except DocumentError as error:
            seen[str(file)] = not_read(str(file), error, look, report, brought=brought)
        else:
            documents.append(document)
            seen[str(file)] = Seen(look=look, brought=brought, sha256=document.sources[0].sha256)
    progress("Reading", len(files), len(files))
    warn_of(documents, report)
    return documents, seen


def read_addresses(addresses: Sequence[str], reach: Reach, report: Report, progress: Progress) -> dict[str, Document]:
    """The documents at addresses, each by the address that was asked for. What cannot be fetched is reported."""
    if not addresses:
        return {}
    from corpus.fetch import read_address

    found: dict[str, Document] = {}
    for done, address in enumerate(addresses):
        progress("Fetching", done, len(addresses))
        try:
            found[address] = read_address(address, allow_private=reach.allow_private)
        except DocumentError as error:
            report.fail(address, error)
    progress("Fetching", len(addresses), len(addresses))
    warn_of(found.values(), report)
    return found


def is_address(name: str | Path) -> bool:
    """Whether a document comes from an address rather than a file; which addresses are fetched, `corpus.fetch` says."""
    return _SCHEME.match(str(name)) is not None


def not_read(file: str, error: DocumentError, look: tuple[int, int, int], report: Report, *, brought: bool) -> Seen:
    """Report a file that cannot be read: as skipped where it is of another kind and nobody named it, else as failed."""
    if brought and type(error) is UnsupportedFormat:
        report.skip(file, str(error), type(error).__name__)
    else:
        report.fail(file, error)
    return Seen(look=look, brought=brought, reason=str(error), kind=type(error).__name__)


def warn_of(documents: Iterable[Document], report: Report) -> None:
    """Say what a person should know of documents that were read."""
    for document in documents:
        report.warnings += [f"{document.title}: {warning}" for warning in document.warnings]
        if language := language_of(document.text):
            report.warnings.append(
                f"{document.title} looks like {language}: its passages can be found by their words, but the reader "
                "knows English only, so answers from it will be few and often wrong."
            )
