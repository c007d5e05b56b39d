"""The promise about wrong answers: worked examples, an independent bound, and what happens on fresh draws."""

import json
import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import PromiseError
from qa.promise import SURE, Scores, answers_needed, binomial_tail, checked_error, smallest_error


def scores_of(right: int, wrong: int, seed: int = 1) -> Scores:
    """Right answers with confidences above one half, wrong ones below."""
    rng = random.Random(seed)
    pairs = [(rng.uniform(0.5, 1.0), True) for _ in range(right)] + [
        (rng.uniform(0.0, 0.5), False) for _ in range(wrong)
    ]
    return Scores.of(pairs, "made up")


def drawn(count: int, rng: random.Random) -> list[tuple[float, bool]]:
    """Answers that are right exactly as often as their confidence says, most of them sure."""
    return [(c, rng.random() < c) for c in (rng.random() ** 0.25 for _ in range(count))]


@given(wrong=st.integers(0, 12), more=st.integers(0, 40), percent=st.integers(1, 50))
def test_the_tail_is_that_of_the_binomial_distribution(wrong: int, more: int, percent: int) -> None:
    given_, share = wrong + more, Fraction(percent, 100)
    exact = sum(math.comb(given_, k) * share**k * (1 - share) ** (given_ - k) for k in range(wrong + 1))
    assert binomial_tail(wrong, given_, percent / 100) == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.parametrize(("max_error", "needed"), [(0.01, 299), (0.05, 59), (0.1, 29), (0.2, 14)])
def test_how_many_faultless_answers_a_promise_needs(max_error: float, needed: int) -> None:
    assert answers_needed(max_error) == needed
    assert (1 - max_error) ** needed <= 1 - SURE < (1 - max_error) ** (needed - 1)
    assert Scores.of([(0.9, True)] * needed, "").promise(max_error).threshold == 0.9
    with pytest.raises(PromiseError, match=f"needs {needed} labelled answers"):
        Scores.of([(0.9, True)] * (needed - 1), "").promise(max_error)


def test_what_the_sample_could_promise_is_said_and_true() -> None:
    few = Scores.of([(0.9, True)] * 40, "")
    with pytest.raises(PromiseError, match=r"Allow 7\.3% or more"):
        few.promise(0.01)
    assert few.promise(smallest_error(40)).given == 40


def test_far_too_few_are_not_told_of_a_share_that_would_be_refused() -> None:
    with pytest.raises(PromiseError, match="Calibrate with more questions"):
        Scores.of([(0.9, True)] * 4, "").promise(0.01)


def test_a_promise_next_to_nothing_is_refused_in_words() -> None:
    with pytest.raises(PromiseError, match="needs 2,995,731 labelled answers, none of them wrong"):
        Scores.of([(0.9, True)] * 40, "").promise(1e-6)
    for max_error in (9e-7, 1e-17, 5e-324):
        with pytest.raises(PromiseError, match=r"from 0\.000001 to 0\.5"):
            Scores.of([(0.9, True)] * 40, "").promise(max_error)


def test_the_loosest_threshold_that_passes_is_taken() -> None:
    scores = scores_of(right=800, wrong=200)
    promise = scores.promise(0.1)
    assert (promise.sample, promise.kind, promise.sure) == (1000, "made up", SURE)
    assert promise.threshold < 0.5  # some wrong answers are within the promise
    assert promise.given == sum(c >= promise.threshold for c in scores.confidence)
    assert binomial_tail(promise.wrong, promise.given, 0.1) <= 0.05
    assert promise.answered == promise.given / 1000
    assert scores.promise(0.05).threshold > promise.threshold


def test_confidences_that_say_nothing_are_refused() -> None:
    rng = random.Random(3)
    coin = Scores.of([(rng.random(), rng.random() < 0.5) for _ in range(500)], "")
    with pytest.raises(PromiseError, match="No threshold keeps wrong answers to 10"):
        coin.promise(0.1)


def test_equal_confidences_are_given_together() -> None:
    pairs = [(0.9, True)] * 120 + [(0.6, False)] * 100 + [(0.6, True)] * 100
    promise = Scores.of(pairs, "").promise(0.1)
    assert (promise.threshold, promise.given, promise.wrong) == (0.9, 120, 0)


@pytest.mark.parametrize("max_error", [0, -0.1, 0.51, 1, float("nan"), True, "0.1", None])
def test_what_is_no_share_is_refused(max_error: object) -> None:
    with pytest.raises(PromiseError, match="max_error is"):
        checked_error(max_error)  # type: ignore[arg-type]


@pytest.mark.parametrize("max_error", [0.05, 0.1, 0.2])
def test_the_promise_is_kept_on_fresh_draws(max_error: float) -> None:
    """The true risk of the threshold is above what was promised in at most 5 % of the samples (1 - SURE)."""
    rng = random.Random(7)
    broken = kept = 0
    for _ in range(200):
        try:
            threshold = Scores.of(drawn(1200, rng), "").promise(max_error).threshold
        except PromiseError:
            continue  # nothing is promised
        kept += 1
        risk = 1 - (4 / 5) * (1 - threshold**5) / (1 - threshold**4)  # the mean of 1 - c above the threshold
        broken += risk > max_error
    assert kept > 100
    assert broken / 200 <= 0.09  # 5 % and three standard errors


def test_scores_survive_json() -> None:
    scores = Scores.of(drawn(50, random.Random(2)), "made up")
    assert Scores.from_json(json.loads(json.dumps(scores.to_json()))) == scores


@pytest.mark.parametrize("data", [{}, {"kind": "", "confidence": [2.0], "wrong": []}, {"kind": "", "wrong": []}])
def test_malformed_scores_are_refused(data: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError)):
        Scores.from_json(data)
