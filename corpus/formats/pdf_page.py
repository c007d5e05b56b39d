"""A page of a PDF as a picture, and where on it some characters stand."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from corpus.errors import DamagedDocument
from corpus.formats.pdf_file import LOCK, opened, page_of
from corpus.formats.pdf_frame import Frame, frame_of
from corpus.formats.pdf_lines import around, shared_height
from corpus.formats.pdf_probe import Probe
from corpus.picture import Box, Picture

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

WIDTH = 1200  # pixels: sharp on a screen that shows the page 600 wide at twice the density
_MOST_PIXELS = 4_000_000
_LONGEST = 8000  # pixels of a side
_LARGEST_SCALE = 8.0  # pixels to a point: a page the size of a stamp is not blown up without end
_MOST_BOXES = 2000

Range = tuple[int, int]


def picture_of(data: bytes, name: str, number: int, groups: Sequence[Sequence[Range]]) -> Picture:
    """Draw page `number`, and find the characters of each group of ranges `[first, last)`, as pdfium counts them.

    However large the page, the picture has at most four million pixels.

    Raises:
        EncryptedDocument: the file opens with a password only.
        DamagedDocument: it cannot be opened, or has no such page.
    """
    with opened(data, name) as document, LOCK:
        page = page_of(document, number)
        if page is None:
            raise DamagedDocument(f"{name} has no page {number}.", hint="It may have changed; add it again.")
        image = page.render(scale=_scale(frame_of(page))).to_pil()
        boxes = boxes_of(page, groups)
        page.close()
    held = io.BytesIO()
    image.save(held, format="PNG", compress_level=4)
    return Picture(png=held.getvalue(), width=image.width, height=image.height, boxes=boxes)


def boxes_of(page: PdfPage, groups: Sequence[Sequence[Range]]) -> tuple[tuple[Box, ...], ...]:
    """Where the characters of each group of ranges stand, as `Picture.boxes` has it. Call it with the lock held."""
    frame, text = frame_of(page), page.get_textpage()
    probe = Probe(text)
    return tuple(tuple(_lines(ranges, probe, frame)) for ranges in groups)


def _scale(frame: Frame) -> float:
    """Pixels to a point."""
    width, height = (max(side, 1.0) for side in frame.size)
    return min(WIDTH / width, _LONGEST / height, math.sqrt(_MOST_PIXELS / (width * height)), _LARGEST_SCALE)


def _lines(ranges: Iterable[Range], probe: Probe, frame: Frame) -> list[Box]:
    """One rectangle for the characters that stand beside each other, in parts of the page."""
    width, height = frame.size
    found: list[Box] = []
    for first, last in ranges:
        for index in range(max(first, 0), min(last, probe.count)):
            if probe.is_generated(index) or chr(min(probe.code(index), 0x10FFFF)).isspace():
                continue
            box = frame.box(*probe.box(index), 0)
            if found and _beside(found[-1], box):
                found[-1] = around((found[-1], box))
            elif len(found) < _MOST_BOXES:
                found.append(box)
    return [_part(box, width, height) for box in found if box[2] > box[0] and box[3] > box[1]]


def _beside(line: Box, box: Box) -> bool:
    """Whether a character goes on with a line: at its height, a space or two away."""
    apart = max(box[0] - line[2], line[0] - box[2])
    return shared_height(line, box) > 0.5 and apart < 3 * max(box[2] - box[0], 1.0)


def _part(box: Box, width: float, height: float) -> Box:
    left, top, right, bottom = (
        min(max(at / length, 0.0), 1.0) for at, length in zip(box, (width, height) * 2, strict=True)
    )
    return left, top, right, bottom
