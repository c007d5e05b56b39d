"""The words of one paragraph of a Word file: its runs, fields, links, symbols and equations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.formats.ooxml import MC, A, M, W, is_on
from corpus.formats.word_math import linear

if TYPE_CHECKING:
    from lxml.etree import _Element

    from corpus.formats.word_styles import Styles

_SKIPPED = frozenset(  # what a reader does not see, or what is no part of the line
    W + tag
    for tag in "del moveFrom pPr rPr instrText delText delInstrText rt annotationRef footnoteRef endnoteRef "
    "sdtPr sdtEndPr tblPr".split()
)
_WORDS = {
    W + tag: words for tag, words in (("tab", "\t"), ("ptab", "\t"), ("br", "\n"), ("cr", "\n"), ("noBreakHyphen", "-"))
}
_BOXES = frozenset((f"{W}txbxContent",))
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SYMBOLS = {  # characters of the fonts Symbol and Wingdings, which have no code points of their own
    "symbol": dict(zip(range(0x41, 0x5B), _GREEK, strict=True))
    | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
    | {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xBB: "≈", 0xAE: "→", 0xA5: "∞"},
    "wingdings": {0xDF: "←", 0xE0: "→", 0x4A: "☺", 0x4C: "☹", 0xFC: "✓", 0xFB: "✗", 0xA8: "☐", 0xFE: "☑", 0x6F: "☐"},
}


@dataclass(slots=True)
class Words:
    """The text of a paragraph, and what is anchored in it: text boxes, and the ids of notes in order."""

    parts: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    endnotes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words in order."""
        return "".join(self.parts)


class Runs:
    """Reads paragraphs one after the other: a field may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []  # for each open field whether what comes now is its instruction

    def of(self, paragraph: _Element) -> Words:
        """The words of a paragraph."""
        words = Words()
        waiting = [iter([paragraph])]  # no recursion: the markup may be nested deeply
        while waiting:
            element = next(waiting[-1], None)
            if element is None:
                waiting.pop()
            elif self._goes_on_below(element, words):
                waiting.append(children(element))
        return words

    def _goes_on_below(self, element: _Element, words: Words) -> bool:
        """Take what an element itself says; return whether there may be more in its children."""
        tag = element.tag
        if tag in _SKIPPED or (tag == f"{W}r" and self._is_hidden(element)):
            return False
        if tag == f"{W}fldChar":
            self._field(element.get(f"{W}fldCharType", ""))
        elif tag in _BOXES:
            words.boxes.append(element)
            return False
        elif tag == f"{W}sdt":
            return not is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr"))
        elif tag == f"{W}footnoteReference":
            words.footnotes.append(element.get(f"{W}id", ""))
        elif tag == f"{W}endnoteReference":
            words.endnotes.append(element.get(f"{W}id", ""))
        elif not any(self._fields):
            return self._take(element, tag, words)
        return True

    def _take(self, element: _Element, tag: str, words: Words) -> bool:
        if tag == f"{W}t":
            words.parts.append(element.text or "")
        elif tag in _WORDS:
            words.parts.append(_WORDS[tag])
        elif tag == f"{W}sym":
            words.parts.append(_symbol(element))
        elif tag == f"{M}oMath":
            words.parts.append(linear(element))
            return False
        elif tag == f"{A}t":  # a diagram or chart that is drawn in place
            return False
        return True

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _is_hidden(self, run: _Element) -> bool:
        own = run.find(f"{W}rPr")
        if own is None:
            return False
        if (vanish := own.find(f"{W}vanish")) is not None:
            return is_on(vanish)
        style = own.find(f"{W}rStyle")
        return style is not None and self._styles.of(style.get(f"{W}val", "")).hidden


def children(element: _Element) -> Iterator[_Element]:
    """An element's children; of alternatives for newer and older programs, only the first is given."""
    for child in element:
        if child.tag == f"{MC}AlternateContent":
            chosen = child.find(f"{MC}Choice")
            chosen = child.find(f"{MC}Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from children(chosen)
        elif isinstance(child.tag, str):
            yield child


def _symbol(element: _Element) -> str:
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    if not 0xF000 <= code <= 0xF0FF:
        return chr(code) if 0x20 <= code < 0xD800 else ""
    font = element.get(f"{W}font", "").lower()
    return _SYMBOLS.get(font, {}).get(code - 0xF000, "")
