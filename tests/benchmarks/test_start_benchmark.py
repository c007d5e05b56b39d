"""What the benchmark of the chat's start prints; the browser's tests are in tests/chat."""

import pytest

from benchmarks.start import _free_port, _wait_for, table_of


def test_a_figure_is_the_median_and_the_ratio_is_of_medians() -> None:
    table = table_of({"Pincite": [1.0, 9.0, 1.2], "an empty page": [0.9, 1.0, 8.0]}, [2.0, 0.5, 0.6])
    assert "| first paint, s | 1.20 | 1.00 | 1.20 |" in table
    assert "| first answer after it, s | 0.60 | | |" in table


def test_a_server_that_never_listens_ends_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.start._TRIES", 2)
    with pytest.raises(SystemExit, match="after 0 seconds"):
        _wait_for(_free_port())
