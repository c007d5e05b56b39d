"""Charts of office files: their titles, and the figures that were drawn, as rows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.formats.blocks import Block
from corpus.formats.number_format import general, shown
from corpus.formats.ooxml import A, C, number_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_AXES = (f"{C}catAx", f"{C}valAx", f"{C}dateAx", f"{C}serAx")


def blocks_of_chart(chart: _Element, *, place: str, page: int) -> Iterator[Block]:
    """The title, the titles of the axes, the names of the series in a row, and a row for each point of them."""
    titles = [chart.find(f"{C}chart/{C}title"), *(axis.find(f"{C}title") for axis in chart.iter(*_AXES))]
    for number, title in enumerate(titles, 1):
        if title is not None and (words := "".join(part.text or "" for part in title.iter(f"{A}t")).strip()):
            yield Block(text=words, place=f"{place}, title {number}", page=page)
    series = list(chart.iter(f"{C}ser"))
    if not series:
        return
    names = [next(iter(_points(found.find(f"{C}tx")).values()), "") for found in series]
    labels: dict[int, str] = {}
    for found in series:
        for way in ("cat", "xVal"):
            labels = labels or _points(found.find(C + way))
    values = [_points(found.find(f"{C}val")) or _points(found.find(f"{C}yVal")) for found in series]
    yield Block(text="\t".join(["", *names]), place=f"{place}, row 1", page=page)
    for row, at in enumerate(sorted({at for found in (labels, *values) for at in found}), 2):
        cells = [labels.get(at, ""), *(found.get(at, "") for found in values)]
        yield Block(text="\t".join(cells), place=f"{place}, row {row}", page=page)


def _points(data: _Element | None) -> dict[int, str]:
    """The points that a chart keeps of its data, by their numbers, as people see them."""
    if data is None:
        return {}
    code = data.findtext(f".//{C}formatCode") or ""
    found: dict[int, str] = {}
    for point in data.iter(f"{C}pt"):
        words = point.findtext(f"{C}v") or ""
        if next(point.iterancestors(f"{C}numCache", f"{C}numLit"), None) is not None:
            words = _number(words, point.get("formatCode", code))
        found.setdefault(number_of(point.get("idx")), words)
    if not found and (said := data.findtext(f"{C}v")):
        found[0] = said
    return found


def _number(words: str, code: str) -> str:
    try:
        number = float(words)
    except ValueError:
        return words
    if not math.isfinite(number):
        return words
    return shown(number, code) if code and code.lower() != "general" else general(number)
