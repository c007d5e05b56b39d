"""Large stores: how search and opening grow from a thousand passages to a million, and what each passage costs.

    python -m benchmarks.large --store STORE --questions QUESTIONS.jsonl [--sizes 1000 10000 ...] [--folder DIR]

STORE is any store, the larger the better: up to its size the passages are its own, each text once and without title
and headings, beyond that they are made up around them (`benchmarks/made_up.py`). 200 of the questions are asked.
Printed for each size: how long it takes to open it for the first time (every file is hashed) and again, a search by
parts, how many of the ten nearest of a flat search are found, and bytes a passage. Times are CPU times, which other
programs on the machine change little; an answer's is given as it goes by, too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.made_up import Real, make
from benchmarks.run import ROOT, machine
from index.fuse import fuse
from index.lexical import terms_of
from index.models import open_encoder
from index.store import Store
from qa.evaluation.questions import read_questions

SIZES = (1_000, 10_000, 100_000, 1_000_000)
Figures = dict[str, float]
_QUESTIONS = 200


def measure(path: Path, real: Real, *, answers: int) -> Figures:
    """Open a store in this process and search it; `answers` questions are answered too, with none it is only opened."""
    before = _memory()
    opened: list[Store] = []
    figures = {"open, s": _timed(lambda: opened.append(Store.open(path))) / 1000, **_memory_since(before, "opened")}
    (store,) = opened
    if not answers:
        return figures
    parts = dict(_parts(store, real))
    for name, milliseconds in parts.items():
        figures[f"{name}, p50, ms"] = statistics.median(milliseconds)
        figures[f"{name}, p95, ms"] = statistics.quantiles(milliseconds, n=20)[-1]
    figures |= {**_memory_since(before, "searched"), **_agreement(store, real)}
    from qa import Assistant

    assistant = Assistant(store)
    assistant.warm()
    went_by, milliseconds = [], []
    for question in real.questions[: answers + 2]:
        began = time.perf_counter()
        milliseconds.append(_timed(partial(assistant.ask, question)))
        went_by.append(1000 * (time.perf_counter() - began))
    figures["warm answer, p50, ms that go by"] = statistics.median(went_by[2:])
    figures["warm answer, p50, CPU ms"] = statistics.median(milliseconds[2:])
    count = len(store.generation.passages)
    folder = path / "generations" / store.id
    figures["disk, bytes a passage"] = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / count
    return figures


def _parts(store: Store, real: Real) -> Iterator[tuple[str, list[float]]]:
    """The parts of a search and the whole of it, in milliseconds for each question; the first ten warm up."""
    dense, lexical = store.generation.dense, store.generation.lexical
    asked = [(vector, terms_of(question)) for vector, question in zip(real.asked, real.questions, strict=True)]
    for vector, terms in asked[:10]:
        store.search(vector, terms, 8)
    yield "vectors", [_timed(partial(dense.nearest, vector, 100)) for vector, _ in asked]
    yield "BM25", [_timed(partial(lexical.best, terms, 100)) for _, terms in asked]
    some = [np.union1d(dense.nearest(vector, 100), lexical.best(terms, 100)) for vector, terms in asked]
    scores = [
        (dense.cosines(vector, rows), lexical.scores_of(terms, rows))
        for (vector, terms), rows in zip(asked, some, strict=True)
    ]
    yield "fuse", [_timed(partial(fuse, *both)) for both in scores]
    yield "search", [_timed(partial(store.search, vector, terms, 8)) for vector, terms in asked]
    yield "words of the question", [_timed(partial(store.occurrences, question)) for question in real.questions]


def _agreement(store: Store, real: Real) -> Figures:
    """How much of what a flat search finds is found."""
    exact = Store(path=store.path, generation=replace(store.generation, dense=store.generation.dense.exact))
    nearest, hits = [], []
    for vector, question in zip(real.asked, real.questions, strict=True):
        found, wanted = (one.generation.dense.nearest(vector, 100)[:10] for one in (store, exact))
        nearest.append(len(set(found.tolist()) & set(wanted.tolist())) / len(wanted))
        found_hits, wanted_hits = (
            [hit.passage.id for hit in one.search(vector, terms_of(question), 8)] for one in (store, exact)
        )
        hits.append(found_hits == wanted_hits)
    return {"recall@10": statistics.mean(nearest), "same eight hits": statistics.mean(hits)}


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds of CPU time."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def _memory() -> tuple[float, float]:
    """Bytes that this process holds for itself, and of files that are mapped; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    found = {line.split(":")[0]: int(line.split()[1]) * 1024.0 for line in lines if line.startswith("Rss")}
    return found.get("RssAnon", 0.0), found.get("RssFile", 0.0)


