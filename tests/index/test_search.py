"""A search against the plain sum of all scores: which passages, in which order, with which scores."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Draft, Passage, Source
from corpus.errors import StoreForeign
from index.dense import DenseIndex
from index.encoder import words_to_embed
from index.fuse import WEIGHT_OF_WORDS, fuse
from index.hash_encoder import HashEncoder
from index.lexical import LexicalIndex, best_of, terms_of
from index.retriever import Retriever
from index.store import Store
from index.texts import Documents, Head, Passages, data_of
from index.update import add

ENCODER = HashEncoder(dimension=16)
VOCABULARY = "ferry boat crossed sound county bought pier oak lamp night".split()
SENTENCES = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=6).map(" ".join)
QUESTIONS = st.lists(st.sampled_from([*VOCABULARY, "unknown", "the"]), min_size=1, max_size=4).map(" ".join)


def store_of(texts: list[list[str]]) -> Store:
    """A store in memory: a document a list, a passage a text."""
    documents, passages = [], []
    for number, parts in enumerate(texts):
        source = Source(uri=f"/{number}", sha256="", title=f"T{number}", kind="text", added="")
        document = Document.build(Draft(text=f"{number}\n\n" + "\n\n".join(parts)), source)
        documents.append(document)
        at = len(str(number)) + 2
        for part in parts:
            passages.append(Passage(document=document, start=at, end=at + len(part)))
            at += len(part) + 2
    words = [words_to_embed(passage) for passage in passages]
    lines = [json.dumps(data_of(document)).encode() for document in documents]
    starts, heads = np.cumsum([0, *map(len, lines)]), tuple(map(Head.of, documents))
    numbers = {document.id: number for number, document in enumerate(documents)}
    rows = np.array([(numbers[p.document.id], p.start, p.end) for p in passages], dtype=np.int64)
    generation: Any = SimpleNamespace(
        passages=Passages(Documents(b"".join(lines), starts, lambda: heads), rows.reshape(-1, 3)),
        dense=DenseIndex.build(ENCODER.encode_documents(words)),
        lexical=LexicalIndex.build(words),
    )
    return Store(path=Path("memory"), generation=generation)


def by_hand(
    store: Store, question: str, k: int, allowed: frozenset[str] | None
) -> list[tuple[Passage, float, float, float]]:
    """Every passage scored, the best `k`: passage, fused score, cosine, BM25."""
    passages = store.generation.passages
    texts = [words_to_embed(passage) for passage in passages]
    cosines = ENCODER.encode_documents(texts) @ ENCODER.encode_query(question)
    lexical = store.generation.lexical.scores(terms_of(question))
    rows = [i for i, passage in enumerate(passages) if allowed is None or passage.document.id in allowed]
    highest = max([float(lexical[i]) for i in rows], default=0.0) or 1.0
    fused = {i: (1 - WEIGHT_OF_WORDS) * cosines[i] + WEIGHT_OF_WORDS * lexical[i] / highest for i in rows}
    best = sorted(rows, key=lambda i: (-round(float(fused[i]), 6), i))[:k]
    return [(passages[i], float(fused[i]), float(cosines[i]), float(lexical[i])) for i in best]


@given(
    st.lists(st.lists(SENTENCES, min_size=1, max_size=6), min_size=1, max_size=6),
    QUESTIONS,
    st.integers(1, 20),
    st.data(),
)
@settings(max_examples=150)
def test_hits_are_those_of_the_plain_sum(texts: list[list[str]], question: str, k: int, data: st.DataObject) -> None:
    store = store_of(texts)
    ids = sorted({passage.document.id for passage in store.generation.passages})
    allowed = data.draw(st.none() | st.frozensets(st.sampled_from([*ids, "unknown"])))
    hits = store.search(ENCODER.encode_query(question), terms_of(question), k, allowed)
    expected = by_hand(store, question, k, allowed)
    assert len(hits) == len(expected)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(one.score >= other.score - 1e-6 for one, other in itertools.pairwise(hits))
    for hit, (_, score, _, _) in zip(hits, expected, strict=True):
        assert hit.score == pytest.approx(score, abs=1e-5)
    values = {(passage.document, passage.start): rest for passage, *rest in by_hand(store, question, 99, allowed)}
    for hit in hits:  # each hit's scores are its own passage's, whatever its place among ties
        assert [hit.score, hit.dense, hit.lexical] == pytest.approx(
            values[hit.passage.document, hit.passage.start], abs=1e-5
        )


@given(st.integers(1, 30), st.integers(1, 40))
@settings(max_examples=20)
def test_equal_passages_come_in_their_order(count: int, k: int) -> None:
    store = store_of([["the same words"] * count])
    hits = store.search(ENCODER.encode_query("same words"), terms_of("same words"), k)
    starts = [passage.start for passage in store.generation.passages]
    assert [hit.passage.start for hit in hits] == starts[:k]


def test_more_equal_passages_than_candidates_come_in_their_order_too() -> None:
    store = store_of([["the same words"] * 300])
    hits = store.search(ENCODER.encode_query("same"), terms_of("same"), 5)
    assert [hit.passage.start for hit in hits] == [3 + 16 * i for i in range(5)]


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), max_size=60), st.integers(1, 70), st.integers(0, 9))
def test_the_best_scores_come_first_and_of_equals_the_earlier(scores: list[float], k: int, first: int) -> None:
    rows = [first + 2 * at for at in range(len(scores))]
    expected = sorted(rows, key=lambda row: (-scores[(row - first) // 2], row))[:k]
    assert best_of(np.array(scores, dtype=np.float32), np.array(rows, dtype=np.int64), k).tolist() == expected


def test_no_passages_none_asked_for_none_allowed() -> None:
    store = store_of([["the same words"]])
    vector = ENCODER.encode_query("same")
    assert store.search(vector, ["same"], 0) == []
    assert store.search(vector, ["same"], 5, []) == []
    assert store.search(vector, ["same"], 5, ["unknown"]) == []
    assert len(store.search(vector, [], 5)) == 1


@given(st.integers(0, 99), st.integers(0, 9))
def test_the_fused_score_is_the_weighted_mean_of_cosine_and_relative_bm25(seed: int, count: int) -> None:
    numbers = np.random.default_rng(seed)
    dense = numbers.uniform(-1, 1, count).astype(np.float32)
    lexical = numbers.choice([0.0, 0.5, 2.0, 9.0], count).astype(np.float32)
    highest = max([*lexical.tolist(), 1e-9])
    weight = WEIGHT_OF_WORDS
    expected = [(1 - weight) * d + weight * w / highest for d, w in zip(dense.tolist(), lexical.tolist(), strict=True)]
    np.testing.assert_allclose(fuse(dense, lexical), expected, rtol=1e-5, atol=1e-6)
    assert 0 < weight < 1


def test_a_retriever_finds_by_words_and_within_documents(
    store: Path, ferry: Path, pier: Path, encoder: Any, write: Callable[[str, str], Path]
) -> None:
    add(store, [ferry, pier], encoder=encoder)
    opened = Store.open(store)
    retriever = Retriever(encoder=encoder, store=opened)
    hit = retriever.search("Who bought the boats in 1954?", 3)[0]
    assert hit.passage.text == "The county bought them in 1954."
    assert hit.passage.headings == ("The Ferry", "Owners")
    hits = retriever.search("Who bought the boats in 1954?", 3, opened.select(["The Pier"]))
    assert {hit.passage.document.title for hit in hits} == {"The Pier"}


def test_a_retriever_refuses_another_encoder(store: Path, ferry: Path, encoder: Any) -> None:
    add(store, [ferry], encoder=encoder)
    with pytest.raises(StoreForeign, match=r"dimension 256 there, 16 here") as caught:
        Retriever(encoder=ENCODER, store=Store.open(store))
    assert f"python -m index rebuild --store {store} --encoder hash" in caught.value.hint
