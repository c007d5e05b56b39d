"""How the chat looks and how quick it is over a PDF of 300 pages and 199 notes, with the models that ship.

    python scripts/show_large.py [--chromium PATH] [--shots FOLDER]

The documents are made anew and indexed, which takes a minute or two. Printed are the seconds of each step at 1440 x 900
pixels; with `--shots` every step leaves four pictures: wide and narrow (390 x 844), light and dark.
"""

from __future__ import annotations

import argparse
import io
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGES, NOTES = 300, 199
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
ASKED, ABSENT = "When was the lighthouse on Cape Marrow first lit?", "Who exported Norwegian cheese to Peru?"
TOPICS = "tide table,buoy inspection,ferry roster,quay repair,pilot's log,customs ledger,storm report".split(",")
FACTS = {  # by page
    118: "The great crane of Port Estone was built by Anna Velder.",
    217: "The lighthouse on Cape Marrow was first lit in 1717.",
}
BOX = "#ask-row textarea, #ask-row input"


def main() -> int:
    """Make the documents, serve the chat over them, walk through it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    parser.add_argument("--chromium", default=found, help="default: %(default)s")
    parser.add_argument("--shots", type=Path, help="a folder for the pictures")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        _index(Path(folder))
        with _served(Path(folder)) as url:
            browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
            _walked(browser, url, "wide", "light", None)  # the models load, the process that draws pages starts
            times = _walked(browser, url, "wide", "light", None)
            print("| step | seconds |\n|---|---|")
            for name, seconds in times.items():
                print(f"| {name} | {seconds:.2f} |")
            if given.shots:
                given.shots.mkdir(parents=True, exist_ok=True)
                for size, scheme in product(SIZES, ("light", "dark")):
                    _walked(browser, url, size, scheme, given.shots)
            browser.close()
    return 0


def _index(folder: Path) -> None:
    from index.progress import bars
    from index.update import add

    files = folder / "files"
    files.mkdir()
    (files / "survey.pdf").write_bytes(report())
    for number in range(1, NOTES + 1):
        topic = TOPICS[number % len(TOPICS)]
        title = f"{topic.capitalize()} {number}"
        if number % 25 == 0:
            title += ", with the remarks of the harbour master and the replies of the shipping companies concerned"
        text = f"# {title}\n\nThe {topic} of berth {number} was signed by clerk {number + 400}.\n"
        (files / f"note-{number:03}.md").write_text(text, encoding="utf-8")
    with bars() as progress:
        add(folder / "store", [files / "survey.pdf", files], progress=progress)


def report() -> bytes:
    """A survey of thirty harbours: chapters of ten pages, a heading on every second one."""
    from made.words import Author
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    author = Author(4)
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=15, spaceAfter=8)
    title, chapter, section = (
        ParagraphStyle(name, fontName="Times-Bold", fontSize=size, leading=size * 1.3, spaceAfter=10)
        for name, size in (("title", 26), ("chapter", 20), ("section", 14))
    )
    story: list[Any] = [Paragraph("A Survey of Thirty Harbours", title)]
    for page in range(1, PAGES + 1):
        if page % 10 == 1:
            story.append(Paragraph(f"{page // 10 + 1}. The harbour of Port {_name(page // 10)}", chapter))
        if page % 2:
            story.append(Paragraph(f"The state of basin {page}", section))
        paragraphs = [author.paragraph() for _ in range(4)]
        if page in FACTS:
            paragraphs[1].append(FACTS[page])
        story += [Paragraph(" ".join(said), body) for said in paragraphs]
        story.append(PageBreak())
    held = io.BytesIO()
    SimpleDocTemplate(held, pagesize=A4, title="A Survey of Thirty Harbours").build(story)
    return held.getvalue()


def _name(number: int) -> str:
    return f"{('Al', 'Ber', 'Cor', 'Dun', 'Es', 'Far')[number % 6]}{('by', 'holm', 'mere', 'ness', 'wick')[number % 5]}"


class _served:  # noqa: N801  # used as a function is
    """The chat over a store, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        command = [sys.executable, str(ROOT / "app.py"), "--port", str(self._port), "--store", str(folder / "store")]
        self._process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603

    def __enter__(self) -> str:
        for _ in range(600):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self._port)) == 0:
                    return f"http://127.0.0.1:{self._port}/"
            time.sleep(0.1)
        raise SystemExit("The chat did not start within a minute.")

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def _walked(browser: Any, url: str, size: str, scheme: str, shots: Path | None) -> dict[str, float]:
    """Take every step; return the seconds of each, and leave a picture of each where `shots` is a folder."""
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()
    times = {}
    for name, do in Steps(page, url):
        began = time.perf_counter()
        do()
        times[name] = time.perf_counter() - began
        if shots:
            page.wait_for_timeout(400)
            page.screenshot(path=shots / f"{len(times):02} {size} {scheme}.png")
    page.context.close()
    return times


class Steps:
    """What a person does, one after the other."""

    def __init__(self, page: Any, url: str) -> None:
        self._page, self._url = page, url

    def __iter__(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        page = self._page
        yield "the page can be used", self._load
        yield "open the PDF of 300 pages", self._open
        yield f"ask: {ASKED}", lambda: self._ask(ASKED)
        yield "show the page as it looks", lambda: self._press("as-page", "#page img")
        yield "turn to the next page", lambda: self._press("page-after", "#page:not([aria-busy]) img")
        yield "back to the text", lambda: self._press("as-text", "#paper mark")
        yield "open the contents", lambda: page.locator("#contents summary").click()
        yield "go to page 250", self._go
        yield f"ask: {ABSENT} (not answered)", lambda: self._ask(ABSENT)
        yield "choose documents: open the list", lambda: page.locator("#which summary").click()
        yield "find one of 200 and tick it", self._tick
        yield "open the list of documents", self._list

    def _load(self) -> None:
        self._page.goto(self._url)
        self._page.locator("html.ready").wait_for()
        self._page.locator(".shelf a").first.wait_for()

    def _ask(self, question: str) -> None:
        turns = self._page.locator("#talk .turn")
        before = turns.count()
        self._page.locator(BOX).first.fill(question)
        self._page.locator(BOX).first.press("Enter")
        turns.nth(before).locator(".reply:not(.waiting)").wait_for(timeout=60_000)
        if turns.nth(before).locator("a.cite").count():
            self._page.locator("#paper mark.now").first.wait_for(state="attached")

    def _open(self) -> None:
        self._page.locator(".shelf a").first.click()
        self._page.locator("#paper [data-page]").first.wait_for(state="attached")

    def _press(self, act: str, shown: str) -> None:
        self._page.locator(f"#source [data-act={act}]").click()
        self._page.locator(shown).first.wait_for(state="attached")

    def _go(self) -> None:
        self._page.locator("#to-page input").fill("250")
        self._page.locator("#to-page button").click()

    def _tick(self) -> None:
        self._page.locator("#filter").fill("ferry 12")
        self._page.locator("#chooser li:visible input").first.check()

    def _list(self) -> None:
        self._page.keyboard.press("Escape")
        self._page.locator(".head [data-view=documents]").click()
        self._page.locator("#docs-rows table").first.wait_for()


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
    sys.exit(main())
