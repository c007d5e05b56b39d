"""Measure an update after one change among many small files, against the build of all of them.

    python -m benchmarks.update [--files 1000] [--rounds 3] [--hash]

Prints the seconds of each and the ratio of the medians. The files are made anew from a fixed seed; no network, no data.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.run import machine
from index.encoder import Encoder
from index.follow import update
from index.hash_encoder import HashEncoder
from index.models import open_encoder
from index.update import add

_NOUNS = "boat pier mill dam lamp road bridge county harbour school market river garden tower engine bell".split()
_VERBS = "carries crosses lights feeds holds guards opens marks moves warms follows serves".split()
_PLACES = "at night, in winter, every morning, beside the quay, since the war, for the town, without a sound".split(
    ", "
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.update", description="Measure updates against builds.")
    parser.add_argument("--files", type=int, default=1000, help="how many files (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often it is measured (default: %(default)s)")
    parser.add_argument("--hash", action="store_true", help="an encoder that is instant: everything else shows")
    given = parser.parse_args(arguments)
    encoder = HashEncoder() if given.hash else open_encoder()
    encoder.encode_query("warm")
    with TemporaryDirectory() as folder:
        rounds = [measured(Path(folder, str(number)), given.files, encoder) for number in range(given.rounds)]
    print(table_of(rounds, given.files))
    print(f"\n{machine()}, {given.rounds} rounds, encoder {encoder.fingerprint['name']}")


def measured(folder: Path, files: int, encoder: Encoder) -> dict[str, float]:
    """Seconds of a build, of an update that finds nothing, and of one after a file was changed, moved and deleted."""
    docs, store = folder / "docs", folder / "store"
    write(docs, files)
    time.sleep(2.1)  # a file is taken for unchanged by its look alone once that cannot stay the same by chance
    seconds = {"build": timed(lambda: add(store, [docs], encoder=encoder))}
    seconds["nothing changed"] = timed(lambda: update(store, encoder=encoder))
    (docs / "0" / "7.md").write_text("# Changed\n\nThe ferry was sold in 1954.\n", encoding="utf-8")
    seconds["one changed"] = timed(lambda: update(store, encoder=encoder))
    (docs / "0" / "8.md").rename(docs / "0" / "moved.md")
    seconds["one moved"] = timed(lambda: update(store, encoder=encoder))
    (docs / "0" / "9.md").unlink()
    seconds["one deleted"] = timed(lambda: update(store, encoder=encoder))
    return seconds


def write(folder: Path, files: int) -> None:
    """Small files of some sentences under a heading, a hundred a folder."""
    draw = random.Random(7)
    for number in range(files):
        path = folder / str(number // 100) / f"{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        words = (f"The {draw.choice(_NOUNS)} {number} {draw.choice(_VERBS)} {draw.choice(_PLACES)}." for _ in range(30))
        path.write_text(f"# Note {number}\n\n{' '.join(words)}\n", encoding="utf-8")


def timed(work: Callable[[], object]) -> float:
    """How many seconds it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def table_of(rounds: Sequence[dict[str, float]], files: int) -> str:
    """A Markdown table of the medians and their ratio to the build."""
    medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    lines = [f"| {files:,} files | seconds | of the build |", "|---|---|---|"]
    lines += [f"| {name} | {value:.3g} | {value / medians['build']:.1%} |" for name, value in medians.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
