"""Equations of office files as one line of text, in the way people type them (Unicode Technical Note 28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.formats.ooxml import M

if TYPE_CHECKING:
    from lxml.etree import _Element

_BETWEEN = {"f": ("num", "/", "den"), "sSup": ("e", "^", "sup"), "sSub": ("e", "_", "sub")}


def linear(element: _Element) -> str:
    """An equation in a line: a fraction as `a/b`, a power as `a^b`, an index as `a_b`, a root as `√(a)`."""
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if tag == "t":
        return element.text or ""
    if tag in _BETWEEN:
        left, mark, right = _BETWEEN[tag]
        return _grouped(_part(element, left)) + mark + _grouped(_part(element, right))
    if tag == "rad":
        return f"√({_part(element, 'e')})"
    if tag == "d":
        opening, closing = (_character(element, name, usual) for name, usual in (("begChr", "("), ("endChr", ")")))
        return opening + ", ".join(linear(part) for part in element.findall(f"{M}e")) + closing
    if tag == "nary":
        limits = "".join(
            mark + _grouped(part) for mark, name in (("_", "sub"), ("^", "sup")) if (part := _part(element, name))
        )
        return f"{_character(element, 'chr', '∫')}{limits} {_part(element, 'e')}"
    return "".join(linear(child) for child in element if not str(child.tag).endswith("Pr"))


def _part(element: _Element, name: str) -> str:
    found = element.find(M + name)
    return "" if found is None else linear(found)


def _grouped(words: str) -> str:
    """What is no single number or letter in parentheses, since a line shows no size."""
    return words if words.isalnum() or len(words) == 1 or (words[:1] + words[-1:] == "()") else f"({words})"


def _character(element: _Element, name: str, usual: str) -> str:
    found = element.find(f"{M}{element.tag.rpartition('}')[2]}Pr/{M}{name}")
    return usual if found is None else found.get(f"{M}val", "")
