"""Slips of the finger: what one typing error makes of a word, and how names differ."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.slips import RARE, SOUND, may_be_another_name, near_keys, slips
from training.perturb import beside, misspelt

WORDS = st.from_regex(r"[a-z]{4,12}", fullmatch=True)


@given(WORDS, st.integers())
def test_every_slip_is_found_as_one(word: str, seed: int) -> None:
    typed = misspelt(word, random.Random(seed))
    assert typed == word or slips(typed)[word] == 0


@given(WORDS)
def test_the_first_letter_stays_and_a_word_is_no_slip_of_itself(word: str) -> None:
    made = slips(word)
    assert word not in made
    assert {other[0] for other in made} == {word[0]}
    assert {abs(len(other) - len(word)) for other in made} == {0, 1}
    assert set(made.values()) <= {0.0, SOUND, RARE}


def test_letters_struck_far_from_their_keys_are_rare() -> None:
    assert slips("ecowas")["ecolas"] == RARE
    assert slips("kubernetis")["kubernetes"] == SOUND
    assert slips("forumula")["formula"] == RARE
    assert slips("beggin")["begin"] == 0


@given(st.sampled_from("qwertyuiopasdfghjklzxcvbnm"))
def test_keys_touch_each_other(letter: str) -> None:
    assert set(beside(letter)) <= near_keys(letter)
    assert all(letter in near_keys(other) for other in near_keys(letter))


@pytest.mark.parametrize(
    ("typed", "meant", "may_be"),
    [
        ("petersson", "peterson", True),
        ("andersen", "anderson", True),
        ("clark", "clarke", True),
        ("schmitt", "schmit", True),
        ("matthew", "mathew", True),
        ("aabic", "arabic", False),
        ("ennglish", "english", False),
        ("dwcember", "december", False),
        ("amercian", "american", False),
        ("campbbell", "campbell", False),  # no p has two b behind it
        ("tiina", "tina", True),
        ("martti", "marti", True),
        ("lloyd", "loyd", True),
        ("aaaron", "aaron", False),
        ("caarl", "carl", True),
        ("mattthew", "matthew", False),
    ],
)
def test_names_that_differ_as_names_do(typed: str, meant: str, *, may_be: bool) -> None:
    assert may_be_another_name(typed, meant) is may_be
    assert may_be_another_name(meant, typed) is may_be
