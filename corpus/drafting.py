"""From a file's bytes to a draft: which format reads them, and what it makes of them.

Only the reading process imports this (`corpus.worker`): all formats together take longer to import than the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from corpus.byte_ranges import byte_origins
from corpus.decode import decoded, replaced
from corpus.document import Draft
from corpus.errors import DamagedDocument, DocumentError
from corpus.formats import csv, docx, epub, html, markdown, pdf, plain, pptx, xlsx
from corpus.formats.container import SAVE_AGAIN
from corpus.kind import NAMES, kind_of, looks_like_html

# A format a line: its name, how its file names end, and what reads it. First those that are read from bytes, which are
# known by what is in them (`corpus/kind.py`); then those read from text, as which any other file is tried.
_BINARY: tuple[tuple[str, tuple[str, ...], Callable[[bytes, str], Draft]], ...] = (
    ("pdf", (".pdf",), pdf.parse),
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


def drafted(data: bytes, name: str, ending: str, charset: str = "") -> tuple[str, Draft]:
    """The name of the format that reads a file, and what it makes of it."""
    ending = ending.lower()
    promised = next((kind for kind, endings, _ in _BINARY if ending in endings), None)
    kind = kind_of(data, promised, name)
    if kind is not None:
        return kind, _parsed(kind, data, name)
    found = decoded(data, name, charset)
    kind, parse_text = _format_of(ending, found.text)
    draft = parse_text(found.text, name)
    if kind == "text":
        draft = replace(draft, origins=byte_origins(data, found))
    if found.bad:
        draft = replace(draft, warnings=(*draft.warnings, replaced(found)))
    return kind, draft


def _parsed(kind: str, data: bytes, name: str) -> Draft:
    """What the reader of a kind of file makes of its bytes."""
    parse = next(parse for known, _, parse in _BINARY if known == kind)
    try:
        return parse(data, name)
    except (DocumentError, MemoryError, RecursionError):
        raise
    except Exception as error:  # a damaged file meets the readers where nothing is as the formats' rules say
        raise DamagedDocument(
            f"{name} is damaged or no {NAMES[kind]} file: {type(error).__name__} ({error}).".replace("\n", " "),
            hint=SAVE_AGAIN,
        ) from error


def _format_of(ending: str, text: str) -> tuple[str, Callable[[str, str], Draft]]:
    for name, endings, parse in _TEXT:
        if ending in endings:
            return name, parse
    if looks_like_html(text[:512].encode()):
        return "html", html.parse
    return "text", plain.parse
