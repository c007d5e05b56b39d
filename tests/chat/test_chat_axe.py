"""axe-core finds nothing on the page: in every state, in both themes, wide and narrow."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FOUND = """axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)))"""
GRADIO: frozenset[str] = frozenset()  # what is found in Gradio's own markup; nothing at present


def states(seen: Any) -> Iterator[str]:
    """Bring the page into each of its states."""
    page = seen.page
    yield "welcome"
    page.locator("#which summary").click()
    yield "documents to ask"
    page.keyboard.press("Escape")
    for question in ("twice", "list", "sentences", "conflict", "nothing", ""):
        seen.ask(question)
    page.evaluate("document.querySelectorAll('.reply details').forEach(fold => { fold.open = true })")
    yield "answers"
    page.locator("#contents summary").click()
    yield "contents"
    page.keyboard.press("Escape")
    page.locator("#keeping summary").click()
    yield "what is kept"
    page.get_by_role("button", name="Clear").click()
    yield "cleared"
    page.get_by_role("button", name="Help and keyboard shortcuts").click()
    yield "help"
    page.keyboard.press("Escape")
    seen.open_documents()
    yield "documents"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found_in_any_state(watching: Callable[..., Any], chats: Any, scheme: str, width: int) -> None:
    viewport = {"width": width, "height": 900}
    # the policy of the page lets no foreign script in, and axe is one
    with watching(chats.urls["shaped"], color_scheme=scheme, viewport=viewport, bypass_csp=True) as seen:
        seen.page.evaluate(AXE)
        for state in states(seen):
            found = set(seen.page.evaluate(FOUND)) - GRADIO
            assert not found, f"{state}: {found}"


def test_axe_would_find_something(watching: Callable[..., Any], chats: Any) -> None:
    with watching(chats.urls["reading"], bypass_csp=True) as seen:
        seen.page.evaluate(AXE)
        seen.page.evaluate("document.querySelector('#turns').innerHTML = '<button></button><img src=data:,>'")
        assert {one.split(":")[0] for one in seen.page.evaluate(FOUND)} >= {"button-name", "image-alt"}
