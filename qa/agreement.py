"""Which passages are copies of each other, and how many documents say the same independently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus import Passage, sentence_around
from qa.reader import Reading, Span
from qa.values import compare, value_of

_SHINGLE = 4  # words
_ALIKE = 0.7  # of the shingles of the shorter text
_LONGER = 1.3  # times: what is longer says more
_SENTENCE = 8  # words: the same shorter sentence may be written twice by chance

Place = tuple[Reading, Span]


def independent_support(places: Sequence[Place]) -> list[int]:
    """For each place the number of other documents that say the same without being a copy.

    A place is a passage's reading and a span of it. Two places say the same when their values do (`qa.values`: words,
    numbers and dates however written). Copies count once: neither a copy of the place's own passage nor a second copy
    of one that was counted adds anything, nor does a second passage of a document.

    Returns:
        One count a place, in the same order; 0 where nobody else says it.
    """
    values = [value_of(reading.passage.document.text[span.start : span.end]) for reading, span in places]
    support = []
    for at, place in enumerate(places):
        counted = [place]
        for other, candidate in enumerate(places):
            same = compare(values[at], values[other]) == "same"
            if same and not any(_is_dependent(candidate, known) for known in counted):
                counted.append(candidate)
        support.append(len(counted) - 1)
    return support


def _is_dependent(one: Place, other: Place) -> bool:
    """Whether two places stand in one document, or in passages or sentences that are copies."""
    here, there = one[0].passage, other[0].passage
    if here.document.id == there.document.id or is_copy(here.text, there.text):
        return True
    a, b = _sentence(one), _sentence(other)
    return min(len(a.split()), len(b.split())) >= _SENTENCE and is_copy(a, b)


def _sentence(place: Place) -> str:
    reading, span = place
    text = reading.passage.document.text
    return text[slice(*sentence_around(text, span.start, span.end))]


def copies_of(passages: Sequence[Passage]) -> list[int]:
    """For each passage the position of the first one that it is a copy of; its own where it is none."""
    firsts: list[int] = []
    for at, passage in enumerate(passages):
        earlier = (i for i in range(at) if firsts[i] == i and is_copy(passages[i].text, passage.text))
        firsts.append(next(earlier, at))
    return firsts


def is_copy(one: str, other: str) -> bool:
    """Whether one text holds nearly all of the other, the shorter one: most of its runs of four words.

    Containment of shingles, as Broder (1997, "On the resemblance and containment of documents") defines it; and no
    number and no word with a capital differs, so that an edited year or name makes no copy.
    """
    few, many = sorted((_words_of(one), _words_of(other)), key=lambda words: len(words.all))
    if few.all == many.all:
        return True
    if len(few.all) < _SHINGLE or len(many.all) > _LONGER * len(few.all):
        return False
    if not few.marked <= many.set:
        return False
    return len(few.shingles & many.shingles) >= _ALIKE * len(few.shingles)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text without case: in order, as a set, those with a number or a capital, and the runs of four."""

    all: tuple[str, ...]
    set: frozenset[str]
    marked: frozenset[str]
    shingles: frozenset[tuple[str, ...]]


@lru_cache(maxsize=128)  # each passage of a question is compared with every other
def _words_of(text: str) -> _Words:
    words = re.findall(r"\w+", text)
    low = tuple(word.lower() for word in words)
    return _Words(
        all=low,
        set=frozenset(low),
        marked=frozenset(word.lower() for word in words if not word.islower()),
        shingles=frozenset(low[at : at + _SHINGLE] for at in range(len(low) - _SHINGLE + 1)),
    )
