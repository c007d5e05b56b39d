"""The rows of tables on a PDF page: cells beside each other, each some lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.formats.pdf_lines import Line, around, shared_height
from corpus.picture import Box


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of a table: its cells in order, each some lines."""

    cells: list[list[Line]]

    @property
    def lines(self) -> list[Line]:
        """All of its lines."""
        return [line for cell in self.cells for line in cell]

    @property
    def box(self) -> Box:
        """The box around it."""
        return around(line.box for line in self.lines)

    @property
    def number(self) -> int:
        """Where it begins in the file's own order."""
        return min(line.number for line in self.lines)


Item = Line | Row


def lines_in(item: Item) -> list[Line]:
    """The lines of a line or row."""
    return [item] if isinstance(item, Line) else item.lines


def tagged_row(lines: list[Line]) -> Row:
    """The row that some lines are by their tags."""
    cells: dict[int, list[Line]] = {}
    for line in lines:
        cells.setdefault(line.tag.cell, []).append(line)
    return Row(cells=[cells[cell] for cell in sorted(cells)])


def rows_of(beside: Sequence[Sequence[Item]]) -> list[Item]:
    """The rows of a table: cells first, lines below each other that the file holds together, then what is beside."""
    lines = sorted(
        (line for column in beside for item in column for line in lines_in(item)), key=lambda one: one.number
    )
    cells: list[list[Line]] = []
    for line in lines:
        if cells and _same_cell(cells[-1][-1], line):
            cells[-1].append(line)
        else:
            cells.append([line])
    rows: list[list[list[Line]]] = []
    for cell in sorted(cells, key=lambda cell: cell[0].base):
        if rows and any(shared_height(_tight(cell), _tight(other)) > 0.3 for other in rows[-1]):
            rows[-1].append(cell)
        elif rows and (above := _cell_above(rows[-1], cell)) is not None and len(rows[-1]) > 1:
            above += cell
        else:
            rows.append([cell])
    found: list[Item] = []
    for row in rows:
        found += [Row(cells=_across(row))] if len(row) > 1 else row[0]
    return found


def _same_cell(above: Line, below: Line) -> bool:
    em = max(above.size, below.size)
    beside = min(above.box[2], below.box[2]) - max(above.box[0], below.box[0])
    return beside > 0 and 0.3 * em < below.base - above.base < 1.5 * em


def _tight(cell: Sequence[Line]) -> Box:
    left, _, right, _ = around(line.box for line in cell)
    return left, cell[0].base - 0.6 * cell[0].size, right, max(line.base for line in cell)


def _cell_above(row: Sequence[list[Line]], cell: Sequence[Line]) -> list[Line] | None:
    """The cell that goes on in `cell`, where that is a second line of one cell and not a row of its own."""
    line = cell[0]
    for above in row:
        last = above[-1]
        if abs(last.box[0] - line.box[0]) < 0.5 * line.size and line.base - last.base < 1.35 * line.size:
            return above if above is not row[0] and above is not min(row, key=lambda c: c[0].box[0]) else None
    return None


def _across(row: list[list[Line]]) -> list[list[Line]]:
    return sorted(row, key=lambda cell: min(line.box[0] for line in cell))
