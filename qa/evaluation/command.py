"""`python -m qa evaluate`: measure, keep, compare and draw."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import EvaluationError

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.evaluation.run import Run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "questions",
        type=Path,
        nargs="?",
        metavar="FILE",
        help='JSON lines: {"question": "...", "answers": ["..."]}, [] where there is none',
    )
    what.add_argument("--runs", type=Path, nargs="+", metavar="RUN", help="report on runs that were kept")
    what.add_argument("--compare", type=Path, nargs=2, metavar="RUN", help="what the second run gained and lost")
    parser.add_argument("--limit", type=int, metavar="N", help="ask the first N questions")
    parser.add_argument("--each", action="store_true", help="print a line a question as well")
    parser.add_argument("--out", type=Path, metavar="RUN", help="keep the run in a file; one that was stopped goes on")
    parser.add_argument("--plot", type=Path, metavar="SVG", help="draw the risk-coverage curve and the reliability")
    parser.add_argument(
        "--max-error",
        type=float,
        metavar="SHARE",
        help="ask for the promise that at most this share of answers is wrong",
    )
    parser.add_argument("--baseline", choices=("bm25", "cosine", "margin"), help="answer in a simple way instead")
    parser.add_argument(
        "--reader", type=Path, metavar="DIR", help="another reader, as training.export writes it, with its tokenizer"
    )


def evaluate_command(given: argparse.Namespace, load: Callable[[], Assistant]) -> int:
    """Ask a file's questions, or report on runs that were kept; return the exit status."""
    if given.compare:
        return _compare(given)
    if given.runs:
        from qa.evaluation.run import read_run

        stems = [path.stem for path in given.runs]
        names = stems if len({*stems}) == len(stems) else map(str, given.runs)
        return _report({name: read_run(path) for name, path in zip(names, given.runs, strict=True)}, given)
    return _report({given.questions.stem: _asked(given, load)}, given)


def _asked(given: argparse.Namespace, load: Callable[[], Assistant]) -> Run:
    from index.progress import bars
    from qa.evaluation.askers import Pincite
    from qa.evaluation.baselines import baseline
    from qa.evaluation.questions import read_questions
    from qa.evaluation.run import evaluate

    if given.baseline and given.max_error is not None:
        raise EvaluationError("A baseline promises nothing.", hint="Leave out --max-error or --baseline.")
    questions = read_questions(given.questions)[: given.limit]
    assistant = load()
    asker = baseline(given.baseline, assistant) if given.baseline else Pincite(assistant, max_error=given.max_error)
    with bars() as progress:
        return evaluate(
            asker, assistant.store, questions, out=given.out, progress=lambda n, of: progress("Asking", n, of)
        )


def _report(runs: dict[str, Run], given: argparse.Namespace) -> int:
    from qa.evaluation.plot import svg_of
    from qa.evaluation.report import data_of_run, each_in_words, in_words, table_of

    if given.plot:
        _write(given.plot, svg_of(runs))
    if given.json:
        data = {name: data_of_run(run) for name, run in runs.items()}
        print(json.dumps(next(iter(data.values())) if len(data) == 1 else data, ensure_ascii=False, indent=1))
    elif len(runs) > 1:
        print(table_of(runs))
    else:
        (run,) = runs.values()
        print(*([each_in_words(run.outcomes), ""] if given.each else []), in_words(run), sep="\n")
    return 0


def _compare(given: argparse.Namespace) -> int:
    from qa.evaluation.compare import compare
    from qa.evaluation.report import comparison_in_words, data_of_comparison
    from qa.evaluation.run import read_run

    comparison = compare(*map(read_run, given.compare))
    if given.json:
        print(json.dumps(data_of_comparison(comparison), ensure_ascii=False, indent=1))
    else:
        print(comparison_in_words(comparison))
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", hint="Name another file.") from None
