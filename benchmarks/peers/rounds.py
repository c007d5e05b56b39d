"""Rounds of measurements: at every size each system in turn, every measurement in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.figures import Figures, figures_of
from benchmarks.peers.texts import Texts
from benchmarks.run import ROOT

_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    # Where another program holds a core, OpenMP's threads wait for each other in a loop, and what PyTorch computes
    # takes many times its CPU time. Waiting asleep costs next to nothing on a quiet machine.
    "OMP_WAIT_POLICY": "PASSIVE",
}
FIRST = ("Who wrote the first of them?", "In which year was it founded?")  # asked to warm up; not measured
Versions = dict[str, dict[str, str]]  # of packages, by system


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all measurements share: a folder to work in, the texts, and where the models lie."""

    folder: Path
    texts: Texts
    encoder: Path
    reader: Path
    interpreters: Mapping[str, Path]

    def measure(self, system: str, size: int) -> tuple[Figures, dict[str, str]]:
        """One round of one system at one size; also the versions that its environment holds."""
        index = self.folder / f"{system}-{size}"
        for old in self.folder.glob(f"{index.name}*"):
            shutil.rmtree(old)
        task = self.folder / "task.json"
        common = {"encoder": str(self.encoder), "reader": str(self.reader), "index": str(index)}
        questions = {
            "asked": [one.question for one in self.texts.asked],
            "searched": self.texts.searched,
            "first": FIRST,
        }
        task.write_text(json.dumps(common | {"texts": self.texts.passages[:size]}), encoding="utf-8")
        build = self._run(system, "build", task)
        task.write_text(json.dumps(common | questions), encoding="utf-8")
        cold, warm = (self._run(system, name, task) for name in ("cold", "warm"))
        return figures_of({"build": build, "cold": cold, "warm": warm}, self.texts.asked), build["versions"]

    def _run(self, system: str, measure: str, task: Path) -> dict[str, Any]:
        """What a worker printed; `wall` and `cpu` are of the whole process unless it measured them itself."""
        command = [
            str(self.interpreters[system]),
            "-m",
            "benchmarks.peers.worker",
            system,
            measure,
            str(task.absolute()),
        ]
        environment = {**os.environ, **_ENVIRONMENT, "PINCITE_CACHE": str(self.folder.absolute() / "cache")}
        environment.pop("PYTHONPATH", None)  # the peers' packages, not those of this environment
        before, began = _cpu_of_children(), time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        wall, cpu = time.perf_counter() - began, _cpu_of_children() - before
        if done.returncode:
            raise SystemExit(f"{system}, {measure} failed:\n{done.stderr}")
        return {"wall": wall, "cpu": cpu, **json.loads(done.stdout.splitlines()[-1])}


def in_words(versions: Versions) -> Sequence[str]:
    """One line a system."""
    return [
        f"- {name}: {', '.join(f'{package} {number}' for package, number in packages.items())}"
        for name, packages in versions.items()
    ]


def load() -> str:
    """How much else runs on the machine, where the system says."""
    return f"load average {os.getloadavg()[0]:.1f}" if sys.platform != "win32" else "load unknown"


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
