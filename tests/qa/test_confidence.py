"""Measures of confidence: worked examples, brute force, and scikit-learn."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import roc_auc_score

from qa.evaluation.confidence import aurc, coverage_at_risk, ece, excess_aurc, reliability, risk_coverage
from qa.metrics import auroc

# The surest is right, the next wrong, the others right: the risks of giving 1, 2, 3 and 4 are 0, 1/2, 1/3 and 1/4.
SURE = np.array([0.6, 0.9, 0.7, 0.8])
RIGHT = np.array([True, True, True, False])
# confidence in quarters, so that ties are common
ANSWERS = st.lists(st.tuples(st.integers(0, 4).map(lambda n: n / 4), st.booleans()), min_size=1, max_size=6)


def columns(answers: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([c for c, _ in answers]), np.array([r for _, r in answers])


def test_the_curve_of_a_worked_example() -> None:
    coverage, risk = risk_coverage(SURE, RIGHT)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == [0.0, 0.5, pytest.approx(1 / 3), 0.25]
    assert aurc(SURE, RIGHT) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert excess_aurc(SURE, RIGHT) == pytest.approx((1 / 2 + 1 / 3) / 4)  # the best order has 0, 0, 0 and 1/4
    assert coverage_at_risk(SURE, RIGHT, 0.2) == 0.25
    assert coverage_at_risk(SURE, RIGHT, 0.25) == 1.0
    assert coverage_at_risk(SURE, ~RIGHT, 0.2) == 0.0


def test_nothing_answered_has_no_measures() -> None:
    empty = np.array([]), np.array([], dtype=bool)
    assert aurc(*empty) is excess_aurc(*empty) is ece(*empty) is coverage_at_risk(*empty, 0.1) is None
    assert reliability(*empty) == []


@given(answers=ANSWERS)
def test_answers_of_equal_confidence_count_as_the_mean_of_their_orders(answers: list[tuple[float, bool]]) -> None:
    def area(order: tuple[tuple[float, bool], ...]) -> float:
        wrong = np.cumsum([not right for _, right in order])
        return float((wrong / np.arange(1, len(order) + 1)).mean())

    orders = [
        order for order in permutations(answers) if [c for c, _ in order] == sorted((c for c, _ in answers))[::-1]
    ]
    assert aurc(*columns(answers)) == pytest.approx(np.mean([area(order) for order in orders]))
    best = min(area(order) for order in permutations(answers))
    assert excess_aurc(*columns(answers)) == pytest.approx(np.mean([area(order) for order in orders]) - best)


def test_the_best_area_is_the_papers_formula_for_many_answers() -> None:
    right = np.arange(100_000) >= 30_000
    best = aurc(right.astype(float), right)
    assert best == pytest.approx(0.3 + 0.7 * np.log(0.7), abs=1e-4)  # Geifman et al. 2019, equation 2
    assert excess_aurc(right.astype(float), right) == pytest.approx(0, abs=1e-12)


@given(answers=st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=60))
def test_auroc_is_that_of_scikit_learn(answers: list[tuple[float, bool]]) -> None:
    scores, positive = columns(answers)
    if positive.all() or not positive.any():
        assert auroc(scores, positive) is None
    else:
        assert auroc(scores, positive) == pytest.approx(roc_auc_score(positive, scores))


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), tens=st.integers(1, 20))
def test_reliability_is_that_of_scikit_learn(seed: int, tens: int) -> None:
    rng = np.random.default_rng(seed)
    sure = rng.permutation(np.linspace(0.001, 0.999, 10 * tens))
    right = rng.random(10 * tens) < sure
    share, mean = calibration_curve(right, sure, n_bins=10, strategy="quantile")
    bins = reliability(sure, right)
    assert [one.count for one in bins] == [tens] * 10
    assert [one.right for one in bins] == pytest.approx(share)
    assert [one.confidence for one in bins] == pytest.approx(mean)
    assert ece(sure, right) == pytest.approx(np.abs(share - mean).mean())


def test_the_calibration_error_of_a_worked_example() -> None:
    sure = np.array([0.1, 0.2, 0.6, 0.7, 0.9])
    right = np.array([False, True, True, False, True])
    # two bins, of three answers and of two: 0.3 against 2/3, 0.8 against 1/2
    assert ece(sure, right, bins=2) == pytest.approx((3 * abs(0.3 - 2 / 3) + 2 * abs(0.8 - 1 / 2)) / 5)
    assert ece(np.full(8, 0.75), np.arange(8) < 6, bins=1) == pytest.approx(0)
    first, last = reliability(sure, right, bins=2)
    assert (first.count, first.lowest, first.highest, last.count) == (3, 0.1, 0.6, 2)


@given(answers=ANSWERS, risk=st.floats(0, 1))
def test_coverage_at_a_risk_keeps_the_risk(answers: list[tuple[float, bool]], risk: float) -> None:
    sure, right = columns(answers)
    found = coverage_at_risk(sure, right, risk)
    assert found is not None
    given_ = sorted(answers, key=lambda answer: -answer[0])[: round(found * len(answers))]
    assert sum(not r for _, r in given_) <= risk * len(given_) + 1e-9
    thresholds = [[r for c, r in answers if c >= threshold] for threshold in {c for c, _ in answers}]
    kept = [len(rights) for rights in thresholds if rights.count(False) <= risk * len(rights)]
    assert found == pytest.approx(max(kept, default=0) / len(answers))
