"""`pincite calibrate`: fit confidence to labelled questions of one's own, and keep it beside the store."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import EvaluationError, PromiseError
from qa.calibration import LEAST, Calibration, Pairs, calibrate, forget, save
from qa.policy import Policy

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.evaluation.run import Outcome

ERRORS = (0.2, 0.1, 0.05, 0.01)  # shares of wrong answers that are tried
_FOLDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "questions",
        type=Path,
        nargs="?",
        metavar="FILE",
        help='JSON lines: {"question": "...", "answers": ["..."]}, [] where the documents do not say',
    )
    parser.add_argument("--forget", action="store_true", help="remove the store's calibration")
    parser.add_argument("--dry-run", action="store_true", help="say what it would be, keep nothing")


def calibrate_command(given: argparse.Namespace, load: Callable[[], Assistant]) -> int:
    """Calibrate a store, or forget its calibration; return the exit status."""
    from index.store import Store, default_store

    if given.forget:
        was = forget(Store.open(given.store or default_store()).path)
        print("The calibration is removed." if was else "There is no calibration.")
        return 0
    if not given.questions:
        raise EvaluationError("There is nothing to calibrate with.", hint="Give a file of questions, or --forget.")
    assistant = load()
    now = assistant.policy
    assistant.policy = replace(now, slope=1.0, shift=0.0)
    outcomes = _asked(assistant, given.questions)
    fitted, made = calibrated(outcomes, now, given.questions.name)
    report = report_of(fitted, made, now)
    if not given.dry_run:
        save(made, assistant.store.path)
    print(json.dumps(report, indent=1) if given.json else _in_words(report, kept=not given.dry_run))
    return 0


def _asked(assistant: Assistant, path: Path) -> Sequence[Outcome]:
    """What comes of each question when it is answered by its best span, as after a promise.

    Raises:
        QuestionError: the file cannot be read.
    """
    from index.progress import bars
    from qa.evaluation.askers import Spans
    from qa.evaluation.questions import read_questions
    from qa.evaluation.run import evaluate

    questions = read_questions(path)
    with bars() as progress:
        run = evaluate(Spans(assistant), assistant.store, questions, progress=lambda n, of: progress("Asking", n, of))
    return run.outcomes


def calibrated(outcomes: Sequence[Outcome], policy: Policy, name: str) -> tuple[Pairs, Calibration]:
    """Fit to the questions that want a span, to all where those are too few; promises are made of all.

    `outcomes` are those of `qa.evaluation.askers.Spans`; also returns the pairs that were fitted to.

    Raises:
        PromiseError: there are too few questions, or all answers are right or all are wrong.
    """
    from qa.evaluation.measures import wants_span

    pairs = pairs_of(outcomes)
    spans = pairs_of([one for one in outcomes if wants_span(one)])
    fitted = spans if len(spans) >= LEAST else pairs
    return fitted, calibrate(fitted, policy, f"{len(pairs)} questions of {name}", tested=pairs)


def pairs_of(outcomes: Sequence[Outcome]) -> Pairs:
    """The confidence of each answer and whether it is right; refused questions are left out."""
    return [(one.confidence, one.right) for one in outcomes if one.confidence is not None and one.kind != "refused"]


def report_of(pairs: Pairs, made: Calibration, before: Policy) -> dict[str, Any]:
    """What the calibration changes: the expected calibration error of `pairs`, and what can be promised.

    The error of the new confidences is that of questions left out of the fit, a fifth at a time.
    """
    old = Calibration(policy="", slope=before.slope, shift=before.shift, scores=made.scores)
    return {
        "questions": len(made.scores.right),
        "right": sum(made.scores.right),
        "slope": round(made.slope, 3),
        "shift": round(made.shift, 3),
        "ECE before": _ece([(old.confidence(c), right) for c, right in pairs]),
        "ECE after": _ece(_left_out(pairs, before)),
        "promises": [_promise(made, max_error) for max_error in ERRORS],
    }


def _left_out(pairs: Pairs, policy: Policy) -> Pairs:
    """The confidences that each fold gets from a fit on the others; of too few questions there are none."""
    found: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        rest = [pair for at, pair in enumerate(pairs) if at % _FOLDS != fold]
        try:
            made = calibrate(rest, policy, "")
        except PromiseError:
            return []
        found += [(made.confidence(c), right) for c, right in pairs[fold::_FOLDS]]
    return found


def _ece(pairs: Sequence[tuple[float, bool]]) -> float | None:
    import numpy as np

    from qa.evaluation.confidence import ece

    error = ece(np.array([c for c, _ in pairs]), np.array([right for _, right in pairs], dtype=bool))
    return None if error is None else round(error, 3)


def _promise(made: Calibration, max_error: float) -> dict[str, Any]:
    try:
        promise = made.scores.promise(max_error)
    except PromiseError as error:
        return {"max_error": max_error, "refused": str(error)}
    return {
        "max_error": max_error,
        "threshold": round(promise.threshold, 3),
        "answered": round(promise.answered, 3),
        "given": promise.given,
        "wrong": promise.wrong,
        "sure": promise.sure,
    }


def _in_words(report: dict[str, Any], *, kept: bool) -> str:
    lines = [
        f"{report['questions']} questions, {report['right']} of their best answers right.",
        f"Expected calibration error: {_shown(report['ECE before'])} before, {_shown(report['ECE after'])} after.",
    ]
    for promise in report["promises"]:
        wrong = f"At most {promise['max_error']:.0%} wrong: "
        if "refused" in promise:
            lines.append(f"{wrong}cannot be promised. {promise['refused']}")
        else:
            share, least = promise["answered"], promise["threshold"]
            lines.append(
                f"{wrong}answers {share:.0%} of such questions, those with a confidence of {least:.2f} or more "
                f"({promise['wrong']} of {promise['given']} wrong here; certainty {promise['sure']:.0%})."
            )
    lines.append("Kept beside the store; pincite calibrate --forget removes it." if kept else "Nothing was kept.")
    return "\n".join(lines)


def _shown(error: float | None) -> str:
    return "unknown" if error is None else f"{error:.3f}"
