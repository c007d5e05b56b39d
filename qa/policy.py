"""Deciding: which span is the answer, how likely it is right, and whether to say it at all."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from corpus.errors import PromiseError, ReaderError
from index import Hit
from index.trace import stage
from qa.features import FEATURES, Candidate, candidates_of, said
from qa.promise import Promise, Scores
from qa.reader import Reading, Span

_FILE = Path(__file__).parent / "reader" / "policy.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The chosen spans, the best first (the others say the same elsewhere), and the probability that they are right.

    `spans` is empty when the probability is too low; `best` is that probability all the same. `candidates` are the best
    spans of all passages, each with its probability.
    """

    spans: tuple[tuple[Reading, Span], ...]
    best: float
    candidates: tuple[tuple[Candidate, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A logistic model of a candidate being right: readable, and fitted through the whole road.

    `training/calibrate.py` fits it on questions with and without answers in what was searched. The candidate that the
    model prefers is the answer; it is given when its probability reaches `threshold`. `slope` and `shift` are of a
    recalibration on other questions (Platt 1999): they act on the log-odds and move no preference. `scores` are those
    of labelled questions, from which promises are made; `temperature` is what the reader's scores were divided by when
    it was fitted; `fingerprint` names the file that it was read from.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float = 0.5
    slope: float = 1.0
    shift: float = 0.0
    scores: Scores | None = None
    temperature: float = 1.0
    fingerprint: str = ""

    @staticmethod
    def open(path: Path = _FILE) -> Policy:
        """Read a fitted policy.

        Raises:
            ReaderError: the file is missing or malformed.
        """
        try:
            text = path.read_text(encoding="utf-8")
            data = json.loads(text)
            return Policy(
                bias=float(data["bias"]),
                weights={name: float(data["weights"][name]) for name in FEATURES},
                threshold=float(data["threshold"]),
                scores=Scores.from_json(data["scores"]) if "scores" in data else None,
                temperature=float(data.get("temperature", 1.0)),
                fingerprint=hashlib.sha256(text.encode()).hexdigest()[:16],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReaderError(f"The policy {path} cannot be read: {error}.", hint="Install Pincite again.") from None

    @stage("decide")
    def decide(
        self, question: str, hits: Sequence[Hit], readings: Sequence[Reading], threshold: float | None = None
    ) -> Decision:
        """Choose among the spans of all readings; `readings[i]` is of `hits[i]`.

        `threshold` is the least probability at which to answer, if not the policy's own.
        """
        found = candidates_of(question, hits, readings, self.temperature)
        candidates = tuple((one, self.probability(one)) for one in found)
        if not candidates:
            return Decision(spans=(), best=0.0)
        best, probability = max(candidates, key=itemgetter(1))
        if probability < (self.threshold if threshold is None else threshold):
            return Decision(spans=(), best=probability, candidates=candidates)
        words = said(best.reading, best.span)
        ranked = sorted(candidates, key=itemgetter(1), reverse=True)
        same = [one for one, _ in ranked if one is not best and said(one.reading, one.span) == words]
        spans = tuple((one.reading, one.span) for one in (best, *same))
        return Decision(spans=spans, best=probability, candidates=candidates)

    def promise(self, max_error: float) -> Promise:
        """At which confidence to answer so that at most a share `max_error` of the answers is wrong.

        Raises:
            PromiseError: `max_error` is no such share, or the labelled questions cannot promise it.
        """
        if self.scores is None:
            raise PromiseError(
                "This policy ships with no labelled questions to make a promise of.",
                hint="Label some and run pincite calibrate.",
            )
        return self.scores.promise(max_error)

    def probability(self, candidate: Candidate) -> float:
        """The probability that the candidate is right."""
        odds = self.bias + sum(self.weights[name] * value for name, value in candidate.features.items())
        return sigmoid(self.slope * odds + self.shift)


def sigmoid(x: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
