"""Many people at once on one server: how long they wait, what is refused or fails, what it keeps in memory.

    python -m benchmarks.users [--users 50] [--pause 20] [--seconds 120] [--together] [--programs]
    python -m benchmarks.users --users 10 --pause 0 --seconds 20 --beside-plain [--rounds 5]

Starts the chat over the bundled document; everybody asks as the page does, or with `--programs` the endpoint `/ask`.
People begin at times drawn evenly from one pause (each has a seed), wait for their answers, pause for a time drawn
evenly from none to twice `--pause`, and ask on. With `--together` all begin in the same instant, and how long those
first questions waited is printed too. The questions are real ones of the document, in turns; nothing of an answer is
kept for the next time. (A number behind each, to tell them apart, would make nearly all of them unanswerable.)

Printed: answers a second, the wait, refusals (too many were waiting), anything else that failed, the server's CPU
seconds for an answer, which other programs change less than the wait, and its memory after a quarter, half and all of
the time.

`--beside-plain` goes in rounds: the people for so many seconds, then the plain program (`benchmarks/plain.py`) over the
same passages, asked one question after another in its own process, without a server. Printed: answers a second of both.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread

from benchmarks.people import Person, Program, Refused
from benchmarks.run import make, run
from benchmarks.worker import QUESTIONS

ROOT = Path(__file__).parent.parent


class Crowd:
    """People who ask until the time is up, and what they saw: seconds of waiting, in the order of the answers."""

    def __init__(self, *, seconds: float, pause: float, together: bool) -> None:
        self._seconds, self._pause, self._together = seconds, pause, together
        self._end = time.perf_counter() + seconds
        self._lock = Lock()
        self.waits: list[float] = []
        self.first: list[float] = []  # of each one's first question
        self.refused: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    def begin(self, people: Sequence[Program]) -> list[Thread]:
        """Let all of them begin; return a thread for each."""
        self._end = time.perf_counter() + self._seconds
        threads = [Thread(target=self._asks_on, args=(*one,), daemon=True) for one in enumerate(people)]
        for thread in threads:
            thread.start()
        return threads

    def _asks_on(self, number: int, person: Program) -> None:
        rng, questions = random.Random(number), QUESTIONS.read_text(encoding="utf-8").splitlines()
        self._rest(0 if self._together else rng.uniform(0, self._pause))
        for turn, question in zip(count(), islice(cycle(questions), number % len(questions), None)):
            if time.perf_counter() >= self._end:
                return
            self._ask(person, question, is_first=turn == 0)
            self._rest(rng.uniform(0, 2 * self._pause))

    def _ask(self, person: Program, question: str, *, is_first: bool) -> None:
        began, came_of, words = time.perf_counter(), None, ""
        try:
            person.ask(question)
        except Refused as error:
            came_of, words = self.refused, str(error)
        except Exception as error:  # whatever went wrong is counted by its words
            came_of, words = self.failed, str(error)
        waited = time.perf_counter() - began
        with self._lock:
            if came_of is not None:
                came_of[words[:100]] += 1
                return
            self.waits.append(waited)
            if is_first:
                self.first.append(waited)

    def _rest(self, seconds: float) -> None:
        time.sleep(max(0.0, min(seconds, self._end - time.perf_counter())))


def main() -> None:
    """Serve, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.users", description="Many people at once.")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--pause", type=float, default=20.0, help="mean seconds between an answer and a question")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--together", action="store_true", help="all ask their first question in the same instant")
    parser.add_argument("--programs", action="store_true", help="ask the endpoint /ask instead of as the page does")
    parser.add_argument("--beside-plain", action="store_true", help="measure the plain program in turns with it")
    parser.add_argument("--rounds", type=int, default=5, help="of --beside-plain")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        if given.beside_plain:
            make(Path(folder))
        else:
            from corpus import BUNDLED
            from index.update import add

            add(Path(folder) / "store", [BUNDLED])
        with _served(Path(folder)) as (port, process):
            people: list[Program] = [(Program if given.programs else Person)(port) for _ in range(given.users)]
            people[0].ask("When was the Self-Defense Force created?")  # the models are loaded now
            if given.beside_plain:
                _beside_plain(given, people, Path(folder))
            else:
                _measure(given, people, process)


