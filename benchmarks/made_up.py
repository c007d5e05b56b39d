"""Stores of any size, made up around real passages, to measure large ones with.

Real passages and their vectors come from a store that is there. A store of no more passages is made of these, ten a
document, a larger one around them: a text is the halves of two passages and a name of its own, a vector lies between
two real ones and is moved at random, so that no encoder is called a million times. All else is made as always.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus import Document, Draft, Passage, Source, Splitting
from index.encoder import Encoder
from index.generation import Contents
from index.lexical import LexicalIndex, terms_of
from index.publish import building, publish
from index.store import Store
from index.word_index import WordIndex
from index.words import words_in

if TYPE_CHECKING:
    from index.encoder import Vectors

_FOUND = 4  # passages of a question that the smallest store holds, too
_TOGETHER = 10  # passages of a document
_MOVED = 0.5  # length of the random part of a vector that is made up; the cosine with what it lies between is 0.89
Pairs = frozenset[tuple[str, str]]  # words and their keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Real:
    """Passages and questions, with their vectors."""

    texts: Sequence[str]
    vectors: Vectors
    questions: Sequence[str]
    asked: Vectors
    fingerprint: dict[str, str | int]

    @staticmethod
    def of(store: Store, questions: Sequence[str], encoder: Encoder) -> Real:
        """Passages of a store, each text once, in a seeded order; what is found for the questions comes first."""
        asked = np.stack([encoder.encode_query(question) for question in questions])
        passages = store.generation.passages
        rows = {passage.id: row for row, passage in enumerate(passages)}
        found = [
            rows[hit.passage.id]
            for vector, question in zip(asked, questions, strict=True)
            for hit in store.search(vector, terms_of(question), _FOUND)
        ]
        row_of: dict[str, int] = {}
        for row in [*found, *np.random.default_rng(7).permutation(len(rows)).tolist()]:
            row_of.setdefault(passages[row].text, row)
        texts, vectors = list(row_of), store.generation.dense.vectors_of(np.array(list(row_of.values())))
        fingerprint = dict(encoder.fingerprint)
        return Real(texts=texts, vectors=vectors, questions=questions, asked=asked, fingerprint=fingerprint)

    def save(self, file: Path) -> None:
        """Keep it, since encoding takes minutes."""
        words = json.dumps([self.texts, self.questions, self.fingerprint])
        np.savez(file, vectors=self.vectors, asked=self.asked, words=np.array(words))

    @staticmethod
    def load(file: Path) -> Real:
        """What `save` kept."""
        kept = np.load(file, allow_pickle=False)
        texts, questions, fingerprint = json.loads(str(kept["words"]))
        return Real(
            texts=texts, vectors=kept["vectors"], questions=questions, asked=kept["asked"], fingerprint=fingerprint
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp(Contents):
    """A generation whose texts are put together from parts, so that their words are known without looking at them."""

    terms_by_text: Sequence[Sequence[str]]
    words_by_text: Sequence[Pairs]

    def lexical(self) -> LexicalIndex:
        """The index of the terms as they are known."""
        return LexicalIndex.of(self.terms_by_text)

    def words(self) -> WordIndex:
        """The index of the words as they are known."""
        return WordIndex.of(self.words_by_text)


def make(path: Path, real: Real, size: int) -> None:
    """Publish a store of `size` passages, the first of them real."""
    rng = np.random.default_rng(size)
    first, second = _halves(real.texts)
    pairs = rng.integers(len(real.texts), size=(size, 2))
    known = min(size, len(real.texts))
    pairs[:known] = np.arange(known)[:, None]
    named = [("", []) if row < known else (f"\n\nNote {row}.", ["note", f"{row}"]) for row in range(size)]
    texts = [first[a][0] + second[b][0] + name for (a, b), (name, _) in zip(pairs.tolist(), named, strict=True)]
    documents, passages = _documents(texts)
    contents = MadeUp(
        documents=documents,
        passages=passages,
        texts=texts,
        vectors=_vectors(real.vectors, pairs, known, rng),
        encoder=real.fingerprint,
        splitting=Splitting(),
        terms_by_text=[
            [*first[a][1], *second[b][1], *terms] for (a, b), (_, terms) in zip(pairs.tolist(), named, strict=True)
        ],
        words_by_text=[
            first[a][2] | second[b][2] | frozenset(words_in(name))
            for (a, b), (name, _) in zip(pairs.tolist(), named, strict=True)
        ],
    )
    with building(path):
        publish(path, contents, after=None)


def _halves(texts: Sequence[str]) -> tuple[list[tuple[str, list[str], Pairs]], ...]:
    """The first and the second half of each text, cut at a space, with the terms and the words of each."""

    def parts(text: str) -> tuple[str, list[str], Pairs]:
        return text, terms_of(text), frozenset(words_in(text))

    cuts = [text.find(" ", len(text) // 2) % (len(text) + 1) for text in texts]  # at its end where there is none
    both = [(text[:cut], text[cut:]) for text, cut in zip(texts, cuts, strict=True)]
    return [parts(one) for one, _ in both], [parts(other) for _, other in both]


def _documents(texts: Sequence[str]) -> tuple[list[Document], list[Passage]]:
    documents, passages = [], []
    for at in range(0, len(texts), _TOGETHER):
        some = texts[at : at + _TOGETHER]
        source = Source(uri=f"made:{at}", sha256="", title=f"Volume {at // _TOGETHER}", kind="text", added="")
        document = Document.build(Draft(text="\n\n".join(some), title=source.title), source)
        start = 0
        for text in some:
            passages.append(Passage(document=document, start=start, end=start + len(text)))
            start += len(text) + 2
        documents.append(document)
    return documents, passages


def _vectors(real: Vectors, pairs: Any, known: int, rng: np.random.Generator) -> Vectors:
    """The real vectors, then some between the two of a pair, nearer to the first, and moved."""
    made = np.empty((len(pairs), real.shape[1]), dtype=np.float32)
    made[:known] = real[:known]
    for at in range(known, len(pairs), 50_000):
        some = pairs[at : at + 50_000]
        share = rng.uniform(0.5, 1, size=(len(some), 1)).astype(np.float32)
        between = share * real[some[:, 0]] + (1 - share) * real[some[:, 1]]
        between /= np.linalg.norm(between, axis=1, keepdims=True)
        between += rng.standard_normal(between.shape, dtype=np.float32) * (_MOVED / real.shape[1] ** 0.5)
        made[at : at + len(some)] = between / np.linalg.norm(between, axis=1, keepdims=True)
    return made
