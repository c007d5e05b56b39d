"""Paragraphs of a PDF: lines below each other that belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Literal

from corpus.formats.pdf_letters import HYPHEN
from corpus.formats.pdf_lines import BULLET, LABEL, Line
from corpus.formats.pdf_order import Flow
from corpus.formats.pdf_rows import Row

_ENDS = re.compile(r"""[.!?:。！？؟…]["'”’»)\]⁰¹²³⁴-⁹]*\Z""")
_DASHES = re.compile(r"[-–—*]")  # bullets that may also stand at the beginning of a wrapped line
Joiner = Literal["", " ", "\n", "\t"]


@dataclass(slots=True, kw_only=True)
class Placed:
    """A line with the page it stands on and what parts it from the line before."""

    page: int
    line: Line
    before: Joiner


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together: running text, or a row of a table whose cells are parted by tabs.

    `full` says that the last line ends at the column's edge, so that the paragraph may go on elsewhere.
    """

    placed: list[Placed] = field(default_factory=list)
    is_row: bool = False
    full: bool = False

    @property
    def lines(self) -> list[Line]:
        """Its lines."""
        return [placed.line for placed in self.placed]

    @property
    def text(self) -> str:
        """Its words roughly, to look at."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        return Counter({line.size: len(line.text) for line in self.lines}).most_common(1)[0][0]

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)

    @property
    def level(self) -> int:
        """The level of the heading that its tag says it is; 0 for none."""
        return self.lines[0].tag.level

    @property
    def unfinished(self) -> bool:
        """Whether its last sentence seems to go on elsewhere."""
        text = self.lines[-1].text
        return not self.is_row and (text.endswith(HYPHEN) or not _ENDS.search(text))


def paragraphs_of(flow: Flow, page: int, leading: float) -> Iterator[Paragraph]:
    """The paragraphs of one column; `leading` is the usual step from line to line, in ems."""
    right = _right_edge(flow)
    open_one: Paragraph | None = None
    for item in flow.items:
        if isinstance(item, Row):
            if open_one:
                yield open_one
            yield _row(item, page)
            open_one = None
            continue
        joiner = _joiner(open_one, item, right, leading) if open_one else None
        if open_one and joiner is not None:
            open_one.placed.append(Placed(page=page, line=item, before=joiner))
        else:
            if open_one:
                yield open_one
            open_one = Paragraph(placed=[Placed(page=page, line=item, before="")])
        open_one.full = right - _far_end(item, right) < 3 * item.size
    if open_one:
        yield open_one


def leading_of(flows: Sequence[Flow]) -> float:
    """The usual step from line to line in ems."""
    steps = [
        (below.base - above.base) / below.size
        for flow in flows
        for above, below in pairwise(flow.items)
        if isinstance(above, Line) and isinstance(below, Line) and abs(above.size - below.size) < 0.5
    ]
    usual = [step for step in steps if 0.8 < step < 2.6]
    return median(usual) if usual else 1.2


