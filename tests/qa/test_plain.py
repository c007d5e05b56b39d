"""What the models are given of a question: quotation marks and a lacking question mark make no difference."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Passage
from qa import Assistant
from qa.plain import forms, plain
from qa.reader import Reading
from training.perturb import quoted

CLEAN = [
    "When was the treaty signed?",
    "when was the treaty signed",
    "Name the rivers of Lisse.",
    'Which pipe is 5" wide?',
    "What is Lisse's lighthouse called?",
    "Who said that it's the people's 'own' will?",
]


def noted_questions(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that the reader is given from now on, each once where it is given several times in a row."""
    asked: list[str] = []
    read = assistant.reader.read

    def noted(question: str, passages: Sequence[Passage]) -> list[Reading]:
        if asked[-1:] != [question]:
            asked.append(question)
        return read(question, passages)

    monkeypatch.setattr(assistant.reader, "read", noted)
    return asked


@pytest.mark.parametrize("question", CLEAN)
def test_a_clean_question_is_left_alone(question: str) -> None:
    assert plain(question) == question


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("When was the treaty signed", "When was the treaty signed?"),
        ("When was the treaty signed ??", "When was the treaty signed?"),
        ("Kingdom of Aksum founded,", "Kingdom of Aksum founded?"),
        ("harbour lighthouse keeper", "harbour lighthouse keeper?"),
        ("when was it “signed”", "when was it signed"),
        ('Who wrote "Ode to Joy"?', "Who wrote Ode to Joy?"),
        ("Was heißt «naïve» und „froh“?", "Was heißt naïve und froh?"),
        ("“Who signed it?”", "Who signed it?"),
    ],
)
def test_marks_are_put_right(typed: str, read: str) -> None:
    assert plain(typed) == read


@given(st.sampled_from(CLEAN), st.integers())
def test_words_in_quotation_marks_are_read_as_the_words(question: str, seed: int) -> None:
    assert plain(quoted(question, random.Random(seed))) == question


@given(st.text(max_size=60))
def test_no_word_changes(question: str) -> None:
    assert [c for c in plain(question) if c.isalnum()] == [c for c in question if c.isalnum()]
    assert plain(plain(question)) == plain(question) or '"' in question or "“" in question


@pytest.mark.parametrize("typed", ["When was the lighthouse built", "When was the “lighthouse” built?"])
def test_a_person_is_shown_what_was_typed(harbour: Assistant, typed: str) -> None:
    answer = harbour.ask(typed)
    assert (answer.text, answer.question, answer.asked) == ("1874", typed, "")


def test_exactly_reads_what_was_typed(harbour: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = noted_questions(harbour, monkeypatch)
    harbour.ask("When was the “lighthouse” built")
    harbour.ask("When was the “lighthouse” built", exactly=True)
    assert asked == ["When was the lighthouse built?", "When was the “lighthouse” built"]


@pytest.mark.parametrize("question", [*CLEAN, "lighthouse of Lisse was built in", "Explain the rule"])
def test_what_asks_or_tells_something_is_read_once(question: str) -> None:
    assert forms(question) == (plain(question),)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("lighthouse Lisse built", ("lighthouse Lisse built?", "What is the lighthouse Lisse built?")),
        ("“NF-kB”", ("NF-kB?", "What is the NF-kB?")),
    ],
)
def test_keywords_are_read_as_a_question_as_well(typed: str, read: tuple[str, ...]) -> None:
    assert forms(typed) == read


def test_the_second_form_is_read_only_where_the_first_finds_nothing(
    harbour: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = noted_questions(harbour, monkeypatch)
    assert harbour.ask("the lighthouse built").text == "1874"
    assert asked == ["the lighthouse built?"]
    silent = harbour.ask("cheese exports Peru")
    assert silent.abstained
    assert (silent.question, silent.asked) == ("cheese exports Peru", "")
    assert asked[1:] == ["cheese exports Peru?", "What is the cheese exports Peru?"]


def test_what_only_the_second_form_finds_is_the_answer(harbour: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    read = harbour.reader.read

    def hesitant(question: str, passages: Sequence[Passage]) -> list[Reading]:
        return read(question if question.startswith("What is") else "Who sold the moon?", passages)

    monkeypatch.setattr(harbour.reader, "read", hesitant)
    answer = harbour.ask("lighthouse built")
    assert (answer.text, answer.question, answer.kind) == ("1874", "lighthouse built", "fact")
