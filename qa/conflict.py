"""Documents that answer one question differently: found, so that their answers are shown side by side, not averaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus import sentence_around
from index.word_index import searched_text
from index.words import Asked, asked_words, lacking
from qa.reader import Reading, Span
from qa.values import Value, compare, value_of

STRONG = 0.5  # the probability from which two differently worded passages are taken to answer the question both
LIKELY = 0.1  # the least probability of a side whose sentence is that of the other
ALIKE = 0.8  # of the words of two sentences, the values left out
MOST_SIDES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one passage answers, and the probability that it is right."""

    reading: Reading
    span: Span
    probability: float

    @property
    def words(self) -> str:
        """The answer."""
        return self.reading.passage.document.text[self.span.start : self.span.end]

    @property
    def around(self) -> tuple[str, ...]:
        """The words of its sentence before and after the answer."""
        text = self.reading.passage.document.text
        first, last = sentence_around(text, self.span.start, self.span.end)
        return tuple(re.findall(r"\w+", f"{text[first : self.span.start]} {text[self.span.end : last]}"))


def sides_of(question: str, claims: Sequence[Claim]) -> list[list[Claim]]:
    """The sides of a conflict about the most probable claim, each the claims that agree, the best first; [] for none.

    Two claims conflict when they stand in different documents, are numbers of one unit, dates or names that differ
    (`qa.values`; what only says more or less does not differ), the passage of the second has every word of the
    question that the passage of the first has, and both are about the same thing: their sentences are alike but for
    the value and name nothing else, or the reader is strongly for both.

    Args:
        question: as asked.
        claims: the best span of every passage.
    """
    if not claims:
        return []
    ordered = sorted(claims, key=lambda claim: -claim.probability)
    best, asked = ordered[0], asked_words(question)
    value = value_of(best.words)
    if value.kind == "text":
        return []
    others = [claim for claim in ordered[1:] if _differs(value, value_of(claim.words))]
    against = [claim for claim in others if _is_about_the_same(best, claim, asked)]
    if not against:
        return []
    agreeing = [claim for claim in ordered if compare(value, value_of(claim.words)) == "same"]
    sides = [agreeing]
    for claim in against:
        same = [side for side in sides if not _differs(value_of(side[0].words), value_of(claim.words))]
        if same:
            same[0].append(claim)
        else:
            sides.append([claim])
    return sides[:MOST_SIDES] if len(sides) > 1 else []


def _differs(one: Value, other: Value) -> bool:
    """Whether two values of one kind, and of one unit, exclude each other."""
    if one.kind != other.kind or compare(one, other) != "different":
        return False
    units = {value.quantity.unit for value in (one, other) if value.quantity} - {""}
    return len(units) < 2


def _is_about_the_same(best: Claim, other: Claim, asked: list[Asked]) -> bool:
    here, there = best.reading.passage, other.reading.passage
    if here.document.id == there.document.id or other.probability < LIKELY:
        return False
    lacks = {one.word for one in lacking(asked, searched_text(here))}
    if not lacks.issuperset(one.word for one in lacking(asked, searched_text(there))):
        return False
    return _are_alike(best.around, other.around) or min(best.probability, other.probability) >= STRONG


def _are_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two sentences without their values are nearly the same and no name and no number in them differs."""
    if not one or not other:
        return False
    here, there = ([word.lower() for word in words] for words in (one, other))
    only = [word for word in one if word.lower() not in there] + [word for word in other if word.lower() not in here]
    alike = SequenceMatcher(a=here, b=there, autojunk=False).ratio() >= ALIKE
    return alike and all(word.islower() for word in only)
