"""Deciding: which span is the answer, how likely it is right, and whether to say it at all."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ReaderError
from index import Hit
from index.trace import stage
from qa.features import FEATURES, Candidate, candidates_of, said
from qa.reader import Reading, Span

_FILE = Path(__file__).parent / "reader" / "policy.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The chosen spans, the best first (the others say the same elsewhere), and the probability that they are right.

    `spans` is empty when the probability is too low; `best` is that probability all the same.
    """

    spans: tuple[tuple[Reading, Span], ...]
    best: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A logistic model of a candidate being right: readable, and fitted through the whole road.

    `training/calibrate.py` fits it on questions with and without answers in what was searched. The candidate that the
    model prefers is the answer; it is given when its probability reaches `threshold`. `slope` and `shift` are of a
    recalibration on other questions (Platt 1999): they act on the log-odds and move no preference.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float = 0.5
    slope: float = 1.0
    shift: float = 0.0

    @staticmethod
    def open(path: Path = _FILE) -> Policy:
        """Read a fitted policy.

        Raises:
            ReaderError: the file is missing or malformed.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            weights = {name: float(data["weights"][name]) for name in FEATURES}
            return Policy(bias=float(data["bias"]), weights=weights, threshold=float(data["threshold"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReaderError(f"The policy {path} cannot be read: {error}.", hint="Install Pincite again.") from None

    @stage("decide")
    def decide(
        self, question: str, hits: Sequence[Hit], readings: Sequence[Reading], threshold: float | None = None
    ) -> Decision:
        """Choose among the spans of all readings; `readings[i]` is of `hits[i]`.

        `threshold` is the least probability at which to answer, if not the policy's own.
        """
        candidates = candidates_of(question, hits, readings)
        if not candidates:
            return Decision(spans=(), best=0.0)
        best = max(candidates, key=self.probability)
        probability = self.probability(best)
        if probability < (self.threshold if threshold is None else threshold):
            return Decision(spans=(), best=probability)
        words = said(best.reading, best.span)
        same = [c for c in candidates if said(c.reading, c.span) == words and c.reading is not best.reading]
        same.sort(key=self.probability, reverse=True)
        spans = ((best.reading, best.span), *((c.reading, c.span) for c in same))
        return Decision(spans=spans, best=probability)

    def probability(self, candidate: Candidate) -> float:
        """The probability that the candidate is right."""
        odds = self.bias + sum(self.weights[name] * value for name, value in candidate.features.items())
        return sigmoid(self.slope * odds + self.shift)


def sigmoid(x: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
