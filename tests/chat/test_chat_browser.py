"""The chat in a real browser: what people see and do, by keyboard too, with every request and complaint watched."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa.export import conversation_from

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LIGHTHOUSE = "When was the lighthouse built?"
CHEESE = "Who exported Norwegian cheese to Peru?"
Watching = Callable[..., Any]
PHONE = {"viewport": {"width": 390, "height": 844}}


def typed(seen: Any) -> str:
    """What stands in the box."""
    return str(seen.page.locator("#ask-row textarea, #ask-row input").first.input_value())


def pressed_until(seen: Any, key: str, selector: str) -> None:
    """Press a key until what is focused matches."""
    for _ in range(30):
        if seen.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        seen.page.keyboard.press(key)
    pytest.fail(f"{key} never reached {selector}")


def test_a_conversation(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        welcome = seen.page.locator("#talk .welcome")
        assert welcome.locator(".big").inner_text() == "Ask your documents."
        assert welcome.locator(".shelf li").all_inner_texts() == ["The Harbour of Lisse"]

        answered = seen.ask(LIGHTHOUSE)
        assert not welcome.is_visible()
        assert answered.locator(".asked").inner_text() == LIGHTHOUSE
        assert answered.locator(".big").inner_text() == "1874"
        assert answered.locator(".sentence mark").all_inner_texts() == ["1874"]
        assert answered.locator(".sentence").inner_text() == "The lighthouse was built in 1874."
        assert "The Harbour of Lisse › The lighthouse" in answered.locator(".cite").inner_text()
        assert typed(seen) == ""
        assert seen.page.locator("#announce").inner_text().startswith("Answer: 1874.")

        left_open = seen.ask(CHEESE)
        assert left_open.locator(".big").inner_text() == "The documents do not say."
        assert left_open.locator("p:not(.soft) i").all_inner_texts() == ["exported", "Norwegian", "cheese", "Peru"]
        assert left_open.locator("mark").count() == 0
        assert seen.page.locator("#announce").inner_text() == "The documents do not say."
        assert seen.page.locator("#paper mark, .cite[aria-current]").count() == 0  # nothing there is its answer
        assert seen.page.locator("#talk .turn").count() == 2
        assert answered.locator(".big").inner_text() == "1874"  # what was said stays


def test_the_source_stands_beside_the_answer_at_the_quote(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        seen.ask(LIGHTHOUSE)
        paper = seen.page.locator("#paper")
        assert paper.locator("mark.now").all_inner_texts() == ["1874"]
        assert seen.page.locator("#source-title").inner_text() == "The Harbour of Lisse"
        assert seen.page.locator("#source-place").inner_text() == "The lighthouse"
        assert paper.locator("h3, h4").all_inner_texts() == [
            "The Harbour of Lisse",
            "The lighthouse",
            "The <b>ferry</b> & co.",
        ]
        box, reply = paper.bounding_box(), seen.page.locator(".reply").bounding_box()
        assert box["x"] >= reply["x"] + reply["width"]


def test_every_citation_is_a_click_or_a_key_away(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["shaped"]) as seen:
        turn = seen.ask("twice")
        cites, marks = turn.locator(".cite"), seen.page.locator("#paper mark")
        assert marks.all_inner_texts() == ["The Old Bridge", "1641"]  # behind a smile, which is two in UTF-16
        assert seen.page.locator("#paper mark.now").all_inner_texts() == ["1641"]
        assert seen.page.locator("#source-place").inner_text() == "Bridges · 1 of 3"

        cites.nth(1).click()
        seen.page.locator("#source-place", has_text="2 of 3").wait_for()
        assert seen.page.locator("#paper mark.now").all_inner_texts() == ["The Old Bridge"]
        assert cites.nth(1).get_attribute("aria-current") == "true"
        assert cites.nth(0).get_attribute("aria-current") is None

        seen.page.keyboard.press("n")
        seen.page.locator("#source-title", has_text="An Almanac").wait_for()
        assert marks.all_inner_texts() == ["The Old Bridge"]
        seen.page.keyboard.press("n")
        seen.page.locator("#source-place", has_text="1 of 3").wait_for()
        seen.page.keyboard.press("p")
        seen.page.locator("#source-place", has_text="3 of 3").wait_for()
        seen.page.get_by_role("button", name="Previous citation").click()
        seen.page.locator("#source-place", has_text="2 of 3").wait_for()
        assert marks.all_inner_texts() == ["The Old Bridge", "1641"]  # those of before are gone


def test_turning_to_the_documents_and_back_keeps_everything(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        turn = seen.ask(LIGHTHOUSE)
        turn.locator(".folds summary").first.click()
        seen.page.evaluate("window.same = true")
        seen.open_documents()
        assert not turn.is_visible()
        seen.page.go_back()
        turn.wait_for()
        seen.open_documents()
        seen.open_chat()
        assert turn.locator("details[open]").count() == 1
        mark = seen.page.locator("#paper mark.now")
        assert mark.text_content() == "1874"  # of what is not painted yet there is no inner text
        assert seen.page.evaluate("window.same") is True  # nothing was loaded anew


def test_answers_of_every_shape(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["shaped"]) as seen:
        assert seen.ask("list").locator(".items li > span").all_inner_texts() == [
            "the Old Bridge",
            "the Iron Bridge",
            "the Mill Bridge",
        ]
        seen.page.locator("#paper mark").nth(2).wait_for()
        assert seen.page.locator("#paper mark").all_inner_texts() == [
            "the Old Bridge",
            "the Iron Bridge",
            "the Mill Bridge",
        ]
        sentences = seen.ask("sentences")
        assert sentences.locator(".sentences > span").all_inner_texts() == [
            "The town was flooded in 1702.",
            "The quay was raised after the flood.",
        ]
        sentences.locator(".ref").nth(1).click()
        seen.page.locator("#source-place", has_text="2 of 2").wait_for()
        one, other = (side.bounding_box() for side in seen.ask("conflict").locator(".side").all())
        assert one["y"] == other["y"]
        assert one["x"] + one["width"] <= other["x"]


def test_everything_by_keyboard_alone(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        keyboard = seen.page.keyboard
        seen.page.evaluate("document.activeElement.blur()")
        keyboard.press("/")
        keyboard.insert_text(LIGHTHOUSE)
        keyboard.press("Enter")
        seen.page.locator(".reply .big").wait_for()
        assert typed(seen) == ""
        pressed_until(seen, "Shift+Tab", ".folds summary")
        keyboard.press("Enter")
        assert seen.page.locator(".folds details[open]").count() == 1
        pressed_until(seen, "Shift+Tab", "a.cite")
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert seen.page.evaluate(outline) == "solid"  # focus can be seen
        keyboard.press("Enter")
        seen.page.locator("#announce", has_text="Source: The Harbour of Lisse").wait_for()
        pressed_until(seen, "Tab", "#paper")
        keyboard.press("?")
        assert seen.page.locator("#help").is_visible()
        assert "next citation of the answer" in seen.page.locator("#help").inner_text()
        keyboard.press("Escape")
        assert not seen.page.locator("#help").is_visible()
        keyboard.press("Escape")  # closes the source, back to the citation
        assert not seen.page.locator("#paper").is_visible()
        assert seen.page.evaluate("document.activeElement.matches('a.cite')")
        keyboard.press("Escape")
        keyboard.insert_text("n/p?")
        assert typed(seen) == "n/p?"  # keys are letters where people type


def test_every_menu_and_fold_is_used_with_keys_alone(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["paged"]) as seen:
        seen.ask(LIGHTHOUSE)
        page, press = seen.page, seen.page.keyboard.press
        pressed_until(seen, "Tab", "#which summary")
        press("Enter")
        pressed_until(seen, "Tab", "#chooser input[type=checkbox]")
        press("Space")
        assert page.locator("#which summary").inner_text() == "The Harbour of Lisse"
        press("Escape")
        pressed_until(seen, "Tab", "#keeping summary")
        press("Enter")
        pressed_until(seen, "Tab", "[data-act=export]")
        with page.expect_download():
            press("Enter")
        pressed_until(seen, "Tab", "#contents summary")
        press("Enter")
        pressed_until(seen, "Tab", "#to-page input")
        page.keyboard.type("2")
        press("Enter")
        assert page.evaluate("document.activeElement.id") == "paper"
        pressed_until(seen, "Shift+Tab", "[data-act=as-page]")
        press("Enter")
        page.locator("#page img[alt^='Page ']").wait_for()
        pressed_until(seen, "Tab", "[data-act=page-before]:enabled, [data-act=page-after]:enabled")
        press("Enter")
        page.wait_for_function("!document.querySelector('#page[aria-busy]')")
        pressed_until(seen, "Shift+Tab", ".opinion summary")
        press("Enter")
        pressed_until(seen, "Tab", ".opinion button[value=right]")
        press("Enter")
        page.locator(".opinion p", has_text="Kept: right. Thank you.").wait_for()


def test_single_keys_can_be_turned_off(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        for wanted in (False, True):
            seen.page.get_by_role("button", name="Help and keyboard shortcuts").click()
            seen.page.locator("#single-keys").set_checked(wanted)
            seen.page.reload()
            seen.page.locator("html.ready").wait_for()
            seen.page.evaluate("document.activeElement.blur()")
            seen.page.keyboard.press("/")
            assert seen.page.evaluate("Boolean(document.activeElement.closest('#ask-row'))") is wanted


def test_a_follow_up_is_completed_where_everyone_can_see_it(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        seen.ask(LIGHTHOUSE)
        turn = seen.ask("Where is it?")
        assert "Searched for: Where is the lighthouse?" in turn.locator(".searching").inner_text()
        turn.get_by_role("button", name="Edit", exact=True).click()
        assert typed(seen) == "Where is the lighthouse?"
        turn.get_by_role("button", name="Search as typed").click()
        last = seen.page.locator(".turn").nth(2)
        last.locator(".reply:not(.waiting)").wait_for()
        assert last.locator(".asked").inner_text() == "Where is it?"
        assert last.locator(".searching").count() == 0


def test_a_question_can_be_edited_and_an_answer_taken_along(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"], permissions=["clipboard-read", "clipboard-write"]) as seen:
        turn = seen.ask(LIGHTHOUSE)
        turn.get_by_role("button", name="Edit question").click()
        assert typed(seen) == LIGHTHOUSE
        for name in ("Copy with citation", "Copy as Markdown"):
            turn.get_by_role("button", name=name).click()
            turn.get_by_role("button", name="Copied").wait_for()
            copied = seen.page.evaluate("navigator.clipboard.readText()")
            assert "1874" in copied
            assert "The Harbour of Lisse" in copied
            seen.page.wait_for_timeout(1700)  # until the button has its name again
        link = re.search(r"http\S+", copied).group()
        seen.page.goto(link)
        seen.page.locator("#paper mark.now").wait_for()
        assert seen.page.locator("#paper mark.now").inner_text() == "1874"


NOWHERE = {
    "doc=0123456789abcdef&start=1&end=2": "The document of this link ('0123456789abcdef') is not here.",
    "doc=ID&start=5&end=1": "This link names no place in 'The Harbour of Lisse': characters 5 to 1 of",
    "doc=ID&start=1&end=99999999": "characters 1 to 99999999 of",
    "doc=ID&start=x": "This link names no place in 'The Harbour of Lisse'",
    "doc=<img src=x onerror=alert(1)>&start=1&end=2": "The document of this link",
}


def test_a_link_to_nowhere_is_words(watching: Watching, chats: Any) -> None:
    url = chats.urls["reading"]
    with watching(url) as seen:
        identity = seen.page.locator(".shelf a").get_attribute("data-doc")
        for query, says in NOWHERE.items():
            seen.page.goto(f"{url}?{query.replace('ID', identity[:16])}")
            seen.page.locator("#paper .problem").wait_for()
            assert says in seen.page.locator("#paper .problem").inner_text()
        assert seen.ask(LIGHTHOUSE).locator(".big").inner_text() == "1874"


def test_the_conversation_stays_in_the_browser_until_it_is_cleared(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        seen.ask(LIGHTHOUSE)
        seen.ask(CHEESE)
        seen.page.reload()
        seen.page.locator("html.ready").wait_for()
        assert seen.page.locator(".turn .big").all_inner_texts() == ["1874", "The documents do not say."]
        seen.page.locator("#keeping summary").click()
        seen.page.get_by_role("button", name="Clear").click()
        assert seen.page.locator(".turn").count() == 0
        assert seen.page.locator(".welcome").is_visible()
        seen.page.get_by_role("button", name="Undo").click()
        seen.page.locator(".turn").nth(1).wait_for()
        seen.page.locator("#keeping summary").click()
        seen.page.get_by_role("button", name="Clear").click()
        seen.page.reload()
        seen.page.locator("html.ready").wait_for()
        assert seen.page.locator(".turn").count() == 0


def test_what_is_kept_and_cannot_be_read_does_no_harm(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        for kept in ("x", "7", '[{"id": "a", "turn": {"asked": 7}}]', '{"a": 1}', "[null]"):
            seen.page.evaluate("kept => localStorage.setItem('pincite.turns', kept)", kept)
            seen.page.reload()
            seen.page.locator("html.ready").wait_for()
            assert seen.page.locator(".turn").count() == 0
        assert seen.ask(LIGHTHOUSE).locator(".big").inner_text() == "1874"


def test_a_conversation_is_saved_as_a_file(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        seen.ask(LIGHTHOUSE)
        seen.ask(CHEESE)
        for name in ("JSON", "Markdown"):
            seen.page.locator("#keeping summary").click()
            with seen.page.expect_download() as download:
                seen.page.get_by_role("button", name=f"Save as {name}").click()
            text = Path(download.value.path()).read_text(encoding="utf-8")
            assert LIGHTHOUSE in text
            if name == "JSON":
                assert [turn.asked for turn in conversation_from(text)] == [LIGHTHOUSE, CHEESE]


def test_an_opinion_of_an_answer_is_kept(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["shaped"]) as seen:
        turn = seen.ask("twice")
        turn.locator(".opinion summary").click()
        turn.locator(".opinion select").select_option(label="citation 2")
        turn.locator(".opinion input").fill("1643")
        turn.get_by_role("button", name="Wrong span").click()
        turn.get_by_text("Kept: wrong span. Thank you.").wait_for()
        file = chats.errors.parent / "shaped" / "store" / "feedback.jsonl"
        kept = json.loads(file.read_text(encoding="utf-8").splitlines()[-1])
        assert (kept["verdict"], kept["citation"], kept["correction"]) == ("wrong span", 1, "1643")


def test_documents_to_ask_can_be_chosen(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["crowded"]) as seen:
        seen.page.locator("#which summary").click()
        seen.page.locator("#filter").fill("HARBOUR 17 ")
        found = [int(title.split()[1]) for title in seen.page.locator("#chooser li:visible").all_inner_texts()]
        assert found == [17, 117, *range(170, 180)]
        assert seen.page.locator("#chooser [role=status]").inner_text() == "12 of 200 shown; all will be asked"
        seen.page.get_by_role("button", name="Tick those shown").click()
        assert seen.page.locator("#which summary").inner_text() == "12 documents"
        seen.page.get_by_role("button", name="Ask all documents").click()
        seen.page.get_by_label("Note 17 on the harbour of Lisse").check()
        assert seen.page.locator("#which summary").inner_text() == "Note 17 on the harbour of Lisse"
        seen.page.keyboard.press("Escape")
        assert not seen.page.locator("#chooser").is_visible()
        assert "Searched 1 document" in seen.ask(CHEESE).inner_text()
        seen.page.locator("#which summary").click()
        seen.page.get_by_role("button", name="Ask all documents").click()
        assert "Searched 200 documents" in seen.ask(CHEESE).inner_text()


def test_how_sure_pincite_must_be_can_be_chosen(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["shaped"]) as seen:
        assert seen.page.locator("#how-sure summary").inner_text() == "Answer: as usual"
        assert seen.ask("When was the town flooded?").locator(".big").inner_text() == "1702"
        seen.page.locator("#how-sure summary").click()
        seen.page.get_by_label("at most 1 of 5 wrong").check()
        assert seen.page.locator("#how-sure summary").inner_text() == "Answer: at most 1 of 5 wrong"
        silent = seen.ask("When was the town flooded?").locator(".big").inner_text()
        assert silent == "The documents do not say."


def test_a_document_of_two_megabytes_opens_at_the_quote_and_by_its_headings(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["crowded"]) as seen:
        seen.page.locator(".shelf a").first.click()
        seen.page.locator("#paper h3").first.wait_for()
        assert len(seen.page.locator("#paper").text_content()) > 1_900_000
        seen.ask("How many boats were there in year 311?")
        seen.page.locator("#paper mark.now").wait_for()
        seen.page.wait_for_timeout(300)
        paper, mark = (seen.page.locator(one).bounding_box() for one in ("#paper", "#paper mark.now"))
        assert paper["y"] < mark["y"] < paper["y"] + paper["height"] / 2
        assert seen.page.locator("#paper mark.now").inner_text() == "In year 311 there were 311 boats."
        seen.page.locator("#contents summary").click()
        seen.page.locator("#contents li button", has_text="Chapter 402").click()
        seen.page.wait_for_timeout(300)
        heading = seen.page.locator("#paper h3", has_text="Chapter 402").bounding_box()
        assert paper["y"] < heading["y"] < paper["y"] + paper["height"] / 2


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "<script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "</p></section><iframe src=javascript:alert(1)>",
    "\"'><svg onload=alert(1)>",
    "@children",
)


def test_markup_in_a_question_is_text(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        for hostile in HOSTILE:
            assert seen.ask(hostile).locator(".asked").inner_text() == hostile
        assert seen.page.locator("#talk :is(img, script, iframe, svg)").count() == 0
        seen.page.reload()
        seen.page.locator("html.ready").wait_for()
        assert seen.page.locator(".asked").all_inner_texts() == [*HOSTILE]  # after they were kept and drawn again
        assert seen.page.locator("#talk :is(img, script, iframe, svg)").count() == 0


def test_a_question_that_cannot_be_asked_is_answered_in_words(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        for question, says in (("", "The question is empty"), ("x" * 100_000, "has 100,000 characters; at most 500")):
            turn = seen.ask(question)
            assert turn.locator(".big").inner_text() == "That did not work."
            assert says in turn.locator(".reply").inner_text()
        assert "Traceback" not in seen.page.content()
        assert seen.ask(LIGHTHOUSE).locator(".big").inner_text() == "1874"


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_what_can_be_chosen_is_one_line(watching: Watching, chats: Any, width: int) -> None:
    with watching(chats.urls["shaped"], viewport={"width": width, "height": 700}) as seen:
        seen.ask("list")
        rows = [
            seen.page.locator(f"{menu} summary").bounding_box()["y"] for menu in ("#which", "#how-sure", "#keeping")
        ]
        assert max(rows) - min(rows) < 8


def test_on_a_phone_the_source_is_below_and_a_citation_leads_there(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"], **PHONE) as seen:
        turn = seen.ask(LIGHTHOUSE)
        source, ask = seen.page.locator("#source"), seen.page.locator("#ask-row")
        assert source.bounding_box()["y"] >= ask.bounding_box()["y"]
        turn.locator(".cite").click()
        seen.page.wait_for_function("document.querySelector('#source').getBoundingClientRect().top < 60")
        assert seen.page.locator("#paper mark.now").bounding_box()["y"] < 844
        seen.page.get_by_role("button", name="Close the source").click()
        assert turn.locator(".cite").evaluate("node => node === document.activeElement")


def test_the_dark_theme_follows_the_system(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["reading"], color_scheme="dark") as seen:
        paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
        assert seen.page.evaluate(paper) == "#1b1d1f"
        seen.page.emulate_media(color_scheme="light")
        seen.page.wait_for_function(f"{paper} === '#fffdf8'")


def test_nothing_moves_where_that_is_not_wanted(watching: Watching, chats: Any) -> None:
    moving = (
        "[...document.querySelectorAll('*')].filter(node => { const style = getComputedStyle(node);"
        " return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0 }).length"
    )
    with watching(chats.urls["reading"], reduced_motion="reduce") as seen:
        seen.ask(LIGHTHOUSE)
        assert seen.page.evaluate(moving) == 0


def test_an_error_that_nobody_foresaw_is_words_without_details(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["broken"]) as seen:
        turn = seen.ask(LIGHTHOUSE)
        assert turn.locator(".big").inner_text() == "That did not work."
        assert "Something went wrong on our side; the details are in the terminal." in turn.inner_text()
        page = seen.page.content()
        assert "secret" not in page
        assert "Traceback" not in page
        assert "RuntimeError: secret" in chats.said


def test_a_question_that_finds_no_room_is_refused_alone_and_can_be_asked_again(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["busy"]) as seen:
        box, turns = seen.page.locator("#ask-row textarea, #ask-row input").first, seen.page.locator(".turn")
        for number in range(3):  # one is being read, one may wait, the third finds no room
            box.fill(LIGHTHOUSE)
            with seen.page.expect_response(lambda response: "queue/join" in response.url):
                box.press("Enter")
            if number == 0:
                turns.nth(0).get_by_text(re.compile("Searching…|Reading…")).wait_for()
        turns.nth(2).get_by_text("so this one was not taken. Ask it again in a moment.").wait_for()
        (chats.errors.parent / "busy" / "go").touch()
        assert [turns.nth(number).locator(".big").inner_text() for number in (0, 1)] == ["1874", "1874"]
        turns.nth(2).get_by_role("button", name="Ask again").click()
        seen.page.wait_for_function("[...document.querySelectorAll('.turn .big')].at(-1).innerText === '1874'")
        assert turns.count() == 3
        assert len(seen.complaints) == 1  # the browser's own, of a status 503
        seen.complaints.clear()


def test_without_documents_people_are_told_how_to_add_some(watching: Watching, chats: Any) -> None:
    with watching(chats.urls["empty"]) as seen:
        assert "There is no document yet." in seen.page.locator("#talk .welcome").inner_text()
        turn = seen.ask(LIGHTHOUSE)
        assert turn.locator(".big").inner_text() == "The documents do not say."
        assert "Searched 0 documents, 0 passages." in turn.inner_text()
