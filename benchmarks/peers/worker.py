"""One measurement of one system, in a process and an environment of its own.

    python -m benchmarks.peers.worker SYSTEM build|cold|warm TASK.json

The task names the models, the folder of the index, the texts and the questions. Prints one line of JSON. It runs in the
peers' environments too: of Pincite nothing is imported but by its own adapter, when it is used.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.peers import haystack, langchain, pincite, txtai  # which import what they measure when it is used
from benchmarks.worker import peak

Task = dict[str, Any]
PEERS: dict[str, Any] = {"pincite": pincite, "haystack": haystack, "txtai": txtai, "langchain": langchain}
_FIRST = 2  # questions that warm up and do not count


def main() -> None:
    """Measure what the command line names."""
    name, measure, file = sys.argv[1:]
    task: Task = json.loads(Path(file).read_text(encoding="utf-8"))
    peer = PEERS[name].Peer(Path(task["encoder"]), Path(task["reader"]))
    found = {"build": build, "cold": cold, "warm": warm}[measure](peer, task)
    print(json.dumps({**found, "peak": peak(), "versions": versions(peer.PACKAGES)}))


def build(peer: Any, task: Task) -> dict[str, Any]:
    """Texts to a saved index, a few texts having been indexed before so that everything is loaded."""
    folder = Path(task["index"])
    peer.build(task["texts"][:4], folder.with_name(f"{folder.name}-first"))
    _, wall, cpu = timed(lambda: peer.build(task["texts"], folder))
    disk = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    return {"wall": wall, "cpu": cpu, "disk": disk}


def cold(peer: Any, task: Task) -> dict[str, Any]:
    """One question; the time is taken outside, from the start of the process to its end."""
    peer.open(Path(task["index"]))
    (peer.ask or peer.search)(task["asked"][0])
    return {}


def warm(peer: Any, task: Task) -> dict[str, Any]:
    """Every question answered, then others only searched for; none is met twice."""
    peer.open(Path(task["index"]))
    work = {"search": (peer.search, task["searched"])}
    if peer.ask:
        work = {"ask": (peer.ask, task["asked"])} | work
    result: dict[str, Any] = {}
    for name, (answer, questions) in work.items():
        for question in task["first"][:_FIRST]:
            answer(question)
        rows = [timed(partial(answer, question)) for question in questions]
        result[name] = {"said": [row[0] for row in rows], "wall": [row[1] for row in rows], "cpu": [r[2] for r in rows]}
    result["found"] = [peer.search(question) for question in task["asked"]]  # for quality; not timed
    return result


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What came of it, seconds gone by, and seconds of all processor cores in this process."""
    began, before = time.perf_counter(), time.process_time()
    said = work()
    return said, time.perf_counter() - began, time.process_time() - before


def versions(packages: tuple[str, ...]) -> dict[str, str]:
    """The versions of packages in this environment; "?" where one is not installed by that name."""
    found = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "?"
    return found


if __name__ == "__main__":
    main()
