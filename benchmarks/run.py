"""Measure Pincite and the plain program in turns, and print the table of `docs/performance.md`.

    python -m benchmarks.run [--rounds 5] [--folder DIR]

Every measurement is a process of its own. The rounds go Pincite, plain, Pincite, plain ..., so that what else the
machine does falls on both; a figure is the median over the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.worker import PASSAGES, QUESTIONS

PROGRAMS = ("pincite", "plain")
ROOT = Path(__file__).parent.parent
_LIBRARIES = ("onnxruntime", "torch", "sentence-transformers", "faiss-cpu", "numpy")
Figures = dict[str, dict[str, list[float]]]  # of what is measured, of whom, one a round


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what both need, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="Measure Pincite beside plain.")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured (default: 5)")
    parser.add_argument("--folder", type=Path, help="where to keep what is made for it (default: a temporary folder)")
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        make(folder)
        figures: Figures = {}
        for done in range(given.rounds):
            for program in PROGRAMS:
                print(f"round {done + 1} of {given.rounds}: {program}", file=sys.stderr, flush=True)
                for name, figure in measured(program, folder, done).items():
                    figures.setdefault(name, {}).setdefault(program, []).append(figure)
    print(table_of(figures))
    print(f"\n{machine()}, {given.rounds} rounds")


def make(folder: Path) -> None:
    """The store of the bundled document, and the same passages for the plain program."""
    from benchmarks.plain import prepare
    from corpus import BUNDLED
    from index.encoder import words_to_embed
    from index.store import Store
    from index.update import add

    add(folder / "store", [BUNDLED])
    passages = Store.open(folder / "store").generation.passages
    (folder / "embedded.json").write_text(json.dumps([words_to_embed(p) for p in passages]), encoding="utf-8")
    prepare(folder, [passage.text for passage in passages])


def measured(program: str, folder: Path, done: int) -> dict[str, float]:
    """One round of one program."""
    questions = QUESTIONS.read_text(encoding="utf-8").splitlines()
    question = questions[done % len(questions)]
    cold = {
        "pincite": ["pincite", "ask", question, "--store", str(folder / "store")],
        "plain": ["benchmarks.plain", str(folder), question],
    }
    began = time.perf_counter()
    run(cold[program])
    seconds = time.perf_counter() - began
    warm, build = (_worker(program, name, folder) for name in ("warm", "build"))
    whole = _worker(program, "whole", folder) if program == "pincite" else warm  # plain always reads all
    return {
        "cold answer, s": seconds,
        "warm answer, p50, s": statistics.median(warm["seconds"]),
        "warm answer, p95, s": statistics.quantiles(warm["seconds"], n=20)[-1],
        "the same with all passages read, p50, s": statistics.median(whole["seconds"]),
        "the same with all passages read, p95, s": statistics.quantiles(whole["seconds"], n=20)[-1],
        "peak memory, warm answers, MB": warm["peak"] / 1e6,
        "passages embedded a second": PASSAGES / build["seconds"],
    }


def _worker(program: str, measure: str, folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(["benchmarks.worker", program, measure, str(folder)]))
    return found


def run(command: Sequence[str]) -> str:
    """What a module of the project prints; its status may be that of no answer."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def table_of(figures: Figures) -> str:
    """A Markdown table of the medians, and how many times better Pincite is (below 1: worse)."""
    lines = ["| | Pincite | plain | times better |", "|---|---|---|---|"]
    for name, by in figures.items():
        ours, theirs = (statistics.median(by[program]) for program in PROGRAMS)
        better = ours / theirs if name.endswith("a second") else theirs / ours
        lines.append(f"| {name} | {ours:.3g} | {theirs:.3g} | {better:.1f} |")
    return "\n".join(lines)


def machine() -> str:
    """The hardware, and the versions that the figures depend on."""
    return f"{hardware()}, {', '.join(f'{name} {version(name)}' for name in _LIBRARIES)}"


def hardware() -> str:
    """The processor, the number of cores, the system and Python."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if "model name" in line] if info.is_file() else []
    processor = names[0].split(":")[1].strip() if names else platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
