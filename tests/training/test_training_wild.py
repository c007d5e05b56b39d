"""Questions as people type them, and what is lost by it."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add
from qa import Assistant
from qa.evaluation.askers import Pincite
from qa.evaluation.questions import Question
from qa.policy import FEATURES, Policy
from qa.question import LONGEST
from qa.reader.word_reader import WordReader
from training.perturb import KINDS, Kind, beside, keywords, misspelt, perturbed, quoted
from training.wild import table

QUESTIONS = [
    Question(question="When was the lighthouse of Lisse built?", answers=("1874",), id="a"),
    Question(question="What does the ferry to Orme cost?", answers=("12",)),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_is_the_same_every_time_and_keeps_the_key(kind: Kind) -> None:
    once = perturbed(QUESTIONS, kind)
    assert once == perturbed(QUESTIONS, kind)
    assert [question.id for question in once] == ["a", QUESTIONS[1].question]
    assert all(new.question != old.question for new, old in zip(once, QUESTIONS, strict=True))
    assert all(set(old.answers) <= set(new.answers) for new, old in zip(once, QUESTIONS, strict=True))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("lower case", "when was the lighthouse of lisse built?"),
        ("no question mark", "When was the lighthouse of Lisse built"),
        ("keywords", "lighthouse Lisse built"),
    ],
)
def test_forms_without_chance(kind: Kind, text: str) -> None:
    assert perturbed(QUESTIONS, kind)[0].question == text


def test_of_two_questions_either_may_be_answered() -> None:
    first, second = perturbed(QUESTIONS, "two questions")
    assert first.answers == ("1874", "12")
    assert second.answers == ("12", "1874")
    assert all(one.question in first.question for one in QUESTIONS)


def test_a_long_question_holds_the_short_one_and_can_be_asked() -> None:
    (one,) = perturbed([Question(question=f"Who {'x' * 300}?", answers=())], "too long")
    assert f"Who {'x' * 300}?" in one.question
    assert len(one.question) <= LONGEST


@given(text=st.text(st.sampled_from("abcdeE zq'1?"), max_size=60), seed=st.integers(0, 999))
def test_misspelling_changes_a_letter_or_two_of_long_words(text: str, seed: int) -> None:
    new = misspelt(text, random.Random(seed))
    assert abs(len(new) - len(text)) <= 2
    assert [word[:1] for word in new.split()] == [word[:1] for word in text.split()]
    if all(len(word) < 4 for word in text.split()):
        assert new == text


@given(seed=st.integers(0, 999))
def test_a_misspelt_word_is_another(seed: int) -> None:
    assert misspelt("balloon", random.Random(seed)) != "balloon"


def test_keys_stand_side_by_side() -> None:
    assert (beside("q"), beside("M"), beside("p")) == ("w", "N", "o")
    assert keywords("What is it?") == "What is it?"


@given(seed=st.integers(0, 99))
def test_quoting_adds_marks_alone(seed: int) -> None:
    text = "When was the lighthouse of Lisse built?"
    new = quoted(text, random.Random(seed))
    assert new.replace("“", "").replace("”", "") == text
    assert new.index("“") + 1 < new.index("”")


def test_the_loss_of_each_form_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "harbour.txt").write_text(
        "The lighthouse of Lisse was built in 1874. The ferry to Orme costs 12 crowns."
    )
    add(tmp_path / "store", [tmp_path / "harbour.txt"], encoder=HashEncoder())
    policy = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES})
    store = Store.open(tmp_path / "store")
    asker = Pincite(Assistant(store, encoder=HashEncoder(), reader=WordReader(), policy=policy))
    make: Callable[[], str] = lambda: table(asker, store, QUESTIONS, tmp_path / "wild")  # noqa: E731
    lines = make().splitlines()
    assert lines[2].startswith("| clean (2) | 100.0 | | 100% |")
    assert [line.split(" | ")[0] for line in lines[3:]] == [f"| {kind}" for kind in KINDS]
    assert (
        lines[3 + KINDS.index("lower case")] == "| lower case | 100.0 | +0.0 (+0.0 to +0.0) | 100% | 0 | 0 | 1.0000 |"
    )
    assert sorted(path.stem for path in (tmp_path / "wild").iterdir()) == sorted(
        ["clean", *(kind.replace(" ", "-") for kind in KINDS)]
    )
    assert make().splitlines() == lines  # from the files
