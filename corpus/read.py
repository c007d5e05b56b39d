"""From a path to a document, and from folders to the paths in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.decode import decode
from corpus.document import Document, Draft, Source
from corpus.errors import DocumentError, DocumentMissing, UnsupportedFormat
from corpus.formats import csv, docx, epub, html, markdown, plain, pptx, xlsx
from corpus.formats.container import SAVE_AGAIN
from corpus.kind import NAMES, kind_of, looks_like_html

# A format a line: its name, how its file names end, and what reads it. First those that are read from bytes, which are
# known by what is in them (`corpus/kind.py`); then those read from text, as which any other file is tried.
_BINARY: tuple[tuple[str, tuple[str, ...], Callable[[bytes, str], Draft]], ...] = (
    ("docx", (".docx", ".docm", ".dotx", ".dotm"), docx.parse),
    ("pptx", (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"), pptx.parse),
    ("xlsx", (".xlsx", ".xlsm", ".xltx", ".xltm"), xlsx.parse),
    ("epub", (".epub",), epub.parse),
)
_TEXT: tuple[tuple[str, tuple[str, ...], Callable[[str, str], Draft]], ...] = (
    ("markdown", (".md", ".markdown", ".mdown"), markdown.parse),
    ("html", (".html", ".htm", ".xhtml"), html.parse),
    ("csv", (".csv", ".tsv", ".tab"), csv.parse),
)
_LARGEST = 100 * 2**20  # bytes; a text of this size is no document for people

READ = "Text, Markdown, HTML, CSV, Word, PowerPoint, Excel and EPUB files"  # in the words of messages

BUNDLED = Path(__file__).parent / "bundled" / "us-japan-alliance.md"


def read_document(path: str | Path) -> Document:
    """Read a text, Markdown or HTML file.

    Raises:
        DocumentMissing: no such file, or it cannot be opened.
        UnsupportedFormat: a kind of file that is not read yet.
        UndecodableText: not text in any known encoding.
        EmptyDocument: no letter and no digit in it.
        DocumentError: it is too large, nested too deep, or has a name that cannot be written down.
    """
    path = located(path)
    data = _bytes_of(path)
    kind, draft = _drafted(path, data)
    title = " ".join(draft.title.split())[:200] or path.stem
    now = datetime.now(UTC).isoformat(timespec="seconds")
    source = Source(uri=str(path), sha256=hashlib.sha256(data).hexdigest(), title=title, kind=kind, added=now)
    return Document.build(replace(draft, title=title), source)


def located(path: str | Path) -> Path:
    """The absolute path that a file is known by, the same from whatever folder it is named; a link keeps its name."""
    path = Path(path)
    return Path(os.path.realpath(path.parent), path.name)


def files_below(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The files that `paths` name: each file itself, and for a folder the files in it and below, in name order.

    Hidden files and folders are left out, and links to folders are not followed.

    Raises:
        DocumentMissing: a path that does not exist.
    """
    for path in map(Path, paths):
        if _is_folder(path):
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))
        elif path.exists():
            yield path
        else:
            raise DocumentMissing(f"There is no file or folder {str(path)!r}.", hint="Check the path.")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> DocumentMissing:
    return DocumentMissing(f"{str(path)!r} cannot be read: {error.strerror}.", hint="Check its name and permissions.")


def _bytes_of(path: Path) -> bytes:
    if _is_folder(path):
        raise DocumentMissing(f"{path} is a folder.", hint="Add the folder to a store, or read its files one by one.")
    if any("\ud800" <= character <= "\udfff" for character in str(path)):  # bytes that are no UTF-8
        raise DocumentError(f"The name {str(path)!r} is not Unicode and cannot be written down.", hint="Rename it.")
    try:
        if not path.exists():
            raise DocumentMissing(f"There is no file {str(path)!r}.", hint="Check the path.")
        if not path.is_file():
            raise DocumentMissing(f"{path} is no ordinary file.", hint="Pipes, sockets and devices cannot be read.")
        size = path.stat().st_size
        if size > _LARGEST:
            raise DocumentError(
                f"{path} has {size:,} bytes; at most {_LARGEST:,} are read.", hint="Split it into parts."
            )
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def _drafted(path: Path, data: bytes) -> tuple[str, Draft]:
    """The name of the format that reads a file, and what it makes of it."""
    ending = path.suffix.lower()
    promised = next((kind for kind, endings, _ in _BINARY if ending in endings), None)
    kind = kind_of(data, promised, str(path))
    if kind is not None:
        return kind, _parsed(kind, data, str(path))
    text = decode(data, str(path))
    kind, parse_text = _format_of(path, text)
    return kind, parse_text(text, str(path))


def _parsed(kind: str, data: bytes, name: str) -> Draft:
    """What the reader of a kind of file makes of its bytes."""
    parse = next((parse for known, _, parse in _BINARY if known == kind), None)
    if parse is None:
        raise UnsupportedFormat(f"{name} is a {NAMES[kind]} file.", hint=f"{READ} are read; save it as one of these.")
    try:
        return parse(data, name)
    except DocumentError:
        raise
    except Exception as error:  # a damaged file meets the readers where nothing is as the formats' rules say
        raise DocumentError(
            f"{name} is damaged or no {NAMES[kind]} file: {type(error).__name__} ({error}).".replace("\n", " "),
            hint=SAVE_AGAIN,
        ) from error


def _format_of(path: Path, text: str) -> tuple[str, Callable[[str, str], Draft]]:
    for name, endings, parse in _TEXT:
        if path.suffix.lower() in endings:
            return name, parse
    if looks_like_html(text[:512].encode()):
        return "html", html.parse
    return "text", plain.parse
