"""Print how often the right passage is among the first five: follow-ups raw, rewritten, and written by hand.

python scripts/measure_followups.py [--show]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus import BUNDLED  # noqa: E402  # the project's root comes first
from index.retriever import Retriever  # noqa: E402
from index.store import Store  # noqa: E402
from index.update import add  # noqa: E402
from qa import Assistant  # noqa: E402
from qa.followup import rewrite  # noqa: E402

PAIRS = ROOT / "tests" / "data" / "followups.jsonl"
WAYS = ("raw", "rewritten", "by hand")


def main() -> None:
    """Print a line for each half of the pairs, and with `--show` what became of each follow-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print every question")
    parser.add_argument("--half", choices=["development", "held out"], action="append", help="only this half")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        add(Path(folder) / "store", [BUNDLED])
        assistant = Assistant.open(Path(folder) / "store")
        for half in given.half or ("development", "held out"):
            found = outcomes(assistant, half)
            if given.show:
                print("\n".join(f"{row['asked']}\n   {row['rewritten']}  {row['found']}" for row in found))
            figures = "  ".join(f"{way} {sum(row['found'][way] for row in found)}" for way in WAYS)
            print(f"{half:<12} of {len(found)}: {figures}")


def outcomes(assistant: Assistant, half: str) -> list[dict[str, Any]]:
    """For each pair of one half: the follow-up, its rewrite, and which ways of asking find the passage among five."""
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    found = []
    for row in rows:
        if row["half"] != half:
            continue
        made = rewrite(row["follow_up"], [assistant.ask(row["first"])])
        asked = made.question if made else row["follow_up"]
        ways = dict(zip(WAYS, (row["follow_up"], asked, row["by_hand"]), strict=True))
        hits = {way: _found(assistant, question, row["gold"]) for way, question in ways.items()}
        found.append({"asked": row["follow_up"], "rewritten": made.question if made else None, "found": hits})
    return found


def _found(assistant: Assistant, question: str, gold: str, k: int = 5) -> bool:
    store: Store = assistant.store
    hits: Sequence[Any] = Retriever(encoder=assistant.encoder, store=store).search(question, k)
    return any(gold in hit.passage.text for hit in hits)


if __name__ == "__main__":
    main()
