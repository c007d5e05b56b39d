"""What speaks for a span: the features that the policy weighs, from the whole road."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus import sentence_around
from index import Hit
from index.encoder import words_to_embed
from index.lexical import terms_of
from qa.agreement import independent_support
from qa.counterpart import counterparts
from qa.expected import fits
from qa.reader import Reading, Span

FEATURES = (
    "margin",
    "rival",
    "share",
    "second",
    "rank",
    "cosine",
    "words",
    "covered",
    "near",
    "names",
    "agree",
    "fits",
    "echo",
)
_NAME = re.compile(r"(?<!^)\b(?:[A-Z][\w’'-]*|\d[\d,.]*\d|\d)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A span that might be the answer, and what speaks for it."""

    reading: Reading
    span: Span
    features: Mapping[str, float]


def candidates_of(
    question: str, hits: Sequence[Hit], readings: Sequence[Reading], temperature: float = 1.0
) -> list[Candidate]:
    """The best span of every passage with its features; `readings[i]` is of `hits[i]`.

    Scores of the reader are divided by `temperature` (Guo et al. 2017), or those of one that was trained for long would
    lie beyond the bounds.

    - `margin`: the span's score over the null score, within ±12;
    - `rival`: the margin over the best of the passages that say something else, within ±6 (6 where there is none);
    - `share`: the logarithm of the span's share of the probability when the best spans of all passages and one "no
      answer" are normalised together (Clark and Gardner 2018), at least -8;
    - `rank`: the logarithm of 1 + the passage's rank in the search;
    - `second`: the margin over the passage's own next best span, at most 6;
    - `cosine` of question and passage; `words`: the passage's share of the best BM25 score;
    - `covered`: the share of the question's terms in the passage, its headings or its document's title;
    - `near`: the same for the span's sentence alone;
    - `names`: the share of the question's names and numbers in the passage, its headings or its document's title;
    - `agree`: how many other documents say the same without being a copy (`qa.agreement`), at most 2;
    - `fits`: whether the span is of the kind that the question asks for;
    - `echo`: the share of the span's terms that the question has already.

    A passage that has the span's sentence, with another value as a rule, is another version of the span's own
    (`qa.counterpart`). It contradicts or repeats, and makes no reading of it wrong: `rival`, `share` and `rank` are
    what they would be without it.
    """
    pairs = [(hit, reading) for hit, reading in zip(hits, readings, strict=True) if reading.spans]
    if not pairs:
        return []
    texts = [said(reading, reading.spans[0]) for _, reading in pairs]
    support = independent_support([(reading, reading.spans[0]) for _, reading in pairs])
    margins = [_within(12.0, (reading.spans[0].score - reading.null_score) / temperature) for _, reading in pairs]
    asked = _Asked.of(question, max(hit.lexical for hit in hits), temperature)
    made = []
    for at, (hit, reading) in enumerate(pairs):
        versions = [n for n, (_, other) in enumerate(pairs) if n != at and asked.is_version(reading, other)]
        alone = [n for n in range(len(pairs)) if n not in versions]
        rivals = [margins[n] for n in alone if texts[n] != texts[at]]
        between = {
            "margin": margins[at],
            "rival": _within(6.0, margins[at] - max(rivals)) if rivals else 6.0,
            "share": max(-8.0, margins[at] - math.log(1 + sum(math.exp(margins[n]) for n in alone))),
            "rank": math.log(1 + hit.rank - sum(pairs[n][0].rank < hit.rank for n in versions)),
            "agree": float(min(2, support[at])),
        }
        features = between | asked.features(hit, reading)
        ordered = {name: features[name] for name in FEATURES}
        made.append(Candidate(reading=reading, span=reading.spans[0], features=ordered))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is compared with every passage: the question's terms and names, the best BM25 score, the temperature."""

    question: str
    terms: frozenset[str]
    names: frozenset[str]
    most: float
    temperature: float

    @staticmethod
    def of(question: str, most: float, temperature: float) -> _Asked:
        names = frozenset(terms_of(" ".join(_NAME.findall(question))))
        terms = frozenset(terms_of(question))
        return _Asked(question=question, terms=terms, names=names, most=most or 1.0, temperature=temperature)

    def is_version(self, reading: Reading, other: Reading) -> bool:
        """Whether another passage has the sentence of a reading's best span, and the question's names that it has."""
        if not counterparts(reading, reading.spans[0], other.passage):
            return False
        here, there = (set(terms_of(words_to_embed(one.passage))) for one in (reading, other))
        return self.names & here <= there

    def _lead(self, reading: Reading) -> float:
        """How much better the best span is than the next one."""
        if len(reading.spans) < 2:
            return math.inf
        return (reading.spans[0].score - reading.spans[1].score) / self.temperature

    def features(self, hit: Hit, reading: Reading) -> dict[str, float]:
        """The features that are a matter of one passage."""
        text, best = reading.passage.document.text, reading.spans[0]
        first, last = sentence_around(text, best.start, best.end)
        in_passage = set(terms_of(words_to_embed(hit.passage)))
        words = text[best.start : best.end]
        own = set(terms_of(words))
        return {
            "second": min(6.0, self._lead(reading)),
            "cosine": hit.dense,
            "words": hit.lexical / self.most,
            "covered": _share(self.terms, in_passage),
            "near": _share(self.terms, set(terms_of(text[first:last]))),
            "names": _share(self.names, in_passage) if self.names else 1.0,
            "fits": fits(self.question, words),
            "echo": _share(own, self.terms),
        }


def said(reading: Reading, span: Span) -> str:
    """A span's words without case, marks and articles: equal where two places say the same."""
    text = reading.passage.document.text[span.start : span.end].lower()
    words = [word for word in re.findall(r"\w+", text) if word not in ("a", "an", "the")]
    return " ".join(words) or text  # "%" does not say what "$" says


def _share(of: frozenset[str] | set[str], among: set[str] | frozenset[str]) -> float:
    return len(of & among) / max(1, len(of))


def _within(bound: float, value: float) -> float:
    return max(-bound, min(bound, value))
