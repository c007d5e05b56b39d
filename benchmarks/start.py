"""How long it takes until the chat can be seen and used, beside a page of Gradio that does nothing.

    python -m benchmarks.start [--rounds 5] [--chromium PATH]

The rounds go Pincite, empty, Pincite, empty ..., every start a process of its own over a store that is there already,
and a new profile of Chromium. The first paint is that of the Paint Timing API (`first-contentful-paint`), counted from
the start of the server's process; the first answer is counted from the first paint. A figure is the median over the
rounds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.run import ROOT, hardware
from benchmarks.worker import QUESTIONS

EMPTY = """
import sys
import gradio
with gradio.Blocks() as page:
    gradio.Textbox()
page.launch(server_port=int(sys.argv[1]), quiet=True)
"""
_PAINTED = """new Promise(found => new PerformanceObserver(list => {
    for (const entry of list.getEntries())
        if (entry.name === 'first-contentful-paint') found(performance.timeOrigin + entry.startTime);
}).observe({ type: 'paint', buffered: true }))"""
_TRIES, _PAUSE = 1200, 0.05


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description="Measure the start of the chat.")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    parser.add_argument("--rounds", type=int, default=5, help="how often both are started (default: 5)")
    parser.add_argument("--chromium", default=found, help="the browser (default: %(default)s)")
    given = parser.parse_args(arguments)
    painted: dict[str, list[float]] = {"Pincite": [], "an empty page of Gradio": []}
    answered = []
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        _make(store)
        for number in range(given.rounds):
            question = QUESTIONS.read_text(encoding="utf-8").splitlines()[number]
            paint, answer = pincite(store, given.chromium, question)
            painted["Pincite"].append(paint)
            answered.append(answer)
            painted["an empty page of Gradio"].append(empty(given.chromium))
    print(table_of(painted, answered))
    print(f"\n{hardware()}, {given.rounds} rounds")


def table_of(painted: dict[str, list[float]], answered: Sequence[float]) -> str:
    """A Markdown table of the medians."""
    ours, theirs = (statistics.median(seconds) for seconds in painted.values())
    names = " | ".join(painted)
    return "\n".join(
        [
            f"| | {names} | ratio |",
            "|---|---|---|---|",
            f"| first paint, s | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} |",
            f"| first answer after it, s | {statistics.median(answered):.2f} | | |",
        ]
    )


def _make(store: Path) -> None:
    from corpus import BUNDLED
    from index.update import add

    add(store, [BUNDLED])


def pincite(store: Path, chromium: str | None, question: str) -> tuple[float, float]:
    """Seconds to the first paint, and from there to the answer of a question that is asked at once."""
    port = _free_port()
    with _browser(chromium) as page, _served(["app.py", "--port", str(port), "--store", str(store)], port) as began:
        paint = _first_paint(page, port)
        box = page.locator("#ask-row textarea, #ask-row input").first
        box.fill(question)
        page.locator("html.ready").wait_for()
        box.press("Enter")
        page.locator("#talk .turn .reply:not(.waiting)").first.wait_for(timeout=60_000)
        return paint - began, time.time() - paint


def empty(chromium: str | None) -> float:
    """Seconds to the first paint of a page with one box and nothing behind it."""
    port = _free_port()
    with _browser(chromium) as page, _served(["-c", EMPTY, str(port)], port) as began:
        return _first_paint(page, port) - began


def _first_paint(page: Any, port: int) -> float:
    """When it was, in seconds since 1970."""
    page.goto(f"http://127.0.0.1:{port}/")
    painted: float = page.evaluate(_PAINTED)
    return painted / 1000


@contextmanager
def _browser(chromium: str | None) -> Iterator[Any]:
    """A page of a browser that is there before the clock starts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@contextmanager
def _served(command: Sequence[str], port: int) -> Iterator[float]:
    """A server from when it listens until it is stopped; gives when its process was started, in seconds since 1970."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"GRADIO_ANALYTICS_ENABLED": "False"}
    began = time.time()
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, **quiet) as server:
        try:
            _wait_for(port)
            yield began
        finally:
            server.kill()


def _wait_for(port: int) -> None:
    for _ in range(_TRIES):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(_PAUSE)
    raise SystemExit(f"Nothing listens on port {port} after {_TRIES * _PAUSE:.0f} seconds.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
