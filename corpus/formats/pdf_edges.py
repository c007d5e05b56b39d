"""Running heads, running feet and page numbers: what comes again at the edge of page after page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.formats.pdf_lines import Line

_ROWS = 3  # rows of lines from an edge that may be furniture
_ZONE = 0.16  # of the page's height
_SAME = 2.5  # points between places that count as one
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:[-–—|]\s*)?(?:page\s+)?#(?:\s*(?:of|/)\s*#)?(?:\s*[-–—|])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as it is looked at here: its number, its lines, its height in points and the size of most of its text."""

    number: int
    lines: Sequence[Line]
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """A line near an edge: the row from that edge outwards, where it stands, and its words without numbers."""

    sheet: Sheet
    line: Line
    row: int
    at_top: bool
    words: str

    @property
    def place(self) -> float:
        """Its distance from the edge."""
        return self.line.base if self.at_top else self.sheet.height - self.line.base


def edges_of(sheets: Sequence[Sheet], body: float) -> set[int]:
    """The lines that are furniture, by `id`: `body` is the size of most letters in the document.

    A line is furniture where the same words, numbers aside, come again at the same place of a neighbouring page, or
    where other pages have furniture at that place and nothing else stands there; so is a lone page number.
    """
    near = [edge for sheet in sheets for edge in _near_edges(sheet)]
    again: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in near:
        again[edge.at_top, edge.words].append(edge)
    found = {id(edge.line): edge for edges in again.values() for edge in _repeated(edges, len(sheets), body)}
    for edge in near:
        if edge.row == 0 and _is_page_number(edge):
            found[id(edge.line)] = edge
    usual = _usual_places(found.values(), len(sheets))
    for edge in near:
        if edge.row == 0 and any(abs(edge.place - place) < _SAME for place in usual[edge.at_top]) and _apart(edge):
            found[id(edge.line)] = edge
    return _only_outermost(near, set(found))


def _near_edges(sheet: Sheet) -> Iterator[_Edge]:
    rows = _rows(sheet.lines)
    for at_top, ordered in ((True, rows), (False, rows[::-1])):
        for row, lines in enumerate(ordered[:_ROWS]):
            for line in lines:
                place = line.base if at_top else sheet.height - line.base
                if place <= _ZONE * sheet.height:
                    words = " ".join(_NUMBER.sub("#", line.text.lower()).split())
                    yield _Edge(sheet=sheet, line=line, row=row, at_top=at_top, words=words)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.base):
        if rows and line.base - rows[-1][0].base < 0.5 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _repeated(edges: Sequence[_Edge], pages: int, body: float) -> Iterator[_Edge]:
    """Those of lines with the same words that stand at the same place of pages that are neighbours or next but one."""
    at: dict[int, set[int]] = defaultdict(set)
    for edge in edges:
        at[round(edge.place)].add(edge.sheet.number)
    for edge in edges:
        reach = 9 if edge.row == 0 else 2  # points: what stands outermost may move a little
        places = range(round(edge.place) - reach, round(edge.place) + reach + 1)
        number = edge.sheet.number
        close = any(number + step in at[place] for place in places for step in (-2, -1, 1, 2))
        if close and edge.line.size > 1.15 * body:  # the title of two slides or chapters, unless it is everywhere
            close = sum(len(at[place]) for place in places) >= max(3, 0.4 * pages)
        if close:
            yield edge


def _is_page_number(edge: _Edge) -> bool:
    return edge.place < 0.1 * edge.sheet.height and bool(_PAGE_NUMBER.fullmatch(edge.words)) and _apart(edge)


def _apart(edge: _Edge) -> bool:
    """Whether white space parts it from the lines within."""
    rows = _rows(edge.sheet.lines)
    if len(rows) < 3:
        return len(rows) > 1
    rows = rows if edge.at_top else rows[::-1]
    here, following = rows[0][0], rows[1][0]
    steps = sorted(abs(b[0].base - a[0].base) for a, b in pairwise(rows[1:]))
    return abs(following.base - here.base) > 1.15 * steps[len(steps) // 2]


def _usual_places(found: Iterable[_Edge], pages: int) -> dict[bool, list[float]]:
    """Where pages have furniture, at the top and at the bottom, if at least three and a quarter of them do."""
    places: dict[bool, dict[int, set[int]]] = {True: defaultdict(set), False: defaultdict(set)}
    for edge in found:
        places[edge.at_top][round(edge.place)].add(edge.sheet.number)
    return {
        at_top: [float(place) for place, numbers in by_place.items() if len(numbers) >= max(3, pages / 4)]
        for at_top, by_place in places.items()
    }


def _only_outermost(near: Sequence[_Edge], found: set[int]) -> set[int]:
    """Nothing is furniture that stands within other text: every row further out must be furniture as well."""
    rows: dict[tuple[int, bool, int], list[_Edge]] = defaultdict(list)
    for edge in near:
        rows[edge.sheet.number, edge.at_top, edge.row].append(edge)
    kept: set[int] = set()
    for (number, at_top, row), edges in sorted(rows.items(), key=lambda entry: entry[0][2]):
        outer = rows.get((number, at_top, row - 1), [])
        if row == 0 or all(id(edge.line) in kept for edge in outer):
            kept.update(id(edge.line) for edge in edges if id(edge.line) in found)
    return kept
