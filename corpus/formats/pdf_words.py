"""The words of a PDF page, each with its place: what pdfium says of characters, put together at spaces."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.formats.pdf_bidi import is_backwards, reading_order
from corpus.formats.pdf_frame import Frame, frame_of
from corpus.formats.pdf_letters import HYPHEN, seen, spelt
from corpus.formats.pdf_probe import Probe
from corpus.picture import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_SPACES = frozenset(" \t\r\n\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000").union(
    map(chr, range(0x2000, 0x200B))
)
_SPACE = 0.17  # of a letter's height: the narrowest gap between words
_STRAIGHT = 0.06  # radians that text may lean and still stand in lines


@dataclass(slots=True, kw_only=True)
class Word:
    """A word of a page: its `text`, and the characters of the page, as pdfium counts them, that each letter came from.

    `spans` has a pair `(first, last)` for each letter; it is empty where letter `i` is simply character `first + i`.
    `box` is (left, top, right, bottom) in points as the page is read: right and down of the corner where the text
    begins, turned `turn` quarters clockwise against the page as it is shown; `turn` is None for text that leans.
    `base` is the height of its line, `space` whether the file itself holds a space before it.
    """

    text: str
    first: int
    spans: list[tuple[int, int]]
    box: Box
    base: float
    size: float
    bold: bool
    mono: bool
    turn: int | None
    space: bool
    mark: int  # the number of the marked content that holds it, -1 for none

    def glued(self, other: Word) -> Word:
        """This word with another that stands right behind it."""
        spans = [*self._all_spans(), *other._all_spans()]
        box = (
            min(self.box[0], other.box[0]),
            min(self.box[1], other.box[1]),
            max(self.box[2], other.box[2]),
            max(self.box[3], other.box[3]),
        )
        return replace(self, text=self.text + other.text, spans=spans, box=box)

    def _all_spans(self) -> list[tuple[int, int]]:
        return self.spans or [(self.first + i, self.first + i + 1) for i in range(len(self.text))]

    @property
    def last(self) -> int:
        """The character after those that it came from."""
        return self.spans[-1][1] if self.spans else self.first + len(self.text)


def words_of(page: PdfPage, text: PdfTextPage) -> list[Word]:
    """The words of a page in the order of the file. Call it with the lock held."""
    probe, frame = Probe(text), frame_of(page)
    return [
        word
        for characters, begun, space in _runs(probe)
        for word in _pieces(characters, begun, probe, frame, space=space)
    ]


def _runs(probe: Probe) -> Iterator[tuple[list[str], int, bool]]:
    """Characters without a space between, where they begin, and whether the file holds a space before them.

    A hyphen at a line's end is the last of its run: pdfium lets the next line follow without anything between.
    """
    begun, space = -1, False
    characters: list[str] = []
    for index in range(probe.count):
        code = probe.code(index)
        character = chr(code) if code < 0x110000 else "\ufffd"
        if character in _SPACES:
            if characters:
                yield characters, begun, space
                space, characters = False, []
            space = space or not probe.is_generated(index)
            continue
        begun = begun if characters else index
        characters.append(character)
        if character == HYPHEN:
            yield characters, begun, space
            space, characters = False, []
    if characters:
        yield characters, begun, space


def _pieces(characters: list[str], begun: int, probe: Probe, frame: Frame, *, space: bool) -> Iterator[Word]:
    """The word that a run of characters is, or several where they do not stand beside each other."""
    boxes = [probe.box(begun + i) for i in range(len(characters))]
    order = reading_order(characters, boxes) if not frame.quarters else sorted(range(len(boxes)))
    turned = order != sorted(order)
    if turned:
        characters, boxes = [characters[at] for at in order], [boxes[at] for at in order]
    cuts = [0, *_cuts(boxes, joined=is_backwards("".join(characters))), len(boxes)] if len(boxes) > 1 else [0, 1]
    for first, end in pairwise(cuts):
        one, other = boxes[first], boxes[end - 1]
        box = min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
        if turned:
            letters = [(seen(characters[at]), begun + order[at]) for at in range(first, end)]
            text, spans = "".join(t for t, _ in letters), [(at, at + 1) for t, at in letters for _ in t]
        else:
            text, spans = spelt(characters[first:end], begun + first, probe)
        if text and frame.holds(*box):
            yield _word(text, begun + first, spans, box, _Place(probe, frame, space and not first))


@dataclass(frozen=True, slots=True)
class _Place:
    """What is needed to place a word: the page, and whether the file holds a space before it."""

    probe: Probe
    frame: Frame
    space: bool


def _word(text: str, first: int, spans: list[tuple[int, int]], box: Box, place: _Place) -> Word:
    probe, frame = place.probe, place.frame
    angle = probe.angle(first)
    quarters = round(angle / (math.pi / 2))
    leans = abs(angle - quarters * math.pi / 2) > _STRAIGHT
    turn = (quarters + frame.quarters) % 4
    bold, mono, mark = probe.style(first)
    return Word(
        text=text,
        first=first,
        spans=spans,
        box=frame.box(*box, turn),
        base=frame.read(*probe.origin(first), turn)[1],
        size=max(probe.height(first), 1.0),
        bold=bold,
        mono=mono,
        turn=None if leans else turn,
        space=place.space,
        mark=mark,
    )


def _cuts(boxes: Sequence[Box], *, joined: bool) -> list[int]:
    """Where a word falls into several: a jump to another line, or a gap as wide as a space that pdfium left out.

    Gaps between most of the letters are letter spacing; those of `joined` letters, as Arabic has them, mean nothing.
    """
    jumps, gaps = [], []
    for at, (one, other) in enumerate(pairwise(boxes), 1):
        height = max(one[3] - one[1], one[2] - one[0], 1.0)
        gap = max(other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3])
        if gap > height or min(abs(other[0] - one[0]), abs(other[3] - one[3])) > 0.9 * height:
            jumps.append(at)
        elif gap > _SPACE * height and not joined:
            gaps.append(at)
    return sorted(jumps + gaps) if len(gaps) * 2 < len(boxes) - 1 or len(boxes) == 2 else jumps
