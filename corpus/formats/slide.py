"""One slide of a PowerPoint file: its shapes in the order in which people read them, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.formats.blocks import Block
from corpus.formats.chart import blocks_of_chart
from corpus.formats.ooxml import MC, A, C, M, P, Package, R, number_of
from corpus.formats.word_math import linear

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_AROUND = frozenset(("dt", "ftr", "hdr", "sldNum"))  # placeholders of what stands on every slide
_TITLES = frozenset(("title", "ctrTitle"))
_SHAPES = frozenset(P + tag for tag in "sp grpSp graphicFrame cxnSp pic contentPart".split())
_UNSEEN = 10**12  # where a shape lies that says nothing of its place: last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A shape with the box that it fills, in English Metric Units."""

    element: _Element
    left: int
    top: int
    height: int
    is_title: bool


@dataclass(slots=True, kw_only=True)
class Slide:
    """Reads one slide. `part` is its name in the package, `number` counts from 1."""

    package: Package
    part: str
    number: int
    counts: dict[str, int] = field(default_factory=dict)
    layouts: dict[tuple[str, str], tuple[int, int, int]] | None = None  # boxes of the placeholders, by kind and index

    def blocks_of(self, slide: _Element) -> Iterator[Block]:
        """The slide's blocks: the title first, then from top to bottom and from left to right."""
        tree = slide.find(f"{P}cSld/{P}spTree")
        if tree is None:
            return
        shapes = self._in_order(tree)
        for shape in sorted(shapes, key=lambda shape: not shape.is_title):
            yield from self._shape(shape)

    def _in_order(self, parent: _Element) -> list[_Shape]:
        """The shapes of a slide or group as they are read; those side by side from left to right."""
        shapes = sorted((self._placed(element) for element in _shapes_of(parent)), key=lambda shape: shape.top)
        rows: list[list[_Shape]] = []
        for shape in shapes:
            if rows and shape.top < _UNSEEN and shape.top < _middle(rows[-1]):
                rows[-1].append(shape)
            else:
                rows.append([shape])
        return [shape for row in rows for shape in sorted(row, key=lambda shape: shape.left)]

    def _placed(self, element: _Element) -> _Shape:
        placeholder = _placeholder(element)
        box = _box(element)
        if box is None and placeholder is not None:
            box = self._inherited(placeholder)
        left, top, height = box or (0, _UNSEEN, 0)
        is_title = placeholder is not None and placeholder.get("type") in _TITLES
        return _Shape(element=element, left=left, top=top, height=height, is_title=is_title)

    def _inherited(self, placeholder: _Element) -> tuple[int, int, int] | None:
        """The box that the slide's layout, or the layout's master, gives a placeholder."""
        if self.layouts is None:
            self.layouts = {}
            layout = self.package.related(self.part, "slideLayout")
            master = self.package.related(layout, "slideMaster") if layout else None
            for part in (master, layout):
                for shape in self.package.tree(part).iter(*_SHAPES) if part else ():
                    kind, box = _placeholder(shape), _box(shape)
                    if kind is not None and box is not None:
                        self.layouts["type", kind.get("type", "body")] = box
                        self.layouts["idx", kind.get("idx", "")] = box
        by_index = self.layouts.get(("idx", placeholder.get("idx", "none")))
        return by_index or self.layouts.get(("type", placeholder.get("type", "body")))

    def _shape(self, shape: _Shape) -> Iterator[Block]:
        element = shape.element
        placeholder = _placeholder(element)
        if _is_hidden(element) or (placeholder is not None and placeholder.get("type") in _AROUND):
            return
        if element.tag == f"{P}grpSp":
            for inner in self._in_order(element):
                yield from self._shape(inner)
        elif element.tag == f"{P}graphicFrame":
            yield from self._graphic(element)
        elif (body := element.find(f"{P}txBody")) is not None:
            yield from self._text(body, is_title=shape.is_title)

    def _text(self, body: _Element, *, is_title: bool) -> Iterator[Block]:
        lines = [words for paragraph in body.iterfind(f"{A}p") if (words := words_of(paragraph)).strip()]
        if not lines:
            return
        place = self._place("shape")
        if is_title:
            yield Block(text="\n".join(lines), level=1, place=place, page=self.number)
        else:
            for number, line in enumerate(lines, 1):
                yield Block(text=line, place=f"{place}, paragraph {number}", page=self.number)

    def _graphic(self, frame: _Element) -> Iterator[Block]:
        data = frame.find(f"{A}graphic/{A}graphicData")
        if data is None:
            return
        if (table := data.find(f"{A}tbl")) is not None:
            place = self._place("table")
            for number, row in enumerate(table.iterfind(f"{A}tr"), 1):
                cells = ["\n".join(map(words_of, cell.iterfind(f"{A}txBody/{A}p"))) for cell in row.iterfind(f"{A}tc")]
                yield Block(text="\t".join(cells), place=f"{place}, row {number}", page=self.number)
        elif (chart := data.find(f"{C}chart")) is not None:
            part = self._related(chart.get(f"{R}id", ""))
            if part:
                yield from blocks_of_chart(self.package.tree(part), place=self._place("chart"), page=self.number)
        elif (diagram := data.find(f"{_DIAGRAM}relIds")) is not None:
            part = self._related(diagram.get(f"{R}dm", ""))
            paragraphs = self.package.tree(part).iter(f"{A}p") if part else ()
            place = self._place("diagram")
            for number, paragraph in enumerate(paragraphs, 1):
                yield Block(text=words_of(paragraph), place=f"{place}, paragraph {number}", page=self.number)

    def _related(self, id_: str) -> str | None:
        """A part that the slide refers to by an id; None where it is not there."""
        found = (relation.part for relation in self.package.relations(self.part) if relation.id == id_)
        return next((part for part in found if part in self.package.container), None)

    def _place(self, what: str) -> str:
        self.counts[what] = self.counts.get(what, 0) + 1
        return f"slide {self.number}, {what} {self.counts[what]}"


