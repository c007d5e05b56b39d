"""What a tagged PDF says of its own structure: headings and the cells of tables."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_MOST = 20_000  # elements of one page; a tree that loops has no end
_INLINE = frozenset("Span Link Quote Code Em Strong Reference BibEntry Sub Annot Ruby Warichu Lbl NonStruct".split())
_HEADING = re.compile(r"H([1-6])?|Title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What holds a piece of marked content: `level` of a heading (0: none), the numbers of its block, row and cell.

    A block is a paragraph, an item, a heading. The numbers count from 1 within the page; 0 says that there is none.
    """

    level: int = 0
    block: int = 0
    row: int = 0
    cell: int = 0


def tags_of(page: PdfPage) -> dict[int, Tag]:
    """The tag of each number of marked content on a page; empty where it is not tagged. Call it with the lock held."""
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return {}
    try:
        return dict(_walk(raw, tree))
    finally:
        raw.FPDF_StructTree_Close(tree)


def _walk(raw: Any, tree: Any) -> Iterator[tuple[int, Tag]]:
    """Every marked content below `tree` in order, without recursion: the depth is the file's choice."""
    count = raw.FPDF_StructTree_CountChildren(tree)
    left = [(raw.FPDF_StructTree_GetChildAtIndex(tree, i), Tag()) for i in reversed(range(min(count, _MOST)))]
    seen = 0
    while left and seen < _MOST:
        element, above = left.pop()
        seen += 1
        if not element:
            continue
        kind = _kind(raw, element)
        tag = _within(above, kind, seen)
        children = min(raw.FPDF_StructElement_CountChildren(element), _MOST)
        for i in range(children):
            mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, i)
            if mark >= 0:
                yield mark, tag
        mark = raw.FPDF_StructElement_GetMarkedContentID(element)
        if mark >= 0:
            yield mark, tag
        left += [(raw.FPDF_StructElement_GetChildAtIndex(element, i), tag) for i in reversed(range(children))]


def _within(above: Tag, kind: str, number: int) -> Tag:
    if found := _HEADING.fullmatch(kind):
        return replace(above, level=int(found[1] or 1), block=number)
    if kind == "TR":
        return replace(above, row=above.row or number, block=number)  # a table in a cell is part of that row
    if kind in ("TD", "TH") and above.row:
        return replace(above, cell=above.cell or number, block=number)
    return above if kind in _INLINE else replace(above, block=number)


def _kind(raw: Any, element: Any) -> str:
    size = raw.FPDF_StructElement_GetType(element, None, 0)
    if not 2 < size <= 128:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_StructElement_GetType(element, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
