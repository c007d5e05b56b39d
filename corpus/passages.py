"""From a document to the passages that are embedded, searched and read."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.document import Document
from corpus.errors import DocumentError
from corpus.sentences import sentences

Role = Literal["body", "heading", "furniture"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch `[start, end)` of a document's text; everything else is derived from these offsets.

    Only passages whose role is `body` are searched and quoted. Headings go along with the passages below them, and
    furniture (link lists, photo credits) is kept for the eye.
    """

    document: Document
    start: int
    end: int
    role: Role = "body"

    @property
    def text(self) -> str:
        """The passage's own words."""
        return self.document.text[self.start : self.end]

    @property
    def id(self) -> str:
        """A name that holds as long as the document's text does."""
        return f"{self.document.id[:16]}:{self.start}-{self.end}"

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above the passage, the highest first."""
        return self.document.headings_at(self.start)

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages of the original that it touches."""
        return self.document.pages_of(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting:
    """How documents are cut: the most characters of a passage, and how few are too few to stand alone."""

    size: int = 700
    crumb: int = 120


def split(document: Document, splitting: Splitting, fits: Callable[[Passage], bool]) -> list[Passage]:
    """Cut a document into passages, in text order.

    Passages do not overlap and together hold every character that is no white space. None crosses a heading; each
    ends where a sentence ends, unless one sentence alone, the white space before it counted, is longer than
    `splitting.size`, or longer than `fits` allows. None has more than `splitting.size + splitting.crumb` characters.
    `fits` says whether the encoder's window holds a passage together with its headings; what does not fit is cut in
    halves until it does.

    Raises:
        DocumentError: not even a passage of one character fits.
    """
    found: list[Passage] = []
    for number, section in enumerate(document.sections):
        if document.text[section.start : section.body].strip():
            role: Role = "heading" if _heads_something(document, number) else "body"
            found.append(_trimmed(document, section.start, section.body, role))
        for start, end, furniture in _stretches(document, section.body, section.end):
            if furniture:
                found.append(_trimmed(document, start, end, "furniture"))
            else:
                found += _split_stretch(document, start, end, splitting, fits)
    return found


def _heads_something(document: Document, number: int) -> bool:
    """Whether words or a lower heading follow a heading; one that heads nothing is a passage of its own."""
    section = document.sections[number]
    if document.text[section.body : section.end].strip():
        return True
    return number + 1 < len(document.sections) and document.sections[number + 1].level > section.level


def _stretches(document: Document, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """`[start, end)` cut at the edges of furniture, as `(start, end, is furniture)`; blank ones left out."""
    inside = [(max(a, start), min(b, end)) for a, b in document.furniture if a < end and start < b]
    at = start
    for a, b in inside:
        if document.text[at:a].strip():
            yield at, a, False
        yield a, b, True
        at = b
    if document.text[at:end].strip():
        yield at, end, False


def _trimmed(document: Document, start: int, end: int, role: Role) -> Passage:
    text = document.text[start:end]
    left = start + len(text) - len(text.lstrip())
    return Passage(document=document, start=left, end=left + len(text.strip()), role=role)


def _split_stretch(
    document: Document, start: int, end: int, splitting: Splitting, fits: Callable[[Passage], bool]
) -> Iterator[Passage]:
    """Cut `[start, end)` into passages of about `splitting.size` characters, and smaller where they do not fit."""
    found = sentences(document.text, start, end)
    for a, b in _with_crumbs_joined(list(_cut(document.text, start, end, splitting.size, found)), splitting):
        inside = found[
            bisect_right(found, a, key=lambda span: span[1]) : bisect_left(found, b, key=lambda span: span[0])
        ]
        yield from _fitting(Passage(document=document, start=a, end=b), inside, fits)


def _fitting(passage: Passage, inside: Sequence[tuple[int, int]], fits: Callable[[Passage], bool]) -> Iterator[Passage]:
    """The passage if it fits, else its halves: parted between its sentences, `inside`, and a lone one between words."""
    start, end = passage.start, passage.end
    if fits(passage):
        yield passage
    elif len(inside) > 1:
        middle = min(range(1, len(inside)), key=lambda at: abs(inside[at][0] - (start + end) / 2))
        left, right = inside[:middle], inside[middle:]
        yield from _fitting(replace(passage, end=left[-1][1]), left, fits)
        yield from _fitting(replace(passage, start=right[0][0]), right, fits)
    elif end - start > 1:
        for a, b in _cut(passage.document.text, start, end, (end - start) // 2, inside):
            yield from _fitting(replace(passage, start=a, end=b), [(a, b)], fits)
    else:
        raise DocumentError(
            f"{passage.document.uri}: a passage of one character does not fit the encoder's window with its headings.",
            hint="Choose an encoder with a longer window.",
        )


def _cut(text: str, start: int, end: int, size: int, inside: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans of `[start, end)` by LangChain's recursive splitter: at empty lines, then sentences, then words.

    The splitter cuts strings, so it is given a string of the same length in which every sentence of `inside` ends
    with a character that the text does not hold; only its offsets are used.
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    held = set(text[start:end])
    mark = next(chr(code) for code in range(0xE000, sys.maxunicode) if chr(code) not in held)
    marked = list(text[start:end])
    for _, stop in inside:
        if stop <= end:
            marked[stop - 1 - start] = mark
    splitter = RecursiveCharacterTextSplitter(
        separators=["\n\n", mark, "\n", "; ", ", ", " ", ""],
        chunk_size=size,
        chunk_overlap=0,
        keep_separator="end",
        length_function=len,
        add_start_index=True,
    )
    for chunk in splitter.create_documents(["".join(marked)]):
        at = chunk.metadata["start_index"]
        yield start + at, start + at + len(chunk.page_content)


def _with_crumbs_joined(spans: list[tuple[int, int]], splitting: Splitting) -> list[tuple[int, int]]:
    """Give a piece of fewer than `crumb` characters to the piece before it: too little to be found by itself."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and end - start < splitting.crumb and end - joined[-1][0] <= splitting.size + splitting.crumb:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
