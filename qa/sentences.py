"""Answers that are sentences: which of those read say it, how likely that is, and which go along."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from corpus.errors import ReaderError
from index import Hit
from index.encoder import words_to_embed
from index.lexical import LexicalIndex, terms_of
from qa.policy import sigmoid
from qa.reader import Reading

if TYPE_CHECKING:
    from index.encoder import Vectors

FEATURES = ("mass", "cosine", "words", "passage")  # of a sentence, what `scored_sentences` measures
SIGNS = ("mass", "cosine", "passage", "around", "gap")  # of the best one, what `signs_of` measures
MOST = 4  # sentences of an answer
CONTENDERS = 6  # sentences whose cosines are computed, at most; chosen with `training/contenders.py`
COSINES = (0.2, 0.85)  # between these lies the cosine of a question and a sentence that answers it, as good as always
_UNFOLDS = re.compile(r"(?:These|Those|Examples|Among (?:these|them))\b[^.]{0,20}?\b(?:include[ds]?|are|were)\b")
_LEANING = 1.0  # how much lower the score of a sentence may be that goes on from the best one: "As a result, ..."
_FILE = Path(__file__).parent / "reader" / "sentences.json"
# A sentence that opens so leans on the one before it; behind a chosen sentence it tells what follows from that one.
_LEANS = re.compile(
    r"(?:This|These|Those|That|Such|It|They|He|She|Its|Their|His|Her|Both|Therefore|Thus|Hence|Consequently|"
    r"As a (?:result|consequence)|For (?:this|that) reason|Because of (?:this|that|these)|In (?:this|that) way)\b"
)
_FOLLOWS = re.compile(
    r"(?:This|These|That|Therefore|Thus|Hence|Consequently|As a (?:result|consequence)|For (?:this|that) reason|"
    r"Because of (?:this|that|these)|In (?:this|that) way)\b"
)


class SentenceEncoder(Protocol):
    """What is needed of an `index.Encoder` here."""

    def encode_query(self, question: str) -> Vectors:
        """The vector of a question, shape `(dimension,)`, length 1."""

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """The vectors of sentences, shape `(len(texts), dimension)`, each of length 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence `[start, end)` of a passage that was read, and what speaks for it."""

    reading: Reading
    start: int
    end: int
    features: Mapping[str, float]

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.reading.passage.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The chosen sentences in document order, and the probability that the best of them says it.

    `groups` holds for each sentence the places that have the same words, the chosen one first; it is empty when the
    probability is too low, and `best` is that probability all the same.
    """

    groups: tuple[tuple[Sentence, ...], ...]
    best: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceModel:
    """Which sentences answer: a linear score of each, a logistic model of the best, and how near the others must be.

    Fitted by `training/sentences.py` on labelled sentences. The best is given when its probability reaches
    `threshold`; another one goes along when its score is at most `near` lower. `fingerprint` names the file that it was
    read from.
    """

    weights: Mapping[str, float]
    bias: float
    signs: Mapping[str, float]
    threshold: float
    near: float
    fingerprint: str = ""

    @staticmethod
    def open(path: Path = _FILE) -> SentenceModel:
        """Read a fitted model.

        Raises:
            ReaderError: the file is missing or malformed.
        """
        try:
            text = path.read_text(encoding="utf-8")
            data = json.loads(text)
            return SentenceModel(
                weights={name: float(data["weights"][name]) for name in FEATURES},
                bias=float(data["bias"]),
                signs={name: float(data["signs"][name]) for name in SIGNS},
                threshold=float(data["threshold"]),
                near=float(data["near"]),
                fingerprint=hashlib.sha256(text.encode()).hexdigest()[:16],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReaderError(f"The model {path} cannot be read: {error}.", hint="Install Pincite again.") from None

    def score(self, sentence: Sentence) -> float:
        """How well the sentence answers; only differences within a question mean something."""
        return sum(self.weights[name] * value for name, value in sentence.features.items())

    def contenders(self, features: Sequence[Mapping[str, float]], most: int = CONTENDERS) -> list[int]:
        """Which sentences to encode, by their features without the cosine: at most so many, those with the most mass.

        Of these only such as could be chosen beside the best one, or behind it, with whatever cosines within `COSINES`.
        """
        first = sorted(range(len(features)), key=lambda at: -features[at]["mass"])[:most]
        scores = {at: sum(self.weights[name] * value for name, value in features[at].items()) for at in first}
        reach = self.near + _LEANING + self.weights["cosine"] * (COSINES[1] - COSINES[0])
        return [at for at in first if scores[at] >= max(scores.values()) - reach]

    def probability(self, question: str, ranked: Sequence[Sentence]) -> float:
        """The probability that the first of `ranked`, sentences by falling score, says it."""
        signs = signs_of(question, ranked, [self.score(sentence) for sentence in ranked[:2]])
        return sigmoid(self.bias + sum(self.signs[name] * value for name, value in signs.items()))

    def choose(self, question: str, hits: Sequence[Hit], readings: Sequence[Reading], encoder: SentenceEncoder) -> Told:
        """The one to four sentences that say it; `readings[i]` is of `hits[i]`."""
        everything = scored_sentences(question, hits, readings, encoder, self.contenders)
        ranked = sorted(everything, key=self.score, reverse=True)
        if not ranked:
            return Told(groups=(), best=0.0)
        probability = self.probability(question, ranked)
        if probability < self.threshold:
            return Told(groups=(), best=probability)
        chosen = self.with_company(ranked, everything)
        same = [[other for other in ranked if _words(other) == _words(one) and other is not one] for one in chosen]
        return Told(groups=tuple((one, *others) for one, others in zip(chosen, same, strict=True)), best=probability)

    def with_company(self, ranked: Sequence[Sentence], everything: Sequence[Sentence]) -> list[Sentence]:
        """The best sentence and those that go along, each once, in document order.

        `ranked` are sentences by falling score; `everything` the same passage by passage in text order.
        """
        best, top = ranked[0], self.score(ranked[0])
        chosen = [best]
        for one, following in pairwise(everything):  # what a chosen sentence needs goes before what is as good
            if not _is_next(one, following):
                continue
            if following is best and _LEANS.match(best.text):
                chosen.append(one)
            follows = _FOLLOWS.match(following.text) and self.score(following) >= top - self.near - _LEANING
            unfolds = best.text.endswith(":") or _UNFOLDS.match(following.text)
            if one is best and (unfolds or follows):
                chosen.append(following)
        for other in ranked[1:]:
            if len(chosen) >= MOST or self.score(other) < top - self.near:
                break
            if _words(other) not in [_words(one) for one in chosen]:
                chosen.append(other)
        documents = list(dict.fromkeys(one.reading.passage.document for one in chosen))
        return sorted(chosen, key=lambda one: (documents.index(one.reading.passage.document), one.start))


def scored_sentences(
    question: str,
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    encoder: SentenceEncoder,
    contenders: Callable[[Sequence[Mapping[str, float]]], list[int]] | None = None,
) -> list[Sentence]:
    """The sentences of all readings with their features, passage by passage in text order; questions are left out.

    `mass`: the sentence's share of the reader's probability over the null score's, in logarithms, within ±12;
    `cosine` of question and sentence; `words`: its share of the best BM25 score among these sentences; `passage`: the
    fused score of its passage. `contenders` says from the other features whose cosines are computed, None means all;
    the others are taken to be as far away as can be.
    """
    import numpy as np

    found = [
        (hit, reading, span)
        for hit, reading in zip(hits, readings, strict=True)
        for span in reading.sentences
        if not reading.passage.document.text[span.start : span.end].endswith("?")
    ]
    if not found:
        return []
    texts = [reading.passage.document.text[span.start : span.end] for _, reading, span in found]
    lexical = LexicalIndex.build(texts).scores(terms_of(question))
    most = float(lexical.max()) or 1.0
    known = [
        {
            "mass": max(-12.0, min(12.0, span.score - reading.null_score)),
            "words": float(words) / most,
            "passage": hit.score,
        }
        for (hit, reading, span), words in zip(found, lexical, strict=True)
    ]
    near = contenders(known) if contenders else list(range(len(found)))
    cosines = np.full(len(found), -1.0)
    cosines[near] = encoder.encode_sentences([texts[at] for at in near]) @ encoder.encode_query(question)
    everything = [features | {"cosine": float(cosine)} for features, cosine in zip(known, cosines, strict=True)]
    return [
        Sentence(reading=reading, start=span.start, end=span.end, features={name: each[name] for name in FEATURES})
        for (_, reading, span), each in zip(found, everything, strict=True)
    ]


def signs_of(question: str, ranked: Sequence[Sentence], scores: Sequence[float]) -> dict[str, float]:
    """What speaks for the first of `ranked`: its features, and how it stands among the others.

    `around`: the share of the question's terms in its passage, the headings and the title; `gap`: how much higher its
    score is than the next one's, at most 3.
    """
    best = ranked[0]
    return {
        **{name: best.features[name] for name in ("mass", "cosine", "passage")},
        "around": around(question, best),
        "gap": min(3.0, scores[0] - scores[1]) if len(scores) > 1 else 3.0,
    }


def around(question: str, sentence: Sentence) -> float:
    """The share of the question's terms that stand in the sentence's passage, its headings or the title."""
    asked = set(terms_of(question))
    return len(asked.intersection(terms_of(words_to_embed(sentence.reading.passage)))) / max(1, len(asked))


def _words(sentence: Sentence) -> str:
    return " ".join(re.findall(r"\w+", sentence.text.lower())) or sentence.text


def _is_next(one: Sentence, following: Sentence) -> bool:
    """Whether nothing but white space is between two sentences of a document, no heading or passage in between."""
    document = one.reading.passage.document
    same = document == following.reading.passage.document
    return (
        same and one.end <= following.start and not document.text[one.end : following.start].strip()
    ) and document.section_at(one.start) == document.section_at(following.start)
