"""Document text, file names, titles and questions are data: nothing in them runs or loads anything in a browser."""

import re
import urllib.request
from html import escape
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Each would call `hit()`, or load something called `hit`, if any part of the page took it for more than text.
STRINGS = [
    "<script>hit()</script>",
    "<ScRiPt>hit()</sCrIpT>",
    "<script src=/hit.js></script>",
    "<script src=//hit.example/x.js></script>",
    "<script>hit()",
    "</script><script>hit()</script>",
    "<<script>hit();//<</script>",
    "<img src=/hit onerror=hit()>",
    "<img src=x onerror=hit()>",
    "<IMG SRC=x OnErRoR=hit()>",
    "<img/src='x'/onerror='hit()'>",
    '"><img src=x onerror=hit()>',
    "'><img src=x onerror=hit()>",
    "`><img src=x onerror=hit()>",
    "<img src=x onerror=&#104;it()>",
    "<svg onload=hit()>",
    "<svg/onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<svg><animate onbegin=hit() attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=hit()>",
    "<iframe src=javascript:hit()></iframe>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<object data=/hit></object>",
    "<embed src=/hit>",
    "<video src=/hit onerror=hit()></video>",
    "<audio src=/hit onerror=hit() autoplay>",
    "<body onload=hit()>",
    "<input autofocus onfocus=hit()>",
    "<details open ontoggle=hit()>x</details>",
    "<marquee onstart=hit()>x</marquee>",
    "<a href=javascript:hit() autofocus>x</a>",
    "<link rel=stylesheet href=/hit.css>",
    "<style>@import '/hit.css';</style>",
    "<style>*{background:url(/hit)}</style>",
    "<meta http-equiv=refresh content='0;url=/hit'>",
    "<base href=//hit.example/>",
    "<form action=/hit><button autofocus onfocus=hit()>x</form>",
    "<template><img src=x onerror=hit()></template>",
    "</textarea><img src=x onerror=hit()>",
    "</title><img src=x onerror=hit()>",
    "--><img src=x onerror=hit()><!--",
    "]]><img src=x onerror=hit()>",
    "&lt;img src=x onerror=hit()&gt;",
    "&#60;img src=x onerror=hit()&#62;",
    "\\u003cimg src=x onerror=hit()\\u003e",
    "%3Cimg src=x onerror=hit()%3E",
    "${hit()}",
    "{{hit()}}",
    "{{constructor.constructor('hit()')()}}",
    "{{#each value}}<img src=x onerror=hit()>{{/each}}",
    "`${hit()}`",
    "javascript:hit()",
    "[x](javascript:hit())",
    "![x](/hit.png)",
    "@children",
    "'; hit(); '",
    '"; hit(); "',
    "__proto__",
    "＜script＞hit()＜/script＞",  # full-width signs that a normalisation may make real ones
]
LIVE = "script, img, svg, iframe, object, embed, video, style, link, base, form:not([data-form]), template"
OURS = f"#talk :is({LIVE}), #paper :is({LIVE}), #docs :is({LIVE})"
SENTINEL = "window.hits = []; window.hit = (...all) => { window.hits.push(new Error().stack); }; null"


@pytest.fixture
def harmless(watching: Any, chats: Any) -> Any:
    """A page in which `hit()` leaves a trace; at the end there must be none, and nothing called `hit` was loaded."""
    with watching(chats.urls["library"]) as seen:
        seen.page.evaluate(SENTINEL)
        elements = seen.page.locator(OURS).count()
        yield seen
        seen.page.wait_for_timeout(500)
        assert seen.page.evaluate("window.hits") == []
        assert [url for url in seen.requests if "hit" in url] == []
        assert seen.page.locator(OURS).count() == elements == 0
        assert re.split("[/?#]+", seen.page.url)[1] == chats.urls["library"].split("/")[2]


