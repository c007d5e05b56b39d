"""How sure a measure is: percentile bootstrap over questions (Efron and Tibshirani 1993), with a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95
_SEED = 20261124
_AT_ONCE = 2_000_000  # numbers drawn at a time: bounds memory

Statistic = Callable[..., float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measure with its 95 % interval; None where nothing speaks of it. `count` questions went into it."""

    value: float | None
    low: float | None
    high: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The mean difference of two runs, question by question, its 95 % interval and the p-value of there being none."""

    value: float
    low: float
    high: float
    p: float


def mean_of(values: NDArray[np.float64]) -> Estimate:
    """The mean of `values`, shape `(n,)`."""
    if not len(values):
        return Estimate(value=None, low=None, high=None, count=0)
    low, high = _interval(resampled_means(values))
    return Estimate(value=float(values.mean()), low=low, high=high, count=len(values))


def estimate(statistic: Statistic, *columns: NDArray[np.generic]) -> Estimate:
    """Any statistic of columns of shape `(n,)`, whose rows are drawn together.

    Resamples in which it is not defined are left out.
    """
    n = len(columns[0])
    value = statistic(*columns) if n else None
    if value is None:
        return Estimate(value=None, low=None, high=None, count=n)
    rng = np.random.default_rng(_SEED)
    draws = (rng.integers(n, size=n) for _ in range(RESAMPLES))
    found = [statistic(*(column[draw] for column in columns)) for draw in draws]
    low, high = _interval(np.array([one for one in found if one is not None]))
    return Estimate(value=value, low=low, high=high, count=n)


def paired(first: NDArray[np.float64], second: NDArray[np.float64]) -> Difference:
    """`second` less `first`, both of shape `(n,)` with the same questions in the same order.

    The p-value is twice the smaller share of resampled differences on either side of 0 (Efron and Tibshirani 1993,
    section 15), at least two in the number of resamples.
    """
    differences = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    means = resampled_means(differences)
    low, high = _interval(means)
    sides = min(int((means <= 0).sum()), int((means >= 0).sum()))
    p = min(1.0, 2 * (sides + 1) / (len(means) + 1))
    return Difference(value=float(differences.mean()), low=low, high=high, p=p)


def resampled_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The means of samples drawn from `values` with replacement, shape `(RESAMPLES,)`."""
    rng = np.random.default_rng(_SEED)
    n, left, parts = len(values), RESAMPLES, []
    while left:
        rows = min(left, max(1, _AT_ONCE // n))
        parts.append(values[rng.integers(n, size=(rows, n))].mean(axis=1))
        left -= rows
    return np.concatenate(parts)


def _interval(means: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
