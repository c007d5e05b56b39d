"""Every run of a PDF's text leads back to the characters of the page that show it, and to where they stand."""

import random
import re
import runpy
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Document, Source, normalise
from corpus.formats.pdf import parse
from corpus.formats.pdf_file import LOCK, opened, page_of
from corpus.formats.pdf_page import boxes_of

WORDS = st.lists(
    st.sampled_from("harbour Lisse co-operate café façade 12 3.5 m2 über-all (see) “quoted” a I well-known.".split()),
    min_size=1,
    max_size=60,
)


def plain(text: str) -> str:
    """What two spellings of the same printed words share: no white space, no hyphens, figures not raised."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "-\x02\u2010\u00ad\ufffe"
    )


def document_of(data: bytes) -> Document:
    """The document that a PDF makes."""
    draft = parse(data, "a.pdf")
    return Document.build(draft, Source(uri="/a.pdf", sha256="", title="A", kind="pdf", added="2026-01-01T00:00:00"))


def said_there(data: bytes, document: Document, start: int, end: int) -> str:
    """What pdfium says stands at the characters that a range came from."""
    found = []
    with opened(data, "a.pdf") as pdf, LOCK:
        for run in document.origins_of(start, end):
            page = page_of(pdf, int(run.place.removeprefix("page ")))
            assert page is not None
            text = page.get_textpage()
            found.append(text.get_text_range(run.first, run.last - run.first))
    return "".join(found)


def columns_of(texts: list[list[str]]) -> Callable[[Any], None]:
    """Draws each list of words as a column of short lines."""

    def draw(canvas: Any) -> None:
        for at, words in enumerate(texts):
            canvas.setFont("Times-Roman", 10)
            for number in range(0, len(words), 4):
                canvas.drawString(60 + 250 * at, 780 - 3 * number, " ".join(words[number : number + 4]))

    return draw


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=st.lists(st.lists(WORDS, min_size=1, max_size=2), min_size=1, max_size=3))
def test_every_run_is_what_its_characters_say(drawn: Callable[..., bytes], pages: list[list[list[str]]]) -> None:
    data = drawn(*(columns_of(texts) for texts in pages))
    draft = parse(data, "a.pdf")
    assert draft.text == normalise(draft.text)
    before = 0
    for run in draft.origins:
        assert before <= run.start < run.end <= len(draft.text)
        assert run.width == 0 or run.end - run.start == run.last - run.first
        before = run.end
    document = document_of(data)
    for run in draft.origins:
        said = said_there(data, document, run.start, run.end)
        assert plain(said) == plain(draft.text[run.start : run.end])
    held = {at for run in draft.origins for at in range(run.start, run.end)}
    assert all(draft.text[at].isspace() for at in range(len(draft.text)) if at not in held)
    shown = sorted(plain(" ".join(word for texts in pages for words in texts for word in words)))
    assert sorted(plain(draft.text)) == shown


ROOT = Path(__file__).parent.parent.parent
QUOTES = 200


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    """The documents that fidelity is measured with, as far as they need no browser."""
    for name in ("made", "made.words"):
        sys.modules.pop(name, None)
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        drawn = runpy.run_path(str(ROOT / "scripts" / "made" / "pdf.py"))
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    return [drawn["_Drawn"](seed, layout).made().data for seed, layout in enumerate(drawn["_DRAWN"])]


def under(page: Any, ranges: list[tuple[int, int]]) -> str:
    """What pdfium finds within the rectangles that are drawn for some characters of a page."""
    text, (width, height) = page.get_textpage(), page.get_size()
    return " ".join(
        text.get_text_bounded(
            left=left * width, right=right * width, top=(1 - top) * height, bottom=(1 - bottom) * height
        )
        for left, top, right, bottom in boxes_of(page, [ranges])[0]
    )


def test_two_hundred_quotes_stand_under_their_rectangles(made: list[bytes]) -> None:
    chance = random.Random(7)
    for data in made:
        document = document_of(data)
        words = [found.span() for found in re.finditer(r"\S+", document.text)]
        with opened(data, "a.pdf") as pdf, LOCK:
            for _ in range(QUOTES // len(made) + 1):
                at = chance.randrange(len(words))
                start, end = words[at][0], words[min(at + chance.randrange(1, 15), len(words) - 1)][1]
                found = ""
                for number in document.pages_of(start, end):
                    place = f"page {number}"
                    ranges = [(run.first, run.last) for run in document.origins_of(start, end) if run.place == place]
                    found += under(page_of(pdf, number), ranges)
                assert plain(found) == plain(document.text[start:end])
