"""The order in which the lines of a PDF page are read: columns one after the other, tables row by row.

The page is cut where white strips run down between lines, from top to bottom and then within each column again, in
the manner of the recursive X-Y cut (Nagy and Seth 1984, "Hierarchical representation of optically scanned documents").
Whether what stands side by side is columns of text or a row of cells, the file's own order tells: a program that
writes columns finishes one before the next, a program that writes a table goes to and fro.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.formats.pdf_frame import Box
from corpus.formats.pdf_lines import Line, around, shared_height

_GUTTER = 0.5  # ems: the narrowest white strip between columns
_PROSE = 25  # characters of a line on average, from which on it is no cell
_FAR = 1e9

Strip = tuple[float, float]


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


@dataclass(slots=True, kw_only=True)
class Flow:
    """Lines and rows below each other in one column from `left` to `right`."""

    left: float
    right: float
    items: list[Item] = field(default_factory=list)


def flows_of(lines: Sequence[Line]) -> list[Flow]:
    """The columns of a page in the order in which they are read."""
    tagged: dict[int, list[Line]] = {}
    items: list[Item] = []
    for line in lines:
        if line.tag.row and line.tag.cell:
            tagged.setdefault(line.tag.row, []).append(line)
        else:
            items.append(line)
    return _ordered([*items, *map(_tagged_row, tagged.values())])


def _tagged_row(lines: list[Line]) -> Row:
    cells: dict[int, list[Line]] = {}
    for line in lines:
        cells.setdefault(line.tag.cell, []).append(line)
    return Row(cells=[cells[cell] for cell in sorted(cells)])


def _ordered(items: Sequence[Item]) -> list[Flow]:
    if not items:
        return []
    left, _, right, _ = around(item.box for item in items)
    flows = [Flow(left=left, right=right)]
    for bands, strips in _segments(items):
        beside = _columns([item for band in bands for item in band], strips) if strips else []
        if len(beside) < 2:
            flows[-1].items += [item for band in bands for item in band]
        elif _are_columns(beside):
            for column in _in_reading_order(beside):
                flows += _ordered(column)
            flows.append(Flow(left=left, right=right))
        else:
            flows[-1].items += _rows(beside)
    return [flow for flow in flows if flow.items]


def _segments(items: Sequence[Item]) -> Iterator[tuple[list[list[Item]], list[Strip]]]:
    """Bands of lines from top to bottom, as far as the same white strips run down between them."""
    em = median(line.size for item in items for line in _lines(item))
    bands: list[list[Item]] = []
    free: list[Strip] = [(-_FAR, _FAR)]
    strips: list[Strip] = []
    for band in _bands(items):
        own = _shared(free, _free(band, em))
        within = [strip for strip in _inner(own, [*bands, band]) if strip[1] - strip[0] > _GUTTER * em]
        alone = [strip for strip in _inner(_free(band, em), [band]) if strip[1] - strip[0] > _GUTTER * em]
        goes_on = bool(within) if strips else not alone
        if bands and not goes_on:
            yield bands, strips
            bands, own, within = [], _free(band, em), alone
        bands.append(band)
        free, strips = own, within if strips or alone else []
    if bands:
        yield bands, strips


def _bands(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Items that stand beside each other, directly or through others."""
    band: list[Item] = []
    bottom = -_FAR
    for item in sorted(items, key=lambda item: (_height(item)[0], item.box[0])):
        top, end = _height(item)
        if band and top >= bottom:
            yield sorted(band, key=lambda item: item.box[0])
            band, bottom = [], -_FAR
        band.append(item)
        bottom = max(bottom, end)
    if band:
        yield sorted(band, key=lambda item: item.box[0])


def _height(item: Item) -> tuple[float, float]:
    """From the top of small letters to the base: boxes of lines below each other may overlap, these do not."""
    lines = _lines(item)
    return min(line.base - 0.6 * line.size for line in lines), max(line.base for line in lines)


def _lines(item: Item) -> list[Line]:
    return [item] if isinstance(item, Line) else item.lines


def _free(band: Sequence[Item], em: float) -> list[Strip]:
    """The strips that a band leaves white; the last bit of a line that is too long counts as white."""
    found, at = [], -_FAR
    for item in band:
        left, _, right, _ = item.box
        if left > at:
            found.append((at, left))
        at = max(at, right - 0.3 * em if right - left > 4 * em else right)
    return [*found, (at, _FAR)]


def _shared(some: Sequence[Strip], others: Sequence[Strip]) -> list[Strip]:
    both = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(a, b) for a, b in both if b > a]


def _inner(strips: Sequence[Strip], bands: Sequence[Sequence[Item]]) -> list[Strip]:
    """The strips with something on both sides."""
    left = min(item.box[0] for band in bands for item in band)
    right = max(item.box[2] for band in bands for item in band)
    return [(a, b) for a, b in strips if a > left and b < right]


def _columns(items: Sequence[Item], strips: Sequence[Strip]) -> list[list[Item]]:
    """What stands between the strips, from left to right."""
    edges = sorted((a + b) / 2 for a, b in strips)
    found: list[list[Item]] = [[] for _ in range(len(edges) + 1)]
    for item in items:
        middle = (item.box[0] + item.box[2]) / 2
        found[sum(edge < middle for edge in edges)].append(item)
    return [column for column in found if column]


def _are_columns(beside: Sequence[Sequence[Item]]) -> bool:
    """Whether columns stand side by side, to be read one after the other, or cells of a table."""
    if any(isinstance(item, Row) for column in beside for item in column):
        return True
    order = sorted((item.number, at) for at, column in enumerate(beside) for item in column)
    turns = sum(one != other for (_, one), (_, other) in pairwise(order))
    if max(map(len, beside)) < 2:
        return False
    if turns <= len(beside) - 1 or (turns <= len(beside) + 1 and len(order) >= 8 * turns):
        return True
    prose = all(sum(len(_text(item)) for item in column) >= _PROSE * len(column) for column in beside)
    return prose and len(order) < 1.3 * (turns + 1)  # written line by line across both columns


def _text(item: Item) -> str:
    return " ".join(line.text for line in _lines(item))


def _in_reading_order(beside: list[list[Item]]) -> list[list[Item]]:
    lines = [line for column in beside for item in column for line in _lines(item)]
    return beside[::-1] if sum(line.backwards for line in lines) * 2 > len(lines) else beside


def _rows(beside: Sequence[Sequence[Item]]) -> list[Row]:
    """The rows of a table: cells first, lines below each other that the file holds together, then what is beside."""
    lines = sorted((line for column in beside for item in column for line in _lines(item)), key=lambda one: one.number)
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
    return [Row(cells=_across(row)) for row in rows]


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
    ordered = sorted(row, key=lambda cell: min(line.box[0] for line in cell))
    backwards = sum(line.backwards for cell in row for line in cell) * 2 > sum(map(len, row))
    return ordered[::-1] if backwards else ordered
