"""Evaluation: files of questions, and a set whose outcome is known beforehand."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import QuestionError
from qa import Assistant
from qa.evaluate import Question, evaluate, read_questions, table_of

FILES = {
    "a.txt": "The lighthouse was built in 1874.",
    "b.txt": "The ferry costs 12 crowns. It crosses to Orme on Sundays.",
}
QUESTIONS = [
    Question(question="When was the lighthouse built?", answers=("1874", "in 1874")),  # right
    Question(question="What does the ferry cost?", answers=("12 crowns",)),  # gives "12": two thirds, right
    Question(question="Who keeps the lighthouse?", answers=("Maria Sander",)),  # gives "1874": wrong
    Question(question="Which mountain in Peru has a volcano?", answers=()),  # abstains: right
    Question(question="Who paints the lighthouse?", answers=()),  # gives "1874": wrong
    Question(question="Which Orme engineers designed submarines and rockets?", answers=("Orme",)),  # abstains: wrong
]


def test_the_measures_of_a_set_whose_outcome_is_known(assistant_of: Callable[..., Assistant]) -> None:
    report = evaluate(assistant_of(FILES), QUESTIONS)
    assert [outcome["given"] for outcome in report["outcomes"]] == ["1874", "12", "1874", "", "1874", ""]
    assert [outcome["found_at"] for outcome in report["outcomes"]] == [1, 1, None, None, None, 1]
    measures = report["measures"]
    confidences = [outcome["confidence"] for outcome in report["outcomes"]]
    assert confidences[0] > confidences[2] == confidences[4] > max(confidences[3], confidences[5])
    seconds = measures.pop("median seconds")
    assert 0 < seconds < 10
    # right are the first two; the second is as sure as the two wrong ones: 4 + 2 + 2 halves of 8 pairs
    wins = sum((c > d) + (c == d) / 2 for c in confidences[:2] for d in confidences[2:])
    assert measures == {
        "questions": 6,
        "exact match": pytest.approx(2 / 6),
        "F1": pytest.approx((1 + 2 / 3 + 0 + 1 + 0 + 0) / 6),
        "HasAns exact match": pytest.approx(1 / 4),
        "HasAns F1": pytest.approx((1 + 2 / 3) / 4),
        "NoAns abstained": pytest.approx(1 / 2),
        "answered": pytest.approx(4 / 6),
        "right of answered": pytest.approx(2 / 4),
        "AUROC": pytest.approx(wins / 8),
        "recall@1": pytest.approx(3 / 4),
        "recall@5": pytest.approx(3 / 4),
    }
    json.dumps(report, allow_nan=False)


def test_the_table_has_a_line_a_question_and_the_measures(assistant_of: Callable[..., Assistant]) -> None:
    lines = table_of(evaluate(assistant_of(FILES), QUESTIONS)).splitlines()
    assert [line.split()[0] for line in lines[:6]] == ["right", "right", "WRONG", "right", "WRONG", "WRONG"]
    assert lines[0].endswith("When was the lighthouse built?  ->  1874")
    assert lines[3].endswith("Which mountain in Peru has a volcano?  ->  (none)")
    assert lines[6] == ""
    assert lines[7].split() == ["questions", "6"]
    assert "HasAns F1            0.417" in lines


def test_a_measure_that_nothing_speaks_of_is_left_open(assistant_of: Callable[..., Assistant]) -> None:
    report = evaluate(assistant_of(FILES), QUESTIONS[:1])
    assert report["measures"]["NoAns abstained"] is None
    assert report["measures"]["AUROC"] is None
    assert [line for line in table_of(report).splitlines() if line.startswith("AUROC")] == ["AUROC                -"]


def test_questions_are_read_from_lines_of_json(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "When?", "answers": ["1951", "in 1951"], "id": 7}\n\n'
        '{"question": "Who\u2028said it?", "answers": []}\r\n',
        encoding="utf-8",
    )
    assert read_questions(path) == [
        Question(question="When?", answers=("1951", "in 1951")),
        Question(question="Who\u2028said it?", answers=()),
    ]


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
