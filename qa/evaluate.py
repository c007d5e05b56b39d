"""Measuring answers against questions whose answers are known."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from corpus.errors import QuestionError
from qa.answer import Answer
from qa.assistant import Assistant
from qa.metrics import RIGHT, auroc, exact_match, f1

_RANKS = (1, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and its accepted answers; none means that the documents do not say."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one question.

    `found_at` is the rank of the first passage that holds an accepted answer, None where none of those read does.
    """

    question: str
    answers: tuple[str, ...]
    given: str
    confidence: float | None
    exact_match: float
    f1: float
    found_at: int | None
    seconds: float


def read_questions(path: Path) -> list[Question]:
    """Read JSON lines of `{"question": ..., "answers": [...]}`.

    Raises:
        QuestionError: the file cannot be read, or a line is none of these.
    """
    hint = 'One JSON object a line: {"question": "...", "answers": ["..."]}, with [] where there is no answer.'
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # a string in JSON may hold other line breaks
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{path} is not UTF-8 text.", hint=hint) from None
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = _question_of(line)
        if question is None:
            raise QuestionError(f"{path}, line {number} is no question: {line[:60]!r}.", hint=hint)
        questions.append(question)
    if not questions:
        raise QuestionError(f"{path} holds no question.", hint=hint)
    return questions


def _question_of(line: str) -> Question | None:
    try:
        row = json.loads(line)
        question, answers = row["question"], row["answers"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    good = isinstance(question, str) and isinstance(answers, list) and all(isinstance(a, str) for a in answers)
    return Question(question=question, answers=tuple(answers)) if good else None


def evaluate(assistant: Assistant, questions: Sequence[Question]) -> dict[str, Any]:
    """Ask every question; return the measures and the outcome of each.

    Exact match and F1 are those of SQuAD 2.0 (Rajpurkar et al. 2018), apart for questions with an answer (HasAns) and
    without (NoAns); an answer is right when its F1 is at least 0.5. `recall@k` is the share of answerable questions
    for which one of the first k passages holds an accepted answer. AUROC is of the confidence, for right answers
    against all others; answers without one are left out.
    """
    outcomes = [_outcome(assistant, question) for question in questions]
    has = [o for o in outcomes if o.answers]
    none = [o for o in outcomes if not o.answers]
    given = [o for o in outcomes if o.given]
    sure = [(o.confidence, bool(o.given and o.answers and o.f1 >= RIGHT)) for o in outcomes if o.confidence is not None]
    measures: dict[str, float | int | None] = {
        "questions": len(outcomes),
        "exact match": _mean([o.exact_match for o in outcomes]),
        "F1": _mean([o.f1 for o in outcomes]),
        "HasAns exact match": _mean([o.exact_match for o in has]),
        "HasAns F1": _mean([o.f1 for o in has]),
        "NoAns abstained": _mean([float(not o.given) for o in none]),
        "answered": _mean([float(bool(o.given)) for o in outcomes]),
        "right of answered": _mean([float(bool(o.answers) and o.f1 >= RIGHT) for o in given]),
        "AUROC": auroc([confidence for confidence, _ in sure], [right for _, right in sure]),
        **{f"recall@{k}": _mean([float(o.found_at is not None and o.found_at <= k) for o in has]) for k in _RANKS},
        "median seconds": median(o.seconds for o in outcomes),
    }
    return {"measures": measures, "outcomes": [asdict(outcome) for outcome in outcomes]}


def table_of(report: dict[str, Any]) -> str:
    """The outcomes, one a line, and below them the measures."""
    lines = []
    for outcome in report["outcomes"]:
        verdict = "right" if outcome["f1"] >= RIGHT else "WRONG"
        given = outcome["given"] or "(none)"
        sure = "-   " if outcome["confidence"] is None else f"{outcome['confidence']:.2f}"
        lines.append(f"{verdict}  {sure}  {outcome['question']}  ->  {given}")
    lines.append("")
    for name, value in report["measures"].items():
        lines.append(f"{name:<20} {'-' if value is None else value if isinstance(value, int) else f'{value:.3f}'}")
    return "\n".join(lines)


def _outcome(assistant: Assistant, question: Question) -> Outcome:
    began = time.perf_counter()
    answer = assistant.ask(question.question)
    seconds = time.perf_counter() - began
    return Outcome(
        question=question.question,
        answers=question.answers,
        given=answer.text,
        confidence=answer.confidence,
        exact_match=exact_match(answer.text, question.answers),
        f1=f1(answer.text, question.answers),
        found_at=_found_at(answer, question.answers),
        seconds=seconds,
    )


def _found_at(answer: Answer, accepted: Sequence[str]) -> int | None:
    for rank, passage in enumerate(answer.searched.considered, 1):
        if any(gold.lower() in passage.text.lower() for gold in accepted):
            return rank
    return None


def _mean(values: Sequence[float]) -> float | None:
    return mean(values) if values else None
