"""Documents made in memory."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from corpus import Document, Draft, Source

Span = tuple[int, int]


@pytest.fixture(scope="session")
def source() -> Source:
    """Where the documents of these tests are said to come from."""
    return Source(uri="/docs/notes.txt", sha256="0" * 64, title="Notes", kind="text", added="2024-01-01T00:00:00+00:00")


@pytest.fixture(scope="session")
def build(source: Source) -> Callable[..., Document]:
    """A function that makes a document of a text, with the headings and furniture named by their words."""

    def make(text: str, *, headings: Sequence[tuple[str, int]] = (), furniture: Sequence[str] = ()) -> Document:
        spans, at = [], 0
        for words, level in headings:
            at = text.index(words, at)
            spans.append((at, at + len(words), level))
            at += len(words)
        left_out, at = [], 0
        for words in furniture:
            at = text.index(words, at)
            left_out.append((at, at + len(words)))
        return Document.build(Draft(text=text, headings=tuple(spans), furniture=tuple(left_out)), source)

    return make


@pytest.fixture(scope="session")
def drawn() -> Callable[..., bytes]:
    """A function that makes a PDF: each argument draws a page on the canvas that it is called with."""

    def make(*pages: Callable[[Any], object], size: tuple[float, float] = (595, 842), **options: Any) -> bytes:
        from reportlab.pdfgen.canvas import Canvas

        held = io.BytesIO()
        canvas = Canvas(held, pagesize=size, invariant=True, **options)
        for page in pages:
            canvas.setFont("Times-Roman", 11)
            page(canvas)
            canvas.showPage()
        canvas.save()
        return held.getvalue()

    return make


@pytest.fixture(scope="session")
def lines() -> Callable[..., None]:
    """A function that draws lines below each other, the first at height `y`."""

    def draw(canvas: Any, said: Sequence[str], x: float = 72, y: float = 700, size: float = 11, **font: str) -> None:
        canvas.setFont(font.get("font", "Times-Roman"), size)
        for number, line in enumerate(said):
            canvas.drawString(x, y - 1.25 * size * number, line)

    return draw
