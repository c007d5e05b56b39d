"""The lines of a PDF page: words that stand beside each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corpus.formats.pdf_bidi import is_backwards
from corpus.formats.pdf_letters import SUPERSCRIPT
from corpus.formats.pdf_tags import Tag
from corpus.formats.pdf_words import Word
from corpus.picture import Box

# In ems: how wide a space within a line may be where the file holds no space of its own, and where it does (narrow
# justified columns); how far an item's text may stand behind its bullet or number.
_GAP, _WRITTEN_GAP, _LABEL_GAP = 1.1, 2.2, 4.0
_GLUED = 0.08  # ems: what stands closer is one word, wherever pdfium sees a space
BULLET = re.compile(r"[•▪◦‣➢✓●○■□◆►–—*-]")
LABEL = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\[\w{1,12}\]|\d{1,3}(?:\.\d{1,3})+\.?")
_NONE = Tag()


@dataclass(kw_only=True)
class Line:
    """Words that stand beside each other, in the order in which they are read.

    `number` is the place of its first word in the file's own order. What is derived from the words is found once: they
    stay as they are when `lines_of` has returned them.
    """

    words: list[Word]
    box: Box
    number: int
    tag: Tag = field(default_factory=Tag)

    @cached_property
    def text(self) -> str:
        """The words with a space between."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def base(self) -> float:
        """The height on which it stands."""
        return max(self.words, key=lambda word: word.size * len(word.text)).base

    @cached_property
    def size(self) -> float:
        """The size of most of its letters."""
        sizes: dict[float, int] = defaultdict(int)
        for word in self.words:
            sizes[round(word.size, 1)] += len(word.text)
        return max(sizes, key=lambda size: (sizes[size], size))

    @cached_property
    def bold(self) -> bool:
        """Whether all of its letters are bold."""
        return all(word.bold for word in self.words if any(map(str.isalnum, word.text)))

    @cached_property
    def mono(self) -> bool:
        """Whether most of it is in a font of fixed pitch."""
        return sum(len(word.text) for word in self.words if word.mono) * 2 > sum(len(word.text) for word in self.words)

    @cached_property
    def backwards(self) -> bool:
        """Whether it is written from right to left."""
        return is_backwards(self.text)


def lines_of(words: Sequence[Word], tags: dict[int, Tag]) -> list[Line]:
    """Put words into lines: first those that follow each other in the file, then what stands beside them after all."""
    lines: list[Line] = []
    for number, word in enumerate(words):
        tag = tags.get(word.mark, _NONE)
        if lines and _goes_on(lines[-1], word, tag):
            _append(lines[-1], word)
        else:
            lines.append(Line(words=[word], box=word.box, number=number, tag=tag))
    while len(mended := _mended(lines)) < len(lines):
        lines = mended
    for line in lines:
        _raise_figures(line)
    return lines


def around(boxes: Iterable[Box]) -> Box:
    """The box that holds some boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def shared_height(one: Box, other: Box) -> float:
    """How much of the lower of two boxes stands beside the other, from 0 to 1."""
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared / max(min(one[3] - one[1], other[3] - other[1]), 0.1)


def _raise_figures(line: Line) -> None:
    """Spell small raised figures that stand alone as such: the mark of a footnote, an exponent after a space."""
    if len({round(word.size, 1) for word in line.words}) == 1:
        return
    size, base = line.size, line.base
    for word in line.words:
        _raise_figure(word, size, base)
    line.__dict__.pop("text", None)


def _raise_figure(word: Word, size: float, base: float) -> None:
    if word.text.isdigit() and word.text.isascii() and word.size < 0.85 * size and base - word.base > 0.15 * size:
        word.text = word.text.translate(SUPERSCRIPT)


def _goes_on(line: Line, word: Word, tag: Tag) -> bool:
    last = line.words[-1]
    if tag.cell != line.tag.cell or tag.level != line.tag.level or shared_height(last.box, word.box) < 0.5:
        return False
    em = max(last.size, word.size)
    ahead, back = word.box[0] - last.box[2], last.box[0] - word.box[2]
    gap = ahead if ahead > -em else back
    widest = _WRITTEN_GAP if word.space else _GAP
    if len(line.words) == 1 and _labels(last.text, word.text):
        widest = _LABEL_GAP
    if -0.6 * em < gap < widest * em:
        return gap == ahead or is_backwards(word.text) or is_backwards(last.text)
    return False


def _labels(text: str, following: str) -> bool:
    return bool(BULLET.fullmatch(text)) or (bool(LABEL.fullmatch(text)) and following[:1].isalpha())


def _append(line: Line, word: Word) -> None:
    last = line.words[-1]
    gap = max(word.box[0] - last.box[2], last.box[0] - word.box[2])
    if not word.space and gap < _GLUED * max(last.size, word.size):
        _raise_figure(word, last.size, last.base)
        line.words[-1] = last.glued(word)
    else:
        line.words.append(word)
    line.box = around((line.box, word.box))


def _mended(lines: list[Line]) -> list[Line]:
    """Join lines that stand beside each other although the file holds something else between them."""
    kept: list[Line] = []
    beside: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        near = round(line.words[0].base / 4)
        other = next((one for key in (near - 1, near, near + 1) for one in beside[key] if _touch(one, line)), None)
        if other is None:
            kept.append(line)
            beside[near].append(line)
            continue
        before = line.box[2] <= other.box[0] + 1
        other.words[:] = [*line.words, *other.words] if before else [*other.words, *line.words]
        other.box = around((other.box, line.box))
    return kept


def _touch(one: Line, other: Line) -> bool:
    em = min(one.words[0].size, other.words[0].size)
    if one.tag.cell != other.tag.cell or one.tag.level != other.tag.level or shared_height(one.box, other.box) < 0.6:
        return False
    if is_backwards(one.words[0].text) or is_backwards(other.words[0].text):
        return False
    gap = max(one.box[0], other.box[0]) - min(one.box[2], other.box[2])
    em_gap = 0.45 * em
    return -0.3 * em < gap < em_gap and abs(one.words[0].base - other.words[0].base) < 0.5 * em
