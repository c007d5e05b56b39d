"""A whole document as HTML, and citations marked in it.

A document becomes blocks: headings, paragraphs, furniture. Its HTML is made once; to show citations only the blocks
that they touch are made again, with marks. All of this counts code points, as Python does; a browser counts UTF-16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Literal

from corpus import Document, Section
from corpus.errors import CitationError, UnknownDocument
from index.texts import Head

_GAP = re.compile(r"\n\s*\n|\Z")  # empty lines
_LONGEST = 4000  # characters of a block; a text without empty lines is cut at line ends
_CHUNK = 6000  # characters of blocks that a browser lays out together
_LINE = 70  # characters of a line, to tell a browser how high a chunk will be

Span = tuple[int, int]
Kind = Literal["heading", "text", "furniture"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch `[start, end)` of the text that is shown as one: a heading with its depth, a paragraph or furniture.

    `page` is the number of the page that begins with it, 0 where none does.
    """

    start: int
    end: int
    kind: Kind
    depth: int = 0
    page: int = 0


@lru_cache(maxsize=16)
def blocks_of(document: Document) -> tuple[Block, ...]:
    """The blocks of a document in order; together they hold every character that is no white space, once."""
    headings = {section.start: (section.body, depth) for section, depth in _depths(document)}
    pages = {page.start: page.number for page in document.pages}
    quiet, loud = {start for start, _ in document.furniture}, {end for _, end in document.furniture}
    ends = {offset for section in document.sections for offset in (section.start, section.body)}
    cuts = sorted({0, len(document.text)}.union(ends, pages, quiet, loud))
    found: list[Block] = []
    page, heading_end, depth, furniture = 0, 0, 0, False
    for start, end in pairwise(cuts):
        page = pages.get(start, page)
        furniture = start in quiet or (furniture and start not in loud)
        heading_end, depth = headings.get(start, (heading_end, depth))
        kind: Kind = "heading" if start < heading_end else "furniture" if furniture else "text"
        for first, last in _paragraphs(document.text, start, end):
            found.append(Block(start=first, end=last, kind=kind, depth=depth if kind == "heading" else 0, page=page))
            page = 0
    return tuple(found)


def document_html(document: Document) -> str:
    """The whole document; block `i` has the element id `b<i>`. Headings begin at level 3."""
    chunks, chunk, size = [], [], 0
    lines = 0
    for number, block in enumerate(blocks_of(document)):
        chunk.append(_element(document, number, block))
        size += block.end - block.start
        lines += 1 + document.text.count("\n", block.start, block.end) + (block.end - block.start) // _LINE
        if size > _CHUNK:
            chunks.append(_chunk(chunk, lines))
            chunk, size, lines = [], 0, 0
    return "".join([*chunks, _chunk(chunk, lines)] if chunk else chunks)


def contents_html(document: Document) -> str:
    """The headings as buttons that lead to their blocks; empty where there are none."""
    items = "".join(
        f'<li style="--depth:{block.depth}"><button type="button" data-act="go" data-block="{number}" dir="auto">'
        f"{escape(' '.join(document.text[block.start : block.end].split()))}</button></li>"
        for number, block in enumerate(blocks_of(document))
        if block.kind == "heading"
    )
    return f"<ul>{items}</ul>" if items else ""


def marked_blocks(document: Document, spans: Sequence[Span]) -> dict[int, str]:
    """The insides of the blocks that some spans touch, by number: span `n` is in `<mark>` elements with `data-n`.

    Where spans overlap, a mark names each of them.
    """
    return {
        number: _marked(document.text, block, touching)
        for number, block in enumerate(blocks_of(document))
        if (touching := [(n, s) for n, s in enumerate(spans) if s[0] < block.end and block.start < s[1]])
    }


def find_document(documents: Sequence[Document], heads: Sequence[Head], name: str) -> Document:
    """The document whose id begins with `name`, as it stands in a permanent link; `heads` are those of `documents`.

    Raises:
        UnknownDocument: none or several do, or `name` is no beginning of an id.
    """
    is_beginning = re.fullmatch(r"[0-9a-f]{12,64}", name)
    found = [number for number, head in enumerate(heads) if is_beginning and head.id.startswith(name)]
    if len(found) != 1:
        raise UnknownDocument(
            f"The document of this link ({name[:16]!r}) is not here.",
            hint="It may have been removed or changed since the link was made.",
        )
    return documents[found[0]]


def checked_span(document: Document, start: object, end: object) -> Span:
    """A span that stands in the document, from numbers or digits.

    Raises:
        CitationError: it does not.
    """
    try:
        span = int(str(start)), int(str(end))
    except ValueError:
        span = (0, 0)
    if not 0 <= span[0] < span[1] <= len(document.text):
        raise CitationError(
            f"This link names no place in {document.title!r}: characters {str(start)[:12]} to {str(end)[:12]} "
            f"of {len(document.text):,}.",
            hint="It may have been cut off; copy it again.",
        )
    return span


def _depths(document: Document) -> Iterator[tuple[Section, int]]:
    """The sections that have a heading, each with its depth: 1 at the top, never more than one below the last."""
    above: list[int] = []
    for section in document.sections:
        if section.level:
            above = [level for level in above if level < section.level] + [section.level]
            yield section, len(above)


def _paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches without empty lines in `[start, end)`, none too long and none empty."""
    at = start
    for gap in _GAP.finditer(text, start, end):
        piece = text[at : gap.start()]
        first = at + len(piece) - len(piece.lstrip("\n"))
        last = at + len(piece.rstrip())
        while last - first > _LONGEST:
            window = first, first + _LONGEST
            cut = max(text.rfind("\n", *window), first) or first
            cut = cut if cut > first else max(text.rfind(" ", *window), first)
            cut = cut + 1 if cut > first else first + _LONGEST
            yield first, cut
            first = cut
        if text[first:last].strip():
            yield first, last
        at = gap.end()


def _element(document: Document, number: int, block: Block) -> str:
    inside = _marked(document.text, block, [])
    tag = f"h{min(6, 2 + block.depth)}" if block.kind == "heading" else "p"
    page = f'<div class="leaf" role="separator" aria-label="Page {block.page}" data-page="{block.page}"></div>'
    quiet = ' class="furniture"' if block.kind == "furniture" else ""
    return f'{page if block.page else ""}<{tag} id="b{number}" dir="auto"{quiet}>{inside}</{tag}>'


def _chunk(elements: Sequence[str], lines: int) -> str:
    return f'<div class="chunk" style="--lines:{lines}">{"".join(elements)}</div>'


def _marked(text: str, block: Block, spans: Sequence[tuple[int, Span]]) -> str:
    """A block's text, cut wherever a span begins or ends."""
    cuts = sorted(
        {block.start, block.end}.union(max(block.start, min(block.end, at)) for _, span in spans for at in span)
    )
    pieces = []
    for start, end in pairwise(cuts):
        names = " ".join(str(n) for n, span in spans if span[0] <= start and end <= span[1])
        words = escape(text[start:end])
        pieces.append(f'<mark data-n="{names}">{words}</mark>' if names else words)
    return "".join(pieces)
