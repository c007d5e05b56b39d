"""The one place where text is changed."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus import normalise
from corpus.normalise import traced

# Letters, marks that combine, joiners, every kind of newline, what is removed, Hangul parts, right-to-left, emoji.
PIECES = st.lists(
    st.one_of(
        st.sampled_from(list("aeKq .\t\f\u0301\u0323\u0327\u200c\u200d\r\n\x85\u2028\u2029\u00ad\u200b\ufeff\u00a0")),
        st.sampled_from(
            ["\r\n", "\u1100\u1161\u11a8", "\u212b", "\ufb01", "שָׁ", "لا", "👩\u200d🚀", "\u0f73", "\U0001d15e"]
        ),
        st.characters(exclude_categories=["Cs"]),
    )
).map("".join)


@given(PIECES)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(PIECES, PIECES)
def test_texts_normalised_apart_and_joined_by_newlines_are_normalised(one: str, other: str) -> None:
    for joint in ("\n", "\n\n"):
        whole = normalise(one) + joint + normalise(other)
        assert normalise(whole) == whole


@given(PIECES, st.data())
def test_every_part_of_a_normalised_text_is_normalised(text: str, data: st.DataObject) -> None:
    """Formats strip blocks, and quotes are slices."""
    whole = normalise(text)
    start = data.draw(st.integers(0, len(whole)))
    part = whole[start : data.draw(st.integers(start, len(whole)))]
    assert normalise(part) == part


@given(PIECES)
def test_nothing_but_newlines_and_the_unseen_is_changed(text: str) -> None:
    """What remains is equal in the eyes of Unicode, character for character."""
    newline = {"\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\u00ad": "", "\u200b": "", "\ufeff": ""}
    seen = "".join(character for character in text if newline.get(character, "x"))
    expected = "".join(newline.get(character, character) for character in seen.replace("\r\n", "\n"))
    assert unicodedata.normalize("NFD", normalise(text)) == unicodedata.normalize("NFD", expected)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_every_newline_becomes_one_line_feed(newline: str) -> None:
    assert normalise(f"one{newline}two{newline}{newline}three") == "one\ntwo\n\nthree"


def test_a_newline_in_two_parts_around_something_unseen_is_one() -> None:
    assert normalise("one\r\u200b\ntwo") == "one\ntwo"


def test_line_feed_before_carriage_return_is_two_newlines() -> None:
    assert normalise("one\n\rtwo") == "one\n\ntwo"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("co\u00adoper\u00adate", "cooperate"),
        ("\ufeffFirst\ufeff words", "First words"),
        ("zero\u200bwidth", "zerowidth"),
        ("e\u00ad\u0301", "é"),  # a soft hyphen between a letter and its mark
        ("cafe\u0301", "café"),
        ("q\u0323\u0307", "q\u0323\u0307"),
        ("q\u0307\u0323", "q\u0323\u0307"),  # marks in canonical order
        ("\u212b", "Å"),
        ("\u1112\u1161\u11ab", "한"),
    ],
)
def test_what_goes_and_what_is_composed(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian: a non-joiner inside of a word
        "ക്\u200dഷ",  # Malayalam: a joiner
        "👩\u200d👩\u200d👧\u200d👦 and 🏳️\u200d🌈",
        "שלום עולם",
        "\u202bright to left\u202c",
        "a\u00a0b\u2009c\td\fe",  # spaces that mean something
        "ﬁ ² ½ Ⅳ",  # compatibility characters: what the document holds
        "“quoted” – dashed — dotted…",
        "line\vtab",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert normalise(text) == text


@given(
    st.text(
        st.sampled_from(
            "a\r\n\u00ad\u200b\ufeff\x85\u2028éo\u0301\u0315\u0300\u1100\u1161\u11a8\u212b\u0958\u09c7\u09be"
        )
        | st.characters(exclude_categories=["Cs"]),
        max_size=20,
    )
)
@example("\r\r\n")  # the newlines must not run together when one of them has lost its first half
def test_every_run_is_what_its_part_of_the_text_becomes(text: str) -> None:
    found, runs = traced(text)
    assert found == normalise(text)
    at = 0
    for start, end, first, last, width in runs:
        assert start == at < end
        at = end
        assert normalise(text[first:last]) == found[start:end]
        if width:
            assert [normalise(c) for c in text[first:last]] == [*found[start:end]]
    assert at == len(found)
