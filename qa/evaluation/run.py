"""A run: questions asked one by one, what came of each, and the file that keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationError, QuestionError
from index import Store
from qa.evaluation.askers import Asker, Given
from qa.evaluation.lines import Row, grow, read_lines
from qa.evaluation.questions import Question
from qa.evaluation.readings import asked_of, key_of
from qa.evaluation.retrieval import Judge
from qa.metrics import RIGHT, exact_match, f1

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one question.

    `given` is what a person was given, `best` what would have been given if every answer were, and `right` says
    whether `best` is right. `exact_match` and `f1` are of `given`, as SQuAD 2.0 counts: silence is right where there is
    no answer. `ranks` are those of the relevant passages among the first ten found, None where there is no answer;
    `relevant` is how many there are in the store, None where that is not known. `signals` are other numbers by which
    `best` might have been trusted.
    """

    key: str
    question: str
    answers: tuple[str, ...]
    kind: str
    given: str
    best: str
    confidence: float | None
    exact_match: float
    f1: float
    right: bool
    ranks: tuple[int, ...] | None
    relevant: int | None
    seconds: float
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The outcomes of a question file, and what they depend on: settings, the store's generation, the models."""

    header: Mapping[str, Any]
    outcomes: tuple[Outcome, ...]


def evaluate(
    asker: Asker,
    store: Store,
    questions: Sequence[Question],
    *,
    out: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Run:
    """Ask every question; write each outcome to the file `out`, if there is one, as soon as it is known.

    A run that was stopped goes on where its file ends, if store, settings and questions are the same.

    A question that is refused counts as silence, of the kind `refused`.

    Raises:
        EvaluationError: the file is of another run, or cannot be written.
        UnknownDocument: a question names a document that the store does not hold.
    """
    judge = Judge(store)
    header = {"version": VERSION, "pincite": _version(), "generation": store.id, **asker.settings}
    asked = [asked_of(question) for question in questions]

    def make(number: int) -> Row:
        progress(number, len(questions))
        return asdict(_outcome(asker, judge, questions[number]))

    rows = (
        [{**begin, **make(number)} for number, begin in enumerate(asked)]
        if out is None
        else grow(out, header, asked, make)
    )
    progress(len(questions), len(questions))
    return Run(header=header, outcomes=tuple(map(_outcome_from, rows)))


def read_run(path: Path) -> Run:
    """Read a run's file.

    Raises:
        EvaluationError: it cannot be read, or is none.
    """
    header, rows = read_lines(path)
    try:
        if header["version"] != VERSION:
            raise EvaluationError(f"{path} has the format {header['version']!r}, not {VERSION}.", hint="Run it again.")
        return Run(header=header, outcomes=tuple(map(_outcome_from, rows)))
    except (KeyError, TypeError) as error:
        raise EvaluationError(f"{path} is no file of a run: {error}.", hint="Give what `--out` wrote.") from None


def _outcome(asker: Asker, judge: Judge, question: Question) -> Outcome:
    try:
        given = asker.ask(question)
    except QuestionError:
        given = Given(text="", best="", kind="refused", confidence=0.0, found=(), seconds=0.0)
    return Outcome(
        key=key_of(question),
        question=question.question,
        answers=question.answers,
        kind=given.kind,
        given=given.text,
        best=given.best,
        confidence=given.confidence,
        exact_match=exact_match(given.text, question.answers),
        f1=f1(given.text, question.answers),
        right=bool(question.answers) and f1(given.best, question.answers) >= RIGHT,
        ranks=judge.ranks(question, given.found) if question.answers else None,
        relevant=judge.relevant(question),
        seconds=given.seconds,
        signals=dict(given.signals),
    )


def _outcome_from(row: Row) -> Outcome:
    ranks = row["ranks"]
    known = {name: value for name, value in row.items() if name != "digest"}
    return Outcome(**{**known, "answers": tuple(row["answers"]), "ranks": None if ranks is None else tuple(ranks)})


def _version() -> str:
    try:
        return version("pincite")
    except PackageNotFoundError:  # run from a folder
        return ""
