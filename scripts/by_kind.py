"""Measures of confidence by what the questions want: spans (facts and lists), or sentences (why, how, yes or no).

    python scripts/by_kind.py RUN.jsonl

`RUN.jsonl` is what `python -m qa evaluate --out` kept. A sentence that answers is seldom "right" by its token F1 with a
short accepted answer, so a run of both says little of either; sentences are measured by `training/sentences.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402  # the project's root comes first

from qa.evaluation.confidence import ece, excess_aurc  # noqa: E402
from qa.evaluation.run import Outcome, read_run  # noqa: E402
from qa.kinds import kind_of  # noqa: E402
from qa.metrics import auroc  # noqa: E402


def main() -> None:
    """Print the table."""
    outcomes = [one for one in read_run(Path(sys.argv[1])).outcomes if one.confidence is not None]
    wants = [kind_of(one.question) in ("fact", "list") for one in outcomes]
    groups = {
        "all": outcomes,
        "spans": [one for one, span in zip(outcomes, wants, strict=True) if span],
        "sentences": [one for one, span in zip(outcomes, wants, strict=True) if not span],
    }
    print("| questions that want | | by | AUROC | excess AURC | ECE |\n|---|---|---|---|---|---|")
    for name, group in groups.items():
        for by in ("confidence", "null margin", "best cosine"):
            print(f"| {name} | {len(group)} | {by} | {_measured(group, by)} |")


def _measured(outcomes: Sequence[Outcome], by: str) -> str:
    right = np.array([one.right for one in outcomes], dtype=bool)
    is_confidence = by == "confidence"
    scores = np.array([one.confidence if is_confidence else one.signals[by] for one in outcomes], dtype=float)
    area, excess, error = auroc(scores, right), excess_aurc(scores, right), ece(scores, right)
    shown = ["–" if value is None else f"{value:.3f}" for value in (area, excess, error if is_confidence else None)]
    return " | ".join(shown)


if __name__ == "__main__":
    main()
