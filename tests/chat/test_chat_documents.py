"""The documents page in a real browser: what people add, remove and rebuild, and that nothing leaves the machine."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LIGHTHOUSE = "When was the lighthouse built?"
READER = {"username": "reader", "password": "a:pässword"}


def path_of(url: str) -> str:
    return urlsplit(url).path


def titles(page: "Page") -> list[str]:
    return [text.strip() for text in page.locator("#docs-rows .docs-title").all_inner_texts()]


def tick(page: "Page", title: str) -> None:
    page.get_by_role("checkbox", name=f"Select {title}", exact=True).check()


def remove(seen: Any, *names: str) -> str:
    """Remove documents by their titles, through the question whether that is meant."""
    for name in names:
        tick(seen.page, name)
    seen.page.get_by_role("button", name="Remove selected").click()
    with seen.change():
        seen.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    return str(seen.told)


def test_a_whole_use_asks_no_other_computer_for_anything(watching: Any, chats: Any) -> None:
    """Load, ask, open what is folded, upload, ask that, remove, rebuild: the browser's log and the server's sockets."""
    before = chats.said
    with watching(chats.urls["library"]) as seen:
        assert seen.ask(LIGHTHOUSE).locator(".big").inner_text() == "1874"
        for summary in seen.page.locator("#talk details > summary").all():
            summary.click()
        seen.open_documents()
        assert titles(seen.page) == ["The Harbour of Lisse"]
        told = seen.send_files(
            ("ferry.md", b"# The Old Ferry\n\nThe old ferry was built in 1901.\n"),
            ("chart.pdf", b"%PDF-1.7"),
            ("pier.txt", b"The Pier\n\nThe pier is 80 metres long.\n"),
        )
        assert told.startswith("The documents changed: 2 added, 1 failed.")
        assert "chart.pdf failed: chart.pdf cannot be read as PDF: it is damaged or was cut off" in told
        assert "ferry.md added: The Old Ferry" in told
        seen.page.locator("#docs-rows .docs-title").nth(2).wait_for()
        assert titles(seen.page) == ["The Harbour of Lisse", "The Old Ferry", "The Pier"]

        seen.open_chat()
        turn = seen.ask("When was the old ferry built?")
        assert turn.locator(".big").inner_text() == "1901"
        news = turn.locator(".docs-news").inner_text()
        assert news == "The documents changed since the last question (added: The Old Ferry, The Pier)."
        assert seen.ask(LIGHTHOUSE).locator(".docs-news").count() == 0  # said once

        seen.open_documents()
        with seen.change():
            seen.page.get_by_role("button", name="Rebuild all").click()
        assert "3 read again" in seen.told
        assert "2 removed" in remove(seen, "The Old Ferry", "The Pier")
        seen.page.locator("#docs-rows .docs-title").nth(1).wait_for(state="detached")
        assert titles(seen.page) == ["The Harbour of Lisse"]
        seen.open_chat()
        assert seen.ask("When was the old ferry built?").locator(".big").inner_text() != "1901"
        assert {"/gradio_api/upload", "/gradio_api/queue/join"} <= set(map(path_of, seen.requests))  # it was logged
    assert "FOREIGN" not in chats.said[len(before) :]


def test_removing_is_asked_about_and_can_be_called_off(watching: Any, chats: Any) -> None:
    with watching(chats.urls["library"]) as seen:
        seen.open_documents()
        button = seen.page.get_by_role("button", name="Remove selected")
        assert button.is_disabled()
        tick(seen.page, "The Harbour of Lisse")
        button.click()
        dialog = seen.page.get_by_role("dialog")
        assert dialog.locator("#docs-ask").inner_text() == "Remove “The Harbour of Lisse”?"
        seen.page.keyboard.press("Escape")
        assert not dialog.is_visible()
        button.click()
        dialog.get_by_role("button", name="Keep").click()
        assert titles(seen.page) == ["The Harbour of Lisse"]
        assert seen.page.locator("#docs-told").inner_text() == ""


def test_the_filter_narrows_the_list(watching: Any, chats: Any) -> None:
    with watching(chats.urls["library"]) as seen:
        seen.open_documents()
        box = seen.page.get_by_label("Filter")
        box.fill("nothing like it")
        seen.page.get_by_text("No document of 1 matches this filter.").wait_for()
        box.fill("HARBOUR.md")
        seen.page.get_by_text("1 document, 2 passages", exact=True).wait_for()
        assert titles(seen.page) == ["The Harbour of Lisse"]


def test_a_title_opens_its_document(watching: Any, chats: Any) -> None:
    with watching(chats.urls["library"]) as seen:
        seen.open_documents()
        seen.page.get_by_role("link", name="The Harbour of Lisse").press("Enter")
        seen.page.locator("#paper h3", has_text="The Harbour of Lisse").wait_for()
        assert not seen.page.locator("#docs-rows").is_visible()
        seen.page.keyboard.press("Escape")
        assert not seen.page.locator("#paper").is_visible()


def test_documents_are_added_and_removed_with_keys_alone(watching: Any, chats: Any) -> None:
    with watching(chats.urls["library"]) as seen:
        page = seen.page

        def reach(key: str, selector: str) -> None:
            for _ in range(30):
                page.keyboard.press(key)
                if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                    return
            pytest.fail(f"{key} never reached {selector}")

        reach("Tab", "[data-view=documents]")
        page.keyboard.press("Enter")
        page.locator("#docs-rows table").wait_for()
        reach("Tab", "[data-do=choose]")
        with page.expect_file_chooser() as chooser:
            page.wait_for_timeout(300)  # until the browser would rather tell than show it
            page.keyboard.press("Enter")
        with seen.change():
            chooser.value.set_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"The mill\n\nIt turns.\n"})
        page.get_by_label("Select The mill").wait_for()
        reach("Tab", "input[data-id][aria-label='Select The mill']")
        page.keyboard.press("Space")
        reach("Shift+Tab", "[data-do=remove]")
        page.keyboard.press("Enter")
        reach("Tab", "[data-do=really]")
        with seen.change():
            page.keyboard.press("Enter")
        assert "1 removed" in seen.told
        page.get_by_label("Select The mill").wait_for(state="detached")
        reach("Tab", "#docs-filter :is(input, textarea)")
        page.keyboard.type("zebra")
        page.get_by_text("No document of 1 matches this filter.").wait_for()


def test_too_many_files_are_refused_before_any_is_sent(watching: Any, chats: Any) -> None:
    with watching(chats.urls["library"]) as seen:
        seen.open_documents()
        files = [{"name": f"{number}.txt", "mimeType": "text/plain", "buffer": b"x"} for number in range(201)]
        seen.page.locator("#docs input[type=file]").set_input_files(files)
        assert seen.page.locator(".docs-sending").inner_text() == "These are 201 files; at most 200 are taken at once."
        assert not [url for url in seen.requests if "upload" in url]


def test_files_can_be_dropped_on_the_page(watching: Any, chats: Any) -> None:
    with watching(chats.urls["library"]) as seen:
        seen.open_documents()
        with seen.change():
            seen.page.locator(".docs-drop").evaluate(
                """node => {
                    const carried = new DataTransfer();
                    carried.items.add(new File(["The Tower\\n\\nThe tower is 40 metres high.\\n"], "tower.txt"));
                    node.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
                }"""
            )
        assert "tower.txt added: The Tower" in seen.told
        seen.page.locator("#docs-rows .docs-title").nth(1).wait_for()
        assert "1 removed" in remove(seen, "The Tower")


def test_where_documents_cannot_be_changed_the_page_says_so_and_offers_nothing(watching: Any, chats: Any) -> None:
    with watching(chats.urls["closed"], http_credentials=READER) as seen:
        seen.open_documents()
        note = seen.page.locator(".docs-closed").inner_text()
        assert note.startswith("Documents cannot be changed from this page, because other computers can reach")
        assert "--allow-changes" in note
        assert titles(seen.page) == ["The Harbour of Lisse"]
        assert seen.page.locator("#docs input[type=file], #docs input[type=checkbox], #docs dialog").count() == 0
        seen.open_chat()
        assert seen.ask(LIGHTHOUSE).locator(".big").inner_text() == "1874"


def test_the_page_fits_a_narrow_screen(watching: Any, chats: Any) -> None:
    with watching(chats.urls["library"], viewport={"width": 320, "height": 700}) as seen:
        seen.open_documents()
        widths = seen.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1] == 320


def test_the_api_view_shows_the_endpoints(watching: Any, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        seen.page.get_by_role("button", name="Help and keyboard shortcuts").click()
        seen.page.get_by_role("button", name="For programs").click()
        view = seen.page.locator(".api-docs")
        view.get_by_text("3 API endpoints").wait_for()
        shown = view.inner_text()
        assert all(f"API name: /{name}" in shown for name in ("ask", "documents", "source"))
        assert "Answer a question from the documents" in shown
        seen.page.wait_for_timeout(500)
        # the view asks for Gradio's monitoring, which is off
        assert {said.split("status of ")[-1] for said in seen.complaints} == {"404 (Not Found)"}
        assert {path for path in map(path_of, seen.requests) if path.startswith("/monitoring")} == {
            "/monitoring/summary"
        }
        seen.complaints.clear()