def _memory_since(before: tuple[float, float], when: str) -> Figures:
    own, mapped = (now - then for now, then in zip(_memory(), before, strict=True))
    return {f"memory of its own, {when}, MB": own / 1e6, f"mapped and in memory, {when}, MB": mapped / 1e6}


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the stores, measure each in processes of its own, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description="Measure large stores.")
    parser.add_argument("--store", type=Path, help="a store whose passages to take")
    parser.add_argument("--questions", type=Path, help="a file of questions, as pincite evaluate reads it")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages (default: %(default)s)")
    parser.add_argument("--answers", type=int, default=20, help="questions to answer (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where to keep what is made for it (default: a temporary folder)")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)  # measure this store, print JSON
    given = parser.parse_args(arguments)
    if given.one:
        print(json.dumps(measure(given.one, Real.load(given.folder / "real.npz"), answers=given.answers)))
        return
    with TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "real.npz").exists():
            if not (given.store and given.questions):
                parser.error("--store and --questions are needed")
            questions = [one.question for one in read_questions(given.questions)[:_QUESTIONS]]
            store = Store.open(given.store)
            encoder = open_encoder(str(store.generation.manifest.encoder["name"]))
            Real.of(store, questions, encoder).save(folder / "real.npz")
        columns = {size: _column(folder, size, given.answers) for size in sorted(given.sizes)}
    print(table_of(columns))
    print(f"\n{machine()}")


def _column(folder: Path, size: int, answers: int) -> Figures:
    """Make a store if it is not there, then measure it in two processes: it is opened for the first time, and again."""
    store, began = folder / f"store-{size}", time.process_time()
    figures: Figures = {}
    if not store.exists():
        print(f"making {size:,} passages", file=sys.stderr, flush=True)
        make(store, Real.load(folder / "real.npz"), size)
        figures["made in, s"] = time.process_time() - began
        time.sleep(2.1)  # files that changed a moment ago are not remembered as checked
    environment = {**os.environ, "PINCITE_CACHE": str(folder / "cache")}
    command = [
        sys.executable,
        "-m",
        "benchmarks.large",
        "--one",
        str(store.resolve()),
        "--folder",
        str(folder.resolve()),
    ]
    for name, asked in (("first", 0), ("again", answers)):
        print(f"measuring {size:,} passages", file=sys.stderr, flush=True)
        done = subprocess.run(
            [*command, "--answers", str(asked)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
        found: Figures = json.loads(done.stdout.splitlines()[-1])
        figures |= {f"open, {name}, s": found.pop("open, s"), **found}
    return figures


def table_of(columns: dict[int, Figures]) -> str:
    """A Markdown table: a column a size, and how many times the last is the first."""
    first, *_, last = columns.values() if len(columns) > 1 else [*columns.values()] * 2
    names = [*dict.fromkeys(name for figures in columns.values() for name in figures)]
    lines = [
        f"| passages | {' | '.join(f'{size:,}' for size in columns)} | growth |",
        "|---" * (len(columns) + 2) + "|",
    ]
    for name in names:
        cells = [f"{figures[name]:.3g}" if name in figures else "" for figures in columns.values()]
        growth = f"{last[name] / first[name]:.1f}" if first.get(name) and name in last else ""
        lines.append(f"| {name} | {' | '.join(cells)} | {growth} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
