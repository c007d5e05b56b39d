"""From a path to a document, and from folders to the paths in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.decode import decode
from corpus.document import Document, Draft, Source
from corpus.errors import DocumentError, DocumentMissing, UnsupportedFormat
from corpus.formats import html, markdown, plain

# A format a line: its name, how its file names end, and what reads it. Any other text is read as plain text.
_FORMATS: tuple[tuple[str, tuple[str, ...], Callable[[str, str], Draft]], ...] = (
    ("markdown", (".md", ".markdown", ".mdown"), markdown.parse),
    ("html", (".html", ".htm", ".xhtml"), html.parse),
    ("text", (".txt", ".text", ""), plain.parse),
)
_KNOWN_BINARY = dict(
    entry.split()
    for entry in (
        ".pdf PDF, .docx Word, .doc Word, .pptx PowerPoint, .xlsx Excel, .epub EPUB, .odt OpenDocument, .rtf RTF, "
        ".zip zip, .gz gzip, .png picture, .jpg picture, .jpeg picture, .gif picture"
    ).split(", ")
)
_LARGEST = 100 * 2**20  # bytes; a text of this size is no document for people

BUNDLED = Path(__file__).parent / "bundled" / "us-japan-alliance.md"


def read_document(path: str | Path) -> Document:
    """Read a text, Markdown or HTML file.

    Raises:
        DocumentMissing: no such file, or it cannot be opened.
        UnsupportedFormat: a kind of file that is not read yet.
        UndecodableText: not text in any known encoding.
        EmptyDocument: no letter and no digit in it.
    """
    path = Path(path).absolute()
    data = _bytes_of(path)
    kind, parse = _format_of(path, data)
    draft = parse(decode(data, str(path)), str(path))
    title = " ".join(draft.title.split())[:200] or path.stem
    now = datetime.now(UTC).isoformat(timespec="seconds")
    source = Source(uri=str(path), sha256=hashlib.sha256(data).hexdigest(), title=title, kind=kind, added=now)
    return Document.build(replace(draft, title=title), source)


def files_below(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The files that `paths` name: each file itself, and for a folder the files in it and below, in name order.

    Hidden files and folders are left out, and links are not followed out of a folder.

    Raises:
        DocumentMissing: a path that does not exist.
    """
    for path in map(Path, paths):
        if path.is_dir():
            for folder, folders, names in path.walk() if hasattr(path, "walk") else _walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                yield from (folder / name for name in sorted(names) if not name.startswith("."))
        elif path.exists():
            yield path
        else:
            raise DocumentMissing(f"There is no file or folder {str(path)!r}.", hint="Check the path.")


def _walk(path: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """`Path.walk` for Python 3.11."""
    import os

    for folder, folders, names in os.walk(path):
        yield Path(folder), folders, names


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise DocumentMissing(f"{path} is a folder.", hint="Add the folder to a store, or read its files one by one.")
    if not path.exists():
        raise DocumentMissing(f"There is no file {str(path)!r}.", hint="Check the path.")
    if not path.is_file():
        raise DocumentMissing(f"{path} is no ordinary file.", hint="Pipes, sockets and devices cannot be read.")
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise DocumentError(
                f"{path} has {size:,} bytes; at most {_LARGEST:,} are read.", hint="Split it into parts."
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentMissing(f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.") from None


def _format_of(path: Path, data: bytes) -> tuple[str, Callable[[str, str], Draft]]:
    ending = path.suffix.lower()
    if ending in _KNOWN_BINARY or data[:5] == b"%PDF-":
        name = _KNOWN_BINARY.get(ending, "PDF")
        raise UnsupportedFormat(
            f"{path} is a {name} file.", hint="Text, Markdown and HTML are read; save it as one of these."
        )
    for name, endings, parse in _FORMATS:
        if ending in endings and name != "text":
            return name, parse
    if data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "html", html.parse
    return "text", plain.parse
