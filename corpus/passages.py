"""From a document to the passages that are embedded, searched and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    ends where a sentence ends, unless one sentence alone is longer than `splitting.size` or than `fits` allows.
    `fits` says whether the encoder's window holds a passage together with its headings; what does not fit is cut
    again at half the size.

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
    """Cut `[start, end)` into passages of at most `splitting.size` characters, and smaller where they do not fit."""
    spans = _with_crumbs_joined(list(_cut(document.text, start, end, splitting.size)), splitting.crumb)
    for a, b in spans:
        passage = Passage(document=document, start=a, end=b)
        if fits(passage):
            yield passage
        elif b - a > 1:
            smaller = Splitting(size=max(1, min(splitting.size, b - a) // 2), crumb=0)
            yield from _split_stretch(document, a, b, smaller, fits)
        else:
            raise DocumentError(
                f"{document.uri}: a passage of one character does not fit the encoder's window with its headings.",
                hint="Choose an encoder with a longer window.",
            )


def _cut(text: str, start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """Spans of `[start, end)` by LangChain's recursive splitter: at empty lines, then sentences, then words.

    The splitter cuts strings, so it is given a string of the same length in which every sentence ends with a
    character that the text does not hold; only its offsets are used.
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    mark = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text[start:end])
    marked = list(text[start:end])
    for _, stop in sentences(text, start, end):
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


def _with_crumbs_joined(spans: list[tuple[int, int]], crumb: int) -> list[tuple[int, int]]:
    """Give a piece of fewer than `crumb` characters to the piece before it: too little to be found by itself."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and end - start < crumb:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
