"""How cosine and BM25 become one score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.trace import stage

if TYPE_CHECKING:
    from index.encoder import Vectors

WEIGHT_OF_WORDS = 0.25  # chosen on the calibration questions; docs/architecture.md has the figures


@stage("fuse")
def fuse(dense: Vectors, lexical: Vectors) -> Vectors:
    """Return the convex combination of both kinds of scores (Bruch, Gai and Ingber 2023), higher is better.

    Cosines are taken as they are; BM25 scores are divided by the highest of them, since their scale differs from
    question to question. Both arrays have shape `(candidates,)`.
    """
    highest = max(float(lexical.max(initial=0.0)), 1e-9)
    return (1 - WEIGHT_OF_WORDS) * dense + WEIGHT_OF_WORDS * lexical / highest
