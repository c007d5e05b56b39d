"""`pincite`: one name for the three doors, none of them opened for nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

import app
import index.cli
import pincite
import qa.cli

DOORS = {
    "chat": (app, [], "pincite chat"),
    "ask": (qa.cli, ["ask"], "pincite"),
    "evaluate": (qa.cli, ["evaluate"], "pincite"),
    "calibrate": (qa.cli, ["calibrate"], "pincite"),
    "verify": (qa.cli, ["verify"], "pincite"),
    "index": (index.cli, [], "pincite index"),
}


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_help_names_every_command(
    word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pincite", word])
    assert pincite.main() == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert all(f"  pincite {command} " in printed.out for command in DOORS)


@pytest.mark.parametrize("words", [[], ["bake"], ["bake", "--help"], [""]])
def test_another_word_is_wrong_usage(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pincite", *words])
    assert pincite.main() == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.splitlines()[0]) == ("", "usage: pincite COMMAND ...")


@pytest.mark.parametrize("command", DOORS)
def test_a_command_goes_to_its_door_with_all_that_follows(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    door, first, prog = DOORS[command]
    monkeypatch.setattr(door, "main", lambda arguments, *, prog: [*arguments, prog])
    monkeypatch.setattr(sys, "argv", ["pincite", command, "x y", "--store", "z"])
    assert pincite.main() == [*first, "x y", "--store", "z", prog]


@pytest.mark.parametrize("command", DOORS)
def test_the_help_of_every_command_is_reached(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pincite", command, "--help"])
    with pytest.raises(SystemExit) as caught:
        pincite.main()
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: pincite {command}")


@pytest.mark.parametrize(
    ("arguments", "status", "unneeded"),
    [
        (["--help"], 0, ["qa", "index", "corpus", "app", "numpy"]),
        (["index", "list", "--store", "nowhere"], 1, ["qa", "app", "onnxruntime", "gradio", "torch"]),
        (["ask", ""], 1, ["app", "gradio", "torch", "sentence_transformers", "onnxruntime", "faiss"]),
        (["chat", "--help"], 0, ["gradio", "torch", "sentence_transformers", "onnxruntime", "faiss"]),
    ],
)
def test_a_command_imports_only_what_it_needs(arguments: list[str], status: int, unneeded: list[str]) -> None:
    script = f"""
import runpy, sys
sys.argv = ["pincite", *{arguments!r}]
try:
    runpy.run_module("pincite", run_name="__main__")
except SystemExit as end:
    print(end.code, sorted(set({unneeded!r}) & set(sys.modules)))
"""
    root = Path(pincite.__file__).parent
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.splitlines()[-1] == f"{status} []"
