"""The command line of the training: runs of a moment, and what it says when something is missing."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from training import data
from training.data import Row
from training.errors import DataError, TrainingError, WeightsError

MakeRow = Callable[..., Row]
WriteRows = Callable[[Path, list[Row]], None]


@pytest.fixture
def folders(
    encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_row: MakeRow, write_rows: WriteRows
) -> list[str]:
    """Options of the command line for a tiny encoder, two tiny files of data, and an empty folder."""
    monkeypatch.setattr(data, "MIX", {"qamr": 5, "stories": None})
    write_rows(tmp_path / "data/reader/qamr.jsonl.gz", [make_row(i, answer="house") for i in range(9)])
    long = "the house by the river was made by Ann. " * 9
    rows = [make_row(i, context=f"{long}{i}", question="who made Bert a house?", answer="Ann") for i in range(9)]
    write_rows(tmp_path / "data/reader/stories.jsonl.gz", rows)
    paths = ["--base", str(encoder), "--data", str(tmp_path / "data"), "--out", str(tmp_path / "out")]
    return [*paths, "--threads", "1", "--minutes", "0.005"]


def test_the_command_line_makes_a_reader_and_goes_on(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A trunk, more of it, a decay; the log has it all, the standard output what was new."""
    from training.train import main

    assert main([*folders, "--decay", "0"]) == 0
    first = capsys.readouterr().out
    assert "lead-in 5, main " in first
    assert "beginning with" in first
    assert "done: " in first
    assert main([*folders, "--decay", "1", "--resume"]) == 0
    second = capsys.readouterr().out
    assert "going on from" in second
    assert (tmp_path / "out/log.txt").read_text("utf-8") == first + second
    assert (tmp_path / "out/reader.safetensors").exists()
    assert main([*folders, "--decay", "0", "--start", str(tmp_path / "out/reader.safetensors"), "--part", "1"]) == 0
    assert "reader.safetensors, part 1" in capsys.readouterr().out
    assert logging.getLogger("training").handlers == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--base", "nowhere"], "there is no encoder in nowhere"),
        (["--data", "nowhere"], "there is no data folder nowhere"),
        (["--start", "nowhere.safetensors"], "cannot read weights from nowhere.safetensors"),
        (["--length", "513"], "--length 513 is more than the 512 tokens"),
    ],
)
def test_what_is_missing_is_told_in_a_line(
    folders: list[str], capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    """On the standard output and in the log; the status is 1."""
    from training.train import main

    assert main([*folders, *options]) == 1
    assert f"error: {message}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options", [["--minutes", "0"], ["--decay", "1.5"], ["--length", "40"], ["--warmup", "0"], ["--part", "-1"]]
)
def test_numbers_that_cannot_be_are_refused(
    folders: list[str], capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    """Before anything is read or written."""
    from training.train import main

    with pytest.raises(SystemExit):
        main([*folders, *options])
    assert options[0] in capsys.readouterr().err


def test_errors_are_one_tree() -> None:
    """So that the command line can catch its root."""
    assert issubclass(DataError, TrainingError)
    assert issubclass(WeightsError, TrainingError)
