"""Feedback: kept whole by several processes, read back, and turned into questions with known answers."""

import json
import multiprocessing
from pathlib import Path

import pytest

import qa.feedback
from corpus.errors import PinciteError, QuestionError
from qa import Answer, Assistant
from qa.feedback import Feedback, feedback_file, is_feedback, keep, questions_of, read_feedback

DATE = "2026-01-02T03:04:05+00:00"
BUILT = "When was the lighthouse built?"
CHEESE = "Who exported Norwegian cheese to Peru?"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return feedback_file(tmp_path)


def test_what_was_kept_is_read_back(harbour: Assistant, path: Path) -> None:
    said = [
        Feedback(verdict="right", answer=harbour.ask(BUILT)),
        Feedback(verdict="wrong span", answer=harbour.ask(BUILT), citation=0, correction="in 1874\u2028"),
        Feedback(verdict="should have answered", answer=harbour.ask(CHEESE)),
    ]
    for one in said:
        keep(path, one, date=DATE)
    assert [one.verdict for one in read_feedback(path)] == [one.verdict for one in said]
    assert [one.answer for one in read_feedback(path)] == [one.answer for one in said]
    assert json.loads(path.read_text().splitlines()[0])["date"] == DATE


def test_feedback_becomes_questions(harbour: Assistant, path: Path) -> None:
    built, keeper, cheese = harbour.ask(BUILT), harbour.ask("Who was the first keeper?"), harbour.ask(CHEESE)
    assert (built.abstained, keeper.abstained, cheese.abstained) == (False, False, True)
    for one in (
        Feedback(verdict="right", answer=built),
        Feedback(verdict="right", answer=built, citation=0),
        Feedback(verdict="wrong span", answer=built, correction="in 1874"),
        Feedback(verdict="wrong document", answer=built),
        Feedback(verdict="should have said nothing", answer=keeper),
        Feedback(verdict="should have answered", answer=cheese),
        Feedback(verdict="right", answer=cheese),
    ):
        keep(path, one, date=DATE)
    questions, left_out = questions_of(path)
    assert questions == [(BUILT, ("1874", "in 1874")), (keeper.question, ()), (CHEESE, ())]
    assert left_out == {"wrong document": 1, "should have answered": 1}


def test_of_silence_and_an_answer_the_last_counts(harbour: Assistant, path: Path) -> None:
    for verdict in ("right", "should have said nothing"):
        keep(path, Feedback(verdict=verdict, answer=harbour.ask(BUILT)), date=DATE)  # type: ignore[arg-type]
    assert questions_of(path)[0] == [(BUILT, ())]
    keep(path, Feedback(verdict="right", answer=harbour.ask(BUILT)), date=DATE)
    assert questions_of(path)[0] == [(BUILT, ("1874",))]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        (BUILT, {"verdict": "nonsense"}),
        (BUILT, {"verdict": "right", "citation": 9}),
        (BUILT, {"verdict": "right", "citation": -1}),
        (BUILT, {"verdict": "wrong span", "correction": "x" * 2001}),
        (CHEESE, {"verdict": "wrong span"}),
        (CHEESE, {"verdict": "right", "citation": 0}),
    ],
)
def test_what_cannot_be_said_is_refused(
    harbour: Assistant, path: Path, question: str, given: dict[str, object]
) -> None:
    with pytest.raises(PinciteError):
        keep(path, Feedback(answer=harbour.ask(question), **given), date=DATE)  # type: ignore[arg-type]
    assert not path.exists()


def test_the_file_does_not_grow_without_end(harbour: Assistant, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = harbour.ask(BUILT)
    keep(path, Feedback(verdict="right", answer=answer), date=DATE)
    size = path.stat().st_size
    monkeypatch.setattr(qa.feedback, "LARGEST", size + 10)
    with pytest.raises(PinciteError, match="at most"):
        keep(path, Feedback(verdict="right", answer=answer), date=DATE)
    assert path.stat().st_size == size


def test_a_line_cut_off_by_a_crash_harms_no_other(harbour: Assistant, path: Path) -> None:
    answer = harbour.ask(BUILT)
    keep(path, Feedback(verdict="right", answer=answer), date=DATE)
    path.write_bytes(path.read_bytes() + b'{"verdict": "ri')
    assert len(read_feedback(path)) == 1
    keep(path, Feedback(verdict="right", answer=answer), date=DATE)
    lines = path.read_bytes().split(b"\n")
    assert lines[1] == b'{"verdict": "ri'
    with pytest.raises(QuestionError, match="line 2 is no feedback"):
        read_feedback(path)


def _keep_many(path: Path, data: str, count: int) -> None:
    for _ in range(count):
        keep(path, Feedback(verdict="right", answer=Answer.from_json(data)), date=DATE)


def test_processes_append_whole_lines(harbour: Assistant, path: Path) -> None:
    data = json.dumps(harbour.ask(BUILT).to_json())
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=_keep_many, args=(path, data, 25)) for _ in range(3)]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0, 0, 0]
    assert len(read_feedback(path)) == 75


def test_feedback_is_told_from_questions(harbour: Assistant, path: Path, tmp_path: Path) -> None:
    keep(path, Feedback(verdict="right", answer=harbour.ask(BUILT)), date=DATE)
    assert is_feedback(path)
    other = tmp_path / "questions.jsonl"
    other.write_text('{"question": "When?", "answers": []}\n')
    assert not is_feedback(other)
    assert not is_feedback(tmp_path / "missing.jsonl")
