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
from corpus.formats import html, markdown, pdf, plain

# A format a line: its name, how its file names end, and what reads it. First those that are read from bytes; then those
# read from text, as which any other file is tried.
_BINARY: tuple[tuple[str, tuple[str, ...], Callable[[bytes, str], Draft]], ...] = (("pdf", (".pdf",), pdf.parse),)
_TEXT: tuple[tuple[str, tuple[str, ...], Callable[[str, str], Draft]], ...] = (
    ("markdown", (".md", ".markdown", ".mdown"), markdown.parse),
    ("html", (".html", ".htm", ".xhtml"), html.parse),
)
_KNOWN_BINARY = dict(
    entry.split()
    for entry in (
        ".docx Word, .doc Word, .pptx PowerPoint, .xlsx Excel, .epub EPUB, .odt OpenDocument, .rtf RTF, "
        ".zip zip, .gz gzip, .png picture, .jpg picture, .jpeg picture, .gif picture"
    ).split(", ")
)
_LARGEST = 100 * 2**20  # bytes; a text of this size is no document for people

BUNDLED = Path(__file__).parent / "bundled" / "us-japan-alliance.md"


def read_document(path: str | Path) -> Document:
    """Read a PDF, text, Markdown or HTML file.

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
    for kind, endings, parse in _BINARY:
        if path.suffix.lower() in endings or (kind == "pdf" and data.startswith(b"%PDF-")):
            return kind, parse(data, str(path))
    _refuse_binary(path, data)
    text = decode(data, str(path))
    kind, parse_text = _format_of(path, text)
    return kind, parse_text(text, str(path))


def _refuse_binary(path: Path, data: bytes) -> None:
    ending = path.suffix.lower()
    if ending in _KNOWN_BINARY:
        raise UnsupportedFormat(
            f"{path} is a {_KNOWN_BINARY[ending]} file.",
            hint="PDF, text, Markdown and HTML are read; save it as one of these.",
        )


def _format_of(path: Path, text: str) -> tuple[str, Callable[[str, str], Draft]]:
    for name, endings, parse in _TEXT:
        if path.suffix.lower() in endings:
            return name, parse
    if text[:512].lstrip().lower().startswith(("<!doctype html", "<html")):
        return "html", html.parse
    return "text", plain.parse
