"""A page as a picture; what draws it is in `corpus.formats`."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page drawn: `png` of `width` times `height` pixels.

    `boxes` has for each group of ranges that was asked for the rectangles (left, top, right, bottom) of its lines, in
    parts of the page's width and height from its upper left corner.
    """

    png: bytes
    width: int
    height: int
    boxes: tuple[tuple[Box, ...], ...]
