"""How sure Pincite must be before it answers, so that the share of wrong answers stays below what was asked for.

Learn-then-Test (Angelopoulos et al. 2021, "Learn then Test", sections 3 and 5): for each threshold on the confidence
the hypothesis "of the answers given at it, a share of more than `max_error` is wrong" is tested with an exact binomial
bound on labelled answers that the policy was not fitted on. The thresholds are tested in fixed sequences, from strict
to loose, each until the first that is not rejected. How many answers make the best beginning is not known beforehand:
there are up to three beginnings, which share the error probability equally (Bonferroni), and the loosest threshold that
any of them rejects is taken. Then the chance that the promise is broken is at most 1 - `SURE`, over the draw of those
labelled answers.

The promise holds for questions and documents like those; `pincite calibrate` makes it anew for others.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import neg
from typing import Any

from corpus.errors import PromiseError

SURE = 0.95
LARGEST = 0.5  # an error rate above one half promises nothing
SMALLEST = 1e-6  # millions of answers could promise it
_BEGINNINGS = (1.5, 6, 24)  # the strictest thresholds have so many times the answers that a promise needs at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Answers with a confidence of at least `threshold` are wrong at most `max_error` of the time.

    `sure` is the probability that this holds; `sample` the labelled questions that it was made with, `given` of which
    were answered at the threshold, `wrong` of those wrongly. `kind` says what the questions were like.
    """

    max_error: float
    threshold: float
    sure: float
    sample: int
    given: int
    wrong: int
    kind: str

    @property
    def answered(self) -> float:
        """The share of the labelled questions, those without an answer among them, that are answered."""
        return self.given / self.sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The confidence of the best span of labelled questions and whether it is right, most confident first."""

    confidence: tuple[float, ...]
    right: tuple[bool, ...]
    kind: str

    @staticmethod
    def of(pairs: Sequence[tuple[float, bool]], kind: str) -> Scores:
        """Scores from pairs of a confidence and whether its answer is right, in any order."""
        ordered = sorted(pairs, key=lambda pair: -pair[0])
        return Scores(confidence=tuple(c for c, _ in ordered), right=tuple(bool(r) for _, r in ordered), kind=kind)

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Scores:
        """Read what `to_json` made; raises KeyError, TypeError or ValueError where it is malformed."""
        wrong = set(data["wrong"])
        confidence = [float(c) for c in data["confidence"]]
        if not all(0 <= c <= 1 for c in confidence):
            raise ValueError("a confidence is no number from 0 to 1")
        return Scores.of([(c, at not in wrong) for at, c in enumerate(confidence)], str(data["kind"]))

    def to_json(self) -> dict[str, Any]:
        """The scores as JSON data: the confidences, and the positions of those that are wrong."""
        return {
            "kind": self.kind,
            "confidence": list(self.confidence),
            "wrong": [at for at, right in enumerate(self.right) if not right],
        }

    def promise(self, max_error: float) -> Promise:
        """The loosest threshold that keeps the promise.

        Raises:
            PromiseError: `max_error` is no share that can be asked for, or these scores cannot promise it.
        """
        checked_error(max_error)
        least = answers_needed(max_error)
        if len(self.right) < least:
            raise PromiseError(
                f"At most {max_error:.1%} wrong answers needs {least:,} labelled answers, none of them wrong; "
                f"there are {len(self.right):,}.",
                hint=_more(len(self.right)),
            )
        beginnings = [math.ceil(times * least) for times in _BEGINNINGS]
        beginnings = [first for first in beginnings if first <= len(self.right)] or [least]
        level = (1 - SURE) / len(beginnings)
        passed = [step for first in beginnings for step in self._passed(first, max_error, level)]
        best = min(passed, default=None)
        if best is None:
            raise PromiseError(
                f"No threshold keeps wrong answers to {max_error:.1%}: even the surest are wrong more often, "
                f"as far as {len(self.right):,} labelled questions can tell.",
                hint="Allow more errors, or calibrate with more questions.",
            )
        threshold, given, wrong = best
        return Promise(
            max_error=max_error,
            threshold=threshold,
            sure=SURE,
            sample=len(self.right),
            given=given,
            wrong=wrong,
            kind=self.kind,
        )

    def _passed(self, first: int, max_error: float, level: float) -> Iterator[tuple[float, int, int]]:
        """Thresholds that are rejected in one sequence, with the answers given at each and the wrong ones among them.

        The sequence depends on the confidences alone, as the test asks: it begins with that of the answer in place
        `first` and goes on in steps of a fiftieth of all. Answers of equal confidence are given together.
        """
        for at in range(first, len(self.right) + 1, max(1, len(self.right) // 50)):
            threshold = self.confidence[at - 1]
            given = bisect_right(self.confidence, -threshold, key=neg)
            wrong = self.right[:given].count(False)
            if binomial_tail(wrong, given, max_error) > level:
                return
            yield threshold, given, wrong


def checked_error(max_error: float) -> float:
    """Return a share of wrong answers that can be asked for.

    Raises:
        PromiseError: it is no number from `SMALLEST` to `LARGEST`.
    """
    if isinstance(max_error, bool) or not isinstance(max_error, int | float) or not SMALLEST <= max_error <= LARGEST:
        raise PromiseError(
            f"max_error is {max_error!r}; it is the share of wrong answers that you allow.",
            hint=f"Give a number from {SMALLEST:.6f} to {LARGEST}, for instance 0.1.",
        )
    return float(max_error)


def answers_needed(max_error: float) -> int:
    """How many labelled answers without a single wrong one a promise needs: (1 - max_error)^n <= 1 - SURE.

    >>> answers_needed(0.01), answers_needed(0.1)
    (299, 29)
    """
    return math.ceil(math.log(1 - SURE) / math.log1p(-max_error))


def smallest_error(answers: int) -> float:
    """The smallest share that so many faultless answers can promise, rounded up to a tenth of a percent."""
    smallest = 1 - math.exp(math.log(1 - SURE) / max(1, answers))
    return min(LARGEST, math.ceil(1000 * smallest) / 1000)


def _more(answers: int) -> str:
    """What to do where there are too few labelled answers."""
    if answers < answers_needed(LARGEST):
        return "Calibrate with more questions."
    return f"Allow {smallest_error(answers):.1%} or more, or calibrate with more questions."


def binomial_tail(wrong: int, given: int, share: float) -> float:
    """The probability of at most `wrong` wrong answers of `given`, if each is wrong with probability `share`.

    >>> round(binomial_tail(0, 29, 0.1), 3)
    0.047
    """
    log_p, log_q = math.log(share), math.log1p(-share)
    terms = (
        math.lgamma(given + 1) - math.lgamma(k + 1) - math.lgamma(given - k + 1) + k * log_p + (given - k) * log_q
        for k in range(wrong + 1)
    )
    return min(1.0, math.fsum(map(math.exp, terms)))
