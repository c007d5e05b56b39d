"""The learning rate: warmup, stable, decay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.schedule import Schedule


def test_the_rate_warms_up_stays_and_falls() -> None:
    """Warmup counts steps over all runs, decay the time of this run."""
    schedule = Schedule(peak=1.0, warmup=10, seconds=100.0, decay=0.25)
    assert [schedule.rate(step=step, spent=0.0) for step in (0, 4, 9, 500)] == [0.1, 0.5, 1.0, 1.0]
    assert [schedule.rate(step=500, spent=spent) for spent in (75.0, 87.5, 100.0, 120.0)] == [1.0, 0.5, 0.0, 0.0]
    assert [schedule.in_trunk(spent) for spent in (0.0, 74.9, 75.0, 100.0)] == [True, True, False, False]
    assert [schedule.is_over(spent) for spent in (99.9, 100.0)] == [False, True]


@given(decay=st.floats(0, 1), spent=st.floats(0, 200), step=st.integers(0, 10**6))
def test_the_trunk_runs_at_the_full_rate(decay: float, spent: float, step: int) -> None:
    """A rate is never negative, never above the peak, and below it only in warmup or outside the trunk."""
    schedule = Schedule(peak=1e-4, warmup=120, seconds=100.0, decay=decay)
    rate = schedule.rate(step=step, spent=spent)
    assert 0 <= rate <= 1e-4
    if schedule.in_trunk(spent) and step >= 120:
        assert rate == pytest.approx(1e-4)


def test_a_run_that_is_all_decay_has_no_trunk_and_one_without_has_only_that() -> None:
    """Not even at its first moment."""
    assert not Schedule(peak=1.0, warmup=1, seconds=10.0, decay=1.0).in_trunk(0.0)
    assert Schedule(peak=1.0, warmup=1, seconds=10.0, decay=0.0).in_trunk(9.9)
