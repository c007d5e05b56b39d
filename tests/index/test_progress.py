"""The bar that people see: on a terminal only, and only for what takes long."""

import io
import sys

import pytest

import index.progress
from index.progress import bars


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal where errors go. No fixture: pytest puts its own file there again before a test begins."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    return screen


def test_a_bar_shows_what_is_done_and_how_much_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)
    with bars() as progress:
        progress("Reading", 1, 7)
        progress("Reading", 3, 7)
        progress("Embedding", 64, 640)
    shown = screen.getvalue()
    assert "Reading" in shown
    assert "3/7" in shown
    assert "64/640" in shown


def test_what_is_over_at_once_needs_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)
    with bars() as progress:
        progress("Reading", 1, 1)
        progress("Embedding", 0, 0)
    assert "Reading" not in screen.getvalue()
    assert "Embedding" not in screen.getvalue()


def test_what_took_long_has_one_also_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.progress, "_UNSEEN", -1.0)
    screen = terminal(monkeypatch)
    with bars() as progress:
        progress("Writing", 1, 1)
    assert "1/1" in screen.getvalue()


def test_nothing_is_drawn_where_nobody_sees_it(capsys: pytest.CaptureFixture[str]) -> None:
    with bars() as progress:
        progress("Reading", 1, 7)
    said = capsys.readouterr()
    assert said.out == said.err == ""
