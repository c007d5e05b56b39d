"""The chat as people get it, in a process of its own, and a browser to look at it with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

import app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
)


@dataclass(frozen=True)
class Chats:
    """The chats that `serve.py` serves: their addresses by kind, and where its standard error goes."""

    urls: dict[str, str]
    errors: Path

    @property
    def said(self) -> str:
        """What its terminal shows."""
        return self.errors.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def chats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chats]:
    """Chats that are being served. Tests that ask for them are in the xdist group `browser`, so there is one server."""
    folder = tmp_path_factory.mktemp("chats")
    script = Path(__file__).with_name("serve.py")
    with (folder / "errors.txt").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, str(script), str(folder)],
            env={**os.environ, "PYTHONPATH": str(Path(app.__file__).parent)},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline().split() for _ in range(9)]
        assert all(lines), (folder / "errors.txt").read_text(encoding="utf-8")
        yield Chats(urls=dict(lines), errors=folder / "errors.txt")
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Chromium as the machine has it; where there is none a person's machine skips and CI fails."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "no Chromium or Chrome on the PATH to look at the chat with"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS.split())
        yield started
        started.close()


@dataclass
class Watched:
    """A page in a browser, and everything it did: its requests, its complaints, its dialogs."""

    page: "Page"
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> list[str]:
        """The requests to anywhere but the server."""
        return [url for url in self.requests if urlsplit(url).hostname != "127.0.0.1" and not url.startswith("blob:")]

    def open_documents(self) -> None:
        """Turn to the documents page and wait for its list."""
        self.page.locator(".head").get_by_role("link", name="Documents").click()
        self.page.locator("#docs-rows table, #docs-rows .docs-none").first.wait_for()

    def open_chat(self) -> None:
        """Turn to the questions."""
        self.page.locator(".head").get_by_role("link", name="Ask").click()

    def send_files(self, *files: tuple[str, bytes]) -> str:
        """Upload files, wait until all is done, and return what the page then says."""
        payloads = [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
        with self.change():
            self.page.locator("#docs input[type=file]").set_input_files(payloads)
        return self.told

    @contextmanager
    def change(self) -> Iterator[None]:
        """Begin a change, then wait until it is said what became of it."""
        self.page.evaluate("document.querySelectorAll('#docs-told .docs-job').forEach(node => node.dataset.old = 1)")
        yield
        self.page.locator("#docs-told .docs-job:not([data-old]):not(:has(progress))").wait_for(timeout=60_000)

    @property
    def told(self) -> str:
        """What became of the last change."""
        return str(self.page.locator("#docs-told .docs-job").inner_text())

    def ask(self, question: str) -> Any:
        """Type a question, press Enter, and wait for the reply and for its source to open; return its turn."""
        turns = self.page.locator("#talk .turn")
        before = turns.count()
        box = self.page.locator("#ask-row textarea, #ask-row input").first
        box.fill(question)
        box.press("Enter")
        turn = turns.nth(before)
        turn.locator(".reply:not(.waiting)").wait_for(timeout=60_000)
        if turn.locator("a.cite").count():
            turn.locator("a.cite[aria-current]").first.wait_for()
        return turn


@pytest.fixture
def watching(browser: "Browser") -> Callable[..., AbstractContextManager[Watched]]:
    """Open an address and watch the page; at the end it must have been quiet and have asked no other host."""

    @contextmanager
    def watched(url: str, *, first: str = "", **options: Any) -> Iterator[Watched]:
        context = browser.new_context(**options)
        context.add_init_script(first)  # runs before the page's own
        seen = Watched(context.new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
        seen.page.goto(url)
        seen.page.locator("html.ready").wait_for(timeout=60_000)
        yield seen
        seen.page.wait_for_timeout(200)  # for what comes late
        assert seen.foreign == []
        assert seen.complaints == []
        assert seen.dialogs == []
        context.close()

    return watched
