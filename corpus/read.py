"""From a path to a document; which format reads a file is decided in the reading process (`corpus.drafting`)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.document import Document, Source
from corpus.files import bytes_of, located

READ = "PDF, Word, PowerPoint, Excel, EPUB, HTML, Markdown, CSV and text"  # what is read, in the words of people

BUNDLED = Path(__file__).parent / "bundled" / "us-japan-alliance.md"


def read_document(path: str | Path) -> Document:
    """Read a file; what parses its bytes runs in a child process (`corpus.sandbox`).

    Raises:
        DocumentMissing: no such file, or it cannot be opened.
        UnsupportedFormat: a kind of file that is not read.
        DamagedDocument: it is cut off, or not what its name says.
        EncryptedDocument: it is locked with a password.
        UndecodableText: not text in any known encoding.
        EmptyDocument: no letter and no digit in it.
        ParserFailed: its parser crashed, or took too much memory or time.
        DocumentChanging: it was written to while it was read.
        DocumentError: it is too large, nested too deep, or has a name that cannot be written down.
    """
    path = located(path)
    return document_from(bytes_of(path), uri=str(path), name=path.stem, ending=path.suffix)


def document_from(data: bytes, *, uri: str, name: str, ending: str, charset: str = "") -> Document:
    """The document in a file's bytes; `name` is its title where it has none of its own. Errors as `read_document`."""
    from corpus.sandbox import shared  # asking questions reads no file

    kind, draft = shared.parse(data, uri, ending, charset)
    title = " ".join(draft.title.split())[:200] or name
    now = datetime.now(UTC).isoformat(timespec="seconds")
    source = Source(uri=uri, sha256=hashlib.sha256(data).hexdigest(), title=title, kind=kind, added=now)
    return Document.build(replace(draft, title=title), source)