def ends(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return bool(_ENDS.search(text))


def begins_item(line: Line) -> bool:
    """Whether a line begins with a bullet or a number as an item of a list does."""
    first = line.words[0].text
    return len(line.words) > 1 and bool(BULLET.fullmatch(first) or LABEL.fullmatch(first))


def _row(row: Row, page: int) -> Paragraph:
    placed: list[Placed] = []
    for cell in row.cells:
        for number, line in enumerate(cell):
            placed.append(Placed(page=page, line=line, before=" " if number else "\t" if placed else ""))
    return Paragraph(placed=placed, is_row=True)


def _right_edge(flow: Flow) -> float:
    """Where the lines of a column end: where a third of them do, else where the longest does."""
    lines = [item for item in flow.items if isinstance(item, Line)]
    if not lines:
        return flow.right
    rounded = Counter(round(line.box[2]) for line in lines)
    place, count = max(rounded.items(), key=lambda entry: (entry[1] + rounded[entry[0] + 1], entry[0]))
    if count + rounded[place + 1] >= max(3, len(lines) / 3):
        return float(place + 1)
    usual = Counter(line.size for line in lines).most_common(1)[0][0]
    return max((line.box[2] for line in lines if line.size == usual), default=flow.right)


def _far_end(line: Line, right: float) -> float:
    """Where a line ends; one that is written from right to left is full where it begins left."""
    return right if line.backwards else line.box[2]


def _joiner(paragraph: Paragraph, line: Line, right: float, leading: float) -> Joiner | None:
    """What parts a line from the paragraph above it that it belongs to; None where it begins another."""
    above = paragraph.lines[-1]
    if _is_drop_cap(above, line):
        return ""
    if _begins_bullet(line) or above.tag.level != line.tag.level:
        return None
    if above.mono and line.mono and _is_code(above, line, leading):
        return "\n"
    if line.base - above.base > 1.3 * leading * max(above.size, 1.0):
        return None
    same_block = above.tag.block and above.tag.block == line.tag.block
    if not same_block and _looks_new(paragraph, line, right):
        return None
    return _break(above, line, right)


def _looks_new(paragraph: Paragraph, line: Line, right: float) -> bool:
    """Whether a line begins a paragraph by its tag, its letters, its number or its indent."""
    above = paragraph.lines[-1]
    another = above.bold != line.bold or above.mono != line.mono or bool(above.tag.block and line.tag.block)
    if another and not _runs_on(above, line, right):
        return True
    if abs(above.size - line.size) > 0.08 * above.size and min(len(line.text), len(above.text)) > 3:
        return True
    return _begins_item_here(paragraph, line, right) or _is_indented(paragraph, line, right)


def _begins_bullet(line: Line) -> bool:
    first = line.words[0].text
    return begins_item(line) and bool(BULLET.fullmatch(first)) and not _DASHES.fullmatch(first)


def _is_drop_cap(above: Line, line: Line) -> bool:
    return len(above.text) == 1 and above.text.isupper() and above.size > 1.8 * line.size and line.text[:1].isalpha()


def _is_code(above: Line, line: Line, leading: float) -> bool:
    return abs(above.size - line.size) < 0.5 and line.base - above.base < 1.4 * max(leading, 1.2) * line.size


def _runs_on(above: Line, line: Line, right: float) -> bool:
    """Whether a sentence goes on from a full line to the next."""
    return not ends(above.text) and not _has_room(above, line, right) and not begins_item(line)


def _has_room(above: Line, line: Line, right: float) -> bool:
    """Whether the first word of a line would have fitted in the line above."""
    word = line.words[0]
    return right - _far_end(above, right) > word.box[2] - word.box[0] + 0.8 * above.size


def _break(above: Line, line: Line, right: float) -> Joiner | None:
    if not _has_room(above, line, right) or _is_centred(above, line):
        return " "
    if ends(above.text):
        return None
    if line.text[0].islower() or above.text.endswith(HYPHEN):
        return " "
    return "\n"


def _is_centred(above: Line, line: Line) -> bool:
    middle = (above.box[0] + above.box[2] - line.box[0] - line.box[2]) / 2
    return abs(middle) < 0.5 * line.size and abs(above.box[0] - line.box[0]) > 0.5 * line.size


def _begins_item_here(paragraph: Paragraph, line: Line, right: float) -> bool:
    above = paragraph.lines[-1]
    if not begins_item(line):
        return False
    return ends(above.text) or _has_room(above, line, right) or above.text.endswith((";", ","))


def _is_indented(paragraph: Paragraph, line: Line, right: float) -> bool:
    """Whether a line's indent says that it begins a paragraph."""
    above, em = paragraph.lines[-1], line.size
    if line.backwards or _is_centred(above, line):
        return False
    step = line.box[0] - above.box[0]
    is_first = len(paragraph.placed) == 1
    done = ends(above.text) or _has_room(above, line, right)
    if step > 0.8 * em:  # further in: a new paragraph, unless below the first line of an item
        return done and not (is_first and begins_item(above))
    if step < -0.8 * em:  # further out: after the first line of a paragraph, or at the end of an item
        return done and not is_first
    return False
