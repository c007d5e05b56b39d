"""What a person reads on a terminal after a change."""

import io
import re
import sys

import pytest

from corpus import errors
from corpus.errors import DocumentError
from index.report import Report
from index.summary import _MATTERS, counts_of, print_changes, print_problems, printable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(report: Report, monkeypatch: pytest.MonkeyPatch, width: int = 100) -> list[str]:
    """The lines on a terminal, without the space around them."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    print_problems(report)
    plain = re.sub(r"\x1b\[[\d;]*m", "", screen.getvalue())
    return [" ".join(line.split()) for line in plain.splitlines() if line.strip()]


def report_of(**failed: list[str]) -> Report:
    report = Report()
    for kind, files in failed.items():
        report.failed += [(file, f"{file} has no words. Check it.") for file in files]
        report.kinds |= dict.fromkeys(files, kind)
    return report


def test_failures_are_grouped_by_what_is_the_matter_and_many_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_of(UndecodableText=["x.bin"], EmptyDocument=[f"{n}.txt" for n in range(7)])
    report.skip("p.png", "p.png is a picture file.", "UnsupportedFormat")
    lines = shown(report, monkeypatch)
    assert lines[0] == "9 files were not read"
    assert lines[3:] == [
        "No words in it: 7 failed",
        *(f"{n}.txt Has no words. Check it." for n in range(5)),
        "and 2 more",
        "No text: 1 failed",
        "x.bin Has no words. Check it.",
        "Kind of file that is not read: 1 skipped",
        "p.png Is a picture file.",
    ]


def test_every_reason_why_a_file_is_not_read_has_words_of_its_own() -> None:
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, DocumentError)}
    assert kinds | {"Link"} == set(_MATTERS)
    assert len(set(_MATTERS.values())) == len(_MATTERS)


def test_a_path_is_shown_as_seen_from_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("here"))
    here = str(tmp_path_factory.getbasetemp() / "here0" / "a.txt")
    report = report_of(EmptyDocument=[here, "/elsewhere/b.txt"])
    assert shown(report, monkeypatch)[-2:] == [
        "a.txt Has no words. Check it.",
        "/elsewhere/b.txt Has no words. Check it.",
    ]


def test_names_cannot_draw_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(report_of(EmptyDocument=["[red]\x1b[2Ja\u202e.txt"]), monkeypatch)
    assert lines[-1] == r"[red]\x1b[2Ja\u202e.txt Has no words. Check it."


def test_a_narrow_terminal_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "long" * 30 + ".txt"
    lines = shown(report_of(EmptyDocument=[name]), monkeypatch, width=40)
    assert all(len(line) <= 40 for line in lines), lines
    assert name in "".join(line.split(" ")[0] for line in lines[2:])


def test_nothing_to_say_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(Report(added=["a"]), monkeypatch) == []


def test_of_many_changes_the_first_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    for n in range(23):
        report.note("added", f"/d/{n}.txt", str(n))
    report.note("unchanged", "/d/u.txt", "u")
    print_changes(report)
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[19], lines[20:]) == ("added     /d/0.txt", "added     /d/19.txt", ["added     and 3 more"])


def test_counts_name_what_is_asked_for_and_what_there_is() -> None:
    report = Report(added=["a"] * 1200, moved=["b"])
    assert counts_of(report, names=("failed", "added")) == "1,200 added, 1 moved, 0 failed"
    assert counts_of(Report(), names=()) == ""


def test_printable_leaves_words_of_every_script_as_they_are() -> None:
    assert printable("Übung, 日本, עברית “quoted” – a b") == "Übung, 日本, עברית “quoted” – a b"
    assert printable("a\tb\x9b\u2066") == r"a\tb\x9b\u2066"
