"""What becomes of confidence and promises on text of another kind than they were made on.

    python -m training.others --data DATA_FOLDER --work WORK_FOLDER [--questions N] [--contexts N]

Reviews, forum posts, stories, policies and help pages of `calibration/`, none of which the policy was fitted on; each
kind has a store of its own, and every other question has what holds its answer excluded, as in the task `few`
(`training/tasks.py`). For each kind: how often the answers given are right, how well confidence sorts and fits them,
what share of wrong answers there is where a promise was made, and how the confidence of the spans that a promise gives
fits before and after `pincite calibrate` with the same questions, each judged by a fit to the others. Run it again to
go on where it was stopped.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.errors import PinciteError, PromiseError
from index import Store
from qa.assistant import Assistant
from qa.evaluation.askers import Pincite, Spans
from qa.evaluation.confidence import ece
from qa.evaluation.questions import read_questions
from qa.evaluation.recalibrate import calibrated, pairs_of, report_of
from qa.evaluation.run import Run, evaluate
from qa.metrics import auroc
from qa.policy import Policy
from training.errors import TrainingError
from training.passages import build_store, documents_of, text_of
from training.progress import telling
from training.tasks import REPORT, questions_of, rows_of, write_version

# A kind of text: the folder of the data and its files.
KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "encyclopedia": ("valid", REPORT),
    "reviews": ("calibration", ("squadshifts_amazon_reviews", "subjqa")),
    "forum posts": ("calibration", ("squadshifts_reddit",)),
    "stories": ("calibration", ("fairytaleqa",)),
    "policies": ("calibration", ("policyqa",)),
    "help pages": ("calibration", ("doc2dial_first", "conditionalqa")),
}
PROMISES = (0.2, 0.3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, and print the table; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.others", description="Measure on other kinds of text.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of calibration/ and valid/")
    parser.add_argument("--work", type=Path, required=True, help="the folder to build in")
    parser.add_argument("--questions", type=int, default=200, help="of each kind at most")
    parser.add_argument("--contexts", type=int, default=400, help="in the store of each kind")
    given = parser.parse_args(arguments)
    try:
        print(HEAD)
        for kind, (folder, files) in KINDS.items():
            run, spans = asked(given, kind, rows=(given.data / folder, files))
            print(line_of(kind, run, spans, Policy.open()), flush=True)
    except (TrainingError, PinciteError) as error:
        print(f"training.others: {error}", file=sys.stderr)
        return 1
    return 0


HEAD = (
    "| kind of text | questions | answered | right of answered | silent where none | AUROC | ECE | of spans | "
    "after calibration | "
    + " | ".join(f"wrong, promised {promise:.0%}" for promise in PROMISES)
    + " |\n"
    + "|---" * (9 + len(PROMISES))
    + "|"
)


def asked(given: argparse.Namespace, kind: str, rows: tuple[Path, Sequence[str]]) -> tuple[Run, Run]:
    """Build the store and the questions of a kind, and ask them as people do and as after a promise."""
    folder, files = rows
    found = rows_of(folder, files)
    work = given.work / kind.replace(" ", "-")
    questions = questions_of(found, given.questions)
    own = {span.document for question in questions for span in question.spans}
    documents = documents_of([text_of(row) for _, row in found])
    documents.sort(key=lambda document: document.id not in own)  # those of the questions first
    documents = documents[: max(given.contexts, len(own))]
    write_version(work, questions, documents)
    for _ in build_store(work / "store", documents):
        pass
    store = Store.open(work / "store")
    few = read_questions(work / "few.jsonl")
    assistant = Assistant(store)
    run = evaluate(Pincite(assistant), store, few, out=work / "run.jsonl", progress=telling(kind))
    return run, evaluate(Spans(assistant), store, few, out=work / "spans.jsonl", progress=telling(f"{kind}, spans"))


def line_of(kind: str, run: Run, spans: Run, policy: Policy) -> str:
    """The row of the table; what is fitted and promised is of `spans`."""
    outcomes = run.outcomes
    given = [one for one in outcomes if one.given]
    absent = [one for one in outcomes if not one.answers]
    sure = [one for one in outcomes if one.confidence is not None]
    confidence = np.array([one.confidence for one in sure], dtype=float)
    right = np.array([one.right for one in sure], dtype=bool)
    pairs = pairs_of(spans.outcomes)
    try:
        report = report_of(*calibrated(spans.outcomes, policy, kind), policy)
    except PromiseError:
        report = {}
    cells = [
        f"{len(outcomes):,}",
        f"{len(given) / len(outcomes):.2f}",
        f"{sum(one.right for one in given) / len(given):.2f}" if given else "–",
        f"{sum(not one.given for one in absent) / len(absent):.2f}" if absent else "–",
        _number(auroc(confidence, right)),
        _number(ece(confidence, right)),
        _number(report.get("ECE before")),
        _number(report.get("ECE after")),
        *(_kept(pairs, policy, promise) for promise in PROMISES),
    ]
    return f"| {kind} | {' | '.join(cells)} |"


def _kept(pairs: Sequence[tuple[float, bool]], policy: Policy, most: float) -> str:
    """The share of wrong answers among those that a promise made elsewhere would give, and how many these are."""
    try:
        threshold = policy.promise(most).threshold
    except PromiseError:
        return "not promised"
    answers = [right for confidence, right in pairs if confidence >= threshold]
    return f"{answers.count(False) / len(answers):.2f} of {len(answers)}" if answers else "no answers"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
