"""Stores of any size, made up around real passages, to measure large ones with.

Real passages and their vectors come from a store that is there. A store of no more passages is made of these, ten a
document, a larger one around them: a text is of words drawn from six passages, so that it is about something and holds
no sentence of theirs, and a vector lies between two real ones and is moved, so that no encoder is called a million
times. All else is made as always.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
    from numpy.typing import NDArray

    from index.encoder import Vectors

_FOUND = 4  # passages of a question that the smallest store holds, too
_TOGETHER = 10  # passages of a document
_MIXED = 6  # passages whose words are in a text that is made up
_MOVED = 0.5  # how far a vector that is made up is moved; the cosine with what it lies between is 0.89 on average


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
    words_by_text: Sequence[frozenset[tuple[str, str]]]  # words and their keys

    def lexical(self) -> LexicalIndex:
        """The index of the terms as they are known."""
        return LexicalIndex.of(self.terms_by_text)

    def words(self) -> WordIndex:
        """The index of the words as they are known."""
        return WordIndex.of(self.words_by_text)


def make(path: Path, real: Real, size: int) -> None:
    """Publish a store of `size` passages, the first of them real."""
    known = min(size, len(real.texts))
    mixed = np.random.default_rng(size).integers(len(real.texts), size=(size - known, _MIXED))
    bags = [*(text.split() for text in real.texts[:known]), *_bags(real.texts, mixed)]
    texts = [*real.texts[:known], *(" ".join(bag) for bag in bags[known:])]
    terms = {word: terms_of(word) for word in {word for bag in bags for word in bag}}
    words = {word: frozenset(words_in(word)) for word in terms}
    documents, passages = _documents(texts)
    contents = MadeUp(
        documents=documents,
        passages=passages,
        texts=texts,
        vectors=np.concatenate([real.vectors[:known], _vectors(real.vectors, mixed)]),
        encoder=real.fingerprint,
        splitting=Splitting(),
        terms_by_text=[[term for word in bag for term in terms[word]] for bag in bags],
        words_by_text=[frozenset().union(*(words[word] for word in bag)) for bag in bags],
    )
    with building(path):
        publish(path, contents, after=None)


def _bags(texts: Sequence[str], mixed: NDArray[np.int64]) -> Iterator[list[str]]:
    """For each row of `mixed` words of these texts, drawn one by one, as many as the first has, and one of its own."""
    draws, words = random.Random(7), [text.split() for text in texts]
    for number, row in enumerate(mixed.tolist()):
        drawn = [draws.choice(words[source]) for source in draws.choices(row, k=len(words[row[0]]))]
        yield [*drawn, f"n{number}."]


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


def _vectors(real: Vectors, mixed: NDArray[np.int64]) -> Vectors:
    """Vectors between the first two of each row, nearer to the first, moved by the difference of the next two.

    A difference of real ones leads where vectors lie; a random direction leads out of it, away from all others.
    """
    made = np.empty((len(mixed), real.shape[1]), dtype=np.float32)
    rng = np.random.default_rng(11)
    for at in range(0, len(mixed), 50_000):
        first, second, third, fourth = (real[mixed[at : at + 50_000, part]] for part in range(4))
        share = rng.uniform(0.5, 1, size=(len(first), 1)).astype(np.float32)
        moved = _unit(share * first + (1 - share) * second) + _MOVED * _unit(third - fourth)
        made[at : at + len(first)] = _unit(moved)
    return made


def _unit(vectors: Vectors) -> Vectors:
    scaled: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
    return scaled
