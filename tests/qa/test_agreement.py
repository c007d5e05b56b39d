"""Copies, and how many documents say the same independently."""

from collections.abc import Callable

import pytest

from corpus import Document, Passage
from qa.agreement import Place, copies_of, independent_support, is_copy
from qa.reader import Reading, Span

LONG = "The lighthouse of Lisse was built in 1874 by the county, and its first keeper stayed for thirty years."


@pytest.fixture
def place_of(document_of: Callable[..., Document]) -> Callable[..., Place]:
    """A function that makes a place of a text and the words that answer."""

    def make(text: str, words: str, *, document: Document | None = None) -> Place:
        document = document or document_of(text)
        start = document.text.index(text)
        at = start + text.index(words)
        passage = Passage(document=document, start=start, end=start + len(text))
        span = Span(start=at, end=at + len(words), score=1.0)
        return Reading(passage=passage, spans=(span,), null_score=0.0), span

    return make


def test_documents_that_say_the_same_in_their_own_words_count(place_of: Callable[..., Place]) -> None:
    places = [
        place_of("It cost fifty-four thousand crowns.", "fifty-four thousand"),
        place_of("In all 54,000 crowns were paid for the pier.", "54,000"),
        place_of("They asked for 45,000 crowns at first.", "45,000"),
    ]
    assert independent_support(places) == [1, 1, 0]


def test_copies_count_once(place_of: Callable[..., Place]) -> None:
    copies = [place_of(LONG, "1874"), place_of(f"{LONG} ", "1874"), place_of(f"So: {LONG.lower()}", "1874")]
    assert independent_support(copies) == [0, 0, 0]
    other = place_of("Lamps burn on the tower, which dates from 1874.", "1874")
    assert independent_support([*copies, other]) == [1, 1, 1, 1]


def test_a_sentence_that_was_copied_counts_once(place_of: Callable[..., Place]) -> None:
    around = "Nothing else is known of it to those who came. The fish is good there, all the year round."
    assert independent_support([place_of(LONG, "1874"), place_of(f"{around} {LONG}", "1874")]) == [0, 0]


def test_a_document_counts_once(place_of: Callable[..., Place], document_of: Callable[..., Document]) -> None:
    document = document_of("It was built in 1874.\n\nThey opened it in 1874.")
    one = place_of("It was built in 1874.", "1874", document=document)
    two = place_of("They opened it in 1874.", "1874", document=document)
    other = place_of("The year 1874 saw it open.", "1874")
    assert independent_support([one, two]) == [0, 0]
    assert independent_support([one, two, other]) == [1, 1, 1]
    assert independent_support([]) == []


@pytest.mark.parametrize(
    ("other", "copied"),
    [
        (LONG, True),
        (LONG.upper(), True),
        (LONG.replace("thirty", "many"), True),
        (f"A note before it. {LONG}", True),
        (LONG.replace("1874", "1911"), False),
        (LONG.replace("Lisse", "Orme"), False),
        ("The lighthouse was built in 1874.", False),
        (f"{LONG} {'Nothing of the kind was written there. ' * 9}", False),
        ("", False),
    ],
)
def test_what_is_a_copy(other: str, copied: bool) -> None:
    assert is_copy(LONG, other) is is_copy(other, LONG) is copied


def test_copies_point_to_the_first(document_of: Callable[..., Document]) -> None:
    texts = ["A first text of its own.", LONG, f"{LONG} ", "Another one."]
    passages = [Passage(document=document_of(text), start=0, end=len(text)) for text in texts]
    assert copies_of(passages) == [0, 1, 1, 3]
