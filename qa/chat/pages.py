"""A page of a PDF as a picture, with what is cited marked on it, for the source panel."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from corpus import Document, Source
from corpus.errors import DocumentError, DocumentMissing
from corpus.files import bytes_of
from corpus.picture import Picture
from corpus.sandbox import Sandbox
from qa.chat.source import Span

_KEPT = 8  # pages drawn last
_MOST_MARKED = 64

_drawing = Sandbox()  # of its own: a page need not wait for the files that are being read


def has_pages(document: Document) -> bool:
    """Whether pages of the document can be shown as pictures: it was a PDF when it was read."""
    return document.kind == "pdf" and bool(document.pages)


def page_of(document: Document, start: int) -> int:
    """The number of the page that holds a character."""
    return next((page.number for page in reversed(document.pages) if page.start <= start), 1)


def page_json(document: Document, number: int, spans: Sequence[Span]) -> dict[str, Any]:
    """Page `number` for the page's script: its HTML, its number, and which of the spans stand on it.

    Raises:
        DocumentMissing: the file is gone, or another than the one that was read.
        DocumentError: the page cannot be drawn.
    """
    if not has_pages(document):
        raise DocumentError(f"{document.title} has no pages that can be shown.", hint="Read its text instead.")
    number = min(max(number, 1), len(document.pages))
    groups = tuple(_ranges(document, span, number) for span in spans[:_MOST_MARKED])
    picture = _picture(document.sources[0], number, groups)
    return {
        "page": number,
        "of": len(document.pages),
        "marked": [at for at, boxes in enumerate(picture.boxes) if boxes],
        "html": _html(picture, number, document.title),
    }


def _ranges(document: Document, span: Span, number: int) -> tuple[tuple[int, int], ...]:
    """The characters of a page that a span came from."""
    place = f"page {number}"
    return tuple((run.first, run.last) for run in document.origins_of(*span) if run.place == place)


@lru_cache(maxsize=_KEPT)
def _drawn(source: Source, number: int, groups: tuple[tuple[tuple[int, int], ...], ...], changed: int) -> Picture:
    """A page of a file as it was when it last `changed`, in nanoseconds."""
    del changed
    data = bytes_of(Path(source.uri))
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise DocumentMissing(
            f"{Path(source.uri).name} has changed since it was read, so its pages are not shown.",
            hint="The text here is what was read. Add the file again to see its pages.",
        )
    return _drawing.picture(data, Path(source.uri).name, number, groups)


def _picture(source: Source, number: int, groups: tuple[tuple[tuple[int, int], ...], ...]) -> Picture:
    try:
        changed = Path(source.uri).stat().st_mtime_ns
    except (OSError, ValueError):
        raise DocumentMissing(
            f"The file {Path(source.uri).name} is not where it was read, so its pages are not shown.",
            hint="The text here is what was read.",
        ) from None
    return _drawn(source, number, groups, changed)


def _html(picture: Picture, number: int, title: str) -> str:
    """The picture, and over it a marker on each line of what is cited; the boxes name the spans that they belong to."""
    address = base64.b64encode(picture.png).decode("ascii")
    marks = "".join(
        f'<i class="over" data-n="{at}" style="left:{left:.3%};top:{top:.3%};'
        f'width:{right - left:.3%};height:{bottom - top:.3%}"></i>'
        for at, boxes in enumerate(picture.boxes)
        for left, top, right, bottom in boxes
    )
    return (
        f'<div class="sheet-of"><img src="data:image/png;base64,{address}" width="{picture.width}" '
        f'height="{picture.height}" alt="Page {number} of {escape(title)}">{marks}</div>'
    )
