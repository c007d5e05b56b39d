"""A first use of the chat, step by step, as a person goes through it: how long each step takes, and what it requests.

    python scripts/first_use.py [--chromium PATH] [--shots FOLDER]

It starts the chat that ships, with its models, over a new store of the bundled document, and drives Chromium: open the
page, ask three questions, one that the document does not answer, a follow-up, open the second citation, add a document,
ask it, export. Printed are the seconds of each step, what axe-core finds in the page at each of them, and every request
that the browser made, counted by where it went.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
AXE = ROOT / "tests" / "chat" / "vendor" / "axe.min.js"
FOUND = """axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) =>
    [passes.length, violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))])"""
ASKED = (
    "When was the Self-Defense Force created?",
    "Who devised the Yoshida Doctrine?",
    "Why did Japan pay for most of the Gulf War instead of sending troops?",
)
ABSENT = "Who is the CEO of Toyota?"
FOLLOW_UP = ("When was the Self-Defense Force created?", "Who created it?")
BRIDGE = "# The Bridge of Orme\n\nThe bridge of Orme was opened in 1931. It is 212 metres long and has six arches.\n"


def main() -> int:
    """Serve, walk through, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    parser.add_argument("--chromium", default=found, help="default: %(default)s")
    parser.add_argument("--shots", type=Path, help="a folder for a picture of each step")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--store", f"{folder}/store"]
        from corpus import BUNDLED
        from index.update import add

        add(Path(folder) / "store", [BUNDLED])
        began = time.perf_counter()
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603
            try:
                _until_served(port)
                served = time.perf_counter() - began
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
                    walk = Walk(browser, f"http://127.0.0.1:{port}/", given.shots)
                    walk.through(served)
                    browser.close()
            finally:
                server.kill()
    print(walk.told())
    return 0


def _until_served(port: int) -> None:
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The chat did not start within a minute.")


class Walk:
    """One person's way through the page."""

    def __init__(self, browser: Any, url: str, shots: Path | None) -> None:
        # axe is a foreign script, which the page's own policy would not let in
        self._page = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True).new_page()
        self._url, self._shots = url, shots
        self._steps: list[tuple[str, float, int, list[str]]] = []
        self._requests: list[str] = []
        self._page.on("request", lambda request: self._requests.append(request.url))

    def through(self, served: float) -> None:
        """Take every step."""
        page = self._page
        self._steps.append(("the server listens", served, 0, []))
        self._step("the page can be used", lambda: (page.goto(self._url), page.locator("html.ready").wait_for()))
        for question in ASKED:
            self._step(f"ask: {question}", lambda asked=question: self._ask(asked))  # type: ignore[misc]
        self._step(f"ask: {ABSENT}", lambda: self._ask(ABSENT))
        self._ask(FOLLOW_UP[0])
        self._step(f"follow up: {FOLLOW_UP[1]}", lambda: self._ask(FOLLOW_UP[1]))
        self._step("open the second citation", self._second_citation)
        self._step("add a document", self._add)
        self._step("ask it", lambda: self._ask("How long is the bridge of Orme?"))
        self._step("export the conversation", self._export)

    def _step(self, name: str, do: Callable[[], Any]) -> None:
        began = time.perf_counter()
        do()
        seconds = time.perf_counter() - began
        if not self._steps[-1][2]:
            self._page.evaluate(AXE.read_text(encoding="utf-8"))
        checks, found = self._page.evaluate(FOUND)
        self._steps.append((name, seconds, checks, found))
        if self._shots:
            self._shots.mkdir(parents=True, exist_ok=True)
            self._page.screenshot(path=self._shots / f"{len(self._steps):02}.png")

    def _ask(self, question: str) -> None:
        turns = self._page.locator("#talk .turn")
        before = turns.count()
        box = self._page.locator("#ask-row textarea, #ask-row input").first
        box.fill(question)
        box.press("Enter")
        turns.nth(before).locator(".reply:not(.waiting)").wait_for(timeout=60_000)
        if turns.nth(before).locator("a.cite").count():
            turns.nth(before).locator("a.cite[aria-current]").first.wait_for()

    def _second_citation(self) -> None:
        """That of the last answer with two, or else its first."""
        many = self._page.locator(".turn:has(a.cite ~ a.cite), .turn:has(li + li a.cite)")
        turn = many.last if many.count() else self._page.locator(".turn:has(a.cite)").last
        links = turn.locator("a.cite")
        links.nth(1 if links.count() > 1 else 0).click()
        self._page.locator("#paper mark.now").first.wait_for()

    def _add(self) -> None:
        self._page.locator(".head").get_by_role("link", name="Documents").click()
        self._page.locator("#docs-rows table").first.wait_for()
        file = {"name": "bridge.md", "mimeType": "text/markdown", "buffer": BRIDGE.encode()}
        self._page.locator("#docs input[type=file]").set_input_files([file])
        self._page.locator("#docs-told .docs-job:not(:has(progress))").first.wait_for(timeout=60_000)
        self._page.locator(".head").get_by_role("link", name="Ask").click()

    def _export(self) -> None:
        self._page.locator("#keeping summary").click()
        with self._page.expect_download():
            self._page.get_by_role("button", name="Save as Markdown").click()

    def told(self) -> str:
        """The tables."""
        lines = ["| step | seconds | axe-core: rules passed | violations |", "|---|---|---|---|"]
        for name, seconds, checks, found in self._steps:
            lines.append(
                f"| {name} | {seconds:.2f} | {checks or ''} | {'; '.join(found) or ('none' if checks else '')} |"
            )
        away = [url for url in self._requests if urlsplit(url).hostname not in ("127.0.0.1", None)]
        lines.append(f"\n{len(self._requests)} requests, {len(away)} of them to another machine{': ' if away else '.'}")
        lines += away
        paths = Counter(
            "/".join(part for part in urlsplit(url).path.split("/")[:3] if "." not in part) for url in self._requests
        )
        lines += [f"- {count} × {path or '/'}" for path, count in paths.most_common()]
        return "\n".join(lines)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
