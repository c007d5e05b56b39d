"""The learning rate: warmup, stable, decay (Hu et al. 2024, MiniCPM).

The stable stretch, the *trunk*, can go on for ever, run after run; a decay at its end, in which the rate falls to zero,
makes a usable model from it. How far a run is is measured in time, since that is what is short on a laptop.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A run of `seconds`, at rate `peak` after `warmup` steps, of which the last share `decay` (0 to 1) decays.

    Example:
        >>> schedule = Schedule(peak=1e-4, warmup=100, seconds=60.0, decay=0.5)
        >>> schedule.rate(step=49, spent=0.0), schedule.rate(step=500, spent=45.0)
        (5e-05, 5e-05)
    """

    peak: float
    warmup: int
    seconds: float
    decay: float

    def rate(self, *, step: int, spent: float) -> float:
        """The learning rate of a step, counted from 0 over all runs, when so many seconds of this run are spent."""
        warm = min(1.0, (step + 1) / self.warmup)
        left = min(1.0, (1 - spent / self.seconds) / self.decay) if self.decay else 1.0
        return self.peak * warm * max(left, 0.0)

    def in_trunk(self, spent: float) -> bool:
        """Whether the decay has not begun, so that the state is one to go on from."""
        return spent / self.seconds < 1 - self.decay

    def is_over(self, spent: float) -> bool:
        """Whether the time of this run is up."""
        return spent >= self.seconds
