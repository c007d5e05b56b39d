"""Questions as people type them, in training: some are made careless, so that the reader does not lose its nerve.

A share of the rows is asked in the words that carry meaning alone, with a typing error, or without its question mark
(`training.perturb`), in place of the clean question. Training on what will be met at the end is the plainest way to
robustness (Belinkov and Bisk 2018 for typing errors in translation).
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from training.data import Row
from training.perturb import keywords, misspelt

SHARES: tuple[tuple[float, Callable[[str, random.Random], str]], ...] = (  # of all rows
    (0.08, lambda question, _: keywords(question)),
    (0.08, misspelt),
    (0.03, lambda question, _: question.rstrip("?! ")),
)


def roughen(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """The rows in their order, some with a careless question in place of the clean one; nothing else changes."""
    return [replace(row, question=_roughened(row.question, rng)) for row in rows]


def _roughened(question: str, rng: random.Random) -> str:
    drawn = rng.random()
    for share, change in SHARES:
        if drawn < share:
            return change(question, rng) or question
        drawn -= share
    return question
