"""The chat in a real browser: what people see, by keyboard alone, with every request and every complaint watched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LIGHTHOUSE = "When was the lighthouse built?"


@dataclass
class Seen:
    """A page, and what it did that nobody asked it to."""

    page: "Page"
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def ask(self, question: str) -> Any:
        """Type a question where the cursor is, press Enter, and wait for the reply; return its turn."""
        turns = self.page.locator("#talk .turn")
        before = turns.count()
        self.page.keyboard.insert_text(question)
        self.page.keyboard.press("Enter")
        turns.nth(before).locator(".reply:not(.waiting)").wait_for(timeout=30_000)
        return turns.nth(before)


@contextmanager
def looking_at(browser: "Browser", url: str, *, width: int = 1280, height: int = 800) -> Iterator[Seen]:
    """Open the chat, wait until it can be typed in, and check at the end that it was quiet and asked no other host."""
    context = browser.new_context(viewport={"width": width, "height": height})
    seen = Seen(context.new_page())
    seen.page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).hostname or request.url[:40]))
    seen.page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    seen.page.goto(url)
    seen.page.wait_for_function("document.activeElement?.closest('#ask-row')", timeout=60_000)
    yield seen
    seen.page.wait_for_timeout(300)  # for what comes late
    assert seen.hosts == {"127.0.0.1"}
    assert seen.complaints == []
    assert seen.dialogs == []
    context.close()


def test_a_conversation_by_keyboard(browser: "Browser", chats: Any) -> None:
    with looking_at(browser, chats.urls["reading"]) as seen:
        welcome = seen.page.locator("#talk .welcome")
        assert welcome.locator(".big").inner_text() == "Ask your documents."
        assert welcome.locator("li").all_inner_texts() == ["The Harbour of Lisse"]

        answered = seen.ask(LIGHTHOUSE)
        assert answered.locator(".asked").inner_text() == LIGHTHOUSE
        assert answered.locator(".big").inner_text() == "1874"
        assert answered.locator(".sentence mark").all_inner_texts() == ["1874"]
        assert answered.locator(".sentence").inner_text() == "The lighthouse was built in 1874."
        assert answered.locator("details[open] .paper mark").all_inner_texts() == ["1874"]
        assert "The Harbour of Lisse › The lighthouse" in answered.locator("details[open] summary").inner_text()
        assert seen.page.locator("#ask-row textarea, #ask-row input").input_value() == ""

        left_open = seen.ask("Who exported Norwegian cheese to Peru?")
        assert left_open.locator(".big").inner_text() == "The documents do not say."
        assert left_open.locator("i").all_inner_texts() == ["exported", "Norwegian", "cheese", "Peru"]
        assert left_open.locator("mark").count() == 0
        assert seen.page.locator("#talk .turn").count() == 2
        assert answered.locator(".big").inner_text() == "1874"  # what was said stays


def test_what_is_folded_opens_by_keyboard(browser: "Browser", chats: Any) -> None:
    with looking_at(browser, chats.urls["reading"]) as seen:
        turn = seen.ask(LIGHTHOUSE)
        folded = turn.locator("details").last
        assert folded.locator("summary").inner_text() == "Also considered: 1 passage"
        assert not folded.locator(".paper").is_visible()
        for _ in range(12):
            seen.page.keyboard.press("Shift+Tab")
            if folded.locator("summary").evaluate("node => node === document.activeElement"):
                break
        seen.page.keyboard.press("Enter")
        assert folded.locator(".paper").is_visible()
        assert "The <b>ferry</b> & co." in folded.inner_text()  # a heading of the document, as it stands there


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "${alert(1)}",
        "<script>alert(1)</script>",
        "{{constructor.constructor('alert(1)')()}}",
        "</p></section><iframe src=javascript:alert(1)>",
    ],
)
def test_markup_in_a_question_is_text(browser: "Browser", chats: Any, hostile: str) -> None:
    with looking_at(browser, chats.urls["reading"]) as seen:
        turn = seen.ask(hostile)
        assert turn.locator(".asked").inner_text() == hostile
        assert seen.page.locator("#talk img, #talk script, #talk iframe").count() == 0
        assert seen.ask(LIGHTHOUSE).locator(".big").inner_text() == "1874"
        assert turn.locator(".asked").inner_text() == hostile  # after it was sent to the server and back


def test_a_question_that_cannot_be_asked_is_answered_in_words(browser: "Browser", chats: Any) -> None:
    with looking_at(browser, chats.urls["reading"]) as seen:
        for question, says in (("", "The question is empty"), ("x" * 100_000, "has 100,000 characters; at most 500")):
            turn = seen.ask(question)
            assert turn.locator(".big").inner_text() == "That did not work."
            assert says in turn.locator(".reply").inner_text()
        assert "Traceback" not in seen.page.content()
        assert seen.ask(LIGHTHOUSE).locator(".big").inner_text() == "1874"


def test_a_narrow_screen_needs_no_sideways_scrolling(browser: "Browser", chats: Any) -> None:
    with looking_at(browser, chats.urls["reading"], width=390, height=844) as seen:
        for question in (LIGHTHOUSE, "x" * 400, "Who exported Norwegian cheese to Peru?"):
            turn = seen.ask(question)
            for summary in turn.locator("details:not([open]) > summary").all():
                summary.press("Enter")
            widths = seen.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            assert widths[0] <= widths[1] == 390
        send = seen.page.locator("#ask-row button")
        assert send.bounding_box()["x"] + send.bounding_box()["width"] <= 390


def test_an_error_that_nobody_foresaw_is_words_without_details(browser: "Browser", chats: Any) -> None:
    with looking_at(browser, chats.urls["broken"]) as seen:
        turn = seen.ask(LIGHTHOUSE)
        assert turn.locator(".big").inner_text() == "That did not work."
        assert "Something went wrong on our side; the details are in the terminal." in turn.inner_text()
        page = seen.page.content()
        assert "secret" not in page
        assert "Traceback" not in page
        assert "RuntimeError: secret" in chats.said


def test_without_documents_people_are_told_how_to_add_some(browser: "Browser", chats: Any) -> None:
    with looking_at(browser, chats.urls["empty"]) as seen:
        assert "There is no document yet." in seen.page.locator("#talk .welcome").inner_text()
        turn = seen.ask(LIGHTHOUSE)
        assert turn.locator(".big").inner_text() == "The documents do not say."
        assert "Searched 0 documents, 0 passages." in turn.inner_text()
