"""The same sentence with another value: what two versions of a text say of one thing."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from corpus import Passage, sentence_around, sentences
from qa.reader import Reading, Span

_VALUE = "\0"  # stands for the value, matches no word
_ALIKE = 0.7  # of the words of two sentences, the values left out
_LONGEST = 8  # words of a value that a sentence may have in another's place
_WORD = re.compile(r"(?<![^\W_])(?!(?:an?|the)(?![^\W_]))[^\W_]+", re.IGNORECASE)  # articles come and go with a value

# Words that tell two things of one kind apart: the old bridge from the new one, the men's record from the women's.
TELLING = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth last next previous former latter old older "
    "oldest new newer newest young younger youngest original other another early earlier late later upper lower inner "
    "outer north south east west northern southern eastern western left right men women man woman boys girls male "
    "female maximum minimum most least highest lowest largest smallest longest shortest".split()
)


def counterparts(reading: Reading, span: Span, passage: Passage) -> list[tuple[int, int]]:
    """What stands in a span's place in the sentences of another document's passage that are nearly the span's own.

    The sentences are nearly the same but for the value, however often it stands in them; and no name and no number
    beside it differs. None where the passage is of the same document.

    Returns:
        Half-open offsets into the text of the passage's document, in its order; what stands there may say the same.
    """
    own, text = reading.passage.document, passage.document.text
    if own.id == passage.document.id:
        return []
    first, last = sentence_around(own.text, span.start, span.end)
    pieces = own.text[first : span.start], own.text[span.start : span.end], own.text[span.end : last]
    before, value, after = map(_WORD.findall, pieces)
    around = {word.lower() for word in (*before, *after)}
    if 2 * len(around.intersection(_WORD.findall(passage.text.lower()))) < len(around):
        return []  # as most passages: cutting them into sentences takes longer than this
    found = []
    for start, end in sentences(text, passage.start, passage.end):
        words = list(_WORD.finditer(text, start, end))
        if place := _aligned(before, value, after, [word[0] for word in words]):
            found.append((words[place[0]].start(), words[place[1] - 1].end()))
    return found


def _aligned(before: list[str], value: list[str], after: list[str], words: list[str]) -> tuple[int, int] | None:
    """Which of `words`, by number, stand in the place of the value between `before` and `after`; None if in none."""
    low = [word.lower() for word in words]
    around = [word.lower() for word in (*before, *after)]
    shared = (Counter(around) & Counter(low)).total()
    if not around or 2 * shared < _ALIKE * (len(around) + max(1, len(low) - _LONGEST)):
        return None  # as most sentences: they cannot be alike
    wanted = [*around[: len(before)], _VALUE, *around[len(before) :]]
    for kind, a, b, c, d in SequenceMatcher(a=wanted, b=low, autojunk=False).get_opcodes():
        if kind != "equal" and a <= len(before) < b:
            place = c + len(before) - a, d - (b - 1 - len(before))  # words beside it may have been changed one for one
            break
    else:
        return None
    if not 0 < place[1] - place[0] <= _LONGEST:
        return None
    mine, theirs = _apart(value, words[place[0] : place[1]])
    rest, other = [*before, *after], words[: place[0]] + words[place[1] :]
    is_alike = _are_alike(_without(mine, rest), _without(theirs, other)) or _are_alike(rest, other)
    return place if is_alike else None


def _are_alike(one: list[str], other: list[str]) -> bool:
    """Whether the words of two sentences are mostly the same, and all names and numbers among them."""
    low, others = [word.lower() for word in one], [word.lower() for word in other]
    only = set(low) ^ set(others)
    if any(word.lower() in only and not word.islower() for word in (*one, *other)):
        return False
    matcher = SequenceMatcher(a=low, b=others, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return False
    changes = [(low[a:b], others[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    return not any(_tells_apart(*change) or _tells_apart(*change[::-1]) for change in changes)


def _tells_apart(one: list[str], other: list[str]) -> bool:
    """Whether words say which of several is meant, and those in their place another or nothing ("initially" may)."""
    return not TELLING.isdisjoint(one) and (not other or not TELLING.isdisjoint(other))


def _apart(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Two values without the words that both begin or end with."""
    while one and other and one[0].lower() == other[0].lower():
        one, other = one[1:], other[1:]
    while one and other and one[-1].lower() == other[-1].lower():
        one, other = one[:-1], other[:-1]
    return one, other


def _without(value: list[str], words: list[str]) -> list[str]:
    """The words without those of a value, wherever these stand together."""
    length, kept, at = len(value), list[str](), 0
    wanted = [word.lower() for word in value]
    while at < len(words):
        if length and [word.lower() for word in words[at : at + length]] == wanted:
            at += length
        else:
            kept.append(words[at])
            at += 1
    return kept
