"""A document as blocks and as HTML: nothing is lost, nothing is markup, and marks stand at the exact characters."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from corpus import BUNDLED, Document, Draft, Source, normalise, read_document
from corpus.errors import CitationError, UnknownDocument
from qa.chat.source import blocks_of, checked_span, contents_html, document_html, find_document, marked_blocks

PIECES = st.lists(
    st.sampled_from(
        ["word ", "a<b>&amp; ", "😀", "\n", "\n\n", "\n \n", "  ", "é", "”", "</p><script>", "x" * 30, "y " * 3000]
    ),
    min_size=1,
    max_size=30,
)


def document_of(text: str, **spans: Sequence[tuple[int, ...]]) -> Document:
    """A document with headings, pages and furniture at given places."""
    source = Source(uri="/notes.txt", sha256="", title="Notes", kind="text", added="2026-01-01T00:00:00+00:00")
    return Document.build(Draft(text=text, **{name: tuple(found) for name, found in spans.items()}), source)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document: headings, pages and furniture wherever they may be."""
    text = normalise("A " + "".join(draw(PIECES))).rstrip() or "A"
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    turned = sorted(draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=3)))
    pages = list(zip([0, *turned], [*turned, len(text)], strict=True)) if draw(st.booleans()) else []
    levels = draw(st.lists(st.integers(1, 6), min_size=3, max_size=3))
    if draw(st.booleans()):
        return document_of(
            text, headings=[(*pair, level) for pair, level in zip(pairs, levels, strict=False)], pages=pages
        )
    return document_of(text, furniture=pairs, pages=pages)


@settings(deadline=None)
@given(document=documents())
def test_blocks_hold_every_character_but_white_space_once_and_in_order(document: Document) -> None:
    blocks = blocks_of(document)
    for one, other in pairwise(blocks):
        assert one.end <= other.start
    for block in blocks:
        assert 0 < block.end - block.start <= 4000
    outside = [*document.text]
    for block in blocks:
        outside[block.start : block.end] = " " * (block.end - block.start)
    assert "".join(outside).strip() == ""
    assert [block.page for block in blocks if block.page] == sorted({block.page for block in blocks if block.page})


@settings(deadline=None)
@given(document=documents(), data=st.data())
def test_marks_stand_at_the_exact_characters(document: Document, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, len(document.text) - 1), st.integers(1, 200))
    spans = [(a, min(len(document.text), a + n)) for a, n in data.draw(st.lists(ends, min_size=1, max_size=4))]
    blocks, marked = blocks_of(document), marked_blocks(document, spans)
    found: list[list[str]] = [[] for _ in spans]
    for number, inside in marked.items():
        root = html.fragment_fromstring(f"<p>{inside}</p>")  # a parser drops white space before the first element
        assert root.text_content() == document.text[blocks[number].start : blocks[number].end]
        assert {child.tag for child in root.iterdescendants()} <= {"mark"}
        for mark in root:
            for name in mark.get("data-n").split():
                found[int(name)].append(mark.text_content())
    for (start, end), pieces in zip(spans, found, strict=True):
        assert "".join("".join(pieces).split()) == "".join(document.text[start:end].split())


def test_a_whole_document_is_its_text_with_headings_from_level_three() -> None:
    document = read_document(BUNDLED)
    root = html.fragment_fromstring(document_html(document), create_parent="main")
    shown = [element for element in root.iter() if element.get("id", "").startswith("b")]
    assert [element.get("id") for element in shown] == [f"b{n}" for n in range(len(blocks_of(document)))]
    assert "".join("".join(e.text_content() for e in shown).split()) == "".join(document.text.split())
    levels = [int(element.tag[1]) for element in shown if element.tag != "p"]
    assert levels[0] == 3
    assert all(below <= above + 1 for above, below in pairwise(levels))
    buttons = html.fragment_fromstring(contents_html(document), create_parent="main").findall(".//button")
    assert [shown[int(button.get("data-block"))].text_content() for button in buttons] == [
        button.text_content() for button in buttons
    ]


def test_pages_begin_where_they_do_and_furniture_is_quiet() -> None:
    document = document_of("One page.\n\nMore on: this\n\nThe next.", pages=[(0, 11), (11, 35)], furniture=[(11, 24)])
    root = html.fragment_fromstring(document_html(document), create_parent="main")
    assert [(e.get("data-page"), e.getnext().text) for e in root.iter() if e.get("class") == "leaf"] == [
        ("1", "One page."),
        ("2", "More on: this"),
    ]
    assert [e.text for e in root.iter() if e.get("class") == "furniture"] == ["More on: this"]


def test_a_document_without_headings_has_no_contents() -> None:
    assert contents_html(document_of("Only words.")) == ""


def test_a_permanent_link_names_a_document_by_the_beginning_of_its_id() -> None:
    one, other = document_of("One."), document_of("Another.")
    assert find_document([one, other], [one, other], other.id[:16]) is other
    for name in ("", "0" * 16, "../../etc", other.id[:8], f"{other.id}0", "<script>"):
        with pytest.raises(UnknownDocument, match="is not here"):
            find_document([one, other], [one, other], name)


@pytest.mark.parametrize(
    ("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 10**9), ("a", 3), (None, None), ("1.5", 3), ([], {})]
)
def test_a_place_that_is_none_is_said_in_words(start: object, end: object) -> None:
    with pytest.raises(CitationError, match="names no place in 'Notes'"):
        checked_span(document_of("Only words."), start, end)


def test_a_place_may_come_as_digits() -> None:
    assert checked_span(document_of("Only words."), "0", 4) == (0, 4)
