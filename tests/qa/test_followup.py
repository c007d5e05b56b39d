"""Follow-ups: what is rewritten, into what, and what is left alone."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document
from qa.answer import Answer, Part, Searched
from qa.cite import cite
from qa.followup import Rewrite, rewrite

DATA = Path(__file__).parent.parent / "data"
PAIRS = [json.loads(line) for line in (DATA / "followups.jsonl").read_text(encoding="utf-8").splitlines()]
ALONE = (DATA / "standalone.txt").read_text(encoding="utf-8").splitlines()


def said_nothing(question: str) -> Answer:
    return Answer(question=question, kind="none", parts=(), searched=Searched(documents=1, passages=1), generation="1")


@pytest.fixture
def answered(document_of: Callable[..., Document]) -> Callable[[str, str, str], Answer]:
    """A function that makes the answer to a question: a quote of a sentence."""

    def make(question: str, sentence: str, quote: str) -> Answer:
        start = sentence.index(quote)
        citation = cite(document_of(sentence), start, start + len(quote))
        part = Part(citations=(citation,), confidence=0.9)
        searched = Searched(documents=1, passages=1)
        return Answer(question=question, kind="fact", parts=(part,), searched=searched, generation="1")

    return make


def test_a_hundred_questions_that_stand_alone_are_left_alone() -> None:
    assert len(ALONE) >= 60
    before = [said_nothing(pair["first"]) for pair in PAIRS]
    wrong = {
        question: made.question
        for question in ALONE
        for answer in before
        if answer.question != question and (made := rewrite(question, [answer]))
    }
    assert wrong == {}


def test_without_an_earlier_turn_nothing_is_rewritten() -> None:
    assert [rewrite(pair["follow_up"], []) for pair in PAIRS] == [None] * len(PAIRS)


@pytest.mark.parametrize(
    ("first", "follow_up", "made", "because"),
    [
        ("When was the treaty signed?", "When was it revised?", "When was the treaty revised?", "it = the treaty"),
        ("When was the treaty signed?", "Who broke this treaty?", "Who broke the treaty?", "this treaty = the treaty"),
        ("How many boats has Orme?", "and Lisse?", "How many boats has Lisse?", "Lisse in place of Orme"),
        ("What are the four rules?", "And the second one?", "What is the second of the four rules?", None),
        ("What does the ferry cost in 2019?", "and in 2015?", "What does the ferry cost in 2015?", None),
        ("What does the ferry cost?", "What about the buses?", "What do the buses cost?", None),
        ("When was the mole built?", "Where?", "Where was the mole built?", None),
        ("Who wrote the two letters?", "why?", "Why were the two letters written?", None),
        ("Did the ferry sink?", "why not?", "Why didn't the ferry sink?", None),
        ("How many houses were burnt in Lisse?", "when?", "When were houses burnt in Lisse?", None),
        ("Who keeps the keys?", "How many of them are lost?", "How many of the keys are lost?", None),
        ("When did Anna Berg leave?", "And what did she say?", "What did Anna Berg say?", "she = Anna Berg"),
        ("What happened in Orme in 1874?", "Who lived there then?", "Who lived in Orme in 1874?", None),
        ("Who founded the Bank of Orme?", "What are its rules?", "What are the Bank of Orme's rules?", None),
    ],
)  # fmt: skip
def test_what_a_follow_up_becomes(first: str, follow_up: str, made: str, because: str | None) -> None:
    found = rewrite(follow_up, [said_nothing(first)])
    assert found is not None
    assert found.question == made
    assert because in (None, found.because)
    assert found.because


def test_he_is_the_person_that_was_the_answer(answered: Callable[[str, str, str], Answer]) -> None:
    before = answered("Who built the lighthouse?", "Anton Berg built the lighthouse in 1874.", "Anton Berg")
    assert rewrite("When was he born?", [before]) == Rewrite(
        question="When was Anton Berg born?", because="he = Anton Berg"
    )
    found = rewrite("When was it painted?", [before])
    assert found is not None
    assert found.question == "When was the lighthouse painted?"


def test_there_and_then_are_the_place_and_the_time_of_the_answer(
    answered: Callable[[str, str, str], Answer],
) -> None:
    where = answered("Where was the mole built?", "The mole was built on Orme in 1874.", "Orme")
    found = rewrite("Who lives there?", [where])
    assert found is not None
    assert found.question == "Who lives on Orme?"
    when = answered("When was the mole built?", "The mole was built on Orme in 1874.", "1874")
    found = rewrite("Who was king that year?", [when])
    assert found is not None
    assert found.question == "Who was king in 1874?"


def test_an_earlier_turn_helps_where_the_last_names_nothing_that_fits() -> None:
    turns = [said_nothing("Who is Anna Berg?"), said_nothing("When was the treaty signed?")]
    found = rewrite("Where was she born?", turns)
    assert found is not None
    assert found.question == "Where was Anna Berg born?"


def test_a_follow_up_of_a_follow_up_uses_what_was_searched() -> None:
    first = said_nothing("When was the treaty signed?")
    second = rewrite("When was it revised?", [first])
    assert second is not None
    third = rewrite("and why?", [first, said_nothing(second.question)])
    assert third is not None
    assert third.question == "Why was the treaty revised?"


def test_nothing_is_made_up_where_nothing_fits() -> None:
    assert rewrite("When was he born?", [said_nothing("When was the treaty signed?")]) is None
    assert rewrite("Why?", [said_nothing("Mutual Security Treaty")]) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_borne(question: str, first: str) -> None:
    made = rewrite(question, [said_nothing(first)])
    assert made is None or (made.question.strip() and made.because)


WORDS = "why when who it its he there then that this one the of Japan and in 2015 was did 's signed ? , \" What".split()


@given(st.lists(st.sampled_from(WORDS), max_size=9), st.lists(st.sampled_from(WORDS), max_size=9))
def test_any_order_of_words_is_borne(question: list[str], first: list[str]) -> None:
    made = rewrite(" ".join(question), [said_nothing(" ".join(first))])
    assert made is None or (made.question.strip() and made.because)


def test_the_pairs_are_forty_in_two_halves_and_no_question_twice() -> None:
    assert [pair["half"] for pair in PAIRS].count("held out") == len(PAIRS) / 2 == 20
    both = sorted((pair["first"], pair["follow_up"]) for pair in PAIRS)
    assert all(one != other for one, other in pairwise(both))
