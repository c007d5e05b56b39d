"""Reading no further than needed: passages are read in the order in which they were found, until more would not matter.

Most of the time of an answer is the reader's. After the first passages the policy says how likely the best span is
right: where it is surely right and what is left is found much less well, and where nothing is in sight, the passages
that are left hardly ever change the answer. How seldom is measured on labelled questions by `training/stopping.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Passage
from index import Hit
from qa.policy import Decision, Policy
from qa.reader import Reader, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """When to stop: after `read` passages, where the best probability is at most `hopeless`.

    Or where it is at least `sure`, no passage that is left holds the answer's words, so that none could be cited for it
    too, and the next one's fused score is at least `gap` below that of the passage that answers: what conflicts with an
    answer is found nearly as well as the answer.
    """

    hopeless: tuple[tuple[int, float], ...] = ((2, 0.15), (4, 0.25))  # read, at most
    sure: float = 0.7
    gap: float = 0.1

    def read(self, question: str, hits: Sequence[Hit], reader: Reader, policy: Policy) -> list[Reading]:
        """The readings of the first hits, as many as are needed; `readings[i]` is of `hits[i]`."""
        readings: list[Reading] = []
        for count, at_most in self.hopeless:
            if count >= len(hits):
                break
            readings += reader.read(question, [hit.passage for hit in hits[len(readings) : count]])
            if self.is_enough(policy.decide(question, hits[:count], readings), hits, count, at_most):
                return readings
        return readings + reader.read(question, [hit.passage for hit in hits[len(readings) :]])

    def is_enough(self, decision: Decision, hits: Sequence[Hit], count: int, at_most: float) -> bool:
        """Whether the hits behind the first `count` need not be read after this decision."""
        if decision.best <= at_most:
            return True
        if decision.best < self.sure:
            return False
        best, _ = max(decision.candidates, key=lambda pair: pair[1])
        document, span = best.reading.passage.document, best.span
        words = document.text[span.start : span.end].casefold()
        if any(words in hit.passage.text.casefold() for hit in hits[count:]):
            return False
        answers = next(hit for hit in hits if _place(hit.passage) == _place(best.reading.passage))
        return answers.score - hits[count].score >= self.gap


def _place(passage: Passage) -> tuple[str, int, int]:
    """What names a passage: a reading that is kept may hold another object for it than a later search."""
    return passage.document.id, passage.start, passage.end
