"""Many users at once: when they begin, and that what is refused or fails is told apart from what is answered."""

import time
from collections.abc import Sequence
from typing import cast

import pytest

from benchmarks.people import Program, Refused
from benchmarks.users import Crowd, _cpu, _memory


class Asker:
    """Is answered at once; every third question is refused, every fifth fails."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.began = 0.0

    def ask(self, question: str) -> None:
        self.began = self.began or time.perf_counter()
        self.asked.append(question)
        if len(self.asked) % 3 == 0:
            raise Refused("The queue is full.")
        if len(self.asked) % 5 == 0:
            raise ValueError("out of order")


def after(crowd: Crowd, count: int) -> list[Asker]:
    askers = [Asker() for _ in range(count)]
    for thread in crowd.begin(cast(Sequence[Program], askers)):
        thread.join(10)
    return askers


def test_refusals_and_failures_are_counted_apart_from_answers() -> None:
    crowd = Crowd(seconds=0.5, pause=0.01, together=False)
    asked = [len(asker.asked) for asker in after(crowd, 8)]
    assert min(asked) >= 5
    refused = sum(count // 3 for count in asked)
    assert dict(crowd.refused) == {"The queue is full.": refused}
    assert dict(crowd.failed) == {"out of order": sum(count // 5 - count // 15 for count in asked)}
    assert len(crowd.waits) == sum(asked) - refused - crowd.failed.total()
    assert len(crowd.first) == 8


@pytest.mark.parametrize("together", [True, False])
def test_people_begin_in_one_instant_only_where_that_is_wanted(together: bool) -> None:
    crowd = Crowd(seconds=1.0, pause=0.6, together=together)
    began = sorted(asker.began for asker in after(crowd, 20))
    assert (began[-1] - began[0] < 0.3) == together  # by the seeds 0.06 s to 0.58 s after the start otherwise


def test_what_a_process_uses_is_known_or_nothing() -> None:
    assert _memory(10**9) == _cpu(10**9) == 0.0
