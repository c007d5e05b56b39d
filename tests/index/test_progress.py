"""The bar that people see: on a terminal only, and only for what takes long."""

import io
import re
import sys
import time

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


def test_a_bar_shows_what_is_done_how_much_there_is_and_how_fast_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.progress, "_UNSEEN", 0.0)
    screen = terminal(monkeypatch)
    with bars() as progress:
        progress("Reading", 0, 7)
        time.sleep(0.1)
        progress("Reading", 3, 7)
        progress("Embedding", 64, 640)
    shown = screen.getvalue()
    assert "Reading" in shown
    assert "3/7" in shown
    assert "64/640" in shown
    rates = re.findall(r"3/7 +([\d.]+)/s", re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown))
    assert 0 < float(rates[-1]) <= 30  # three in a tenth of a second or more


def test_what_is_over_soon_needs_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)
    with bars() as progress:
        progress("Reading", 0, 7)
        progress("Reading", 7, 7)
        progress("Embedding", 0, 0)
    assert screen.getvalue() == ""


def test_one_long_step_is_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.progress, "_UNSEEN", 0.05)
    screen = terminal(monkeypatch)
    with bars() as progress:
        progress("Writing", 0, 1)
        time.sleep(0.3)
    assert "0/1" in screen.getvalue()


def test_nothing_is_drawn_where_nobody_sees_it(capsys: pytest.CaptureFixture[str]) -> None:
    with bars() as progress:
        progress("Reading", 1, 7)
    said = capsys.readouterr()
    assert said.out == said.err == ""
