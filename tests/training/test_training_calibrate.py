"""The fit of the policy on questions made up so that what is right is known."""

import random

import numpy as np
import pytest

from qa.features import FEATURES
from training.calibrate import Asked, chosen_by, fit, kind_of, left_out, measure, one_of_each, promised

MARGIN, COSINE = FEATURES.index("margin"), FEATURES.index("cosine")


def made_up(count: int, seed: int = 1) -> list[Asked]:
    """Questions of four candidates, each right with log-odds of its margin less 3, whatever its other features are."""
    rng = np.random.default_rng(seed)
    asked = []
    for number in range(count):
        features = rng.normal(size=(4, len(FEATURES)))
        features[:, MARGIN] *= 4
        right = rng.random(4) < 1 / (1 + np.exp(3 - features[:, MARGIN]))
        asked.append(
            Asked(
                question=str(number),
                about=str(number // 3),
                answerable=bool(right.any()),
                features=features,
                right=right,
            )
        )
    return asked


def test_what_makes_a_span_right_is_found() -> None:
    policy = fit(made_up(4000))
    assert policy.weights["margin"] == pytest.approx(1.0, abs=0.2)
    assert all(abs(weight) < 0.2 for name, weight in policy.weights.items() if name != "margin")


def test_what_is_left_out_is_calibrated_and_beats_a_feature_that_says_nothing() -> None:
    asked = made_up(3000)
    confidence, right = left_out(asked)
    report = measure(asked, confidence, right, 0.5)
    assert report["ECE"] < 0.03
    assert report["AUROC"] > 0.8
    assert report["best candidate right"] <= report["any candidate right"]
    assert report["questions"] == 3000


def test_no_question_of_a_document_is_in_the_fit_that_judges_another_of_it() -> None:
    """Copies of a question with the answers turned round: only a fit that saw the copy would know."""
    rng = np.random.default_rng(2)
    asked = []
    for number in range(60):
        features = rng.normal(size=(1, len(FEATURES)))
        asked += [
            Asked(
                question=str(number),
                about=str(number),
                answerable=True,
                features=features,
                right=np.array([number % 2 == 0]),
            )
        ] * 2
    confidence, right = left_out(asked)
    assert np.abs(confidence - confidence.mean()).max() < 0.5
    assert measure(asked, confidence, right, 0.5)["AUROC"] < 0.75


def test_the_preferred_candidate_is_the_most_probable() -> None:
    asked = made_up(200)
    policy = fit(asked)
    confidence, right = chosen_by(policy, asked)
    best = [int(np.argmax(one.features[:, MARGIN])) for one in asked]
    assert np.mean([one.right[at] == r for one, at, r in zip(asked, best, right, strict=True)]) > 0.8
    assert ((confidence > 0) & (confidence < 1)).all()


@pytest.mark.parametrize("max_error", [0.05, 0.2])
def test_promises_are_kept_on_what_was_not_seen(max_error: float) -> None:
    rng = np.random.default_rng(3)
    confidence = rng.random(3000) ** 0.25
    report = promised(confidence, rng.random(3000) < confidence, max_error)
    assert report["kept"] >= 0.95
    assert report["made"] > 0.3
    assert 0 < report["coverage"] < 1


def test_a_promise_that_cannot_be_made_is_no_broken_one() -> None:
    report = promised(np.linspace(0, 1, 100), np.zeros(100, dtype=bool), 0.1)
    assert (report["kept"], report["made"], report["broken"], report["coverage"]) == (1.0, 0.0, 0.0, 0.0)


def test_a_document_counts_once_by_any_of_its_questions_and_askings() -> None:
    asked = made_up(600)  # three of a document
    once = one_of_each([*asked, *asked], random.Random(1))
    assert [int(asked[at % 600].about) for at in sorted(once, key=lambda at: at % 600)] == list(range(200))
    for first in (True, False):  # either asking, with and without an answer
        assert {asked[at % 600].answerable for at in once if (at < 600) == first} == {True, False}
    assert {at % 3 for at in once} == {0, 1, 2}


def test_the_kind_says_how_many() -> None:
    assert kind_of(1234).startswith("1,234 questions")
