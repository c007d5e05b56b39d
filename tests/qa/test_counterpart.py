"""Two versions of a sentence with different values are told from two sentences."""

from collections.abc import Callable

import pytest

from corpus import Document, Passage
from index import Hit
from qa.counterpart import counterparts
from qa.features import Candidate, candidates_of
from qa.reader import Reading, Span

DocumentOf = Callable[..., Document]
BUILT = "The lighthouse of Lisse was built in 1874 by the harbour board."


def read(document: Document, words: str, score: float = 4.0) -> Reading:
    start = document.text.index(words)
    span = Span(start=start, end=start + len(words), score=score)
    passage = Passage(document=document, start=0, end=len(document.text))
    return Reading(passage=passage, spans=(span,), null_score=0.0)


def in_place(here: Reading, there: Document) -> list[str]:
    passage = Passage(document=there, start=0, end=len(there.text))
    return [there.text[start:end] for start, end in counterparts(here, here.spans[0], passage)]


@pytest.mark.parametrize(
    ("other", "values"),
    [
        ("The lighthouse of Lisse was built in 1902 by the harbour board.", ["1902"]),
        ("Fish is sold there. The lighthouse of Lisse was constructed in 1902 by the harbour board.", ["1902"]),
        ("The lighthouse of Lisse was built in May 1902 by the harbour board.", ["May 1902"]),
        ("The lighthouse of Lisse was built in a 1902 by harbour board.", ["1902"]),
        ("The old lighthouse of Lisse was built in 1802 by the harbour board.", []),
        (f"{BUILT} So they say.", ["1874"]),
        ("The lighthouse of Orme was built in 1902 by the harbour board.", []),
        ("The lighthouse of Lisse was built in 1902 by the Orme harbour board.", []),
        ("In 1902 the board sold its boats.", []),
    ],
)
def test_what_stands_in_the_place_of_a_value(other: str, values: list[str], document_of: DocumentOf) -> None:
    assert in_place(read(document_of(BUILT), "1874"), document_of(other, title="Other")) == values


@pytest.mark.parametrize(
    ("value", "other", "values"),
    [
        ("nine", "Its 10 Czech teams play in 10 towns, as Czech teams do.", ["10"]),
        ("Czech teams", "Its nine Latin teams play in nine towns, as Latin teams do.", ["Latin teams"]),
        ("nine", "Its 10 Czech teams play in 12 towns, as Czech teams do.", []),
    ],
    ids=["twice", "in a phrase", "two values"],
)
def test_a_value_that_stands_twice_is_one_value(
    value: str, other: str, values: list[str], document_of: DocumentOf
) -> None:
    one = document_of("Its nine Czech teams play in nine towns, as Czech teams do.")
    assert in_place(read(one, value), document_of(other, title="Other")) == values


@pytest.mark.parametrize(("word", "values"), [("second", []), ("", []), ("initial", ["1902"])])
def test_what_tells_one_from_another(word: str, values: list[str], document_of: DocumentOf) -> None:
    one, other = (f"The {word} lighthouse was built in {year}." for word, year in (("first", 1874), (word, 1902)))
    assert in_place(read(document_of(one), "1874"), document_of(other, title="Other")) == values


def test_a_part_of_a_value_may_stand_elsewhere_in_the_sentence(document_of: DocumentOf) -> None:
    texts = [f"She is named in Luke {verse}, after the parable of Luke 10:25." for verse in ("10:38", "17:38")]
    one, other = (document_of(text, title=text) for text in texts)
    assert in_place(read(one, "Luke 10:38"), other) == ["Luke 17:38"]
    assert in_place(read(other, "Luke 17:38"), one) == ["Luke 10:38"]


def test_no_document_contradicts_itself(document_of: DocumentOf) -> None:
    document = document_of("It was built in 1874. It was built in 1902.")
    assert in_place(read(document, "1874"), document) == []


def candidates(readings: list[Reading], question: str = "When was the lighthouse built?") -> list[Candidate]:
    hits = [Hit(passage=one.passage, rank=at, score=0.5, dense=0.5, lexical=1.0) for at, one in enumerate(readings, 1)]
    return candidates_of(question, hits, readings)


@pytest.mark.parametrize("read_there", ["1902", "harbour board"])
def test_a_contradiction_is_no_rival(read_there: str, document_of: DocumentOf) -> None:
    inn = read(document_of("The inn opened its doors in 1811.", title="Inn"), "1811", 1.0)
    edited = read(document_of(BUILT.replace("1874", "1902"), title="Edited"), read_there)
    first, second = read(document_of(BUILT, title="Built"), "1874"), read(document_of(BUILT, title="Built"), "1874")
    alone, together = candidates([first, inn])[0], candidates([edited, second, inn])[1]
    assert alone.features == {**together.features, "agree": alone.features["agree"]}


def test_a_namesake_is_a_rival(document_of: DocumentOf) -> None:
    texts = {
        "Anna Berg": "She was born in 1874 in a small house.",
        "Ida Lund": "She was born in 1902 in a small house.",
    }
    readings = [read(document_of(text, title=name), text[16:20]) for name, text in texts.items()]
    rivals = [one.features["rival"] for one in candidates(readings, "When was Anna Berg born?")]
    assert rivals == [0.0, 6.0]
