"""Reading no further than needed: passages are read in the order in which they were found, until more would not matter.

Most of the time of an answer is the reader's. After the first passages the policy says how likely the best span is
right: where it is surely right and what is left is found much less well, and where nothing is in sight, the passages
that are left hardly ever change the answer. How seldom is measured on labelled questions by `training/stopping.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus import Passage
from index import Hit
from qa.policy import Decision, Policy
from qa.reader import Reader, Reading


class Stop(NamedTuple):
    """After `read` passages the best probability may be too low, at most `hopeless`, or enough, at least `sure`."""

    read: int
    hopeless: float
    sure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """When to stop: at the first of `stops` where nothing is in sight, or the answer is sure.

    It is not sure while a passage that is left holds the answer's words, so that it could be cited too, or while the
    next one's fused score is less than `gap` below that of the passage that answers: what conflicts with an answer is
    found nearly as well as the answer. The more is read, the less is needed to be sure. For a question that wants
    sentences the first `for_sentences` passages are read; how often the others matter is measured by
    `training/contenders.py`.
    """

    stops: tuple[Stop, ...] = (Stop(2, 0.25, 0.7), Stop(4, 0.4, 0.6), Stop(6, 0.5, 0.5))
    gap: float = 0.1
    for_sentences: int = 4

    def read(self, question: str, hits: Sequence[Hit], reader: Reader, policy: Policy) -> list[Reading]:
        """The readings of the first hits, as many as are needed; `readings[i]` is of `hits[i]`."""
        readings: list[Reading] = []
        for stop in self.stops:
            if stop.read >= len(hits):
                break
            readings += reader.read(question, [hit.passage for hit in hits[len(readings) : stop.read]])
            if self.is_enough(policy.decide(question, hits[: stop.read], readings), hits, stop):
                return readings
        return readings + reader.read(question, [hit.passage for hit in hits[len(readings) :]])

    def is_enough(self, decision: Decision, hits: Sequence[Hit], stop: Stop) -> bool:
        """Whether the hits behind those that were read need not be read after this decision."""
        if decision.best <= stop.hopeless:
            return True
        if decision.best < stop.sure:
            return False
        best, _ = max(decision.candidates, key=lambda pair: pair[1])
        document, span = best.reading.passage.document, best.span
        words = document.text[span.start : span.end].casefold()
        if any(words in hit.passage.text.casefold() for hit in hits[stop.read :]):
            return False
        answers = next(hit for hit in hits if _place(hit.passage) == _place(best.reading.passage))
        return answers.score - hits[stop.read].score >= self.gap


def _place(passage: Passage) -> tuple[str, int, int]:
    """What names a passage: a reading that is kept may hold another object for it than a later search."""
    return passage.document.id, passage.start, passage.end
