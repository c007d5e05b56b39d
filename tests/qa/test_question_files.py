"""Files of questions whose answers are known."""

from pathlib import Path

import pytest

from corpus.errors import QuestionError
from qa import Assistant
from qa.evaluation.questions import GoldSpan, Question, read_questions, write_questions
from qa.feedback import Feedback, keep


def test_questions_are_read_from_lines_of_json(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "When?", "answers": ["1951", "in 1951"], "id": 7, "source": "me"}\n\n'
        '{"question": "Who\u2028said it?", "answers": []}\r\n',
        encoding="utf-8",
    )
    assert read_questions(path) == [
        Question(question="When?", answers=("1951", "in 1951"), id="7"),
        Question(question="Who\u2028said it?", answers=()),
    ]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    questions = [
        Question(
            question="When was “it”?",
            answers=("1951",),
            id="a/1",
            spans=(GoldSpan(document="treaty.txt", start=3, end=7),),
            passages=("It was 1951.",),
            documents=("treaty.txt",),
            excluded=("0" * 64,),
        ),
        Question(question="Why?", answers=(), withheld=("no reason",)),
    ]
    write_questions(tmp_path / "questions.jsonl", questions)
    assert read_questions(tmp_path / "questions.jsonl") == questions
    assert (tmp_path / "questions.jsonl").read_text().splitlines()[1].count(
        ":"
    ) == 3  # nothing that is empty but answers


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "No such file"),
        (b"", "holds no question"),
        (b"\n \n", "holds no question"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"question": "When?", "answers": []}\nWhen?', "line 2 is no question: 'When"),
        (b'{"question": "When?"}', "line 1"),
        (b'{"question": "When?", "answers": "1951"}', "line 1"),
        (b'{"question": "When?", "answers": [1951]}', "line 1"),
        (b'{"question": 7, "answers": []}', "line 1"),
        (b'["When?", []]', "line 1"),
        (b"[" * 100_000, "line 1"),
        (b'{"question": "When?", "answers": [], "spans": [{"document": "a", "start": 1}]}', "line 1"),
        (b'{"question": "When?", "answers": [], "spans": [{"document": "a", "start": -1, "end": 2}]}', "line 1"),
        (b'{"question": "When?", "answers": [], "spans": 7}', "line 1"),
        (b'{"question": "When?", "answers": [], "documents": "a.txt"}', "line 1"),
    ],
)
def test_a_file_without_questions_is_refused_in_one_line(tmp_path: Path, data: bytes | None, says: str) -> None:
    path = tmp_path / "questions.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(QuestionError, match=says) as caught:
        read_questions(path)
    assert len(str(caught.value).splitlines()) == 1
    assert str(path) in str(caught.value)
    assert caught.value.hint


def test_feedback_is_read_as_questions(tmp_path: Path, harbour: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    answer = harbour.ask("When was the lighthouse built?")
    path = tmp_path / "feedback.jsonl"
    keep(path, Feedback(verdict="should have answered", answer=harbour.ask("Who sank?")), date="2026-01-01")
    with pytest.raises(QuestionError, match="no accepted answer"):
        read_questions(path)
    keep(path, Feedback(verdict="right", answer=answer), date="2026-01-01")
    assert read_questions(path) == [Question(question="When was the lighthouse built?", answers=("1874",))]
    assert "should have answered" in caplog.text
