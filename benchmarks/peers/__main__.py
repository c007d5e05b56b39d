"""Measure Pincite beside Haystack, txtai and LangChain, and write the table and the plot of `docs/performance.md`.

    python -m benchmarks.peers --data FOLDER --envs FOLDER --out FOLDER [--rounds 5] [--sizes 200 1000 4000]

`--data` is a folder of question data as `training/` reads it, `--envs` holds a virtual environment for each peer and is
filled by pip where one is missing; Pincite runs in the environment that runs this. All have the same texts, and the
same weights of the encoder and the reader. A round measures each system in turn at each size: the build (texts in
memory to an index on disk, the encoder being loaded), one cold answer (process start to exit) and warm answers. `--out`
has `peers.md`, `peers.svg` and all figures in `peers.json` as soon as one size has been measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers.environments import WANTED, interpreter
from benchmarks.peers.figures import OURS, Results
from benchmarks.peers.plot import svg_of
from benchmarks.peers.rounds import Bench, Versions, in_words, load
from benchmarks.peers.table import table_of
from benchmarks.peers.texts import Texts
from benchmarks.run import ROOT, hardware
from index.bundled import bundled_folder
from index.models import open_encoder

SYSTEMS = (OURS, *WANTED)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what all need, measure, and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description="Measure Pincite beside its peers.")
    parser.add_argument("--data", type=Path, required=True, help="a folder of question data, as training/ reads it")
    parser.add_argument("--envs", type=Path, required=True, help="where the peers' environments are, or are made")
    parser.add_argument("--out", type=Path, required=True, help="where to write peers.md and peers.svg")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured (default: 5)")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=(200, 1000, 4000), help="passages (default: %(default)s)"
    )
    parser.add_argument("--questions", type=int, default=60, help="questions with an answer (default: %(default)s)")
    given = parser.parse_args(arguments)
    if given.rounds < 1 or min(given.sizes) < given.questions or given.questions < 8:
        parser.error("at least one round, 8 questions, and as many passages as questions are needed")
    interpreters = {system: interpreter(system, given.envs) for system in SYSTEMS}
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        # in a process of its own, so that this one stays small
        subprocess.run(
            [sys.executable, "-m", "benchmarks.peers.reader_folder", folder / "reader"], cwd=ROOT, check=True
        )
        bench = Bench(
            folder=folder,
            texts=Texts.read(given.data, max(given.sizes), given.questions, open_encoder().fits),
            encoder=bundled_folder(),
            reader=folder / "reader",
            interpreters=interpreters,
        )
        measure(bench, given.sizes, given.rounds, given.out)
    print((given.out / "peers.md").read_text(encoding="utf-8"))


def measure(bench: Bench, sizes: Sequence[int], rounds: int, out: Path) -> None:
    """Measure, and write whenever all systems have been measured at a size."""
    out.mkdir(parents=True, exist_ok=True)
    results, versions, before = Results(), Versions(), load()
    for done in range(1, rounds + 1):
        for size in sorted(sizes):
            for system in SYSTEMS:
                print(f"round {done} of {rounds}, {size:,} passages: {system}", file=sys.stderr, flush=True)
                figures, versions[system] = bench.measure(system, size)
                results.add(size, system, figures)
            about = f"{hardware()}; {before} before and {load()} after; rounds: {done}; {bench.texts.in_words}"
            text = "\n".join([table_of(results), "", about, "", *in_words(versions), ""])
            (out / "peers.md").write_text(text, encoding="utf-8")
            (out / "peers.json").write_text(json.dumps(results.rounds), encoding="utf-8")
            (out / "peers.svg").write_text(svg_of(results), encoding="utf-8")


if __name__ == "__main__":
    main()
