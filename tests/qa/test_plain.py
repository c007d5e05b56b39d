"""What the models are given of a question: quotation marks and a lacking question mark make no difference."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Passage
from qa import Assistant
from qa.plain import plain
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
    asked: list[str] = []
    read = harbour.reader.read

    def noted(question: str, passages: Sequence[Passage]) -> list[Reading]:
        asked.append(question)
        return read(question, passages)

    monkeypatch.setattr(harbour.reader, "read", noted)
    harbour.ask("When was the “lighthouse” built")
    harbour.ask("When was the “lighthouse” built", exactly=True)
    assert list(dict.fromkeys(asked)) == ["When was the lighthouse built?", "When was the “lighthouse” built"]
