"""How much is read, and how often the answer stays the same, when reading stops early (`qa.stopping`).

    python -m training.stopping READINGS.jsonl ... --store STORE

`READINGS.jsonl` are files of `training.gather`: no model is run. One line a rule, the one that ships marked; choose on
calibration questions, report on others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import fmean

from corpus import Passage
from corpus.errors import PinciteError
from index import Store
from qa.assistant import Settings
from qa.evaluation.readings import Gathered, load
from qa.policy import Decision, Policy
from qa.reader import Reading
from qa.stopping import Stop, Stopping

_RULES: tuple[tuple[Stop, ...], ...] = (
    (),
    (Stop(2, 0.15, 0.7), Stop(4, 0.25, 0.7)),
    (Stop(2, 0.15, 0.7), Stop(4, 0.25, 0.7), Stop(6, 0.4, 0.7)),
    (Stop(2, 0.2, 0.7), Stop(4, 0.3, 0.6), Stop(6, 0.5, 0.5)),
    Stopping().stops,
    (Stop(2, 0.2, 0.6), Stop(4, 0.3, 0.55), Stop(6, 0.5, 0.5)),
    (Stop(2, 0.25, 0.6), Stop(4, 0.4, 0.55), Stop(5, 0.5, 0.5)),
    (Stop(1, 0.1, 0.6), Stop(2, 0.2, 0.6), Stop(4, 0.3, 0.6)),
)
_GAPS = (0.1, 0.05)


class Kept:
    """A reader that has read already."""

    def __init__(self, gathered: Gathered) -> None:
        self._readings = {id(hit.passage): one for hit, one in zip(gathered.hits, gathered.readings, strict=True)}

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """The readings that were kept."""
        del question
        return [self._readings[id(passage)] for passage in passages]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.stopping", description="Measure early stopping.")
    parser.add_argument("readings", type=Path, nargs="+")
    parser.add_argument("--store", type=Path, required=True)
    given = parser.parse_args(arguments)
    try:
        store = Store.open(given.store)
        gathered = [one for path in given.readings for one in load(path, store)]
        print(table(gathered, Policy.open()))
    except PinciteError as error:
        print(f"training.stopping: {error}", file=sys.stderr)
        return 1
    return 0


def table(gathered: Sequence[Gathered], policy: Policy) -> str:
    """The passages read, and the share of the same answers, for each rule; Markdown."""
    lines = [
        "| after: hopeless, sure | gap | passages read | 95th percentile | same answer | of those answered |",
        "|---|---|---|---|---|---|",
    ]
    k = Settings().k
    whole = [_answer(policy.decide(one.question.question, one.hits[:k], one.readings[:k])) for one in gathered]
    for stops, gap in product(_RULES, _GAPS):
        rule = replace(Stopping(), stops=stops, gap=gap)
        reads, same = zip(*(_stopped(one, rule, policy, k) for one in gathered), strict=True)
        equal = [a == b for a, b in zip(same, whole, strict=True)]
        answered = [one for one, answer in zip(equal, whole, strict=True) if answer]
        mark = " (ships)" if rule == Stopping() else ""
        many = f"{fmean(reads):.2f} | {sorted(reads)[int(0.95 * len(reads))]}"
        lines.append(f"| {_told(stops)}{mark} | {gap} | {many} | {_share(equal)} | {_share(answered)} |")
    lines.append(
        f"\n{len(gathered):,} questions, {sum(map(bool, whole)):,} of them answered when {k} passages are read"
    )
    return "\n".join(lines)


def _told(stops: Sequence[Stop]) -> str:
    return "; ".join(f"{stop.read}: {stop.hopeless}, {stop.sure}" for stop in stops) or "all are read"


def _stopped(gathered: Gathered, rule: Stopping, policy: Policy, k: int) -> tuple[int, str]:
    question, hits = gathered.question.question, gathered.hits[:k]
    readings = rule.read(question, hits, Kept(gathered), policy)
    return len(readings), _answer(policy.decide(question, hits[: len(readings)], readings))


def _answer(decision: Decision) -> str:
    if not decision.spans:
        return ""
    reading, span = decision.spans[0]
    return reading.passage.document.text[span.start : span.end]


def _share(what: Sequence[bool]) -> str:
    return f"{sum(what) / len(what):.3f}" if what else "–"


if __name__ == "__main__":
    sys.exit(main())
