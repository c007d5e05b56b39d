"""Two runs of the same questions, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from corpus.errors import EvaluationError
from qa.evaluation.bootstrap import Difference, paired
from qa.evaluation.run import Outcome, Run
from qa.metrics import RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the second run does better or worse than the first.

    A question is won where its outcome is right: the answer given has an F1 of at least 0.5, or there is none and none
    was given. `gained` are the pairs of outcomes lost in the first and won in the second run, `lost` the other way
    round; `p` is McNemar's exact p-value of the two being equally many. `f1` and `exact_match` compare what was given.
    """

    questions: int
    gained: tuple[tuple[Outcome, Outcome], ...]
    lost: tuple[tuple[Outcome, Outcome], ...]
    p: float
    f1: Difference
    exact_match: Difference


def compare(first: Run, second: Run) -> Comparison:
    """Compare two runs of the same questions.

    Raises:
        EvaluationError: they are of different questions.
    """
    pairs = _pairs(first.outcomes, second.outcomes)
    gained = tuple((a, b) for a, b in pairs if b.f1 >= RIGHT > a.f1)
    lost = tuple((a, b) for a, b in pairs if a.f1 >= RIGHT > b.f1)
    return Comparison(
        questions=len(pairs),
        gained=gained,
        lost=lost,
        p=mcnemar(len(gained), len(lost)),
        f1=_difference(pairs, "f1"),
        exact_match=_difference(pairs, "exact_match"),
    )


def mcnemar(gained: int, lost: int) -> float:
    """The exact two-sided p-value of McNemar's test (McNemar 1947): of this split or a rarer one of a fair coin.

    >>> round(mcnemar(8, 1), 4)
    0.0391
    """
    n = gained + lost
    tail = sum(comb(n, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << n))


def _pairs(first: Sequence[Outcome], second: Sequence[Outcome]) -> list[tuple[Outcome, Outcome]]:
    """The outcomes of the same questions.

    Raises:
        EvaluationError: a question is in one run alone, twice in one, or has other accepted answers.
    """
    others = {one.key: one for one in second}
    keys = {one.key for one in first}
    if not keys or keys != others.keys() or len(keys) != len(first) or len(others) != len(second):
        alone = sorted(keys ^ others.keys())
        raise EvaluationError(
            f"The runs are not of the same questions: {len(first):,} and {len(second):,}, {len(alone):,} of them in "
            f"one alone{': ' + repr(alone[0]) if alone else ''}.",
            hint="Compare runs of one question file; give questions ids where two read alike.",
        )
    for one in first:
        if one.answers != others[one.key].answers:
            raise EvaluationError(
                f"{one.key!r} has other accepted answers in the two runs.", hint="Run one of them anew."
            )
    return [(one, others[one.key]) for one in first]


def _difference(pairs: Sequence[tuple[Outcome, Outcome]], name: str) -> Difference:
    columns = np.array([[getattr(a, name), getattr(b, name)] for a, b in pairs], dtype=float)
    return paired(columns[:, 0], columns[:, 1])
