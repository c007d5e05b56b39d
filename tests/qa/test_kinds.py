"""Which kind of answer a question wants, on labelled questions and on shapes that people type."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.kinds import Wanted, kind_of

LABELLED = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "kinds.jsonl").read_text(encoding="utf-8").splitlines()
]


def share_right(*, held_out: bool) -> float:
    part = [row for row in LABELLED if row["held_out"] == held_out]
    return sum(kind_of(row["question"]) == row["kind"] for row in part) / len(part)


def test_there_are_questions_of_every_kind_in_both_halves() -> None:
    counts = Counter((row["kind"], row["held_out"]) for row in LABELLED)
    assert len(LABELLED) == len({row["question"] for row in LABELLED}) >= 200
    assert min(counts.values()) >= 20
    assert len(counts) == 8


def test_the_rules_know_the_questions_they_were_written_with() -> None:
    assert share_right(held_out=False) == 1.0


def test_the_rules_hold_on_questions_that_they_were_not_written_with() -> None:
    assert share_right(held_out=True) >= 0.96


@pytest.mark.parametrize("kind", ["fact", "sentences", "list", "yes-no"])
def test_no_kind_is_wrong_more_than_one_time_in_eight(kind: str) -> None:
    wrong = [row["question"] for row in LABELLED if row["kind"] == kind and kind_of(row["question"]) != kind]
    assert len(wrong) <= sum(row["kind"] == kind for row in LABELLED) / 8, wrong


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("", "fact"),
        ("?", "fact"),
        ("what", "fact"),
        ("Which", "fact"),
        ("How?", "sentences"),
        ("why", "sentences"),
        ("  WHY   did it fail ??", "sentences"),
        ("“Who wrote it?”", "fact"),
        ("What's the Doppler effect?", "sentences"),
        ("Who's the mayor?", "fact"),
        ("It was signed in what year?", "fact"),
        ("alliance costs", "fact"),
        ("What is there?", "fact"),
        ("What produces calcitonin?", "fact"),
        ("What was the song called?", "fact"),
        ("Which Texas city is the largest?", "fact"),
        ("Which Texas cities are the largest?", "list"),
        ("Which species was found?", "fact"),
        ("Which species were found?", "list"),
        ("Can you explain whether the form is needed?", "yes-no"),
        ("When the dam broke, who was warned?", "fact"),
        ("How often, and why, is it cleaned?", "fact"),
    ],
)
def test_shapes(question: str, kind: Wanted) -> None:
    assert kind_of(question) == kind


@given(st.text(max_size=80))
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in ("fact", "sentences", "list", "yes-no")


@given(st.sampled_from([row["question"] for row in LABELLED]), st.sampled_from(["", "?", " ?", "??", "."]))
def test_marks_at_the_end_and_white_space_change_nothing(question: str, mark: str) -> None:
    assert kind_of("  " + question.rstrip("?. ").replace(" ", "  ") + mark) == kind_of(question)
