"""What people type around a question is left out; nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.several import MOST, questions_in
from qa.wrapping import unwrapped


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hello, when was the mill built?", "When was the mill built?"),
        ("Hi there! Good morning. When was the mill built? Many thanks!", "When was the mill built?"),
        ("I read this at lunch with my colleague. When was the mill built?", "When was the mill built?"),
        ("Could you please tell me who built the mill?", "Who built the mill?"),
        ("Do you happen to know why the mill burned down, please?", "Why the mill burned down?"),
        ("I'd like to know how many sails the mill has", "How many sails the mill has"),
        ("My question is: which river drives the mill?", "Which river drives the mill?"),
        ("Excuse me, could you explain how the mill works?", "How the mill works?"),
    ],
)
def test_politeness_is_left_out(typed: str, meant: str) -> None:
    assert unwrapped(typed) == [meant]


@pytest.mark.parametrize(
    "typed",
    [
        "When was the mill built?",
        "mill built year",
        "Tell me about the mill.",
        "Thanks!",
        "Can you see the mill from the road?",
        "Who said good morning to the miller?",
        "Does the contract thank you for anything?",
        "Do you know the miller?",
        "Dear Sir",
        "So what?",
        "The keeper of the lighthouse.",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(typed: str) -> None:
    assert questions_in(typed) == [typed]


def test_a_sentence_that_the_question_points_at_stays() -> None:
    typed = "The report speaks of a treaty. Who signed it?"
    assert unwrapped(typed) == [typed]


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("When was the mill built? Who owns the inn?", ["When was the mill built?", "Who owns the inn?"]),
        ("When was the mill built and who built it?", ["When was the mill built?", "Who built it?"]),
        ("Where is the mill, and how many sails does it have?", ["Where is the mill?", "How many sails does it have?"]),
        ("What is a mill; what is an inn?", ["What is a mill?", "What is an inn?"]),
        ("Hello! Who owns the inn and what does it cost? Thanks", ["Who owns the inn?", "What does it cost?"]),
    ],
)
def test_two_questions_are_two(typed: str, parts: list[str]) -> None:
    assert questions_in(typed) == parts


@pytest.mark.parametrize(
    "typed",
    [
        "Who decides when and where the mill is built?",
        "What did the miller say and when did he say it?",
        "Who built the mill and the inn?",
        "What happened before and after the fire?",
        "Which mills and which inns burned down?",
    ],
)
def test_one_question_with_an_and_is_one(typed: str) -> None:
    assert questions_in(typed) == [typed]


def test_no_more_than_a_few_are_asked() -> None:
    assert len(questions_in("Who is he? " * 9)) == MOST


@given(st.text(max_size=200))
def test_whatever_is_typed_something_is_asked(typed: str) -> None:
    parts = questions_in(typed)
    assert 1 <= len(parts) <= MOST
    assert any(part.strip() for part in parts) or not typed.strip()
    assert sum(map(len, parts)) <= len(typed) + 2 * MOST
