"""`calibrate` over an assistant without weights: what it prints, what it keeps, what it refuses."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import EvaluationError, PromiseError
from qa import Assistant
from qa.calibration import calibrate
from qa.evaluation.measures import wants_span
from qa.evaluation.recalibrate import _asked, add_arguments, calibrate_command, pairs_of

DAYS = (
    "one two three four five six seven eight nine ten eleven twelve noon dusk dawn night "
    "north south east west spring summer autumn winter"
).split()


@pytest.fixture
def ferries(assistant_of: Callable[..., Assistant]) -> Assistant:
    lines = [f"The ferry of pier {day} leaves for Orme at {at + 100}." for at, day in enumerate(DAYS)]
    return assistant_of({"ferries.txt": "\n\n".join(lines)})


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Three a pier: one that is answered, one about what is not there, one whose accepted answer is another."""
    rows = []
    for at, day in enumerate(DAYS):
        rows.append({"question": f"When does the ferry of pier {day} leave for Orme?", "answers": [str(at + 100)]})
        rows.append({"question": f"Which captain of pier {day} sank?", "answers": []})
        rows.append({"question": f"Does the ferry of pier {day} leave Orme?", "answers": ["Lisse"]})
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def run(assistant: Assistant, *arguments: object) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path)
    parser.add_argument("--json", action="store_true")
    add_arguments(parser)
    store = ["--store", str(assistant.store.path)]
    return calibrate_command(parser.parse_args([*map(str, arguments), *store]), lambda: assistant)


def test_it_is_fitted_reported_and_kept(
    ferries: Assistant, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ferries, questions, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["questions"] == 72
    assert 0 < report["right"] < 54
    assert report["ECE after"] <= report["ECE before"]
    assert [promise["max_error"] for promise in report["promises"]] == [0.2, 0.1, 0.05, 0.01]
    assert "needs 299" in report["promises"][-1]["refused"]
    kept = json.loads((ferries.store.path / "calibration.json").read_text())
    assert kept["slope"] == pytest.approx(report["slope"], abs=1e-3)
    assert len(kept["scores"]["confidence"]) == 72
    assert run(ferries, "--forget") == 0
    assert capsys.readouterr().out == "The calibration is removed.\n"
    assert run(ferries, "--forget") == 0
    assert capsys.readouterr().out == "There is no calibration.\n"


def test_it_is_fitted_to_spans_whatever_the_question_wants(ferries: Assistant, questions: Path) -> None:
    asked = [json.loads(line)["question"] for line in questions.read_text().splitlines()]
    kinds = {ferries.best_span(one).kind for one in asked}
    assert kinds == {"fact"}
    assert {ferries.ask(one).kind for one in asked} > kinds
    outcomes = _asked(ferries, questions)
    assert [one.confidence for one in outcomes] == [ferries.best_span(one).confidence for one in asked]
    run(ferries, questions)
    made = json.loads((ferries.store.path / "calibration.json").read_text())
    spans = calibrate(pairs_of([one for one in outcomes if wants_span(one)]), ferries.policy, "")
    assert (made["slope"], made["shift"]) == (spans.slope, spans.shift)
    assert len(made["scores"]["confidence"]) == len(asked)


def test_a_dry_run_keeps_nothing(ferries: Assistant, questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ferries, questions, "--dry-run") == 0
    printed = capsys.readouterr().out
    assert "72 questions" in printed
    assert "At most 1% wrong: cannot be promised." in printed
    assert printed.endswith("Nothing was kept.\n")
    assert not (ferries.store.path / "calibration.json").exists()


def test_calibrating_again_begins_with_the_policy_that_ships(ferries: Assistant, questions: Path) -> None:
    run(ferries, questions)
    first = (ferries.store.path / "calibration.json").read_text()
    run(ferries, questions)
    assert (ferries.store.path / "calibration.json").read_text() == first


def test_what_cannot_be_calibrated_is_refused(ferries: Assistant, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="nothing to calibrate with"):
        run(ferries)
    (tmp_path / "few.jsonl").write_text('{"question": "When?", "answers": []}\n')
    with pytest.raises(PromiseError, match="0 of 1 answers are right"):
        run(ferries, tmp_path / "few.jsonl")
