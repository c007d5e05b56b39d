"""The measures of a run, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.bootstrap import Estimate, estimate, mean_of
from qa.evaluation.confidence import aurc, coverage_at_risk, ece, excess_aurc
from qa.evaluation.retrieval import ndcg, recall, reciprocal_rank
from qa.evaluation.run import Outcome, Run
from qa.kinds import kind_of
from qa.metrics import auroc

_RANKS = (1, 5, 10)
_RISKS = (0.05, 0.10)


def measures_of(run: Run) -> dict[str, Estimate]:
    """All measures of a run, by name; `docs/measuring.md` defines each."""
    outcomes = run.outcomes
    calibrated = bool(run.header.get("calibrated"))
    of_spans = _of_confidence([one for one in outcomes if wants_span(one)], calibrated=calibrated)
    return {
        **_of_answers(outcomes),
        **_of_confidence(outcomes, calibrated=calibrated),
        **{f"{name}, spans": measure for name, measure in of_spans.items()},
        **_of_retrieval([one for one in outcomes if one.ranks is not None]),
        **_of_time(outcomes),
    }


def scored(outcomes: Sequence[Outcome]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Confidence and rightness of the best answer to each question that has a confidence, both of shape `(n,)`."""
    have = [(one.confidence, one.right) for one in outcomes if one.confidence is not None]
    return np.array([c for c, _ in have], dtype=float), np.array([r for _, r in have], dtype=bool)


def wants_span(outcome: Outcome) -> bool:
    """Whether the question wants a span or several: a fact or a list.

    Why, how, and yes or no want sentences, which are seldom "right" by their token F1 with a short accepted answer;
    what their confidence is worth is measured on sentences that are labelled (`training/sentences.py`).
    """
    return kind_of(outcome.question) in ("fact", "list")


def kinds_of(outcomes: Sequence[Outcome]) -> Mapping[str, int]:
    """How many answers of each kind were given, `none` among them."""
    return {kind: sum(one.kind == kind for one in outcomes) for kind in sorted({one.kind for one in outcomes})}


def _of_answers(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    has = [one for one in outcomes if one.answers]
    none = [one for one in outcomes if not one.answers]
    given = [one for one in outcomes if one.given]
    return {
        "exact match": _mean(outcomes, lambda one: one.exact_match),
        "F1": _mean(outcomes, lambda one: one.f1),
        "HasAns exact match": _mean(has, lambda one: one.exact_match),
        "HasAns F1": _mean(has, lambda one: one.f1),
        "HasAns best right": _mean(has, lambda one: one.right),
        "NoAns silent": _mean(none, lambda one: not one.given),
        "answered": _mean(outcomes, lambda one: bool(one.given)),
        "right of answered": _mean(given, lambda one: one.right),
    }


def _of_confidence(outcomes: Sequence[Outcome], *, calibrated: bool) -> dict[str, Estimate]:
    columns = scored(outcomes)
    found = {
        "AUROC": estimate(auroc, *columns),
        "AURC": estimate(aurc, *columns),
        "excess AURC": estimate(excess_aurc, *columns),
    }
    for risk in _RISKS:
        found[f"coverage at {risk:.0%} risk"] = estimate(partial(coverage_at_risk, risk=risk), *columns)
    if calibrated:
        found["ECE"] = estimate(ece, *columns)
    sure = [one for one in outcomes if one.confidence is not None]  # the same answers are sorted by each
    for name in sorted({name for one in sure for name in one.signals}):
        have = [one for one in sure if name in one.signals]
        confidence, right = scored(have)
        signal = np.array([one.signals[name] for one in have], dtype=float)
        found[f"AUROC by {name}"] = estimate(auroc, signal, right)
        found[f"AUROC more than by {name}"] = estimate(_gain, confidence, signal, right)
        found[f"excess AURC by {name}"] = estimate(excess_aurc, signal, right)
    return found


def _gain(confidence: NDArray[np.float64], signal: NDArray[np.float64], right: NDArray[np.bool_]) -> float | None:
    """How much better confidence sorts the same answers than a signal does."""
    by_confidence, by_signal = auroc(confidence, right), auroc(signal, right)
    return None if by_confidence is None or by_signal is None else by_confidence - by_signal


def _of_retrieval(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    judged = [one for one in outcomes if one.relevant]
    return {
        **{f"recall@{k}": _mean(outcomes, partial(_recall, k=k)) for k in _RANKS},
        "MRR@10": _mean(outcomes, lambda one: reciprocal_rank(one.ranks or ())),
        "nDCG@10": _mean(judged, lambda one: ndcg(one.ranks or (), one.relevant or 0)),
    }


def _recall(outcome: Outcome, k: int) -> float:
    return recall(outcome.ranks or (), k)


def _of_time(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    seconds = np.array([one.seconds for one in outcomes if one.kind != "refused"], dtype=float)
    return {f"seconds, p{share}": estimate(partial(_percentile, share=share), seconds) for share in (50, 95)}


def _percentile(values: NDArray[np.float64], share: int) -> float:
    return float(np.percentile(values, share))


def _mean(outcomes: Sequence[Outcome], value: Callable[[Outcome], float]) -> Estimate:
    return mean_of(np.array([value(one) for one in outcomes], dtype=float))
