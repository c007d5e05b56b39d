"""Questions whose answers are known: what a file of them holds, and reading and writing it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import QuestionError
from qa.feedback import is_feedback, questions_of

log = logging.getLogger("pincite")

_HINT = 'One JSON object a line: {"question": "...", "answers": ["..."]}, with [] where there is no answer.'
_NAMES = ("answers", "passages", "documents", "excluded", "withheld")  # fields that are lists of strings


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSpan:
    """Where an accepted answer stands: characters `[start, end)` of a document, named by title, source or id."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and its accepted answers; none means that the documents do not say.

    What holds the answer is known from `spans`, or from the text of the right `passages`, or else from the accepted
    answers' words. Only `documents` (names) are searched if there are any, and never those `excluded`, which are ids.
    `withheld` are the answers that stand in what is excluded, for looking by hand: nothing is measured by them.
    `about` names what the question was asked of; questions about the same are no independent ones.
    """

    question: str
    answers: tuple[str, ...]
    id: str = ""
    spans: tuple[GoldSpan, ...] = ()
    passages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    about: str = ""


def read_questions(path: Path) -> list[Question]:
    """Read JSON lines of `{"question": ..., "answers": [...]}` with the optional fields of `Question`, or of feedback.

    Feedback (`qa.feedback`) that names no answer is left out; a line in the log says how much.

    Raises:
        QuestionError: the file cannot be read, or a line is none of these, or nothing is left.
    """
    if is_feedback(path):
        return _of_feedback(path)
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # a string in JSON may hold other line breaks
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{path} is not UTF-8 text.", hint=_HINT) from None
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(question_from(json.loads(line)))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise QuestionError(f"{path}, line {number} is no question: {line[:60]!r}.", hint=_HINT) from None
    if not questions:
        raise QuestionError(f"{path} holds no question.", hint=_HINT)
    return questions


def _of_feedback(path: Path) -> list[Question]:
    rows, left_out = questions_of(path)
    if left_out:
        log.warning("%s: left out for want of an accepted answer: %s.", path, left_out)
    if not rows:
        raise QuestionError(f"{path} holds feedback, but no accepted answer.", hint="Give answers as corrections.")
    return [Question(question=question, answers=answers) for question, answers in rows]


def write_questions(path: Path, questions: Iterable[Question]) -> None:
    """Write what `read_questions` reads; fields that are empty are left out."""
    lines = (json.dumps(data_of(question), ensure_ascii=False) + "\n" for question in questions)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def data_of(question: Question) -> dict[str, Any]:
    """A question as JSON data, without the fields that are empty."""
    return {name: value for name, value in asdict(question).items() if value or name in ("question", "answers")}


def question_from(row: Any) -> Question:
    """A question from JSON data; fields that are not known are left aside.

    Raises:
        KeyError: it lacks the question or the answers.
        TypeError: it is no object, or a field is of another type.
    """
    if not isinstance(row, dict):
        raise TypeError("no object")
    lists = {name: _strings(row[name]) for name in _NAMES if name in row or name == "answers"}
    spans = tuple(
        GoldSpan(document=_string(s["document"]), start=_count(s["start"]), end=_count(s["end"]))
        for s in row.get("spans", ())
    )
    name = row.get("id", "")
    return Question(
        question=_string(row["question"]),
        id=name if isinstance(name, str) else str(name),
        spans=spans,
        about=_string(row.get("about", "")),
        **lists,
    )


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return tuple(map(_string, value))


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no string")
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("no offset")
    return value
