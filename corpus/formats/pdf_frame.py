"""How a PDF page's own coordinates become those of the page as people see it and read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.picture import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a page's own coordinates (points, upwards) become those of the page as it is shown (downwards)."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        across, up = self.right - self.left, self.top - self.bottom
        return (up, across) if self.quarters % 2 else (across, up)

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """A point as shown, from the upper left corner."""
        return (
            (x - self.left, self.top - y),
            (y - self.bottom, x - self.left),
            (self.right - x, y - self.bottom),
            (self.top - y, self.right - x),
        )[self.quarters]

    def read(self, x: float, y: float, turn: int) -> tuple[float, float]:
        """A point from the corner where text begins that runs `turn` quarters clockwise."""
        x, y = self.shown(x, y)
        width, height = self.size
        return ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[turn]

    def box(self, left: float, bottom: float, right: float, top: float, turn: int) -> Box:
        """A box from the corner where text begins that runs `turn` quarters clockwise."""
        one, other = self.read(left, bottom, turn), self.read(right, top, turn)
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])

    def holds(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether some of a box, in the page's own coordinates, can be seen."""
        return right > self.left - 1 and left < self.right + 1 and top > self.bottom - 1 and bottom < self.top + 1


def frame_of(page: PdfPage) -> Frame:
    """The frame of a page: its visible part, and how it is turned."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left=left, bottom=bottom, right=right, top=top, quarters=page.get_rotation() // 90 % 4)
