"""Whether 8-bit numbers are multiplied exactly is seen by their product."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from index.exact import EXACT, PROBE_TERMS, is_exact


class Session:
    """Gives one product and nothing else."""

    def __init__(self, number: int) -> None:
        self.number = number

    def run(self, names: list[str], feeds: dict[str, Any]) -> list[Any]:
        assert names == ["product"]
        return [np.full((8, 32), self.number, dtype=np.int32)]


@pytest.mark.parametrize(
    ("number", "exact"),
    [(EXACT, True), (PROBE_TERMS // 2 * 32767, False), (EXACT - 1, False)],  # pairs that stop at the most of 16 bits
)
def test_a_product_that_overflows_is_seen(number: int, exact: bool) -> None:
    assert is_exact(Session(number), {}) is exact
