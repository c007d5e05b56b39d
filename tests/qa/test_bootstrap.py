"""Intervals of measures, and paired differences."""

import numpy as np
import pytest

from qa.evaluation.bootstrap import estimate, mean_of, paired


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution() -> None:
    values = np.random.default_rng(1).normal(3, 2, size=2500)
    found = mean_of(values)
    assert found.value == pytest.approx(values.mean())
    assert found.low is not None
    assert found.high is not None
    half = 1.96 * values.std() / 50
    assert found.value - found.low == pytest.approx(half, rel=0.1)
    assert found.high - found.value == pytest.approx(half, rel=0.1)
    assert found.count == 2500


def test_the_same_values_give_the_same_interval() -> None:
    values = np.arange(50) % 7
    assert mean_of(values) == mean_of(values)
    assert estimate(np.median, values) == estimate(np.median, values)


def test_nothing_to_draw_from_leaves_a_measure_open() -> None:
    assert mean_of(np.array([])).value is estimate(lambda values: 1.0, np.array([])).value is None
    open_ = estimate(lambda values: None, np.arange(5))
    assert (open_.value, open_.low, open_.count) == (None, None, 5)


def test_columns_are_drawn_together() -> None:
    x = np.random.default_rng(2).random(40)
    found = estimate(lambda a, b: float((a - b).max()), x, x)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_resamples_in_which_a_measure_is_not_defined_are_left_out() -> None:
    found = estimate(lambda values: 2.0 if values[0] else None, np.array([1, 1, 0]))
    assert (found.low, found.high) == (2.0, 2.0)


def test_a_difference_question_by_question_is_surer_than_one_of_means() -> None:
    rng = np.random.default_rng(3)
    first = rng.normal(0, 5, size=400)
    second = first + 0.5 + rng.normal(0, 1, size=400)
    found = paired(first, second)
    assert found.value == pytest.approx((second - first).mean())
    assert 0 < found.low < 0.5 < found.high < 1
    assert found.p == pytest.approx(2 / 1001)
    back = paired(second, first)
    assert (back.value, back.p) == (pytest.approx(-found.value), found.p)


def test_two_runs_alike_do_not_differ() -> None:
    same = paired(np.arange(9.0), np.arange(9.0))
    assert (same.value, same.low, same.high, same.p) == (0, 0, 0, 1)
    noise = np.random.default_rng(4).normal(size=1000)
    assert paired(np.zeros(1000), noise - noise.mean()).p > 0.5
