"""Blocks of text, and how they are put together into a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.document import Draft
from corpus.errors import DocumentError
from corpus.normalise import normalise
from corpus.origin import Origin

_MOST = 100_000_000  # characters; a text of this size is no document for people
_PIECE = re.compile("\\s[\\s\u00ad\u200b\ufeff]*|\\S+")  # a word, or white space with what people cannot see in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, table row or heading; `level` is 1 to 6 for a heading and 0 for everything else.

    `place` is what people call the part of the file that holds it, empty where nothing is known. Where a place holds
    several blocks, the characters of the place are those of its blocks in order, a newline after each. `page` is the
    number of its page, counted from 1, where the format has pages. `furniture` says that it is text around the
    document.
    """

    text: str
    level: int = 0
    place: str = ""
    page: int = 0
    furniture: bool = False


@dataclass(slots=True)
class _Assembly:
    """What of a draft is put together so far; `at` is where the next block begins."""

    parts: list[str] = field(default_factory=list)
    headings: list[tuple[int, int, int]] = field(default_factory=list)
    furniture: list[tuple[int, int]] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)  # of the pages
    lengths: dict[str, int] = field(default_factory=dict)  # of what is in each place so far
    at: int = 0

    def add(self, block: Block) -> None:
        text = normalise(block.text).strip()
        if not text:
            return
        end = self.at + len(text)
        if block.place:
            before = self.lengths.get(block.place, 0)
            runs = runs_of(block.text, text, at=self.at, place=block.place)
            self.origins += [replace(run, first=run.first + before, last=run.last + before) for run in runs]
            self.lengths[block.place] = before + len(block.text) + 1
        if block.page and block.page not in self.starts:
            self.starts[block.page] = self.at
            if self.headings and not block.level:
                self.headings.append((self.at, self.at, 0))
        if block.level:
            self.headings.append((self.at, end, block.level))
        if block.furniture:
            self.furniture.append((self.at, end))
        self.parts.append(text)
        self.at = end + 2
        if self.at > _MOST:
            raise DocumentError(f"It holds more than {_MOST:,} characters.", hint="Split it into parts.")


def assemble(blocks: Iterable[Block], *, title: str = "", pages: int = 0, warnings: Sequence[str] = ()) -> Draft:
    r"""Join blocks by empty lines into a draft.

    Blocks are normalised one by one: an empty line between them keeps the whole normalised, so offsets are final.
    `pages` says how many pages the file has; a heading that a page lacks is not taken from the page before it.

    >>> assemble([Block(text="Origins", level=2), Block(text="It began in 1951.")]).text
    'Origins\n\nIt began in 1951.'

    Raises:
        DocumentError: the text is longer than any document for people.
    """
    made = _Assembly()
    for block in blocks:
        made.add(block)
    text = "\n\n".join(made.parts)
    return Draft(
        text=text,
        title=normalise(title).strip(),
        headings=tuple(made.headings),
        pages=tuple(_pages(made.starts, pages, len(text))),
        furniture=tuple(made.furniture),
        origins=tuple(made.origins),
        warnings=tuple(warnings),
    )


def _pages(starts: dict[int, int], pages: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of all pages; one without words is empty and stands where the next one begins."""
    found: list[tuple[int, int]] = []
    for number in range(pages, 0, -1):
        start = starts.get(number, end)
        found.append((start, end))
        end = start
    yield from reversed(found)


def runs_of(original: str, text: str, *, at: int, place: str) -> Iterator[Origin]:
    r"""Say where the characters of a block's text stand in the block as it came.

    `text` is `normalise(original).strip()`, and begins at `at` of the document. Where normalising changed a word, the
    new word stands for the old one as a whole: normalising never reaches across white space.

    >>> [(run.start, run.end, run.first, run.last) for run in runs_of(" so\u00ad on", "so on", at=0, place="x")]
    [(0, 2, 1, 4), (2, 5, 4, 7)]
    """
    start, first, last = at, 0, 0  # the open run: where it begins in the document, and its stretch of the original
    end = at
    for piece in _PIECE.finditer(original):
        words = normalise(piece[0])
        if not words or (end == at and words.isspace()):
            continue
        if end - at + len(words) > len(text):  # white space that was stripped
            break
        if words != piece[0] or piece.start() != last or end == at:
            if end > start:
                yield Origin(start=start, end=end, place=place, first=first, last=last)
            start, first = end, piece.start()
        end += len(words)
        last = piece.end()
        if words != piece[0]:
            yield Origin(start=start, end=end, place=place, first=first, last=last, width=0)
            start, first = end, last
    if end > start:
        yield Origin(start=start, end=end, place=place, first=first, last=last)
