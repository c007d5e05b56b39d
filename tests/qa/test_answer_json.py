"""Answers as data: what is derived, the round trip, and that nothing malformed is read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import AnswerError
from qa import Answer, Citation, Considered, DocumentRef, Part, Searched, Word
from qa.answer import path_of

DERIVED = ("text", "confidence", "abstained")
REF = DocumentRef(id="ab" * 32, title="Notes", uri="/notes.txt", kind="text")
CITATION = Citation(
    document=REF, start=4, end=8, quote="1951", sentence="In 1951.", sentence_start=1, headings=("A", "B"), pages=(1, 2)
)
PASSAGE = Considered(
    document=REF,
    start=1,
    end=9,
    text="In 1951.",
    headings=("A",),
    pages=(1,),
    score=0.5,
    dense=0.25,
    lexical=2.0,
    lacks=("word",),
)
FOUND = (Word(word="word", forms=(), passages=0), Word(word="year", forms=("years", "year"), passages=2))
ANSWER = Answer(
    question="When?",
    kind="fact",
    parts=(Part(citations=(CITATION, replace(CITATION, start=5, quote="951")), confidence=0.75),),
    searched=Searched(documents=1, passages=2, words=FOUND, considered=(PASSAGE,), best=0.75),
    generation="000001-abcdefabcdef",
)
NONE = replace(ANSWER, kind="none", parts=(), searched=replace(ANSWER.searched, best=0.25))


def paths_in(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in JSON data."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from paths_in(value, (*path, key))


PATHS = [path for path in paths_in(ANSWER.to_json()) if path[0] not in DERIVED and path[:2] != ("searched", "missing")]


def test_what_is_derived_of_an_answer() -> None:
    assert (ANSWER.text, ANSWER.confidence, ANSWER.abstained) == ("1951", 0.75, False)
    assert ANSWER.citations == ANSWER.parts[0].citations
    assert CITATION.in_sentence == ("In ", "1951", ".")


def test_what_is_missing_is_derived_and_written() -> None:
    assert ANSWER.searched.missing == ("word",)
    assert ANSWER.to_json()["searched"]["missing"] == ["word"]
    data = ANSWER.to_json()
    data["searched"]["missing"] = ["year"]  # not believed
    assert Answer.from_json(data) == ANSWER


def test_what_is_derived_of_no_answer() -> None:
    assert (NONE.text, NONE.confidence, NONE.abstained, NONE.citations) == ("", 0.25, True, ())


def test_a_list_has_a_line_an_item_and_is_as_sure_as_its_least_sure_item() -> None:
    other = Part(citations=(replace(CITATION, quote="1960"),), confidence=0.5)
    answer = replace(ANSWER, kind="list", parts=(*ANSWER.parts, other))
    assert (answer.text, answer.confidence, len(answer.citations)) == ("1951\n1960", 0.5, 3)


@pytest.mark.parametrize("answer", [ANSWER, NONE], ids=["fact", "none"])
def test_the_round_trip(answer: Answer) -> None:
    data = answer.to_json()
    assert data["version"] == 4
    assert {name: data[name] for name in DERIVED} == {name: getattr(answer, name) for name in DERIVED}
    assert Answer.from_json(data) == answer
    assert Answer.from_json(json.dumps(data)) == answer
    assert json.loads(json.dumps(data)) == data  # lists and dictionaries only


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SCORES = st.floats(allow_nan=False, allow_infinity=False)
REFS = st.builds(DocumentRef, id=WORDS, title=WORDS, uri=WORDS, kind=WORDS)
PLACES = {
    "document": REFS,
    "start": st.integers(),
    "end": st.integers(),
    "headings": st.lists(WORDS, max_size=3).map(tuple),
    "pages": st.lists(st.integers(), max_size=3).map(tuple),
}
CITATIONS = st.builds(Citation, **PLACES, quote=WORDS, sentence=WORDS, sentence_start=st.integers())
PASSAGES = st.builds(
    Considered,
    **PLACES,
    text=WORDS,
    score=SCORES,
    dense=SCORES,
    lexical=SCORES,
    lacks=st.lists(WORDS, max_size=2).map(tuple),
)
ANSWERS = st.builds(
    Answer,
    question=WORDS,
    kind=st.sampled_from(["fact", "sentences", "list", "conflict"]),
    parts=st.lists(
        st.builds(Part, citations=st.lists(CITATIONS, min_size=1, max_size=2).map(tuple), confidence=SCORES), max_size=2
    ).map(tuple),
    searched=st.builds(
        Searched,
        documents=st.integers(),
        passages=st.integers(),
        words=st.lists(
            st.builds(Word, word=WORDS, forms=st.lists(WORDS, max_size=2).map(tuple), passages=st.integers()),
            max_size=2,
        ).map(tuple),
        considered=st.lists(PASSAGES, max_size=2).map(tuple),
        best=SCORES,
    ),
    generation=WORDS,
)


@settings(deadline=None, max_examples=100)
@given(answer=ANSWERS)
def test_the_round_trip_of_any_answer(answer: Answer) -> None:
    assert Answer.from_json(json.dumps(answer.to_json(), allow_nan=False)) == answer


def test_whole_numbers_are_numbers() -> None:
    """JavaScript writes 1.0 as 1."""
    data = ANSWER.to_json()
    data["parts"][0]["confidence"] = 1
    read = Answer.from_json(data)
    assert read.confidence == 1.0
    assert isinstance(read.confidence, float)


def test_derived_values_are_not_believed() -> None:
    assert Answer.from_json({**ANSWER.to_json(), "text": "1776", "confidence": 1.0, "abstained": True}) == ANSWER


def holder_of(data: Any, path: tuple[Any, ...]) -> Any:
    """What holds the value at a path."""
    for key in path[:-1]:
        data = data[key]
    return data


@pytest.mark.parametrize("path", [path for path in PATHS if isinstance(path[-1], str)], ids=str)
def test_a_missing_value_is_an_error(path: tuple[Any, ...]) -> None:
    data = ANSWER.to_json()
    del holder_of(data, path)[path[-1]]
    with pytest.raises(AnswerError, match=path[-1]):
        Answer.from_json(data)


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_a_value_of_another_type_is_an_error(path: tuple[Any, ...]) -> None:
    right = type(holder_of(ANSWER.to_json(), path)[path[-1]])
    wrong = [value for value in (None, True, {}, [[]], "x", -1.5) if type(value) is not right]
    if path[-1] == "confidence":  # may be unknown
        wrong.remove(None)
    for value in wrong if path != ("version",) else [None, {}, "1", 1.5]:
        data = ANSWER.to_json()
        holder_of(data, path)[path[-1]] = value
        with pytest.raises(AnswerError, match=r"Give what to_json made|Use the version"):
            Answer.from_json(data)


def test_a_confidence_that_was_not_measured_is_null() -> None:
    unknown = replace(ANSWER, parts=(replace(ANSWER.parts[0], confidence=None), *ANSWER.parts))
    assert unknown.confidence is None
    assert unknown.to_json()["confidence"] is unknown.to_json()["parts"][0]["confidence"] is None
    assert Answer.from_json(unknown.to_json()) == unknown


def test_a_part_without_a_citation_is_an_error() -> None:
    data = ANSWER.to_json()
    data["parts"][0]["citations"] = []
    with pytest.raises(AnswerError, match="no citation"):
        Answer.from_json(data)


def test_a_number_beyond_floats_is_an_error() -> None:
    data = ANSWER.to_json()
    data["parts"][0]["confidence"] = 10**400
    with pytest.raises(AnswerError, match="too large"):
        Answer.from_json(data)


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(AnswerError, match="'guess' is none of fact, sentences"):
        Answer.from_json({**ANSWER.to_json(), "kind": "guess"})


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        "{}",
        '{"version": 4}',
        "[" * 100_000,
        "1" * 5000,
        b"\xff",
        None,
        7,
        [],
        ["version"],
    ],
    ids=lambda garbage: repr(garbage)[:12],
)
def test_garbage_is_no_answer(garbage: Any) -> None:
    with pytest.raises(AnswerError) as caught:
        Answer.from_json(garbage)
    assert len(str(caught.value).splitlines()) == 1
    assert "to_json" in str(caught.value)


def test_another_version_is_named() -> None:
    with pytest.raises(AnswerError, match=r"version 1; 4 is known.*Use the version"):
        Answer.from_json({**ANSWER.to_json(), "version": 1})


@pytest.mark.parametrize(
    ("headings", "pages", "path"),
    [
        ((), (), "Notes"),
        (("Notes", "A"), (), "Notes › A"),
        (("A", "B"), (3,), "Notes › A › B, p. 3"),
        ((), (3, 4, 5), "Notes, pp. 3–5"),
    ],
)
def test_the_way_to_a_place(headings: tuple[str, ...], pages: tuple[int, ...], path: str) -> None:
    assert path_of(replace(CITATION, headings=headings, pages=pages)) == path
    assert path_of(replace(PASSAGE, headings=headings, pages=pages)) == path


def test_slides_and_rows_are_called_by_their_names() -> None:
    slides = replace(CITATION, document=replace(CITATION.document, kind="pptx"), headings=(), pages=(2, 3))
    assert path_of(slides) == f"{CITATION.document.title}, slides 2–3"
    row = replace(CITATION, headings=(), pages=(), places=("sheet Budget, row 12",))
    assert path_of(row) == f"{CITATION.document.title}, sheet Budget, row 12"
    rows = replace(
        PASSAGE, pages=(), headings=(), places=("sheet A", "sheet A, row 9", "sheet A, row 10", "sheet B, row 1")
    )
    assert path_of(rows) == f"{PASSAGE.document.title}, sheet A, sheet A, rows 9–10, sheet B, row 1"
