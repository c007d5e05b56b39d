"""From the paragraphs of each page to those of the document: what runs over a page's end is made whole.

Footnotes, captions and running heads that stand between the two halves of a paragraph step aside: those of a page
whose last paragraph goes on come before it, those of the page where it ends after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.formats.pdf_paragraphs import Paragraph, begins_item

_NOTE = re.compile(r"\[?\(?(?:\d{1,3}|[⁰¹²³⁴-⁹]+|[*†‡§¶]+|[a-z])[\])]?(?=[\s\w.(“\"])")
_SMALL = 0.94  # of the body's size: notes and captions
_FLOATS = 4  # paragraphs at a page's edge that may be a figure's or a table's
_CAPTION = re.compile(r"(?:figure|fig\.|table|tab\.|chart|box|source:|note:|plate)\b", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Leaf:
    """A page's paragraphs in reading order, and the lines of its furniture."""

    number: int
    body: list[Paragraph]
    furniture: list[Paragraph] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stitched:
    """A paragraph of the document, and whether it is furniture."""

    paragraph: Paragraph
    is_furniture: bool = False


def stitched(leaves: Iterable[Leaf], body: float) -> Iterator[Stitched]:
    """The paragraphs of a document in order; `body` is the size of most of its letters."""
    waiting: Paragraph | None = None
    for leaf in leaves:
        text, notes = _parted(leaf.body, body)
        text = _joined(text, body)
        if waiting is not None:
            at = _continuation(waiting, text, body)
            if at is not None:
                _append(waiting, text.pop(at))
                if not text and waiting.unfinished:  # the whole page is within one paragraph
                    yield from _as_furniture(leaf)
                    yield from map(_as_text, notes)
                    continue
            yield _as_text(waiting)
            waiting = None
        yield from _as_furniture(leaf)
        last = _unfinished(text, body)
        if last is not None:
            waiting = text.pop(last)
        yield from map(_as_text, [*text, *notes])
    if waiting is not None:
        yield _as_text(waiting)


def _as_text(paragraph: Paragraph) -> Stitched:
    return Stitched(paragraph=paragraph)


def _as_furniture(leaf: Leaf) -> Iterator[Stitched]:
    return (Stitched(paragraph=paragraph, is_furniture=True) for paragraph in leaf.furniture)


def _parted(paragraphs: Sequence[Paragraph], body: float) -> tuple[list[Paragraph], list[Paragraph]]:
    """The text of a page, and its footnotes: small print at the end of a column that begins with a mark."""
    text: list[Paragraph] = []
    notes: list[Paragraph] = []
    trailing: list[Paragraph] = []
    for paragraph in paragraphs:
        is_note = not paragraph.is_row and paragraph.size < _SMALL * body and _NOTE.match(paragraph.text)
        goes_on = trailing and paragraph.size < _SMALL * body and not paragraph.is_row
        if is_note or goes_on:
            trailing.append(paragraph)
            continue
        if trailing and _is_above(trailing[-1], paragraph):
            text += trailing  # text of the same column goes on below: it was no footnote
        else:
            notes += trailing
        trailing = []
        text.append(paragraph)
    return text, notes + trailing


def _is_above(one: Paragraph, other: Paragraph) -> bool:
    """Whether a paragraph stands above another in the same column."""
    upper, lower = one.lines[-1].box, other.lines[0].box
    return lower[1] > upper[1] and lower[0] < upper[2] and upper[0] < lower[2]


def _joined(paragraphs: Sequence[Paragraph], body: float) -> list[Paragraph]:
    """Put together what goes on from the end of one column at the top of the next."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        above = found[-1] if found else None
        if above is not None and _jumps(above, paragraph) and _goes_on(above, paragraph, body):
            _append(above, paragraph)
        else:
            found.append(paragraph)
    return found


def _jumps(above: Paragraph, below: Paragraph) -> bool:
    """Whether the next paragraph does not stand below in the same column."""
    return not _is_above(above, below)


def _goes_on(above: Paragraph, below: Paragraph, body: float) -> bool:
    """Whether a paragraph seems to be the rest of another that stands in another column or on the page before."""
    if above.is_row or below.is_row or not above.unfinished or above.level or below.level:
        return False
    if abs(above.size - below.size) > 0.08 * above.size or above.bold != below.bold or above.size > 1.2 * body:
        return False
    first = below.lines[0]
    if begins_item(first) or _CAPTION.match(below.text):
        return False
    return first.text[0].islower() or above.full


def _continuation(waiting: Paragraph, text: Sequence[Paragraph], body: float) -> int | None:
    """Which of a page's paragraphs goes on with the one that waits: its first, behind tables and captions."""
    for at, paragraph in enumerate(text[:_FLOATS]):
        if _goes_on(waiting, paragraph, body) and (at == 0 or paragraph.text[0].islower()):
            return at
        if not _is_float(paragraph, body):
            return None
    return None


def _unfinished(text: Sequence[Paragraph], body: float) -> int | None:
    """Which of a page's paragraphs goes on on the next page: its last, before tables and captions."""
    for back in range(1, min(_FLOATS, len(text)) + 1):
        paragraph = text[-back]
        is_body = not paragraph.is_row and 0.92 * body < paragraph.size < 1.2 * body and not paragraph.level
        if is_body and paragraph.unfinished and (back == 1 or paragraph.full) and not _CAPTION.match(paragraph.text):
            return len(text) - back
        if not _is_float(paragraph, body):
            return None
    return None


def _is_float(paragraph: Paragraph, body: float) -> bool:
    return paragraph.is_row or paragraph.size < _SMALL * body or bool(_CAPTION.match(paragraph.text))


def _append(above: Paragraph, below: Paragraph) -> None:
    below.placed[0].before = " "
    above.placed += below.placed
    above.full = below.full
