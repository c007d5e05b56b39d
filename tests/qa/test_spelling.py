"""Misspelt words are put right by the documents' words and the reader's; names and known words stay."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.word_index import WordIndex
from qa.answer import Correction
from qa.spelling import corrected
from training.perturb import misspelt

TEXTS = [
    "The security treaty was revised in 1960.",
    "Kubernetes clusters reconcile their state.",
    "The lighthouse of Lisse; Peterson kept it.",
]


@pytest.fixture(scope="module")
def texts_with() -> Callable[[str], int]:
    return WordIndex.build(TEXTS).texts_with


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("When was the secuirty treaty revised?", "When was the security treaty revised?"),
        ("When was the treay revized?", "When was the treaty revised?"),
        ("Waht is the populaton?", "What is the population?"),
        ("which kubernetis clusters", "which kubernetes clusters"),
        ("Where is Lisse and its lighthose?", "Where is Lisse and its lighthouse?"),
        ("Who is Petesron?", "Who is Peterson?"),
        ("WHICH TRAETY?", "WHICH TREATY?"),
    ],
)
def test_typing_errors_are_put_right(typed: str, meant: str, texts_with: Callable[[str], int]) -> None:
    text, corrections = corrected(typed, texts_with)
    assert text == meant
    assert corrections


@pytest.mark.parametrize(
    "typed",
    [
        "When was the security treaty revised?",
        "Who is Petersson?",  # another person, it may be
        "Does Lise keep it?",
        "Who reconciles clusters?",  # a form of a word of the documents
        "What do the docs say?",  # short, and near to too many
        "Is falconry allowed?",
        "Write to treay@example.org about x-treay and treay.txt",
        "What does 安保 mean?",
        "traités",
    ],
)
def test_everything_else_stays(typed: str, texts_with: Callable[[str], int]) -> None:
    assert corrected(typed, texts_with) == (typed, ())


def test_it_says_what_was_taken_for_what(texts_with: Callable[[str], int]) -> None:
    _, corrections = corrected("treay, treay and secuirty", texts_with)
    assert corrections == (
        Correction(typed="treay", meant="treaty"),
        Correction(typed="secuirty", meant="security"),
    )


@given(st.integers())
def test_most_typing_errors_in_words_of_the_documents_are_undone(seed: int) -> None:
    """Of twenty errors at least twelve: some make other words, and some could have been made of two words."""
    rng, index = random.Random(seed), WordIndex.build(TEXTS)
    words = ["security", "treaty", "revised", "clusters", "reconcile", "lighthouse"]
    right = 0
    for number in range(20):
        word = words[number % len(words)]
        right += corrected(misspelt(word, rng), index.texts_with)[0] == word
    assert right >= 12


@given(st.text(max_size=80))
def test_what_is_no_word_is_never_touched(typed: str) -> None:
    text, corrections = corrected(typed, lambda _: 0)
    assert [c for c in text if not c.isalpha()] == [c for c in typed if not c.isalpha()]
    assert bool(corrections) == (text != typed)
