"""What a search returns."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found: `score` is the fused one (higher is better), `rank` counts from 1.

    `dense` is the cosine of question and passage, also where only words found it; `lexical` its BM25 score, 0 where
    no word of the question occurs in it.
    """

    passage: Passage
    score: float
    rank: int
    dense: float
    lexical: float
