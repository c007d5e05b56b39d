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

from corpus.formats.pdf_lines import Line, around
from corpus.formats.pdf_rows import Item, Row, lines_in, rows_of, tagged_row

_GUTTER = 0.5  # ems: the narrowest white strip between columns
_PROSE = 25  # characters of a line on average, from which on it is no cell
_FAR = 1e9

Strip = tuple[float, float]


@dataclass(slots=True, kw_only=True)
class Flow:
    """Lines and rows below each other in one column from `left` to `right`."""

    left: float
    right: float
    items: list[Item] = field(default_factory=list)


def flows_of(lines: Sequence[Line]) -> list[Flow]:
    """The columns of a page in the order in which they are read.

    A page in a script that runs from right to left is ordered in the mirror.
    """
    backwards = sum(len(line.text) * (1 if line.backwards else -1) for line in lines) > 0
    if not backwards:
        return _flows(lines)
    _mirror(lines)
    flows = _flows(lines)
    _mirror(lines)
    for flow in flows:
        flow.left, flow.right = -flow.right, -flow.left
    return flows


def _mirror(lines: Sequence[Line]) -> None:
    for line in lines:
        left, top, right, bottom = line.box
        line.box = -right, top, -left, bottom


def _flows(lines: Sequence[Line]) -> list[Flow]:
    tagged: dict[int, list[Line]] = {}
    items: list[Item] = []
    for line in lines:
        if line.tag.row and line.tag.cell:
            tagged.setdefault(line.tag.row, []).append(line)
        else:
            items.append(line)
    return _ordered([*items, *map(tagged_row, tagged.values())])


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
            for column in beside:
                flows += _ordered(column)
            flows.append(Flow(left=left, right=right))
        else:
            flows[-1].items += rows_of(beside)
    return [flow for flow in flows if flow.items]


def _segments(items: Sequence[Item]) -> Iterator[tuple[list[list[Item]], list[Strip]]]:
    """Bands of lines from top to bottom, as far as the same white strips run down between them."""
    em = median(line.size for item in items for line in lines_in(item))
    bands: list[list[Item]] = []
    strips: list[Strip] = []
    for band in _bands(items):
        alone = _strips([band], em)
        within = _strips([*bands, band], em) if strips else []
        if not strips and not alone:
            bands.append(band)
        elif strips and within:
            bands, strips = [*bands, band], within
        elif strips:
            ended, rest = _ended(bands)
            yield ended, strips
            if rest:
                yield rest, []
            bands, strips = [band], alone
        else:
            before, begun = _begun(bands, band, em)
            if before:
                yield before, []
            bands, strips = begun, _strips(begun, em)
    if bands and strips:
        ended, rest = _ended(bands)
        yield ended, strips
        bands, strips = rest, []
    if bands:
        yield bands, strips


def _begun(bands: list[list[Item]], band: list[Item], em: float) -> tuple[list[list[Item]], list[list[Item]]]:
    """Where columns begin above the first band that shows two of them: the second may stand higher than the first."""
    at = len(bands)
    while at and _strips([*bands[at - 1 :], band], em):
        at -= 1
    left = min(item.box[2] for item in band)
    while at < len(bands) and all(item.box[0] < left for item in bands[at]):
        at += 1  # what stands above the first column is read before it anyway
    return bands[:at], [*bands[at:], band]


def _ended(bands: list[list[Item]]) -> tuple[list[list[Item]], list[list[Item]]]:
    """Where columns end: what stands below the first alone, and comes after all else in the file, is below them all."""
    at = len(bands)
    while at > 1 and len(bands[at - 1]) == 1:
        above = [item for band in bands[: at - 1] for item in band]
        (item,) = bands[at - 1]
        if item.box[0] > min(other.box[2] for other in above) or item.number < max(other.number for other in above):
            break
        at -= 1
    last = bands[at:]
    if last and not any(len(band) > 1 for band in bands[:at]):
        return bands, []
    return bands[:at], last


def _strips(bands: Sequence[Sequence[Item]], em: float) -> list[Strip]:
    """The white strips that run down between the lines of some bands."""
    free: list[Strip] = [(-_FAR, _FAR)]
    for band in bands:
        free = _shared(free, _free(band, em))
    return [strip for strip in _inner(free, bands) if strip[1] - strip[0] > _GUTTER * em]


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
    lines = lines_in(item)
    return min(line.base - 0.6 * line.size for line in lines), max(line.base for line in lines)


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
    return " ".join(line.text for line in lines_in(item))
