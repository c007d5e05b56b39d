"""Threads that are kept: in order, with exceptions passed on, and made anew in a process that forked."""

import os
import sys
import threading

import pytest

from index.cores import COUNT, Cores


def test_what_is_made_keeps_its_order_and_the_threads_stay() -> None:
    cores, names = Cores(), set()
    for _ in range(20):
        made = list(cores.map(lambda number: (number * 2, threading.current_thread().name), range(20)))
        assert [double for double, _ in made] == list(range(0, 40, 2))
        names |= {name for _, name in made}
    assert 1 <= len(names) <= COUNT


def test_an_error_reaches_who_asked() -> None:
    def fail(number: int) -> int:
        raise ValueError(number)

    with pytest.raises(ValueError, match="7"):
        list(Cores().map(fail, [7]))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Python 3.12 says that forking with threads is a risk
def test_a_process_that_forked_makes_its_own_threads() -> None:
    cores = Cores()
    assert list(cores.map(abs, [-1])) == [1]
    child = os.fork()
    if not child:
        os._exit(0 if list(cores.map(abs, [-2, -3])) == [2, 3] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
