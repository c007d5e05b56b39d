"""Every state of the page, wide and narrow, light and dark: axe-core finds nothing, and nothing is cut off."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FOUND = """axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)))"""
GRADIO: frozenset[str] = frozenset()  # what is found in Gradio's own markup; nothing at present
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"
CUT_OFF = """() => [...document.querySelectorAll("button, a, input, select, summary, .sheet, dialog")].filter(node => {
    const { left, right, width } = node.getBoundingClientRect();
    const shown = width > 1 && node.checkVisibility() && !node.closest("#page");
    return shown && (left < -1 || right > window.innerWidth + 1);
}).map(node => node.outerHTML.slice(0, 120))"""
READER = {"username": "reader", "password": "a:pässword"}  # of the chat "closed"
FOLDS = "document.querySelectorAll('.reply details').forEach(fold => { fold.open = true })"
SHAPES = ("twice", "list", "sentences", "conflict", "nothing", "", "x" * 400)


def of_a_conversation(seen: Any) -> Iterator[str]:
    """Of the chat "shaped"."""
    page = seen.page
    yield "welcome"
    for name, menu in (("documents to ask", "#which"), ("how sure", "#how-sure")):
        page.locator(f"{menu} summary").click()
        yield name
        page.keyboard.press("Escape")
    page.locator("#which summary").click()
    page.locator("#filter").fill("lisse")
    page.get_by_role("button", name="Tick those shown").click()
    yield "documents ticked"
    page.keyboard.press("Escape")
    for question in SHAPES:
        seen.ask(question)
    page.evaluate(FOLDS)
    yield "answers"
    page.locator("#contents summary").click()
    yield "contents"
    page.keyboard.press("Escape")
    page.evaluate("window.pincite.asking('When?'); null")
    yield "waiting"
    page.evaluate("window.pincite.failed().then(() => null)")
    yield "not taken"
    page.locator("#keeping summary").click()
    yield "what is kept"
    page.get_by_role("button", name="Clear").click()
    yield "cleared"
    page.get_by_role("button", name="Help and keyboard shortcuts").click()
    yield "help"
    page.keyboard.press("Escape")


def of_a_follow_up(seen: Any) -> Iterator[str]:
    """Of the chat "paged"."""
    page = seen.page
    seen.ask("When was the lighthouse built?")
    seen.ask("Where is it?")
    yield "a question completed"
    seen.ask("When was the lighthouse built?")
    page.get_by_role("button", name="Page", exact=True).click()
    page.locator("#page img").wait_for()
    yield "the page as it looks"
    page.locator("#contents summary").click()
    yield "contents over a page"
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('#page').innerHTML = '<p class=\"soft drawing\">Drawing page 1…</p>'")
    yield "a page being drawn"
    page.goto(f"{page.url.split('?')[0]}?doc=0123456789abcdef&start=1&end=2")
    page.locator("#paper .problem").wait_for()
    yield "a link to nowhere"


def of_the_documents(seen: Any) -> Iterator[str]:
    """Of the chat "library"; its documents are as they were at the end."""
    page = seen.page
    seen.open_documents()
    yield "documents"
    seen.send_files(("a-note-with-a-long-name-" * 6 + ".md", b"# A note\n\nIt says little.\n"), ("empty.md", b""))
    page.locator("#docs-rows .docs-title", has_text="A note").wait_for()
    yield "what became of files"
    page.get_by_label("Select A note").check()
    page.get_by_role("button", name="Remove selected").click()
    yield "removing is asked about"
    with seen.change():
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    yield "removed"
    page.locator("#docs-filter :is(input, textarea)").fill("zebra")
    page.get_by_text("matches this filter").wait_for()
    yield "nothing matches"


def of_nothing(seen: Any) -> Iterator[str]:
    """Of the chats "empty" and "closed"."""
    yield "welcome"
    seen.open_documents()
    yield "documents"


CHATS = {
    "shaped": of_a_conversation,
    "paged": of_a_follow_up,
    "library": of_the_documents,
    "empty": of_nothing,
    "closed": of_nothing,
}
# 320 px is also a window of 640 px at a zoom of 200 %, 720 px one of 1440 px
LOOKS = [(1440, "light"), (390, "dark"), (320, "light"), (720, "dark")]
ROUNDS = [*((chat, *look) for chat in CHATS for look in LOOKS), ("shaped", 1440, "dark")]


@pytest.mark.parametrize(("chat", "width", "scheme"), ROUNDS)
def test_in_every_state_axe_finds_nothing_and_nothing_is_cut_off(
    watching: Callable[..., Any], chats: Any, chat: str, width: int, scheme: str
) -> None:
    options: dict[str, Any] = {"http_credentials": READER} if chat == "closed" else {}
    # the policy of the page lets no foreign script in, and axe is one
    options |= {"color_scheme": scheme, "viewport": {"width": width, "height": 900}, "bypass_csp": True}
    with watching(chats.urls[chat], **options) as seen:
        for state in CHATS[chat](seen):
            if not seen.page.evaluate("Boolean(window.axe)"):
                seen.page.evaluate(AXE)
            assert set(seen.page.evaluate(FOUND)) <= GRADIO, state
            assert not seen.page.evaluate(SIDEWAYS), state
            assert seen.page.evaluate(CUT_OFF) == [], state


def test_axe_would_find_something(watching: Callable[..., Any], chats: Any) -> None:
    with watching(chats.urls["reading"], bypass_csp=True) as seen:
        seen.page.evaluate(AXE)
        seen.page.evaluate("document.querySelector('#turns').innerHTML = '<button></button><img src=data:,>'")
        assert {one.split(":")[0] for one in seen.page.evaluate(FOUND)} >= {"button-name", "image-alt"}
