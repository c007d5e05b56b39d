"""Many people at once on one server: how long they wait, what fails, what it keeps in memory.

    python -m benchmarks.users [--users 50] [--pause 20] [--seconds 120]

Starts the chat over the bundled document and asks its endpoint `/ask` as programs do. Every user asks another question,
waits for the answer, pauses (about `--pause` seconds, drawn evenly from none to twice that) and asks again; `--pause 0`
is users without a pause. Printed: answers a second, the median and the 95th percentile of the wait, refusals in words
(the queue is full), anything else that failed, the server's memory at a quarter of the time and at its end, and its
CPU seconds for an answer, which another program on the machine changes less than the wait.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

from benchmarks.worker import QUESTIONS

ROOT = Path(__file__).parent.parent


class Crowd:
    """What all users saw."""

    def __init__(self, client: Any, seconds: float, pause: float) -> None:
        self._client, self._pause = client, pause
        self._end = time.perf_counter() + seconds
        self._lock = Lock()
        self.waits: list[float] = []
        self.failed: Counter[str] = Counter()

    def user(self, number: int) -> None:
        """One person: asks until the time is up."""
        rng = random.Random(number)
        questions = QUESTIONS.read_text(encoding="utf-8").splitlines()
        asked = 0
        while time.perf_counter() < self._end:
            time.sleep(min(rng.uniform(0, 2 * self._pause), max(0.0, self._end - time.perf_counter())))
            question = f"{questions[(number + asked) % len(questions)][:-1]} {number} {asked}?"  # none is asked twice
            asked += 1
            began = time.perf_counter()
            try:
                self._client.predict(question, api_name="/ask")
            except Exception as error:
                with self._lock:
                    self.failed[str(error)[:80]] += 1
            else:
                with self._lock:
                    self.waits.append(time.perf_counter() - began)


def main() -> None:
    """Serve, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.users", description="Many people at once.")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--pause", type=float, default=20.0, help="mean seconds between an answer and a question")
    parser.add_argument("--seconds", type=float, default=120.0)
    given = parser.parse_args()
    with TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--store", f"{folder}/store"]
        from corpus import BUNDLED
        from index.update import add

        add(Path(folder) / "store", [BUNDLED])
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as server:
            try:
                _measure(given, _connected(port, server), server.pid)
            finally:
                server.kill()


def _measure(given: argparse.Namespace, client: Any, process: int) -> None:
    client.predict("When was the Self-Defense Force created?", api_name="/ask")  # the models are loaded now
    began, busy = time.perf_counter(), _cpu(process)
    crowd = Crowd(client, given.seconds, given.pause)
    users = [Thread(target=crowd.user, args=(number,), daemon=True) for number in range(given.users)]
    for user in users:
        user.start()
    time.sleep(given.seconds / 4)
    early = _memory(process)
    for user in users:
        user.join()
    took, waits = time.perf_counter() - began, crowd.waits  # who asked last still waited when the time was up
    print(f"{given.users} users, a pause of {given.pause:g} s, {took:.0f} s")
    print(f"answers: {len(waits)}, {len(waits) / took:.1f} a second")
    if len(waits) > 1:
        slow = statistics.quantiles(waits, n=20)[-1]
        print(f"wait: median {statistics.median(waits):.2f} s, 95th percentile {slow:.2f} s")
    print(f"the server's CPU: {(_cpu(process) - busy) / max(1, len(waits)):.2f} s an answer")
    print(f"memory: {early:.0f} MB after a quarter, {_memory(process):.0f} MB at the end")
    for words, count in crowd.failed.most_common():
        print(f"failed: {count} × {words}")


def _connected(port: int, server: subprocess.Popen[bytes]) -> Any:
    """A client, once the server listens."""
    from gradio_client import Client

    for _ in range(360):
        if server.poll() is not None:
            break  # it has said why
        try:
            return Client(f"http://127.0.0.1:{port}/", verbose=False)
        except Exception:  # whatever it raises until the server listens
            time.sleep(0.5)
    raise SystemExit("The chat did not start.")


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
