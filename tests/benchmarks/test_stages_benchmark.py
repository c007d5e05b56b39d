"""The table of stages, and the rate that the floor is made of."""

import numpy as np

from benchmarks.stages import _product, table_of


def test_stages_stand_in_their_order_in_milliseconds() -> None:
    columns = {"one": {"read": 0.5, "together": 0.5}, "other": {"read": 0.25, "together": 1.0}}
    assert table_of(columns).splitlines() == [
        "| ms | one | other |",
        "|---|---|---|",
        "| read | 500.00 | 250.00 |",
        "| together | 500.00 | 1000.00 |",
    ]


def test_products_of_8_and_32_bits_are_the_same_numbers() -> None:
    (small,) = _product(np.uint8, np.int8, "MatMulInteger", np.int32)()
    (wide,) = _product(np.float32, np.float32, "MatMul", np.float32)()
    np.testing.assert_allclose(small, wide)
