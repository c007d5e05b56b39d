r"""Rows of cells, from a sheet or a file of values, as blocks.

A row's text is its cells as they are, parted by tabs: nothing is added. "Widget\t12\t3.50" alone does not say what the
columns are, so a row of column names is a heading: it goes along with every passage of the rows below it when these
are embedded, searched and cited, and is never quoted itself.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.formats.blocks import Block

_NUMBER = re.compile(r"[^\w\s]{0,3}\s?\d[\d.,:/\s'’%-]*\w{0,4}[^\w\s]{0,2}")  # an amount, a date, a time: 3.50, 12 kg
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_NAME = 60  # characters of a column's name
_WIDEST_GAP = 20  # empty cells in a row that are kept as such; more are one
_LOOKED_AT = 20  # rows below a header that say whether it is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with its number as people count: the texts of its cells by column, in order, those left out that are empty.

    `bold` says that all of them are set in bold.
    """

    number: int
    cells: Mapping[int, str]
    bold: bool = False


def blocks_of_rows(rows: Iterable[Row], place: Callable[[int], str], *, level: int) -> Iterator[Block]:
    """A block for every row that is not empty.

    `place` names the place of a row by its number; `level` is that of a heading made of column names, one more where
    names stand under names that span several columns. They are looked for in the first row of several cells, and after
    every empty row, since a sheet may hold several tables.
    """
    source, ahead = iter(rows), deque[Row]()
    first, opens, last = True, True, 0  # whether a row may open the first table, any table; the number of the row above
    deeper = 0
    while True:
        ahead.extend(itertools.islice(source, _LOOKED_AT + 1 - len(ahead)))
        if not ahead:
            return
        row = ahead.popleft()
        opens = opens or row.number != last + 1
        last = row.number
        if not row.cells:
            opens, deeper = True, 0
            continue
        is_header = opens and _is_header(row, _below(row, ahead), first=first)
        yield Block(text=_joined(row.cells), level=level + deeper if is_header else 0, place=place(row.number))
        if len(row.cells) > 1:  # a line of one cell is a title, which stands above column names
            first, opens = False, is_header and not deeper and not _is_filled(row)
            deeper = int(opens)


def _below(row: Row, ahead: Iterable[Row]) -> list[Row]:
    """The rows right below, up to an empty one."""
    found: list[Row] = []
    for number, other in enumerate(ahead, row.number + 1):
        if other.number != number or not other.cells:
            break
        found.append(other)
    return found


def _is_header(row: Row, below: Sequence[Row], *, first: bool) -> bool:
    """Whether a row holds the names of the columns below it.

    A false header is never quoted, a missed one only misses in the passages that it does not stand in: so there must be
    a sign. The row alone is in bold, or there are numbers below the names, or it is the first row of three columns or
    more and none of its words comes again below it.
    """
    names = row.cells
    short = all(len(cell) <= _LONGEST_NAME and "\n\n" not in cell for cell in names.values())
    if not (short and len(names) > 1 and any(len(other.cells) > 1 for other in below)):
        return False
    if row.bold and not all(other.bold for other in below):
        return True
    figures = below if _is_filled(row) else below[1:]  # names that span columns stand above the columns' own
    columns = {at: [other.cells[at] for other in figures if at in other.cells] for at in names}
    differ = len({cell.casefold() for cell in names.values()}) == len(names)
    if not differ or not all(_is_name(cell, columns[at]) for at, cell in names.items()):
        return False
    if any(values and 5 * sum(map(_is_number, values)) >= 4 * len(values) for values in columns.values()):
        return True
    if not (first and len(names) > 2 and _is_filled(row)):
        return False
    return not any(cell in columns[at] for at, cell in names.items())


def _is_filled(row: Row) -> bool:
    """Whether there is no empty cell among those of a row."""
    return max(row.cells) - min(row.cells) + 1 == len(row.cells)


def _is_name(cell: str, values: Sequence[str]) -> bool:
    """Whether a cell may be a column's name: words, or a year over figures that are none."""
    if _YEAR.fullmatch(cell):
        return bool(values) and not any(_YEAR.fullmatch(value) for value in values)
    return not _is_number(cell) and any(character.isalpha() for character in cell)


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _joined(cells: Mapping[int, str]) -> str:
    """A row in a line: its cells parted by tabs. Many empty cells side by side are one, so that no row is endless."""
    parts: list[str] = []
    last = 0
    for column, cell in cells.items():
        tabs = column - last
        parts += ["\t" * (tabs if tabs <= _WIDEST_GAP else 1), cell]
        last = column
    return "".join(parts)
