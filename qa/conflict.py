"""Documents that answer one question differently: found, so that their answers are shown side by side, not averaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Passage, sentence_around
from index.word_index import searched_text
from index.words import Asked, asked_words, lacking, words_in
from qa.clean import cleaned
from qa.counterpart import TELLING, counterparts
from qa.reader import Reading, Span
from qa.values import Value, compare, value_of

STRONG = 0.5  # the probability from which two differently worded passages are taken to answer the question both
MOST_SIDES = 4
_WORD = re.compile(r"[^\W_]+")


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
    def value(self) -> Value:
        """The answer as a value that can be compared."""
        return value_of(self.words)


def sides_of(question: str, claims: Sequence[Claim]) -> list[list[Claim]]:
    """The sides of a conflict about the most probable claim, each the claims that agree, the best first; [] for none.

    Another document is against it where it has the same sentence with another value (`qa.counterpart`), and nowhere
    with the same one; or where the reader is strongly for another number of the same unit, another date or another
    name there, neither passage says the other's value as well, and no word ("second", "women's") says that another
    thing is meant. Its passage has every name and number of the question that the passage of the claim has, every word
    of it in the claim's sentence, and every word at all where the sentence is another. What only says more or less
    (`qa.values`) is not another value.

    Args:
        question: as asked.
        claims: the best span of every passage.
    """
    ordered = sorted(claims, key=lambda claim: -claim.probability)
    if not ordered:
        return []
    best, asked = ordered[0], asked_words(question)
    against = [counter for claim in ordered[1:] if (counter := _against(best, claim, asked))]
    if not against:
        return []
    sides = [[claim for claim in ordered if compare(best.value, claim.value) == "same"]]
    for claim in sorted(against, key=lambda claim: -claim.probability):
        same = [side for side in sides[1:] if compare(side[0].value, claim.value) != "different"]
        if same:
            same[0].append(claim)
        else:
            sides.append([claim])
    return sides[:MOST_SIDES] if len(sides) > 1 else []


def _against(best: Claim, other: Claim, asked: list[Asked]) -> Claim | None:
    """What another document says against a claim, if it does."""
    here, there = best.reading.passage, other.reading.passage
    if here.document.id == there.document.id:
        return None
    held = [one for one in asked if one not in lacking(asked, searched_text(here))]
    missing = lacking(held, searched_text(there))
    counters = [] if _names(missing, here) or _in_sentence(missing, best) else _in_its_place(best, other)
    if counters:
        return counters[0] if all(_contradicts(best, counter) for counter in counters) else None
    is_strong = min(best.probability, other.probability) >= STRONG
    if missing or not is_strong or not _are_of_one_kind(best, other) or compare(best.value, other.value) != "different":
        return None
    told, also = (set(_WORD.findall(_sentence(claim).lower())) for claim in (best, other))
    is_of_another = not TELLING.isdisjoint(told ^ also)
    return None if is_of_another or _says(there.text, best.words) or _says(here.text, other.words) else other


def _contradicts(best: Claim, counter: Claim) -> bool:
    """Whether the same sentence says something else: neither says the other's value too, as a row of names may.

    "More than 50" and "more than 60" may both be right, but one sentence is not written with both.
    """
    one, other = best.value.quantity, counter.value.quantity
    is_moved = one and other and one.bound == other.bound in ("least", "most") and one.amount != other.amount
    if compare(best.value, counter.value) != "different" and not is_moved:
        return False
    if _says(_sentence(counter), best.words) or _says(_sentence(best), counter.words):
        return False
    back = counterparts(counter.reading, counter.span, best.reading.passage)
    text = best.reading.passage.document.text
    return all(compare(value_of(text[start:end]), counter.value) != "same" for start, end in back)


def _names(asked: list[Asked], passage: Passage) -> list[Asked]:
    """Those that are names or numbers in a passage, its headings or its title: never in small letters there."""
    written = list(words_in(searched_text(passage)))
    return [one for one in asked if not any(word.islower() for word, key in written if key in one.keys)]


def _in_sentence(asked: list[Asked], claim: Claim) -> bool:
    """Whether any of the words stands in the claim's own sentence: one without it is about another thing."""
    return len(lacking(asked, _sentence(claim))) < len(asked)


def _sentence(claim: Claim) -> str:
    text = claim.reading.passage.document.text
    return text[slice(*sentence_around(text, claim.span.start, claim.span.end))]


def _are_of_one_kind(one: Claim, other: Claim) -> bool:
    """Whether two claims are dates, names, or numbers of one unit (or of one that is not said)."""
    units = {claim.value.quantity.unit for claim in (one, other) if claim.value.quantity} - {""}
    return one.value.kind == other.value.kind != "text" and len(units) < 2


def _says(text: str, words: str) -> bool:
    """Whether a text holds some words."""
    held, wanted = (" ".join(_WORD.findall(one.casefold())) for one in (text, words))
    return f" {wanted} " in f" {held} "


def _in_its_place(best: Claim, other: Claim) -> list[Claim]:
    """What stands in the place of the claim's value where another passage has its sentence.

    Where the reader read something else there, the value is as probable as the claim: the sentence is the same.
    """
    passage, claims = other.reading.passage, []
    for place in counterparts(best.reading, best.span, passage):
        start, end = cleaned(passage.document.text, place, (passage.start, passage.end))
        read = start < other.span.end and other.span.start < end
        span = Span(start=start, end=end, score=other.span.score)
        probability = other.probability if read else best.probability
        claims.append(Claim(reading=other.reading, span=span, probability=probability))
    return claims