def _measure(given: argparse.Namespace, people: Sequence[Program], process: int) -> None:
    began, busy = time.perf_counter(), _cpu(process)
    crowd = Crowd(seconds=given.seconds, pause=given.pause, together=given.together)
    threads = crowd.begin(people)
    memory = []
    for _ in range(2):
        time.sleep(given.seconds / 4)
        memory.append(_memory(process))
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began  # who asked last still waited when the time was up
    memory.append(_memory(process))
    print(f"{given.users} users, a pause of {given.pause:g} s, {took:.0f} s")
    print(f"answers: {len(crowd.waits)}, {len(crowd.waits) / took:.1f} a second")
    print(f"wait: {_in_words(crowd.waits)}")
    if given.together:
        print(f"first questions, all at once: {len(crowd.first)} answered; wait: {_in_words(crowd.first)}")
    print(f"the server's CPU: {(_cpu(process) - busy) / max(1, len(crowd.waits)):.3f} s an answer")
    print("memory after a quarter, half and all of the time: " + ", ".join(f"{held:.0f} MB" for held in memory))
    _print_troubles(crowd)


def _beside_plain(given: argparse.Namespace, people: Sequence[Program], folder: Path) -> None:
    figures: list[tuple[float, float]] = []
    for done in range(given.rounds):
        crowd = Crowd(seconds=given.seconds, pause=given.pause, together=given.together)
        began = time.perf_counter()
        for thread in crowd.begin(people):
            thread.join()
        ours = len(crowd.waits) / (time.perf_counter() - began)
        seconds = json.loads(run(["benchmarks.worker", "plain", "warm", str(folder)]))["seconds"]
        figures.append((ours, len(seconds) / sum(seconds)))
        ratio = figures[-1][0] / figures[-1][1]
        print(
            f"round {done + 1}: {ours:.1f} answers a second, plain {figures[-1][1]:.1f}, {ratio:.1f} times", flush=True
        )
        print(f"  wait: {_in_words(crowd.waits)}")
        _print_troubles(crowd)
    both = [statistics.median(one) for one in zip(*figures, strict=True)]
    ratio = statistics.median(ours / theirs for ours, theirs in figures)
    print(f"{given.users} users, a pause of {given.pause:g} s; median of {given.rounds} rounds: ", end="")
    print(f"{both[0]:.1f} answers a second, plain {both[1]:.1f}, {ratio:.1f} times")


def _in_words(waits: Sequence[float]) -> str:
    if len(waits) < 2:
        return "too few answers"
    slow = statistics.quantiles(waits, n=20)[-1]
    return f"median {statistics.median(waits):.2f} s, 95th percentile {slow:.2f} s, longest {max(waits):.2f} s"


def _print_troubles(crowd: Crowd) -> None:
    print(f"refused: {crowd.refused.total()}, failed: {crowd.failed.total()}")
    for words, times in [*crowd.refused.most_common(), *crowd.failed.most_common()]:
        print(f"  {times} × {words}")


@contextmanager
def _served(folder: Path) -> Iterator[tuple[int, int]]:
    """The chat over `folder/store`: the port that it listens on, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--store", str(folder / "store")]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(360):
                if server.poll() is not None:
                    break  # it has said why
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        yield port, server.pid
                        return
                time.sleep(0.5)
            raise SystemExit("The chat did not start.")
        finally:
            server.kill()


def _cpu(process: int) -> float:
    """The CPU seconds that a process has used; 0 where the system does not say."""
    status = Path(f"/proc/{process}/stat")
    if not status.is_file():
        return 0.0
    fields = status.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> float:
    """The memory that a process holds, in MB; 0 where the system does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.is_file():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    main()
