"""Measures of answers, as the SQuAD 2.0 evaluation defines them (Rajpurkar et al. 2016, 2018), and of confidence."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_ARTICLES = re.compile(r"\b(a|an|the)\b")
RIGHT = 0.5  # an answer is right when its F1 with an accepted one is at least this


def normalised(text: str) -> str:
    """Lower case, without ASCII punctuation, articles and extra white space."""
    text = "".join(character for character in text.lower() if character not in string.punctuation)
    return " ".join(_ARTICLES.sub(" ", text).split())


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1.0 if the answer is an accepted one in normal form, else 0.0; no accepted answer means that none is right.

    >>> exact_match("the Treaty", ["treaty"]), exact_match("", []), exact_match("1951", [])
    (1.0, 1.0, 0.0)
    """
    return float(normalised(answer) in _golds(accepted))


def f1(answer: str, accepted: Sequence[str]) -> float:
    """The best harmonic mean of token precision and recall with an accepted answer, 0 to 1.

    >>> round(f1("about three thousand ships", ["three thousand ships"]), 3)
    0.857
    """
    return max(_f1(normalised(answer).split(), gold.split()) for gold in _golds(accepted))


def _golds(accepted: Sequence[str]) -> list[str]:
    """The accepted answers in normal form; those without words are none, and where there are none it is silence."""
    return [gold for gold in map(normalised, accepted) if gold] or [""]


def _f1(answer: list[str], gold: list[str]) -> float:
    if not answer or not gold:
        return float(answer == gold)
    same = (Counter(answer) & Counter(gold)).total()
    return 2 * same / (len(answer) + len(gold))


def auroc(scores: ArrayLike, positive: ArrayLike) -> float | None:
    """The area under the ROC curve: how often a positive scores higher than a negative (Hanley and McNeil 1982).

    Ties count half. None where there are no positives or no negatives. Both have shape `(n,)`.
    """
    import numpy as np

    scores, positive = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    k = int(positive.sum())
    if not 0 < k < len(scores):
        return None
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2  # equal scores share the mean of their ranks
    return float((ranks[inverse][positive].sum() - k * (k + 1) / 2) / (k * (len(scores) - k)))
