"""Read every file in folders, and print for each kind how many were read, how many were not and why, and the time.

    python scripts/read_files.py [--endings .docx,.xlsx] [--show] FOLDER...

A failure is counted by the type of its error and the words of it that do not differ from file to file. Anything but a
typed error is a defect, and makes the exit status 1. `--show` prints a line for each file that was not read.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus import files_below, read_document  # noqa: E402  # the project's root comes first
from corpus.errors import DocumentError  # noqa: E402


def main() -> int:
    """Read, count, print."""
    parser = argparse.ArgumentParser(description="Read every file in folders and count the failures.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--endings", default="", help="of the files to read, parted by commas; all if none")
    parser.add_argument("--show", action="store_true", help="print the files that were not read")
    given = parser.parse_args()
    endings = tuple(ending for ending in given.endings.lower().split(",") if ending)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: dict[str, list[float]] = defaultdict(list)
    untyped = 0
    for path in files_below(given.folders):
        ending = path.suffix.lower()
        if endings and ending not in endings:
            continue
        started = time.perf_counter()
        try:
            document = read_document(path)
            kinds[ending]["read"] += 1
            kinds[ending]["characters"] += len(document.text)
            kinds[ending]["with warnings"] += bool(document.warnings)
        except DocumentError as error:
            kinds[ending]["failed"] += 1
            reasons[ending][f"{type(error).__name__}: {generalised(error.message, path)}"] += 1
            if given.show:
                print(f"{path}: {error}")
        except Exception as error:  # what the run is to find
            untyped += 1
            reasons[ending][f"DEFECT {type(error).__name__}: {str(error)[:100]}"] += 1
            print(f"DEFECT {path}: {type(error).__name__}: {error}")
        seconds[ending].append(time.perf_counter() - started)
    print("| ending | files | read | with warnings | characters | not read | seconds, median | seconds, most |")
    print("|---|---|---|---|---|---|---|---|")
    for ending, counts in sorted(kinds.items()):
        times = sorted(seconds[ending])
        print(
            f"| {ending or '(none)'} | {len(times):,} | {counts['read']:,} | {counts['with warnings']:,} "
            f"| {counts['characters']:,} | {counts['failed']:,} | {times[len(times) // 2]:.3f} | {times[-1]:.2f} |"
        )
    for ending, found in sorted(reasons.items()):
        for reason, count in found.most_common():
            print(f"- {ending or '(none)'}: {count} × {reason}")
    return 1 if untyped else 0


def generalised(message: str, path: Path) -> str:
    """A message without what differs from file to file."""
    return re.sub(r"'[^']{0,200}'|\d[\d,.]*", "…", message.replace(str(path), "It"))


if __name__ == "__main__":
    sys.exit(main())