def clear(seen: Any) -> None:
    """Take away what a test added: all but the harbour."""
    seen.open_documents()
    for box in seen.page.locator("#docs-rows input[data-id]").all():
        if box.get_attribute("aria-label") != "Select The Harbour of Lisse":
            box.dispatch_event("click")
    seen.page.get_by_role("button", name="Remove selected").click()
    with seen.change():
        seen.page.get_by_role("dialog").get_by_role("button", name="Remove").click()


def test_there_are_enough_of_them_and_the_sentinel_sees_a_hit(watching: Any, chats: Any) -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 40
    with watching(chats.urls["library"]) as seen:
        seen.page.evaluate(SENTINEL)
        seen.page.evaluate(
            "document.querySelector('#talk').insertAdjacentHTML('beforeend', '<img src=data:, onerror=hit()>')"
        )
        seen.page.wait_for_function("window.hits.length === 1")
        assert seen.page.locator(OURS).count() == 1


def test_questions_and_the_text_of_documents_are_text(harmless: Any) -> None:
    """One document holds all strings; they are asked for some at a time: question, answer and passages show them."""
    seen = harmless
    groups = ["  ".join(STRINGS[at : at + 5]) for at in range(0, len(STRINGS), 5)]
    text = "\n\n".join(
        f"Cargo{number} bears these marks: {marks} and no others." for number, marks in enumerate(groups)
    )
    seen.open_documents()
    assert "cargo.txt added" in seen.send_files(("cargo.txt", f"Cargo marks\n\n{text}\n".encode()))
    seen.open_chat()
    for number, marks in enumerate(groups):
        question = f"Which marks does Cargo{number} bear, {marks}?"
        turn = seen.ask(question)
        assert turn.locator(".asked").evaluate("node => node.textContent") == question
    shown = seen.page.locator("#talk .reply").evaluate_all("nodes => nodes.map(node => node.textContent).join('')")
    assert sum(mark in shown for mark in STRINGS) >= 40  # they did reach the page, as text
    clear(seen)


def test_the_names_of_files_are_text(harmless: Any) -> None:
    seen = harmless
    seen.open_documents()
    told = seen.send_files(
        *[(f"{mark}.txt", f"The note says {number}.\n".encode()) for number, mark in enumerate(STRINGS)]
    )
    for mark in STRINGS:
        assert f"{mark}.txt added" in told
    seen.page.locator("#docs-rows .docs-title").nth(len(STRINGS)).wait_for()
    seen.open_chat()
    seen.ask("What does the note say?")
    clear(seen)


def test_the_titles_of_documents_are_text(harmless: Any) -> None:
    seen = harmless
    seen.open_documents()
    pages = [
        (f"{n}.html", f"<html><title>{escape(mark)}</title><body><p>The sign says {n}.</p></body></html>".encode())
        for n, mark in enumerate(STRINGS)
    ]
    seen.send_files(*pages)
    seen.page.locator("#docs-rows .docs-title").nth(len(STRINGS)).wait_for()
    titles = seen.page.locator("#docs-rows .docs-title").all_inner_texts()
    assert len(set(titles) & set(STRINGS)) >= len(STRINGS) - 4  # some are one title after white space is tidied
    seen.open_chat()
    for number in (0, 7, 15):
        seen.ask(f"What does sign {number} say?")
    clear(seen)


def test_a_file_that_was_sent_is_never_shown_as_a_page(chats: Any) -> None:
    """A link to an uploaded file would run its scripts under the page's own address; it is saved instead."""
    for name in ("page.html", "picture.svg", "page.xhtml"):
        body = (
            f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
            "<svg xmlns='http://www.w3.org/2000/svg'><script>hit()</script></svg>\r\n--x--\r\n"
        ).encode()
        request = urllib.request.Request(
            f"{chats.urls['library']}/gradio_api/upload",
            data=body,
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            path = response.read().decode().strip('[]"')
        with urllib.request.urlopen(f"{chats.urls['library']}/gradio_api/file={path}", timeout=30) as response:
            assert response.headers["content-disposition"].startswith("attachment")
            assert response.headers["x-content-type-options"] == "nosniff"
