"""What answers lose when questions are typed carelessly.

    python -m training.wild QUESTIONS.jsonl --store STORE --out FOLDER [--limit N] [--reader DIR]

The questions are asked as they are and in every form of `training/perturb.py`; each form is compared with the clean
questions, question by question. FOLDER keeps a run a form: run it again to go on where it was stopped.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import PinciteError
from index import Store
from qa.assistant import Assistant
from qa.evaluation.askers import Asker, Pincite
from qa.evaluation.bootstrap import mean_of
from qa.evaluation.compare import Comparison, compare
from qa.evaluation.questions import Question, read_questions
from qa.evaluation.run import Run, evaluate
from qa.reader.onnx_reader import FOLDER
from training.perturb import KINDS, perturbed
from training.progress import telling


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask in every form and print the table; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.wild", description="Ask carelessly typed questions.")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="a folder for the runs")
    parser.add_argument("--reader", type=Path, default=FOLDER, help="a folder with a reader")
    parser.add_argument("--limit", type=int, help="the first N questions")
    given = parser.parse_args(arguments)
    try:
        assistant = Assistant.with_reader(Store.open(given.store), given.reader)
        questions = read_questions(given.questions)[: given.limit]
        print(table(Pincite(assistant), assistant.store, questions, given.out))
    except PinciteError as error:
        print(f"training.wild: {error}", file=sys.stderr)
        return 1
    return 0


def table(asker: Asker, store: Store, questions: Sequence[Question], out: Path) -> str:
    """The loss of every form in Markdown; points are hundredths of F1."""

    def ask(name: str, forms: Sequence[Question]) -> Run:
        return evaluate(asker, store, forms, out=out / f"{name.replace(' ', '-')}.jsonl", progress=telling(name))

    clean = ask("clean", questions)
    lines = ["| questions | F1 | change, points | answered | gained | lost | p |", "|---|---|---|---|---|---|---|"]
    lines.append(f"| clean ({len(questions):,}) | {_f1(clean)} | | {_answered(clean)} | | | |")
    for kind in KINDS:
        run = ask(kind, perturbed(questions, kind))
        lines.append(_line(kind, run, compare(clean, _as_asked_of(run, clean))))
    return "\n".join(lines)


def _as_asked_of(run: Run, clean: Run) -> Run:
    """A run of perturbed questions with the accepted answers of the clean ones, by which runs are known to match."""
    answers = {one.key: one.answers for one in clean.outcomes}
    return replace(run, outcomes=tuple(replace(one, answers=answers[one.key]) for one in run.outcomes))


def _line(kind: str, run: Run, comparison: Comparison) -> str:
    change = comparison.f1
    interval = f"{100 * change.value:+.1f} ({100 * change.low:+.1f} to {100 * change.high:+.1f})"
    counts = f"{len(comparison.gained)} | {len(comparison.lost)} | {comparison.p:.4f}"
    return f"| {kind} | {_f1(run)} | {interval} | {_answered(run)} | {counts} |"


def _f1(run: Run) -> str:
    import numpy as np

    found = mean_of(np.array([one.f1 for one in run.outcomes]))
    return "–" if found.value is None else f"{100 * found.value:.1f}"


def _answered(run: Run) -> str:
    return f"{sum(bool(one.given) for one in run.outcomes) / len(run.outcomes):.0%}"


if __name__ == "__main__":
    sys.exit(main())
