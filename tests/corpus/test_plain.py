"""Plain text: kept character for character, with headings, pages and furniture as spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Draft, normalise
from corpus.formats import plain


def read(text: str) -> Draft:
    return plain.parse(text, "notes.txt")


def headings(text: str) -> list[tuple[str, int]]:
    draft = read(text)
    return [(draft.text[start:end], level) for start, end, level in draft.headings]


@given(st.text(st.sampled_from(list("aB1 .-=*#\n\t\f\r\u00ad\u0301é:(")), max_size=200))
def test_the_text_is_kept_and_spans_lie_in_it(text: str) -> None:
    draft = read(text)
    assert draft.text == normalise(text)
    assert all(0 <= a < b <= len(draft.text) and 1 <= level <= 6 for a, b, level in draft.headings)
    assert list(draft.headings) == sorted(draft.headings)
    assert all(draft.text[a:b] == draft.text[a:b].strip() for a, b, _ in draft.headings)
    edges = [edge for span in draft.furniture for edge in span]
    assert edges == sorted(edges)
    if draft.pages:
        assert [a for a, _ in draft.pages] == [0, *(b for _, b in draft.pages[:-1])]
        assert draft.pages[-1][1] == len(draft.text)


def test_lines_of_their_own_that_end_like_no_sentence_are_headings() -> None:
    text = "The Alliance\n\nIt began in 1951.\n\nWho pays for it?\n\nBoth do.\n\nThis is a sentence.\n\nSo it is.\n"
    assert headings(text) == [("The Alliance", 1), ("Who pays for it?", 2)]
    assert read(text).title == "The Alliance"


def test_text_before_the_first_heading_leaves_no_title() -> None:
    draft = read("It began in 1951.\n\nThe Alliance\n\nIt went on.\n")
    assert draft.title == ""
    assert [draft.text[a:b] for a, b, _ in draft.headings] == ["The Alliance"]


@pytest.mark.parametrize(("line", "level"), [("=", 1), ("-", 2), ("~", 3), ("^", 3), ("#", 3), ("*", 3)])
def test_underlined_lines_are_headings(line: str, level: int) -> None:
    text = f"Before it.\nOrigins and aims\n{line * 16}\nIt began in 1951.\n"
    assert headings(text) == [("Origins and aims", level)]


def test_an_underline_is_no_text_to_quote() -> None:
    draft = read("Origins\n  =======  \nIt began.\n\nAims\n\n----\n\nIt grew.\n")
    assert [draft.text[a:b] for a, b in draft.furniture] == ["======="]


def test_a_line_far_shorter_than_its_heading_underlines_nothing() -> None:
    assert headings("First words.\nThe name of a very long heading\n---\nIt began.\n") == []


def test_numbers_tell_the_level() -> None:
    text = "A manual\n\n1 Before You Begin\n\nRead it.\n\n1.2 Mounting the Unit\n\nDo.\n\n1.2.3. Screws\n\nTurn.\n"
    assert headings(text) == [
        ("A manual", 1),
        ("1 Before You Begin", 2),
        ("1.2 Mounting the Unit", 3),
        ("1.2.3. Screws", 4),
    ]


def test_capitals_over_indented_text_are_headings_as_in_manual_pages() -> None:
    text = "LS(1)   User Commands\n\nNAME\n       ls - list directory contents\n\nSYNOPSIS\n       ls [FILE]...\n"
    assert [words for words, _ in headings(text)][1:] == ["NAME", "SYNOPSIS"]


def test_capitals_inside_of_a_paragraph_are_none() -> None:
    assert headings("It was called the\nNATO\n  alliance by all.\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "a small letter first",
        "It ends like a sentence.",
        "It goes on,",
        "It goes on:",
        "It trails off…",
        "- An item of a list",
        "• An item of a list",
        "(a) An item of a list",
        "1. an item of a list",
        "12345",
        "***",
        "A line of far too many words to be a heading of anything that people would ever write",
        "Word " * 30,
        " " * 45 + "Far to the right",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    assert headings(f"Before it.\n\n{line}\n\nAfter it.\n") == []


def test_four_short_lines_in_a_row_are_a_list() -> None:
    assert headings("See these.\n\nJapan\n\nKorea\n\nChina\n\nTaiwan\n\nThey differ.\n") == []
    assert len(headings("See these.\n\nJapan\n\nKorea\n\nChina\n\nThey differ.\n")) == 3


def test_a_last_line_with_nothing_below_heads_nothing() -> None:
    assert headings("It began.\n\nThe end\n") == []


def test_form_feeds_begin_pages() -> None:
    draft = read("First page.\n\fSecond\npage.\f\n\fFourth.\n\f\n")
    assert [draft.text[a:b] for a, b in draft.pages] == ["First page.\n\f", "Second\npage.\f", "\n\f", "Fourth.\n\f\n"]
    assert read("No page.\n\f\n").pages == ()


def test_a_new_page_parts_lines_as_an_empty_line_does() -> None:
    assert headings("Of the first page.\n\fThe Second Page\n\nIts text.\n") == [("The Second Page", 2)]
    assert headings("Of the first page.\n\fNAME\n    ls - list\n") == [("NAME", 2)]


def test_offsets_hold_in_a_text_that_normalising_changed() -> None:
    draft = read("\ufeffCafe\u0301s\r\n\r\nThey o\u00adpen at 9.\r\n")
    assert draft.text == "Cafés\n\nThey open at 9.\n"
    assert [draft.text[a:b] for a, b, _ in draft.headings] == ["Cafés"]
    assert draft.title == "Cafés"
