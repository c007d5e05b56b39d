"""The words of a PDF page, each with its place: what pdfium says of characters, put together at spaces."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

HYPHEN = "\x02"  # how pdfium writes a hyphen that breaks a word at a line's end
_SPACES = frozenset(" \t\r\n\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000").union(
    map(chr, range(0x2000, 0x200B))
)
_ACCENTS = dict(
    zip(
        "`´^~¨¯˘˙˚˝ˇ¸˛ˆ˜",
        "\u0300\u0301\u0302\u0303\u0308\u0304\u0306\u0307\u030a\u030b\u030c\u0327\u0328\u0302\u0303",
        strict=True,
    )
)
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0a8": "◦"}  # of Symbol and Wingdings
_FIXED_PITCH, _FORCE_BOLD = 1, 1 << 18  # flags of a font (PDF 32000-1, table 123)
# pdfium's own weight is a guess from the stems (695 for Times-Roman), so names decide
_BOLD = re.compile(rb"bold|black|heavy|demi|medi$|^(?:cm|sf|lm|ec)(?:ss)?bx?\d|^(?:cm|sf)(?:ss)?(?:bx|b|dc)")
_MONO = re.compile(rb"mono|courier|consol|typewriter|^(?:cm|sf|ec)(?:it)?tt")
_SPECIAL = re.compile(
    "[\x00-\x1f\x7f-\x9f\ufffe\ud800-\udfff\ufb00-\ufb06\ue000-\uf8ff`´^~¨¯˘˙˚˝ˇ¸˛ˆ˜]|[0-9][^0-9]|[^0-9][0-9]"
)
_SPACE = 0.17  # of a letter's height: the narrowest gap between words
_STRAIGHT = 0.06  # radians that text may lean and still stand in lines

Box = tuple[float, float, float, float]


@dataclass(slots=True, kw_only=True)
class Word:
    """A word of a page: its `text`, and the characters of the page, as pdfium counts them, that each letter came from.

    `spans` has a pair `(first, last)` for each letter; it is empty where letter `i` is simply character `first + i`.
    `box` is (left, top, right, bottom) in points as the page is read: right and down of the corner where the text
    begins, turned `turn` quarters clockwise against the page as it is shown; `turn` is None for text that leans.
    `base` is the height of its line, `space` whether the file itself holds a space before it.
    """

    text: str
    first: int
    spans: list[tuple[int, int]]
    box: Box
    base: float
    size: float
    bold: bool
    mono: bool
    turn: int | None
    space: bool
    mark: int  # the number of the marked content that holds it, -1 for none

    @property
    def last(self) -> int:
        """The character after those that it came from."""
        return self.spans[-1][1] if self.spans else self.first + len(self.text)


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


def words_of(page: PdfPage, text: PdfTextPage) -> list[Word]:
    """The words of a page in the order of the file. Call it with the lock held."""
    return list(_Reader(page, text).words())


def _cuts(boxes: Sequence[Box]) -> list[int]:
    """Where a word falls into several: a jump to another line, or a gap as wide as a space that pdfium left out.

    Gaps between most of the letters are letter spacing.
    """
    jumps, gaps = [], []
    for at, (one, other) in enumerate(pairwise(boxes), 1):
        height = max(one[3] - one[1], one[2] - one[0], 1.0)
        gap = max(other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3])
        if gap > height or min(abs(other[0] - one[0]), abs(other[3] - one[3])) > 0.9 * height:
            jumps.append(at)
        elif gap > _SPACE * height:
            gaps.append(at)
    return sorted(jumps + gaps) if len(gaps) * 2 < len(boxes) - 1 or len(boxes) == 2 else jumps


class _Reader:
    """Asks pdfium about characters, as little as will do: each question costs a microsecond."""

    def __init__(self, page: PdfPage, text: PdfTextPage) -> None:
        from pypdfium2 import raw

        self._raw: Any = raw
        self._text = text.raw
        self._count = text.count_chars()
        self._frame = frame_of(page)
        # filled by pdfium again and again: making them costs more than the question
        self._rectangle, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._numbers = tuple(ctypes.c_double() for _ in range(4))
        self._styles: dict[int, tuple[bool, bool, int]] = {}

    def words(self) -> Iterator[Word]:
        """The words, cut at spaces and where a line ends within one."""
        get, generated = self._raw.FPDFText_GetUnicode, self._raw.FPDFText_IsGenerated
        text = self._text
        begun, space = -1, False
        characters: list[str] = []
        for index in range(self._count):
            code = get(text, index)
            character = chr(code) if code < 0x110000 else "\ufffd"
            if character in _SPACES:
                if begun >= 0:
                    yield from self._finished(characters, begun, space=space)
                    begun, space, characters = -1, False, []
                space = space or not generated(text, index)
                continue
            if begun < 0:
                begun = index
            characters.append(character)
            if character == HYPHEN:
                yield from self._finished(characters, begun, space=space)
                begun, space, characters = -1, False, []
        if begun >= 0:
            yield from self._finished(characters, begun, space=space)

    def _finished(self, characters: list[str], begun: int, *, space: bool) -> Iterator[Word]:
        """A word of the characters from `begun` on, or several where they do not stand beside each other."""
        boxes = [self._box(begun + i) for i in range(len(characters))]
        cuts = [0, *_cuts(boxes), len(boxes)] if len(boxes) > 1 else [0, 1]
        for first, end in pairwise(cuts):
            ends = boxes[first], boxes[end - 1]
            yield from self._word(characters[first:end], begun + first, ends, space=space and not first)

    def _word(self, characters: list[str], begun: int, boxes: tuple[Box, Box], *, space: bool) -> Iterator[Word]:
        angle = self._raw.FPDFText_GetCharAngle(self._text, begun)
        quarters = round(angle / (math.pi / 2))
        leans = abs(angle - quarters * math.pi / 2) > _STRAIGHT
        turn = (quarters + self._frame.quarters) % 4
        left, bottom, right, top = boxes[0]
        if boxes[1] is not boxes[0]:
            other = boxes[1]
            left, bottom = min(left, other[0]), min(bottom, other[1])
            right, top = max(right, other[2]), max(top, other[3])
        if not self._frame.holds(left, bottom, right, top):
            return
        text, spans = self._spelt(characters, begun)
        if not text:
            return
        bold, mono, mark = self._style(begun)
        yield Word(
            text=text,
            first=begun,
            spans=spans,
            box=self._frame.box(left, bottom, right, top, turn),
            base=self._frame.read(*self._origin(begun), turn)[1],
            size=max(self._height(begun), 1.0),
            bold=bold,
            mono=mono,
            turn=None if leans else turn,
            space=space,
            mark=mark,
        )

    def _spelt(self, characters: list[str], begun: int) -> tuple[str, list[tuple[int, int]]]:
        """The characters as people read them: accents on their letters, raised figures raised, ligatures spelt."""
        plain = "".join(characters)
        if not _SPECIAL.search(plain):
            return plain, []
        text: list[str] = []
        at: list[tuple[int, int]] = []
        upright = begun + next((i for i, character in enumerate(characters) if not character.isdigit()), 0)
        skip = False
        for i, character in enumerate(characters):
            index = begun + i
            if skip:
                skip = False
                continue
            spelt, span = character, (index, index + 1)
            if character in _ACCENTS and i + 1 < len(characters) and self._carries(index, index + 1):
                spelt, span, skip = characters[i + 1] + _ACCENTS[character], (index, index + 2), True
            elif character in _ACCENTS and text and text[-1].isalpha() and self._carries(index, index - 1):
                text[-1] += _ACCENTS[character]
                at[-1] = (at[-1][0], index + 1)
                continue
            elif "\ud800" <= character <= "\udfff":  # pdfium counts UTF-16
                low = characters[i + 1] if i + 1 < len(characters) else ""
                skip = character < "\udc00" <= low <= "\udfff"
                spelt = (character + low).encode("utf-16", "surrogatepass").decode("utf-16") if skip else "\ufffd"
                span = (index, index + 1 + skip)
            elif "0" <= character <= "9" and self._is_raised(upright, index):
                spelt = character.translate(SUPERSCRIPT)
            elif "\ufb00" <= character <= "\ufb06":
                spelt = unicodedata.normalize("NFKC", character)
            elif character in _BULLETS:
                spelt = _BULLETS[character]
            elif character != HYPHEN and (character < " " or "\x7f" <= character < "\xa0" or character == "\ufffe"):
                continue
            text.append(spelt)
            at.append(span)
        spans = [span for spelt, span in zip(text, at, strict=True) for _ in spelt]
        return "".join(text), spans

    def _carries(self, accent: int, letter: int) -> bool:
        """Whether an accent stands above or below a letter, as old TeX fonts draw them, and not beside it."""
        code = self._raw.FPDFText_GetUnicode(self._text, letter)
        if code > 0x24F or not chr(code).isalpha():
            return False
        one, other = self._tight(accent), self._tight(letter)
        shared = min(one[2], other[2]) - max(one[0], other[0])
        return shared > 0.6 * min(one[2] - one[0], other[2] - other[0])

    def _is_raised(self, upright: int, index: int) -> bool:
        size = self._height(upright)
        if index == upright or self._height(index) > 0.85 * size:
            return False
        _, one = self._frame.read(*self._origin(upright), self._frame.quarters)
        _, other = self._frame.read(*self._origin(index), self._frame.quarters)
        return one - other > 0.15 * size

    def _style(self, index: int) -> tuple[bool, bool, int]:
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

    def _height(self, index: int) -> float:
        """The font's size on the page: what the file calls size may be scaled by a matrix."""
        matrix = self._matrix
        size = float(self._raw.FPDFText_GetFontSize(self._text, index))
        if self._raw.FPDFText_GetMatrix(self._text, index, ctypes.byref(matrix)):
            size *= math.hypot(matrix.c, matrix.d)
        return size

    def _origin(self, index: int) -> tuple[float, float]:
        x, y, *_ = self._numbers
        self._raw.FPDFText_GetCharOrigin(self._text, index, ctypes.byref(x), ctypes.byref(y))
        return x.value, y.value

    def _box(self, index: int) -> Box:
        """The box of a character with the font's ascent and descent: left, bottom, right, top of the page's own."""
        box = self._rectangle
        self._raw.FPDFText_GetLooseCharBox(self._text, index, ctypes.byref(box))
        return box.left, box.bottom, box.right, box.top

    def _tight(self, index: int) -> Box:
        left, right, bottom, top = self._numbers
        self._raw.FPDFText_GetCharBox(self._text, index, *map(ctypes.byref, (left, right, bottom, top)))
        return left.value, bottom.value, right.value, top.value
