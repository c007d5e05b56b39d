"""Documents that answer one question differently: found, so that their answers are shown side by side, not averaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Passage, sentence_around, sentences
from index.word_index import searched_text
from index.words import Asked, asked_words, lacking, words_in
from qa.clean import cleaned
from qa.counterpart import VALUE, aligned
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

    Another document is against it where it has the same sentence with another value, or where the reader is strongly
    for another number of the same unit, another date or another name there. Its passage has every name and number of
    the question that the passage of the claim has, every word of it in the claim's sentence, and every word at all
    where the sentence is another; and neither passage says the other's value as well. What only says more or less
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
        same = [side for side in sides if compare(side[0].value, claim.value) != "different"]
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
    counter = None if _names(missing, here) or _in_sentence(missing, best) else _in_its_place(best, other)
    strong = min(best.probability, other.probability) >= STRONG
    if counter is None and not missing and strong and _are_of_one_kind(best, other):
        counter = other
    if counter is None or compare(best.value, counter.value) != "different":
        return None
    return None if _says(there, best.words) or _says(here, counter.words) else counter


def _names(asked: list[Asked], passage: Passage) -> list[Asked]:
    """Those that are names or numbers in a passage, its headings or its title: never in small letters there."""
    written = list(words_in(searched_text(passage)))
    return [one for one in asked if not any(word.islower() for word, key in written if key in one.keys)]


def _in_sentence(asked: list[Asked], claim: Claim) -> bool:
    """Whether any of the words stands in the claim's own sentence: one without it is about another thing."""
    text = claim.reading.passage.document.text
    first, last = sentence_around(text, claim.span.start, claim.span.end)
    return len(lacking(asked, text[first:last])) < len(asked)


def _are_of_one_kind(one: Claim, other: Claim) -> bool:
    """Whether two claims are dates, names, or numbers of one unit (or of one that is not said)."""
    units = {claim.value.quantity.unit for claim in (one, other) if claim.value.quantity} - {""}
    return one.value.kind == other.value.kind != "text" and len(units) < 2


def _says(passage: Passage, words: str) -> bool:
    """Whether a passage holds some words."""
    text, wanted = (" ".join(_WORD.findall(words.casefold())) for words in (passage.text, words))
    return f" {wanted} " in f" {text} "


def _in_its_place(best: Claim, other: Claim) -> Claim | None:
    """What stands in the place of the claim's value where another passage has its sentence; None where it has not.

    The sentences are nearly the same but for the value, and no name and no number beside it differs. Where the reader
    read something else there, the value is as probable as the claim: the sentence is the same.
    """
    text, passage = best.reading.passage.document.text, other.reading.passage
    first, last = sentence_around(text, best.span.start, best.span.end)
    before, after = text[first : best.span.start], text[best.span.end : last]
    wanted = [*_WORD.findall(before), VALUE, *_WORD.findall(after)]
    for start, end in sentences(passage.document.text, passage.start, passage.end):
        found = list(_WORD.finditer(passage.document.text, start, end))
        if place := aligned(wanted, [match[0] for match in found]):
            at = found[place[0]].start(), found[place[1] - 1].end()
            at = cleaned(passage.document.text, at, (passage.start, passage.end))
            span = Span(start=at[0], end=at[1], score=other.span.score)
            read = span.start < other.span.end and other.span.start < span.end
            probability = other.probability if read else best.probability
            return Claim(reading=other.reading, span=span, probability=probability)
    return None
