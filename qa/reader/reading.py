"""The seam for readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters `[start, end)` of the document, and the span's score in its window: the sum of its two logits."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader says of one passage: its best spans, best first, not overlapping, and the score of no answer.

    A span's margin is its score less `null_score`; above 0 the reader prefers it to no answer (Devlin et al. 2019,
    section 4.3).

    `sentences` are those of the passage in which the reader saw a word, in text order. The score of a sentence is the
    logarithm of the summed exponentials of the scores of all spans inside of it: its share of the probability, on the
    scale of the spans' scores and the null score (Clark and Gardner 2018 sum over spans in the same way).
    """

    passage: Passage
    spans: tuple[Span, ...]
    null_score: float
    sentences: tuple[Span, ...] = ()


class Reader(Protocol):
    """Reads passages for the answer to a question."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in the same order.

        Raises:
            QuestionError: the question is too long for the reader's input.
        """
