"""Deciding: which span is the answer, how likely it is right, and whether to say it at all."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ReaderError
from index import Hit
from index.encoder import words_to_embed
from index.lexical import terms_of
from index.trace import stage
from qa.reader import Reading, Span

FEATURES = ("margin", "cosine", "words", "covered", "agree", "second")  # what `candidates_of` measures
_FILE = Path(__file__).parent / "reader" / "policy.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A span that might be the answer, and what speaks for it."""

    reading: Reading
    span: Span
    features: Mapping[str, float]


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
    model prefers is the answer; it is given when its probability reaches `threshold`.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float = 0.5

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
    def decide(self, question: str, hits: Sequence[Hit], readings: Sequence[Reading]) -> Decision:
        """Choose among the spans of all readings; `readings[i]` is of `hits[i]`."""
        candidates = candidates_of(question, hits, readings)
        if not candidates:
            return Decision(spans=(), best=0.0)
        best = max(candidates, key=self.probability)
        probability = self.probability(best)
        if probability < self.threshold:
            return Decision(spans=(), best=probability)
        words = said(best)
        same = [c for c in candidates if said(c) == words and c.reading is not best.reading]
        same.sort(key=self.probability, reverse=True)
        spans = ((best.reading, best.span), *((c.reading, c.span) for c in same))
        return Decision(spans=spans, best=probability)

    def probability(self, candidate: Candidate) -> float:
        """The probability that the candidate is right."""
        return sigmoid(self.bias + sum(self.weights[name] * value for name, value in candidate.features.items()))


def candidates_of(question: str, hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Candidate]:
    """The best span of every passage with its features.

    `margin`: the span's score over the null score, within ±12; `cosine` of question and passage; `words`: the
    passage's share of the best BM25 score; `covered`: the share of the question's terms that stand in the passage, its
    headings or its document's title; `agree`: how many other passages have the same words for their best span, at most
    2; `second`: the margin over the passage's own next best span, at most 6.
    """
    asked = set(terms_of(question))
    most = max((hit.lexical for hit in hits), default=0.0) or 1.0
    pairs = [(hit, reading) for hit, reading in zip(hits, readings, strict=True) if reading.spans]
    texts = [_words(reading, reading.spans[0]) for _, reading in pairs]
    return [
        Candidate(
            reading=reading,
            span=reading.spans[0],
            features={
                "margin": max(-12.0, min(12.0, reading.spans[0].score - reading.null_score)),
                "cosine": hit.dense,
                "words": hit.lexical / most,
                "covered": len(asked.intersection(terms_of(words_to_embed(hit.passage)))) / max(1, len(asked)),
                "agree": float(min(2, texts.count(text) - 1)),
                "second": min(6.0, reading.spans[0].score - reading.spans[1].score) if len(reading.spans) > 1 else 6.0,
            },
        )
        for (hit, reading), text in zip(pairs, texts, strict=True)
    ]


def said(candidate: Candidate) -> str:
    """The candidate's words without case, marks and articles: equal where two places say the same."""
    return _words(candidate.reading, candidate.span)


def _words(reading: Reading, span: Span) -> str:
    text = reading.passage.document.text[span.start : span.end].lower()
    words = [word for word in re.findall(r"\w+", text) if word not in ("a", "an", "the")]
    return " ".join(words) or text  # "%" does not say what "$" says


def sigmoid(x: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
