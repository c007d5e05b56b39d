"""`python -m index` used in other ways than it is meant to."""

import subprocess
import sys
from pathlib import Path

import pytest

import index.reading
from index.cli import main

COMMANDS = ["add", "update", "forget", "list", "remove", "rebuild", "verify", "gc", "search"]


def stopped(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return int(str(caught.value.code))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["add"],
        ["remove"],
        ["search"],
        ["list", "extra"],
        ["search", "words", "-k", "many"],
        ["search", "words", "-k", "0"],
        ["search", "words", "-k", "-1"],
        ["gc", "--no-such-option"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert stopped(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("usage: python -m index")
    assert "_count" not in said.err
    assert "-k" not in arguments or f"a whole number of 1 or more is needed, not '{arguments[-1]}'" in said.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert stopped("--help") == 0
    out = capsys.readouterr().out
    assert all(f"\n    {command} " in out for command in COMMANDS)
    for command in COMMANDS:
        assert stopped(command, "--help") == 0
        assert f"usage: python -m index {command}" in capsys.readouterr().out


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "1e3", "nan"])
def test_watching_needs_a_number_of_seconds(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert stopped("update", f"--watch={seconds}") == 2
    assert f"a number of seconds above 0 is needed, not '{seconds}'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [["list"], ["remove", "x"], ["rebuild"], ["verify"], ["gc"], ["search", "x"], ["update"], ["forget", "x"]],
)
def test_without_a_store_every_command_says_how_to_make_one(
    command: list[str], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--store", str(store)], prog="pincite index") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"pincite index {command[0]}: There is nothing at {str(store)!r}. "
        f"Make one: python -m index add PATH... --store {store}\n"
    )
    assert not store.exists()


def test_stopped_by_hand(
    store: Path, ferry: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(index.reading, "read_document", interrupt)
    assert main(["add", str(ferry), "--store", str(store)]) == 1
    assert capsys.readouterr().err == "python -m index add: stopped; the store is as it was.\n"


def test_python_m_index_returns_the_status(store: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "index", "list", "--store", store], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("python -m index list: There is nothing at ")
    assert done.stderr.count("\n") == 1
