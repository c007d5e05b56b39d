"""Two versions of a sentence with different values are told from two sentences."""

from collections.abc import Callable

import pytest

from corpus import Document, Passage
from index import Hit
from qa.counterpart import are_counterparts
from qa.features import candidates_of
from qa.reader import Reading, Span

DocumentOf = Callable[..., Document]


def read(document: Document, words: str, score: float = 4.0) -> tuple[Reading, Span]:
    start = document.text.index(words)
    span = Span(start=start, end=start + len(words), score=score)
    passage = Passage(document=document, start=0, end=len(document.text))
    return Reading(passage=passage, spans=(span,), null_score=0.0), span


@pytest.mark.parametrize(
    ("other", "value", "are"),
    [
        ("The lighthouse of Lisse was built in 1902 by the harbour board.", "1902", True),
        ("The lighthouse of Lisse was constructed in 1902 by the harbour board.", "1902", True),
        ("The lighthouse of Lisse was built in 1902 by the harbour board.", "harbour board", False),
        ("The lighthouse of Orme was built in 1902 by the harbour board.", "1902", False),
        ("In 1902 the board sold its boats.", "1902", False),
    ],
)
def test_the_same_sentence_with_another_value(other: str, value: str, *, are: bool, document_of: DocumentOf) -> None:
    here = read(document_of("The lighthouse of Lisse was built in 1874 by the harbour board."), "1874")
    assert are_counterparts(here, read(document_of(other, title="Other"), value)) is are


def test_no_document_contradicts_itself(document_of: DocumentOf) -> None:
    text = "It was built in 1874. It was built in 1902."
    document = document_of(text)
    assert not are_counterparts(read(document, "1874"), read(document, "1902"))


def test_a_contradiction_is_no_rival(document_of: DocumentOf) -> None:
    texts = {
        "1874": "The lighthouse of Lisse was built in 1874 by the harbour board.",
        "1902": "The lighthouse of Lisse was built in 1902 by the harbour board.",
        "1811": "The inn opened its doors in 1811.",
    }
    readings = [
        read(document_of(text, title=value), value, score)[0]
        for (value, text), score in zip(texts.items(), (4.0, 4.0, 1.0), strict=True)
    ]
    hits = [Hit(passage=one.passage, rank=at, score=0.5, dense=0.5, lexical=1.0) for at, one in enumerate(readings, 1)]
    rivals = [one.features["rival"] for one in candidates_of("When was the lighthouse built?", hits, readings)]
    assert rivals == [3.0, 3.0, -3.0]
