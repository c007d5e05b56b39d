"""Confidence fitted to a person's own questions: what `pincite calibrate` keeps beside a store.

A policy's log-odds are moved and stretched so that they fit labelled questions of the store's own kind (Platt 1999,
"Probabilistic outputs for support vector machines", with his smoothed targets), and the promises about wrong answers
are made of the same questions: stretching keeps the order of the answers, so the thresholds stay those of the test.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import PromiseError, StoreReadOnly
from qa.policy import Policy, sigmoid
from qa.promise import Scores

LEAST = 30  # labelled questions; fewer say next to nothing
_FLATTEST = 0.05  # the slope stays above 0, or the order of the answers would be lost
_NAME = "calibration.json"

log = logging.getLogger("pincite")

Pairs = Sequence[tuple[float, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Slope and shift of the log-odds, the scores they give, and the fingerprint of the policy that they are for."""

    policy: str
    slope: float
    shift: float
    scores: Scores

    def confidence(self, uncalibrated: float) -> float:
        """The probability that an answer is right whose confidence was `uncalibrated`."""
        return sigmoid(self.slope * _log_odds(uncalibrated) + self.shift)

    def applied_to(self, policy: Policy) -> Policy:
        """The policy with its confidence fitted."""
        return replace(policy, slope=self.slope, shift=self.shift, scores=self.scores)


def calibrate(
    pairs: Sequence[tuple[float, bool]],
    policy: Policy,
    kind: str,
    *,
    tested: Sequence[tuple[float, bool]] | None = None,
) -> Calibration:
    """Fit confidences of the uncalibrated policy to whether their answers are right.

    Args:
        pairs: of each labelled question the confidence of the best answer, and whether it is right.
        policy: whose confidences they are.
        kind: what the questions are like, for people.
        tested: the same of those that promises are made of; `pairs` if None.

    Raises:
        PromiseError: there are too few questions, or all answers are right or all are wrong.
    """
    right = sum(is_right for _, is_right in pairs)
    if len(pairs) < LEAST or not 0 < right < len(pairs):
        raise PromiseError(
            f"{right} of {len(pairs)} answers are right; to calibrate takes {LEAST} questions or more, some of them "
            "answered rightly and some wrongly.",
            hint="Add questions of the kind that you ask, also such that the documents do not answer.",
        )
    slope, shift = _platt([_log_odds(c) for c, _ in pairs], [is_right for _, is_right in pairs])
    made = Calibration(policy=policy.fingerprint, slope=slope, shift=shift, scores=Scores.of([], kind))
    scores = [(made.confidence(c), is_right) for c, is_right in (pairs if tested is None else tested)]
    return replace(made, scores=Scores.of(scores, kind))


def save(calibration: Calibration, store: Path) -> None:
    """Keep a calibration beside a store, in place of an older one.

    Raises:
        StoreReadOnly: it cannot be written there.
    """
    data = {
        "policy": calibration.policy,
        "slope": calibration.slope,
        "shift": calibration.shift,
        "scores": calibration.scores.to_json(),
    }
    path = store / _NAME
    try:
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(data) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StoreReadOnly(f"{path} cannot be written: {error.strerror}.", hint="Check its permissions.") from None


def forget(store: Path) -> bool:
    """Remove a store's calibration; whether there was one."""
    path = store / _NAME
    was = path.exists()
    path.unlink(missing_ok=True)
    return was


def fitted_to(store: Path, policy: Policy) -> Policy:
    """The policy with the store's calibration, if it has one that was made for this policy.

    One that is damaged or was made for another policy is left aside, and a line in the log says so.
    """
    path = store / _NAME
    if not path.exists():
        return policy
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        slope, shift, made_for = float(data["slope"]), float(data["shift"]), str(data["policy"])
        scores = Scores.from_json(data["scores"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s is no calibration (%s) and is left aside; run pincite calibrate again.", path, error)
        return policy
    if made_for != policy.fingerprint:
        log.warning("%s was made for another version of the reader and is left aside; run pincite calibrate.", path)
        return policy
    return Calibration(policy=made_for, slope=slope, shift=shift, scores=scores).applied_to(policy)


def _log_odds(confidence: float) -> float:
    inside = min(1 - 1e-9, max(1e-9, confidence))
    return math.log(inside / (1 - inside))


def _platt(odds: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Slope and shift of greatest likelihood, by Newton's method (Lin, Lin and Weng 2007)."""
    import numpy as np

    x, hits = np.column_stack([odds, np.ones(len(odds))]), sum(right)
    high, low = (hits + 1) / (hits + 2), 1 / (len(right) - hits + 2)
    target = np.where(right, high, low)
    beta = np.array([1.0, 0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
        gradient = x.T @ (target - p)
        curvature = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        beta = beta + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-8:
            break
    return max(_FLATTEST, float(beta[0])), float(beta[1])
