"""The order in which rows are read, as numbered parts, so that a run can go on where another one stopped."""

import random
from collections.abc import Sequence

from training.data import Row
from training.errors import DataError

CHUNK = 4000  # rows tokenised at a time


class Parts:
    """Parts of at most `CHUNK` rows, numbered from the very beginning of the training.

    The lead-in is read once; then the main rows again and again, shuffled anew each epoch. The order depends on the
    rows, their order and the seed alone.
    """

    def __init__(self, lead: Sequence[Row], main: Sequence[Row], seed: int) -> None:
        """Take the rows; raises DataError without main rows, since the parts never end."""
        if not main:
            raise DataError("there are no rows to train on: every file of the mix is empty")
        self._lead, self._main, self._seed = lead, main, seed
        self._shuffled: tuple[int, list[Row]] | None = None

    @property
    def lead_parts(self) -> int:
        """How many parts the lead-in has."""
        return _chunks(self._lead)

    @property
    def main_parts(self) -> int:
        """How many parts an epoch of the main rows has."""
        return _chunks(self._main)

    def rows(self, part: int) -> list[Row]:
        """The rows of a part, numbered from 0."""
        if part < self.lead_parts:
            epoch, at = -1, part
        else:
            epoch, at = divmod(part - self.lead_parts, self.main_parts)
        return self._order(epoch)[at * CHUNK : (at + 1) * CHUNK]

    def _order(self, epoch: int) -> list[Row]:
        """All rows of an epoch in its order (the lead-in's is called -1); kept, since the parts come one by one."""
        if self._shuffled is None or self._shuffled[0] != epoch:
            order = list(self._lead if epoch < 0 else self._main)
            random.Random(f"{self._seed} {max(epoch, 0)}").shuffle(order)
            self._shuffled = epoch, order
        return self._shuffled[1]


def _chunks(rows: Sequence[Row]) -> int:
    return -(-len(rows) // CHUNK)
