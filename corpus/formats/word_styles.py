"""What a Word file's styles say of a paragraph: whether it is a heading, an entry of a table of contents, hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.formats.ooxml import W, is_on, number_of

if TYPE_CHECKING:
    from lxml.etree import _Element

# The names of Word's own styles, which are English in the file whatever the language of the program; others are left
# by programs that write no outline level.
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|заголовок|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|table of figures)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """`level` is 1 to 6 for a heading, else 0; `contents` says that the paragraph is an entry of a list of contents."""

    level: int = 0
    contents: bool = False
    hidden: bool = False


class Styles:
    """The styles of a file by their ids."""

    def __init__(self, tree: _Element | None) -> None:
        """Index the root of `styles.xml`; None where the file has none."""
        found = [] if tree is None else tree.findall(f"{W}style")
        self._elements = {style.get(f"{W}styleId", ""): style for style in found}
        self._known: dict[str, Style] = {}

    def of(self, id_: str) -> Style:
        """A paragraph's or character's style by its id; a style says what the one it is based on says, if no more."""
        if id_ not in self._known:
            self._known[id_] = self._resolved(id_)
        return self._known[id_]

    def of_paragraph(self, properties: _Element | None) -> Style:
        """The style of a paragraph with these properties; an outline level of its own counts more than its style's."""
        if properties is None:
            return Style()
        style = self.of(_value(properties, "pStyle"))
        own = properties.find(f"{W}outlineLvl")
        if own is None or style.contents:
            return style
        return Style(level=_level(number_of(own.get(f"{W}val"), 9)), hidden=style.hidden)

    def _resolved(self, id_: str) -> Style:
        chain: list[_Element] = []
        while (element := self._elements.get(id_)) is not None and element not in chain:
            chain.append(element)
            id_ = _value(element, "basedOn")
        names = [_value(element, "name") for element in chain]
        hidden = next((found for element in chain if (found := element.find(f"{W}rPr/{W}vanish")) is not None), None)
        contents = any(_CONTENTS.fullmatch(name) for name in names[:1])
        return Style(level=0 if contents else self._level_of(chain, names), contents=contents, hidden=is_on(hidden))

    @staticmethod
    def _level_of(chain: list[_Element], names: list[str]) -> int:
        if "toc heading" in (name.lower() for name in names[:1]):
            return 0
        for element, name in zip(chain, names, strict=True):
            outline = element.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _level(number_of(outline.get(f"{W}val"), 9))
            if named := _HEADING.fullmatch(name):
                return min(6, int(named[1]))
            if name.lower() == "title":
                return 1
        return 0


def _level(outline: int) -> int:
    """The level of a heading with an outline level, which is counted from 0; 9 means text."""
    return min(6, outline + 1) if 0 <= outline < 9 else 0


def _value(element: _Element, tag: str) -> str:
    found = element.find(W + tag)
    return "" if found is None else found.get(f"{W}val", "")
