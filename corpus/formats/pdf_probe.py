"""What pdfium says of one character of a page: where it stands and how it is set."""

from __future__ import annotations

import ctypes
import math
import re
from typing import TYPE_CHECKING, Any

from corpus.picture import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_FIXED_PITCH, _FORCE_BOLD = 1, 1 << 18  # flags of a font (PDF 32000-1, table 123)
# pdfium's own weight is a guess from the stems (695 for Times-Roman), so names decide
_BOLD = re.compile(rb"bold|black|heavy|demi|medi$|^(?:cm|sf|lm|ec)(?:ss)?bx?\d|^(?:cm|sf)(?:ss)?(?:bx|b|dc)")
_MONO = re.compile(rb"mono|courier|consol|typewriter|^(?:cm|sf|ec)(?:it)?tt")


class Probe:
    """Asks about the characters of a page by their index; each question costs a microsecond. The lock must be held."""

    def __init__(self, text: PdfTextPage) -> None:
        from pypdfium2 import raw

        self._raw: Any = raw
        self._held = text  # closed when nobody holds it
        self._text = text.raw
        self.count = text.count_chars()
        # filled by pdfium again and again: making them costs more than the question
        self._rectangle, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._numbers = tuple(ctypes.c_double() for _ in range(4))
        self._styles: dict[int, tuple[bool, bool, int]] = {}

    def code(self, index: int) -> int:
        """Its code unit, as UTF-16 has it."""
        return int(self._raw.FPDFText_GetUnicode(self._text, index))

    def is_generated(self, index: int) -> bool:
        """Whether pdfium made it: a space or newline that the file does not hold."""
        return bool(self._raw.FPDFText_IsGenerated(self._text, index))

    def angle(self, index: int) -> float:
        """How far it is turned, in radians clockwise."""
        return float(self._raw.FPDFText_GetCharAngle(self._text, index))

    def style(self, index: int) -> tuple[bool, bool, int]:
        """Whether a character is bold and its font of fixed pitch; the number of the marked content that it is in."""
        thing = self._raw.FPDFText_GetTextObject(self._text, index)
        address = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if address not in self._styles:
            flags = ctypes.c_int()
            name = ctypes.create_string_buffer(128)
            length = self._raw.FPDFText_GetFontInfo(self._text, index, name, 128, ctypes.byref(flags))
            said = name.value.lower().split(b"+")[-1] if 0 < length <= 128 else b""
            bold = bool(_BOLD.search(said)) or bool(flags.value & _FORCE_BOLD)
            mono = bool(_MONO.search(said)) or bool(flags.value & _FIXED_PITCH)
            mark = self._raw.FPDFPageObj_GetMarkedContentID(thing) if address else -1
            self._styles[address] = bold, mono, mark
        return self._styles[address]

    def height(self, index: int) -> float:
        """The font's size on the page: what the file calls size may be scaled by a matrix."""
        matrix = self._matrix
        size = float(self._raw.FPDFText_GetFontSize(self._text, index))
        if self._raw.FPDFText_GetMatrix(self._text, index, ctypes.byref(matrix)):
            size *= math.hypot(matrix.c, matrix.d)
        return size

    def origin(self, index: int) -> tuple[float, float]:
        """The point of its line that it stands on, in the page's own coordinates."""
        x, y, *_ = self._numbers
        self._raw.FPDFText_GetCharOrigin(self._text, index, ctypes.byref(x), ctypes.byref(y))
        return x.value, y.value

    def box(self, index: int) -> Box:
        """The box of a character with the font's ascent and descent: left, bottom, right, top of the page's own."""
        box = self._rectangle
        self._raw.FPDFText_GetLooseCharBox(self._text, index, ctypes.byref(box))
        return box.left, box.bottom, box.right, box.top

    def tight(self, index: int) -> Box:
        """The box of its ink."""
        left, right, bottom, top = self._numbers
        self._raw.FPDFText_GetCharBox(self._text, index, *map(ctypes.byref, (left, right, bottom, top)))
        return left.value, bottom.value, right.value, top.value
