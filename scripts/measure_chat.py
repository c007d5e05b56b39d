"""How long the page takes: to be there, to open a document of 2 MB, to mark an answer in it, to scroll through it.

    python scripts/measure_chat.py [--chromium PATH]

The chat is the one that the tests use (no weights, 200 documents); times are medians of five, in milliseconds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parent.parent
ROUNDS = 5
# the longest and the median time between two frames while the source scrolls from its beginning to its end
SCROLL = """async () => {
  const paper = document.querySelector('#paper'), frames = [];
  const step = paper.scrollHeight / 120;
  let last = performance.now();
  for (let at = 0; at < 120; at++) {
    paper.scrollTop = at * step;
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  frames.sort((a, b) => a - b);
  return [frames[60], frames[114], frames[119]];
}"""


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    parser.add_argument("--chromium", default=found, help="default: %(default)s")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "tests" / "chat" / "serve.py"), folder]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
            assert server.stdout is not None
            urls = dict(server.stdout.readline().split() for _ in range(9))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
                rounds = [_measured(browser, urls["crowded"]) for _ in range(ROUNDS)]
            server.kill()
    for name in rounds[0]:
        print(f"{name:<58}{statistics.median(one[name] for one in rounds):>8.0f} ms")
    return 0


def _measured(browser: Any, url: str) -> dict[str, float]:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    times: dict[str, float] = {}

    def timed(name: str, do: Any) -> None:
        began = perf_counter()
        do()
        times[name] = 1000 * (perf_counter() - began)

    def asked(year: int) -> None:
        page.locator("#ask-row textarea, #ask-row input").first.fill(f"How many boats were there in year {year}?")
        page.keyboard.press("Enter")
        page.locator("#paper mark.now", has_text=f"In year {year} ").wait_for()

    page.goto(url, wait_until="commit")
    timed("the page can be used after", lambda: page.locator("html.ready").wait_for())
    page.locator(".shelf a").first.wait_for()

    def opened() -> None:
        page.locator(".shelf a").first.click()
        page.locator("#paper h3").first.wait_for()
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    timed("a document of 2 MB is open after", opened)
    timed("an answer deep in it is marked, from Enter, after", lambda: asked(311))
    timed("the next one after", lambda: asked(42))
    middle, most, longest = page.evaluate(SCROLL)
    times |= {"a frame while scrolling: the median": middle, "95 of 100 at most": most, "the longest": longest}
    page.context.close()
    return times


if __name__ == "__main__":
    sys.exit(main())
