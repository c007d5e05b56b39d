"""BM25 against its formula, and words against a plain scan."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import STOP_WORDS, LexicalIndex, terms_of, words_of

VOCABULARY = "ferry boats crossed the sound in 1887 U.S. county's bought 54,000 naïve 日本 of oak O'Neill e.g.".split()
TEXTS = st.lists(st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join), min_size=1, max_size=20)


def bm25(texts: list[str], terms: list[str], k1: float = 1.5, b: float = 0.75) -> list[float]:
    """Lucene's variant (Kamphuis et al. 2020, "Which BM25 Do You Mean?"), term by term, text by text."""
    documents = [terms_of(text) for text in texts]
    mean = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in terms:
            holding = sum(term in other for other in documents)
            if holding and term in document:
                idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
                count = document.count(term)
                score += idf * count / (count + k1 * (1 - b + b * len(document) / mean))
        scores.append(score)
    return scores


@given(TEXTS, st.lists(st.sampled_from([*VOCABULARY, "unknown"]), max_size=6))
def test_scores_are_those_of_the_formula(texts: list[str], words: list[str]) -> None:
    terms = terms_of(" ".join(words))
    found = LexicalIndex.build(texts).scores(terms)
    assert found.dtype == np.float32
    assert found.shape == (len(texts),)
    np.testing.assert_allclose(found, bm25(texts, terms), rtol=1e-5, atol=1e-6)


@given(TEXTS, st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=6))
def test_they_are_those_that_bm25s_gives(texts: list[str], words: list[str]) -> None:
    import bm25s

    terms = [terms_of(text) for text in texts]
    if any(terms):
        plain = bm25s.BM25()
        plain.index(terms, show_progress=False)
        known = [term for term in terms_of(" ".join(words)) if term in plain.vocab_dict]
        expected = plain.get_scores(known) if known else np.zeros(len(texts))
        np.testing.assert_allclose(LexicalIndex.build(texts).scores(known), expected, rtol=1e-6)


@given(TEXTS, st.lists(st.sampled_from([*VOCABULARY, "unknown"]), max_size=6), st.integers(1, 25), st.data())
def test_the_best_are_those_that_all_scores_put_first(
    texts: list[str], words: list[str], k: int, data: st.DataObject
) -> None:
    """Whatever columns of frequent words are left out, and whichever texts may be found."""
    index, terms = LexicalIndex.build(texts), terms_of(" ".join(words))
    allowed = data.draw(st.none() | st.sets(st.integers(0, len(texts) - 1)))
    scores = index.scores(terms)
    chosen = range(len(texts)) if allowed is None else sorted(allowed)
    expected = sorted((row for row in chosen if scores[row] > 0), key=lambda row: (-scores[row], row))[:k]
    found = index.best(terms, k, None if allowed is None else np.array(sorted(allowed), dtype=np.int64))
    assert found.tolist() == expected


def test_frequent_words_are_added_up_only_for_texts_that_may_be_among_the_best() -> None:
    """All texts hold one word and ten the rare one: these are the best ten, whatever is added to others."""
    texts = [f"night {'lamp ' * (row % 3)}{'ferry ' * (row % 100 == 7)}boat{row}" for row in range(1000)]
    index, terms = LexicalIndex.build(texts), ["night", "ferri", "lamp"]
    scores = index.scores(terms)
    for k in (1, 5, 10, 11, 200):
        expected = sorted(np.flatnonzero(scores).tolist(), key=lambda row: (-scores[row], row))[:k]
        assert index.best(terms, k).tolist() == expected


@given(TEXTS, st.lists(st.sampled_from([*VOCABULARY, "unknown"]), max_size=6), st.data())
def test_scores_of_some_texts_are_those_among_all(texts: list[str], words: list[str], data: st.DataObject) -> None:
    index, terms = LexicalIndex.build(texts), terms_of(" ".join(words))
    wanted = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1))), dtype=np.int64)
    np.testing.assert_array_equal(index.scores_of(terms, wanted), index.scores(terms)[wanted])


@given(TEXTS)
def test_saved_and_loaded_it_gives_the_same_scores(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    built = LexicalIndex.build(texts)
    built.save(folder)
    loaded = LexicalIndex.load(folder, len(texts))
    for word in VOCABULARY:
        np.testing.assert_array_equal(loaded.scores(terms_of(word)), built.scores(terms_of(word)))


@given(TEXTS)
def test_a_score_is_above_zero_exactly_where_the_term_occurs(texts: list[str]) -> None:
    index = LexicalIndex.build(texts)
    for term in terms_of(" ".join(VOCABULARY)):
        assert ((index.scores([term]) > 0) == [term in terms_of(text) for text in texts]).all()


@pytest.mark.parametrize("texts", [[], [""], ["the of in", "?!"]])
def test_an_index_without_terms(tmp_path: Path, texts: list[str]) -> None:
    built = LexicalIndex.build(texts)
    built.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical", len(texts))
    for index in (built, loaded, LexicalIndex.load(tmp_path / "not-copied", len(texts))):
        assert index.scores(["ferri"]).tolist() == [0.0] * len(texts)
    assert built.scores([]).shape == (len(texts),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("O'Neill’s", "oneill"),
        ("alliances", "Alliance"),
        ("signed", "signing"),
        ("county's", "county"),
        ("NATO", "nato"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert terms_of(one) == terms_of(other)
    assert len(terms_of(one)) == 1


def test_words_are_kept_as_written_with_their_stems() -> None:
    assert words_of("When did the U.S. forces' bases open?") == [
        ("U.S", "us"),
        ("forces", "forc"),
        ("bases", "base"),
        ("open", "open"),
    ]
    assert terms_of("About $1.7 billion in 54,000 cases") == ["17", "billion", "54", "000", "case"]
    assert terms_of("Who is it? What was that?") == []
    assert terms_of("") == []


@pytest.mark.parametrize("text", ["U.S.", "the US", "U.S.’s", "US's", "a U.S.-led force", "(U.S.)"])
def test_the_country_is_not_the_pronoun(text: str) -> None:
    assert "us" in terms_of(text)
    assert "us" not in terms_of("Tell us, and Us.")


def test_stop_words_are_bare_words() -> None:
    assert all(word == word.lower() and word.isalpha() for word in STOP_WORDS)


def test_a_stop_word_stays_one_whatever_its_letters_and_marks() -> None:
    assert terms_of("THE It's the’s") == []
