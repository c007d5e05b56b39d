"""PDF: its text in reading order, with the page and the characters that every word came from (pdfium)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.document import Draft
from corpus.errors import EmptyDocument
from corpus.formats.pdf_edges import Sheet, edges_of
from corpus.formats.pdf_file import LOCK, opened, page_of
from corpus.formats.pdf_headings import Bookmark, levels_of, title_of
from corpus.formats.pdf_hyphens import Words
from corpus.formats.pdf_lines import Line, lines_of
from corpus.formats.pdf_order import flows_of
from corpus.formats.pdf_paragraphs import Paragraph, Placed, leading_of, paragraphs_of
from corpus.formats.pdf_stitch import Leaf, stitched
from corpus.formats.pdf_tags import tags_of
from corpus.formats.pdf_text import Writer
from corpus.formats.pdf_words import words_of

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_BOOKMARKS = 5000
_MOST_NAMED = 12  # pages that a warning lists
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*\S{1,6}$")  # a line of a table of contents


@dataclass(slots=True, kw_only=True)
class _Page:
    """A page's lines: those that stand upright, those that are turned, by how far, and what is no text of it."""

    number: int
    height: float = 0.0
    lines: list[Line] = field(default_factory=list)
    turned: dict[int, list[Line]] = field(default_factory=dict)
    beside: list[Line] = field(default_factory=list)
    problem: str = ""  # why nothing was read


def parse(data: bytes, name: str) -> Draft:
    """Make a draft of a PDF.

    Lines are put into reading order and joined to paragraphs, words that a line's end breaks are put together,
    sentences run on over columns and pages. Running heads, feet and page numbers become furniture. An origin is
    "page N" with the characters of that page as pdfium counts them.

    Raises:
        EncryptedDocument: it opens with a password only.
        DamagedDocument: it cannot be opened, or has no pages.
        EmptyDocument: no page has a text layer.
        DocumentError: it has too many pages.
    """
    with opened(data, name) as document:
        pages = [_page(document, number) for number in range(1, len(document) + 1)]
        with LOCK:
            outline = list(_outline(document))
            said = str(document.get_metadata_value("Title") or "")
    problems = _problems(pages)
    if not any(page.lines or page.turned for page in pages):
        raise EmptyDocument(
            f"{name} has no text: {' '.join(problems)}",
            hint="Its pages are pictures; run text recognition (OCR) over it, for instance with OCRmyPDF.",
        )
    return _draft(pages, outline, said, problems)


def _page(document: PdfDocument, number: int) -> _Page:
    with LOCK:
        page = page_of(document, number)
        if page is None:
            return _Page(number=number, problem="could not be loaded")
        text = page.get_textpage()
        words, tags, height = words_of(page, text), tags_of(page), page.get_height()
        holds_something = next(page.get_objects(max_depth=1), None) is not None
        text.close()
        page.close()
    made = _Page(number=number, height=height)
    if not words:
        made.problem = "no text layer" if holds_something else "empty"
        return made
    unread = sum(word.text.count("\ufffd") for word in words) * 3 > sum(len(word.text) for word in words)
    if unread:
        made.problem = "its fonts do not say which letters they show"
    tagged = sum(word.mark in tags for word in words) > 0.5 * len(words)
    artifacts = [tagged and word.mark == -1 for word in words]
    turns = Counter(word.turn for word in words if word.turn is not None)
    for turn, _ in turns.most_common():
        there = [word for word, artifact in zip(words, artifacts, strict=True) if word.turn == turn and not artifact]
        if turn == turns.most_common(1)[0][0]:
            made.lines = lines_of(there, tags)
        elif there:
            made.turned[turn] = lines_of(there, tags)
    made.beside = lines_of([w for w, artifact in zip(words, artifacts, strict=True) if artifact or w.turn is None], {})
    return made


def _outline(document: PdfDocument) -> Iterator[Bookmark]:
    for count, entry in enumerate(document.get_toc()):
        target = entry.get_dest()
        page = target.get_index() if target else None
        if count >= _MOST_BOOKMARKS:
            return
        if page is not None:
            yield Bookmark(title=entry.get_title(), level=entry.level + 1, page=page + 1)


def _problems(pages: Sequence[_Page]) -> tuple[str, ...]:
    """A line for each kind of problem, with the numbers of the pages that have it."""
    numbers: dict[str, list[int]] = {}
    for page in pages:
        if page.problem:
            numbers.setdefault(page.problem, []).append(page.number)
    lines = []
    for problem, found in numbers.items():
        listed = ", ".join(map(str, found[:_MOST_NAMED]))
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        label = "page" if len(found) == 1 else "pages"
        lines.append(f"{label} {listed}{more}: {problem}.")
    return tuple(lines)


def _draft(pages: Sequence[_Page], outline: Sequence[Bookmark], said: str, problems: tuple[str, ...]) -> Draft:
    body = _body_size(pages)
    sheets = [Sheet(number=page.number, lines=page.lines, height=page.height) for page in pages]
    edges = edges_of(sheets, body)
    flows = {page.number: flows_of([line for line in page.lines if id(line) not in edges]) for page in pages}
    leading = leading_of([flow for found in flows.values() for flow in found])
    leaves = []
    for page in pages:
        turned = [flow for lines in page.turned.values() for flow in flows_of(lines)]
        paragraphs = [p for flow in [*flows[page.number], *turned] for p in paragraphs_of(flow, page.number, leading)]
        aside = [line for line in page.lines if id(line) in edges] + page.beside
        leaves.append(
            Leaf(number=page.number, body=paragraphs, furniture=[_alone(line, page.number) for line in aside])
        )
    found = list(stitched(leaves, body))
    levels = levels_of(found, outline, body)
    writer = Writer(Words(word.text for page in pages for line in page.lines for word in line.words))
    headings, furniture = [], []
    for number, one in enumerate(found):
        span = writer.paragraph(one.paragraph)
        if number in levels:
            headings.append((*span, levels[number]))
        elif one.is_furniture or _LEADERS.search(one.paragraph.text):
            furniture.append(span)
    text = writer.text
    title = title_of(said, [(" ".join(text[start:end].split()), level) for start, end, level in headings])
    return Draft(
        text=text,
        title=title,
        headings=tuple(headings),
        pages=_spans(writer.begun, len(pages), len(text)),
        furniture=tuple(furniture),
        origins=tuple(writer.origins),
        warnings=problems,
    )


def _body_size(pages: Sequence[_Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _alone(line: Line, page: int) -> Paragraph:
    return Paragraph(placed=[Placed(page=page, line=line, before="")])


def _spans(begun: dict[int, int], pages: int, length: int) -> tuple[tuple[int, int], ...]:
    """The stretch of each page; one without text is empty and stands where the next begins."""
    starts, following = [], length
    for number in range(pages, 0, -1):
        following = min(following, begun.get(number, following))
        starts.append(following if number > 1 else 0)
    starts.reverse()
    return tuple(zip(starts, [*starts[1:], length], strict=True))