def words_of(paragraph: _Element) -> str:
    """The words of a paragraph of a shape."""
    parts: list[str] = []
    for element in paragraph.iter(f"{A}t", f"{A}br", f"{M}oMath"):
        if element.tag == f"{A}br":
            parts.append("\n")
        elif element.tag == f"{M}oMath":
            parts.append(linear(element))
        elif next(element.iterancestors(f"{M}oMath", f"{MC}Fallback"), None) is None:
            parts.append(element.text or "")
    return "".join(parts).replace("\v", "\n")


def _shapes_of(parent: _Element) -> Iterator[_Element]:
    for element in parent:
        if element.tag in _SHAPES:
            yield element
        elif element.tag == f"{MC}AlternateContent":
            chosen = element.find(f"{MC}Choice")
            chosen = element.find(f"{MC}Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from _shapes_of(chosen)


def _middle(row: Sequence[_Shape]) -> float:
    """Half the height of the first shape of a row: what begins above it stands beside it."""
    return row[0].top + row[0].height / 2


def _placeholder(element: _Element) -> _Element | None:
    return element.find(f"./*/{P}nvPr/{P}ph")


def _is_hidden(element: _Element) -> bool:
    named = element.find(f"./*/{P}cNvPr")
    return named is not None and named.get("hidden") in ("1", "true")


def _box(element: _Element) -> tuple[int, int, int] | None:
    """Left, top and height of a shape; None where it leaves that to its layout."""
    frame = element.find(f"{P}xfrm")
    for way in (f"{P}spPr/{A}xfrm", f"{P}grpSpPr/{A}xfrm"):
        frame = element.find(way) if frame is None else frame
    if frame is None or (offset := frame.find(f"{A}off")) is None:
        return None
    size = frame.find(f"{A}ext")
    height = 0 if size is None else number_of(size.get("cy"))
    return number_of(offset.get("x")), number_of(offset.get("y")), height
