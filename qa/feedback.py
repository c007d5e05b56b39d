"""What people say of answers: kept as JSON lines on this machine, never sent anywhere, and read back to evaluate."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from corpus.errors import PinciteError, QuestionError
from qa.answer import Answer

Verdict = Literal["right", "wrong span", "wrong document", "should have said nothing", "should have answered"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FILE = "feedback.jsonl"
LARGEST = 50_000_000  # bytes of the file; then no more is taken
_LONGEST_LINE = 1_000_000  # bytes
_LONGEST_CORRECTION = 2_000  # characters
_HINT = "Give what Pincite kept as feedback: JSON lines with a verdict and an answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A verdict on an answer, or on one of its citations (counted from 0), with what the person says is right."""

    verdict: Verdict
    answer: Answer
    citation: int | None = None
    correction: str = ""


def feedback_file(store: Path) -> Path:
    """Where the feedback on a store is kept: in the store's folder, beside its generations, which no build touches."""
    return store / FILE


def keep(path: Path, feedback: Feedback, *, date: str) -> None:
    """Append one line to the file at `path`; whole lines only, also when several processes append at once.

    Args:
        path: the file, made if there is none; `feedback_file` names it.
        feedback: what the person said.
        date: when, in ISO 8601.

    Raises:
        PinciteError: the verdict is not known, the citation does not exist, the correction is too long, the file is
            full or cannot be written.
    """
    from filelock import FileLock, Timeout

    _check(feedback)
    data = {
        "date": date, "verdict": feedback.verdict, "citation": feedback.citation,
        "correction": feedback.correction.strip(), "answer": feedback.answer.to_json(),
    }  # fmt: skip
    line = json.dumps(data, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"
    if len(line) > _LONGEST_LINE:
        raise PinciteError(f"The feedback has {len(line):,} bytes; at most {_LONGEST_LINE:,} are kept.")
    try:
        with FileLock(f"{path}.lock", timeout=10):
            _append(path, line)
    except Timeout:
        raise PinciteError(f"{path} is being written by another process.", hint="Try again.") from None
    except OSError as error:
        raise PinciteError(f"{path} cannot be written: {error.strerror}.", hint="Check its permissions.") from None


def _append(path: Path, line: bytes) -> None:
    with path.open("ab") as file:
        size = file.tell()
        if size + len(line) > LARGEST:
            raise PinciteError(
                f"{path} holds {size:,} bytes of feedback; at most {LARGEST:,} are kept.", hint="Move it elsewhere."
            )
        if size:  # a line that a crash cut off stays a line of its own
            with path.open("rb") as end:
                end.seek(-1, 2)
                if end.read(1) != b"\n":
                    line = b"\n" + line
        file.write(line)


def _check(feedback: Feedback) -> None:
    if feedback.verdict not in VERDICTS:
        raise PinciteError(f"{feedback.verdict!r:.60} is no verdict.", hint=f"Choose one of: {', '.join(VERDICTS)}.")
    count = len(feedback.answer.citations)
    if feedback.citation is not None and not 0 <= feedback.citation < count:
        raise PinciteError(f"Citation {feedback.citation} does not exist; the answer has {count}, counted from 0.")
    if feedback.answer.abstained and feedback.verdict in ("wrong span", "wrong document", "should have said nothing"):
        raise PinciteError(f"{feedback.verdict!r} cannot be said of an answer that says nothing.")
    if len(feedback.correction) > _LONGEST_CORRECTION:
        raise PinciteError(
            f"The correction has {len(feedback.correction):,} characters; at most {_LONGEST_CORRECTION:,} are kept."
        )


def is_feedback(path: Path) -> bool:
    """Whether the first line of a file that is not empty is feedback, rather than a question with its answers."""
    try:
        with path.open(encoding="utf-8") as file:
            first = next((line for line in file if line.strip()), "")
        row = json.loads(first)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "verdict" in row and "answer" in row


def read_feedback(path: Path) -> list[Feedback]:
    """Read a file of feedback; a last line that a crash cut off is left out.

    Raises:
        QuestionError: the file cannot be read, or a line is no feedback.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{path} is not UTF-8 text.", hint=_HINT) from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_feedback_of(json.loads(line)))
        except (ValueError, KeyError, TypeError, RecursionError, PinciteError) as error:
            if number == len(lines):
                break
            why = error.message if isinstance(error, PinciteError) else "it is not what is kept"
            raise QuestionError(f"{path}, line {number} is no feedback: {why}", hint=_HINT) from None
    return found


def _feedback_of(row: dict[str, Any]) -> Feedback:
    citation, correction = row["citation"], row["correction"]
    if not (citation is None or type(citation) is int) or not isinstance(correction, str):
        raise TypeError(citation)
    feedback = Feedback(
        verdict=row["verdict"], answer=Answer.from_json(row["answer"]), citation=citation, correction=correction
    )
    _check(feedback)
    return feedback


def questions_of(path: Path) -> tuple[list[tuple[str, tuple[str, ...]]], dict[str, int]]:
    """Turn a file of feedback into questions with their accepted answers, and count what gives none.

    "right" accepts the quote (of the citation that was meant, else the whole answer), "should have said
    nothing" accepts silence, and a correction is accepted whatever else was said. An abstention that was "right"
    accepts silence. What is said of the same question is put together; silence and an answer contradict each other, and
    what was said last counts.

    Returns:
        the questions, each with its accepted answers, in the order in which they were first asked; and how many lines
        name no answer, by verdict.

    Raises:
        QuestionError: the file cannot be read, or a line is no feedback.
    """
    known: dict[str, tuple[str, ...]] = {}
    left_out: Counter[str] = Counter()
    for feedback in read_feedback(path):
        accepted = _accepted(feedback)
        if accepted is None:
            left_out[feedback.verdict] += 1
            continue
        question = feedback.answer.question
        before = known.get(question, ())
        known[question] = tuple(dict.fromkeys([*before, *accepted])) if accepted and before else accepted
    return list(known.items()), dict(left_out)


def _accepted(feedback: Feedback) -> tuple[str, ...] | None:
    """The answers that a line accepts, () for silence, None where it does not say."""
    if correction := feedback.correction.strip():
        return (correction,)
    if feedback.verdict == "should have said nothing":
        return ()
    if feedback.verdict == "right":
        return tuple(_quotes(feedback))
    return None


def _quotes(feedback: Feedback) -> Iterator[str]:
    if feedback.citation is not None:
        yield feedback.answer.citations[feedback.citation].quote
    elif feedback.answer.parts:
        yield feedback.answer.text
