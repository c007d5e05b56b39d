"""The same sentence with another value: what two versions of a text say of one thing."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from corpus import sentence_around
from qa.reader import Reading, Span

VALUE = "\0"  # stands for the value, matches no word
_ALIKE = 0.7  # of the words of two sentences, the values left out
_LONGEST = 8  # words of a value that a sentence may have in another's place
_WORD = re.compile(r"[^\W_]+")


def are_counterparts(one: tuple[Reading, Span], other: tuple[Reading, Span]) -> bool:
    """Whether two spans of different documents are values in the same place of nearly the same sentence."""
    if one[0].passage.document.id == other[0].passage.document.id:
        return False
    before, value, after = _pieces(*other)
    words = [*before, *value, *after]
    place = aligned([*_pieces(*one)[0], VALUE, *_pieces(*one)[2]], words)
    return place is not None and place[0] < len(before) + len(value) and len(before) < place[1]


def _pieces(reading: Reading, span: Span) -> tuple[list[str], list[str], list[str]]:
    """The words of a span's sentence: before it, its own, and after it."""
    text = reading.passage.document.text
    first, last = sentence_around(text, span.start, span.end)
    pieces = text[first : span.start], text[span.start : span.end], text[span.end : last]
    before, value, after = map(_WORD.findall, pieces)
    return before, value, after


def aligned(wanted: list[str], words: list[str]) -> tuple[int, int] | None:
    """Which of `words`, by number, stand in the place of the value in `wanted`; None if the two are not alike."""
    low = [word.lower() for word in words]
    matcher = SequenceMatcher(a=[word.lower() for word in wanted], b=low, autojunk=False)
    at = wanted.index(VALUE)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal" and a <= at < b:
            place = c + at - a, d - (b - 1 - at)  # words beside the value may have been changed one for one
            break
    else:
        return None
    rest, other = words[: place[0]] + words[place[1] :], [word for word in wanted if word != VALUE]
    if not 0 < place[1] - place[0] <= _LONGEST or not rest:
        return None
    ratio = SequenceMatcher(a=[w.lower() for w in other], b=[w.lower() for w in rest], autojunk=False).ratio()
    only = {word.lower() for word in other} ^ {word.lower() for word in rest}
    differ = any(word.lower() in only and not word.islower() for word in (*other, *rest))
    return None if ratio < _ALIKE or differ else place
