"""The page of a PDF as a picture: what is cited is marked where it stands, and a file that changed is not shown."""

import base64
import io
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus import Document, read_document
from corpus.errors import DocumentError, DocumentMissing
from qa.chat.pages import has_pages, page_json, page_of

FIRST = "The lighthouse of Lisse was built in 1874, and its keeper"
SECOND = "lived in a tower that the next storm took away."
NEXT_PAGE = "The ferry crosses to Orme on Sundays."


def drawn(path: Path, size: tuple[float, float] = (420, 595), title: str = "Lisse") -> Path:
    """A file of two pages."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=size)
    canvas.setTitle(title)
    for lines in ((FIRST, SECOND), (NEXT_PAGE,)):
        for number, line in enumerate(lines):
            canvas.setFont("Times-Roman", size[0] / 40)
            canvas.drawString(size[0] / 10, size[1] * 0.8 - number * size[0] / 30, line)
        canvas.showPage()
    canvas.save()
    path.write_bytes(held.getvalue())
    return path


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return read_document(drawn(tmp_path / "lisse.pdf"))


def span(document: Document, words: str) -> tuple[int, int]:
    """Where some words stand in the text."""
    at = document.text.index(words)
    return at, at + len(words)


def boxes(html: str) -> list[tuple[str, float, float, float, float]]:
    """The markers: the span that each belongs to, and its place in hundredths of the page."""
    found = re.findall(r'data-n="(\d+)" style="left:([\d.]+)%;top:([\d.]+)%;width:([\d.]+)%;height:([\d.]+)%"', html)
    return [(n, float(left), float(top), float(width), float(height)) for n, left, top, width, height in found]


def picture(html: str) -> bytes:
    """The picture's bytes."""
    found = re.search(r"data:image/png;base64,([\w+/=]+)", html)
    assert found
    return base64.b64decode(found[1])


def test_the_words_are_marked_where_they_stand(document: Document) -> None:
    page = page_json(document, 1, [span(document, "built in 1874"), span(document, NEXT_PAGE)])
    assert (page["page"], page["of"], page["marked"]) == (1, 2, [0])
    ((n, left, top, width, height),) = boxes(page["html"])
    assert n == "0"
    before = Canvas(io.BytesIO()).stringWidth("The lighthouse of Lisse was ", "Times-Roman", 10.5)
    across = Canvas(io.BytesIO()).stringWidth("built in 1874", "Times-Roman", 10.5)
    assert left == pytest.approx((42 + before) / 4.2, abs=0.2)
    assert width == pytest.approx(across / 4.2, abs=0.2)
    assert top < 20 < top + height + 0.5  # the base of the line is a fifth below the top
    assert height < 3


def test_a_quotation_over_two_lines_and_pages_has_a_box_on_each(document: Document) -> None:
    over = span(document, f"1874, and its keeper {SECOND}")
    assert len(boxes(page_json(document, 1, [over])["html"])) == 2
    both = (over[0], span(document, NEXT_PAGE)[1])
    assert len(boxes(page_json(document, 1, [both])["html"])) == 2
    assert len(boxes(page_json(document, 2, [both])["html"])) == 1
    assert page_of(document, over[0]) == 1
    assert page_of(document, both[1] - 1) == 2


def test_the_picture_is_of_the_page_and_named(document: Document) -> None:
    page = page_json(document, 2, [])
    assert struct.unpack(">II", picture(page["html"])[16:24]) == (1200, 1700)
    assert 'alt="Page 2 of Lisse"' in page["html"]
    assert boxes(page["html"]) == []
    assert page_json(document, 99, [])["page"] == 2
    assert page_json(document, -1, [])["page"] == 1


@pytest.mark.parametrize("size", [(14400, 14400), (20, 14400), (14400, 20), (3, 3)])
def test_no_page_makes_a_picture_without_end(tmp_path: Path, size: tuple[float, float]) -> None:
    document = read_document(drawn(tmp_path / "large.pdf", size))
    width, height = struct.unpack(">II", picture(page_json(document, 1, [])["html"])[16:24])
    assert width * height <= 4_100_000
    assert width <= 1201
    assert height <= 8001


def test_a_title_is_data(tmp_path: Path) -> None:
    document = read_document(drawn(tmp_path / "a.pdf", title='Lisse" onerror="x'))
    assert 'alt="Page 1 of Lisse&quot; onerror=&quot;x"' in page_json(document, 1, [])["html"]


def test_a_file_that_is_gone_or_changed_is_said(document: Document) -> None:
    path = Path(document.uri)
    page_json(document, 1, [])
    drawn(path, title="Another")
    with pytest.raises(DocumentMissing, match=r"lisse\.pdf has changed since it was read"):
        page_json(document, 1, [])
    path.unlink()
    with pytest.raises(DocumentMissing, match=r"lisse\.pdf is not where it was read"):
        page_json(document, 1, [])


def test_what_has_no_pages_has_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.\fTwo.", encoding="utf-8")
    document = read_document(tmp_path / "a.txt")
    assert document.pages
    assert not has_pages(document)
    with pytest.raises(DocumentError, match="no pages that can be shown"):
        page_json(document, 1, [])


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_page_beside_the_answer(watching: Callable[..., Any], chats: Any) -> None:
    with watching(chats.urls["paged"]) as seen:
        seen.ask("When was the lighthouse built?")
        page = seen.page
        assert page.locator("#paper mark.now").all_inner_texts() == ["1874"]
        page.get_by_role("button", name="Page", exact=True).press("Enter")
        page.locator("#page img").wait_for()
        assert page.locator("#page img").get_attribute("alt") == "Page 1 of The Harbour of Lisse"
        assert not page.locator("#paper").is_visible()
        mark, image = page.locator("#page .over.now").bounding_box(), page.locator("#page img").bounding_box()
        assert image["x"] < mark["x"] < mark["x"] + mark["width"] < image["x"] + image["width"]
        assert image["y"] < mark["y"] < mark["y"] + mark["height"] < image["y"] + image["height"]
        assert page.locator("#announce").inner_text() == "Page 1 of 2, with the quotation marked."
        assert page.get_by_role("button", name="Previous page").is_disabled()
        page.get_by_role("button", name="Next page").click()
        page.locator("#page img[alt^='Page 2']").wait_for()
        assert page.locator("#page .over").count() == 0
        page.locator("body").press("v")
        assert page.locator("#paper").is_visible()
        assert not page.locator("#page").is_visible()

        page.locator("body").press("v")
        assert page.locator("#page-at").inner_text() == "Page 2 of 2"  # where it was left
        seen.ask("What does a ticket for the ferry cost?")
        page.locator("#page .over.now").wait_for()
        assert page.locator("#page img").get_attribute("alt").startswith("Page 2 of")


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_document_without_pages_has_no_such_choice(watching: Callable[..., Any], chats: Any) -> None:
    with watching(chats.urls["reading"]) as seen:
        seen.ask("When was the lighthouse built?")
        assert seen.page.locator("#source").is_visible()
        assert not seen.page.locator("#leafing").is_visible()
