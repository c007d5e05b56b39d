"""Read every bad file, and print for each class how many gave text or an error of which kind, and what that took.

    python -m scripts.hostile [--mutated 2000] [--light] [--show] [--only CLASS]

Each class is read by a process of its own, so that its memory is its own. The exit status is 1 where anything happened
but text or a typed error in less than 30 seconds and 2 GB, or where a secret beside the files came out.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import files_below
from corpus.sandbox import shared
from scripts.hostile import Bad, mutated, of, secret_in
from scripts.hostile.run import Result, all_bad, changing, placed, read
from scripts.hostile.seeds import SEEDS

_SECONDS, _BYTES = 30.0, 2e9
ROOT = Path(__file__).parents[2]


def main() -> int:
    """Read, count, print."""
    parser = argparse.ArgumentParser(prog="python -m scripts.hostile", description="Read bad files of every kind.")
    parser.add_argument("--mutated", type=int, default=2000, help="mutations of each binary format (default: 2000)")
    parser.add_argument("--light", action="store_true", help="leave out the files that take seconds")
    parser.add_argument("--show", action="store_true", help="print what came of each file")
    parser.add_argument("--only", metavar="CLASS", help="read this class alone")
    parser.add_argument("--group", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.group:
        print(json.dumps(_read_group(given.group, given.mutated, light=given.light)))
        return 0
    print("| class | files | text | errors | slowest | memory |\n|---|---|---|---|---|---|")
    total, defects = 0, 0
    groups = dict.fromkeys(bad.group for bad in _bads(1))
    for group in [given.only] if given.only else groups:
        results, peak = _in_a_process(group, given)
        total += len(results)
        defects += sum(one.is_defect or one.seconds > _SECONDS for one in results) + (peak > _BYTES)
        print(_line(group, results, peak), flush=True)
        for one in results:
            if given.show or one.is_defect or one.seconds > _SECONDS:
                print(f"    {one.name!r}: {one.outcome}, {one.seconds:.2f} s {one.says!a}", flush=True)
    print(f"\n{total:,} files, {defects} defects")
    return 1 if defects else 0


def _bads(count: int) -> Iterator[Bad]:
    yield from all_bad()
    yield of("changing", "changing.txt", "It is old.")
    for kind in SEEDS:
        yield from mutated.bad(kind, count)


def _in_a_process(group: str, given: argparse.Namespace) -> tuple[list[Result], float]:
    command = [sys.executable, "-m", "scripts.hostile", "--group", group, "--mutated", str(given.mutated)]
    command += ["--light"] if given.light else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        died = Result(group=group, name="", outcome="PARENT DIED", seconds=0, says=f"{done.returncode}: {last}")
        return [died], 0.0
    said = json.loads(done.stdout)
    return [Result(**one) for one in said["results"]], said["peak"]


def _read_group(group: str, count: int, *, light: bool) -> dict[str, object]:
    results = []
    with TemporaryDirectory() as name:
        folder = Path(name, "files")
        folder.mkdir()
        secret_in(folder)
        secret_in(folder.parent)
        bads = [bad for bad in _bads(count) if bad.group == group and not (light and bad.heavy)]
        for bad, path in placed(bads, folder):
            if group == "changing":
                with changing(path):
                    results += [read(bad, path) for _ in range(100)]
            elif group == "links" and path not in files_below([folder]):
                results.append(Result(group=group, name=bad.name, outcome="left out", seconds=0))
            else:
                results.append(read(bad, path))
    shared.close()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"results": [asdict(one) for one in results], "peak": peak * (1 if sys.platform == "darwin" else 1024)}


def _line(group: str, results: list[Result], peak: float) -> str:
    counts = Counter(one.outcome for one in results)
    texts = counts.pop("text", 0)
    errors = ", ".join(f"{name} {count:,}" for name, count in counts.most_common())
    slowest = max((one.seconds for one in results), default=0)
    return f"| {group} | {len(results):,} | {texts:,} | {errors} | {slowest:.1f} s | {peak / 1e6:,.0f} MB |"


if __name__ == "__main__":
    sys.exit(main())
