"""Rankings of labelled sentences: how they are measured, and a score that ranks, fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import TYPE_CHECKING

import numpy as np

from qa.sentences import FEATURES, MOST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.labelled import Asked

MEASURES = ("MAP", "MRR", "P@1")


def measures_of(scores: Sequence[float], right: Sequence[bool], golds: int) -> tuple[float, float, float]:
    """Average precision, reciprocal rank and precision at 1 of one ranking (Manning et al. 2008, sections 8.4 and 8.5).

    Of equal scores the earlier sentence goes first. `golds` counts the right ones; those that are not there are
    never found.

    >>> measures_of([0.9, 0.8, 0.7], [False, True, True], 2)
    (0.5833333333333333, 0.5, 0.0)
    """
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    ranks = [rank for rank, i in enumerate(order, 1) if right[i]]
    if not ranks:
        return 0.0, 0.0, 0.0
    precisions = [found / rank for found, rank in enumerate(ranks, 1)]
    return sum(precisions) / max(golds, len(ranks)), 1 / ranks[0], float(ranks[0] == 1)


def methods_of(weights: Mapping[str, float], one: Asked) -> dict[str, list[float]]:
    """The scores of a question's sentences by each method."""
    features = np.array(one.features)
    fitted = features @ np.array([weights[name] for name in FEATURES])
    return {
        "BM25": features[:, FEATURES.index("words")].tolist(),
        "cosine": features[:, FEATURES.index("cosine")].tolist(),
        "reader's span": list(one.spans),
        "reader's mass": features[:, FEATURES.index("mass")].tolist(),
        "fitted": fitted.tolist(),
    }


def table_of(weights: Mapping[str, float], asked: Sequence[Asked]) -> dict[str, dict[str, dict[str, float]]]:
    """Source, method, measure: of the questions that were not fitted on, each asked of its own candidates."""
    rankings = [one for one in asked if one.task == "ranking" and one.reported and one.features]
    groups: dict[str, list[Asked]] = {}
    for one in rankings:
        groups.setdefault(one.source, []).append(one)
        groups.setdefault("all", []).append(one)
        if one.kind in ("sentences", "yes-no"):
            groups.setdefault("all that want sentences", []).append(one)
    table: dict[str, dict[str, dict[str, float]]] = {}
    for group, ones in groups.items():
        found: dict[str, list[tuple[float, float, float]]] = {}
        for one in ones:
            for method, scores in methods_of(weights, one).items():
                found.setdefault(method, []).append(measures_of(scores, one.right, one.golds))
        table[f"{group} ({len(ones)})"] = {
            method: {
                name: round(mean(values), 3) for name, values in zip(MEASURES, zip(*rows, strict=True), strict=True)
            }
            for method, rows in found.items()
        }
    return table


def fit_scores(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """Weights by which a right sentence stands first: a conditional logit (McFadden 1974), shape `(len(FEATURES),)`.

    Where several are right it is enough that one of them does. Newton's steps with the covariance of all sentences,
    and a slight L2 penalty.
    """
    groups = [(np.array(one.features), np.array(one.right)) for one in asked if 0 < sum(one.right) < len(one.right)]
    weights = np.zeros(len(FEATURES))
    penalty = 1e-2 * np.eye(len(FEATURES))
    for _ in range(40):
        gradient, hessian = -penalty @ weights, penalty.copy()
        for features, right in groups:
            p = _softmax(features @ weights)
            among_right = _softmax(features[right] @ weights)
            centre = p @ features
            gradient += among_right @ features[right] - centre
            hessian += (features * p[:, None]).T @ features - np.outer(centre, centre)
        weights = weights + np.linalg.solve(hessian, gradient)
    return weights


def best_nearness(weights: NDArray[np.float64], asked: Sequence[Asked]) -> float:
    """How much lower than the best score others may be so that the chosen sentences have the best mean F1."""

    def score(near: float) -> float:
        return mean(
            _f1_of_chosen(np.array(one.features) @ weights, np.array(one.right), one.golds, near) for one in asked
        )

    return max((round(0.1 * step, 1) for step in range(41)), key=score)


def _f1_of_chosen(scores: NDArray[np.float64], right: NDArray[np.bool_], golds: int, near: float) -> float:
    order = np.argsort(-scores, kind="stable")[:MOST]
    chosen = [i for i in order if scores[i] >= scores[order[0]] - near]
    return 2 * float(right[chosen].sum()) / (len(chosen) + max(golds, int(right.sum())))


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum())
