"""How well confidence tells right answers from others, and whether it is the probability that it claims to be.

In every function `confidence` has shape `(n,)`, higher is surer, and `right` says of each answer whether it is right.
The risk of giving only the surest is the share of wrong answers among those given; coverage is the share of questions
answered (El-Yaniv and Wiener 2010). Answers of equal confidence have no order, so they count as a random one would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Answers of like confidence: how many, their mean confidence, the share that is right, and the bin's edges."""

    count: int
    confidence: float
    right: float
    lowest: float
    highest: float


def risk_coverage(confidence: Floats, right: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """The points of the risk-coverage curve, by rising coverage: one for each confidence from which on to answer.

    Returns coverage and risk, each of shape `(distinct confidences,)`; the last point answers everything.
    """
    counts, wrong = _groups(confidence, right)
    given = np.cumsum(counts)
    return given / len(confidence), np.cumsum(wrong) / given


def aurc(confidence: Floats, right: NDArray[np.bool_]) -> float | None:
    """The area under the risk-coverage curve: the mean over i of the risk of giving the i surest (Geifman et al. 2019).

    0 is best; with confidence that says nothing it is the share of wrong answers. Answers of equal confidence add their
    wrong ones evenly, which is what a random order of them adds on average.
    """
    if not len(confidence):
        return None
    counts, wrong = _groups(confidence, right)
    before, errors = np.cumsum(counts) - counts, np.cumsum(wrong) - wrong
    share = wrong / counts
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, len(confidence) + 1))])
    # the sum over j = 1 … counts of (errors + share · j) / (before + j)
    areas = wrong + (errors - share * before) * (harmonic[before + counts] - harmonic[before])
    return float(areas.sum() / len(confidence))


def excess_aurc(confidence: Floats, right: NDArray[np.bool_]) -> float | None:
    """What `aurc` is above that of the best order, right answers first (E-AURC; Geifman et al. 2019, section 3).

    The best order's area is summed exactly; the paper approximates it by `r + (1 - r) ln(1 - r)` for risk `r`.
    """
    area = aurc(confidence, right)
    best = aurc(np.asarray(right, dtype=float), right)  # of equal confidence are only answers that are alike
    return None if area is None or best is None else area - best


def coverage_at_risk(confidence: Floats, right: NDArray[np.bool_], risk: float) -> float | None:
    """The largest coverage at which the risk is at most `risk`; 0 where there is none (Geifman and El-Yaniv 2017)."""
    if not len(confidence):
        return None
    coverage, risks = risk_coverage(confidence, right)
    return float(coverage[risks <= risk].max(initial=0.0))


def reliability(confidence: Floats, right: NDArray[np.bool_], bins: int = BINS) -> list[Bin]:
    """The answers in bins of equal mass by confidence, the lowest first (Nguyen and O'Connor 2015).

    There are fewer bins where there are fewer answers.
    """
    order = np.argsort(confidence, kind="stable")
    return [
        Bin(
            count=len(part),
            confidence=float(confidence[part].mean()),
            right=float(right[part].mean()),
            lowest=float(confidence[part[0]]),
            highest=float(confidence[part[-1]]),
        )
        for part in np.split(order, _starts(len(order), bins)[1:])
        if len(part)
    ]


def ece(confidence: Floats, right: NDArray[np.bool_], bins: int = BINS) -> float | None:
    """The expected calibration error: the mean distance of confidence and share right over the bins of `reliability`.

    Bins weigh as much as they hold (Naeini et al. 2015; of equal mass as in Nguyen and O'Connor 2015).
    """
    n = len(confidence)
    if not n:
        return None
    order = np.argsort(confidence, kind="stable")
    gaps = np.add.reduceat(confidence[order] - right[order], _starts(n, bins))
    return float(np.abs(gaps).sum() / n)


def _starts(n: int, bins: int) -> NDArray[np.int64]:
    """Where each bin begins; sizes differ by one at most, and none is empty."""
    sizes = n // bins + (np.arange(bins) < n % bins)
    starts: NDArray[np.int64] = (np.cumsum(sizes) - sizes)[sizes > 0]
    return starts


def _groups(confidence: Floats, right: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Floats]:
    """The answers of each distinct confidence, the surest first: how many, and how many of them wrong."""
    _, inverse, counts = np.unique(-np.asarray(confidence), return_inverse=True, return_counts=True)
    wrong = np.where(np.asarray(right, dtype=bool), 0.0, 1.0)
    return counts, np.bincount(inverse, weights=wrong, minlength=len(counts)).astype(float)
