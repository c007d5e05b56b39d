"""From bytes to text."""

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decode import Decoded, decoded
from corpus.errors import UndecodableText

WORDS = "The naïve café at №5 – “Ελλάδα”, 日本, 👩‍🚀.\n"


def decode(data: bytes, name: str, charset: str = "") -> str:
    return decoded(data, name, charset).text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(mark: bytes, encoding: str) -> None:
    assert decode(mark + WORDS.encode(encoding), "x") == WORDS


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    """But for a byte order mark, which is none of the text."""
    assert decode(text.encode(), "x") == text.removeprefix("\ufeff")


def test_nothing_is_the_empty_text() -> None:
    assert decode(b"", "x") == ""


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_the_encoding_that_a_page_declares(quote: str) -> None:
    page = f"<html><head><meta charset={quote}koi8-r{quote}></head><body>Договор подписан</body></html>"
    assert decode(page.encode("koi8-r"), "x") == page
    page = f"<META http-equiv=Content-Type content={quote}text/html; CHARSET=shift_jis{quote}>条約は署名された"
    assert decode(page.encode("shift_jis"), "x") == page


@pytest.mark.parametrize("declared", ["ISO-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_latin_1_means_windows_1252_as_in_browsers(declared: str) -> None:
    page = f'<meta charset="{declared}">“It costs 5 €,” she said – naïve'
    assert decode(page.encode("cp1252"), "x") == page


@pytest.mark.parametrize("declared", ["no-such-encoding", "undefined", "rot13", "hex", "utf-8", "ascii"])
def test_a_declared_encoding_that_does_not_fit_is_passed_over(declared: str) -> None:
    """Names that Python knows for something else too."""
    page = f'<meta charset="{declared}"><p>Voilà, une très belle journée à la plage.</p>'
    assert decode(page.encode("cp1252"), "x") == page


def test_utf_8_counts_more_than_what_is_declared() -> None:
    page = '<meta charset="koi8-r">naïve'
    assert decode(page.encode(), "x") == page


@pytest.mark.parametrize(
    "text",
    [
        "Les élèves français étaient très déçus par la leçon; ils préféraient la récréation.",
        "“It’s naïve,” she wrote in her résumé.",
        "He said “hello” — it cost £5.",
        "Müller ging über die Straße und aß ein Brötchen.",
        "Smörgåsbord på svenska är gott.",
        "Coût: 5 €",
        "The house ‘by the river’ was sold for £90.\n" * 50,
    ],
)
def test_windows_1252_is_taken_where_others_fit_as_well(text: str) -> None:
    """charset-normalizer alone takes Central European for the first six: "élčves", "naďve", "Ł5"."""
    assert decode(text.encode("cp1252"), "x") == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
        ("cp1251", "Договор был подписан в 1951 году обеими странами."),
        ("cp1253", "Η συνθήκη υπογράφηκε το 1951 από τις δύο χώρες."),
        ("shift_jis", "条約は1951年に両国によって署名された。日本とアメリカの条約。"),
    ],
)
def test_other_encodings_are_guessed(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4, id="PNG"),
        pytest.param(b"\x7fELF\x02\x01\x01" + b"\x00" * 200 + b"\xff" * 9, id="program"),
        pytest.param(b"\x1f\x8b\x08\x00" + random.Random(1).randbytes(4000), id="gzip"),
        pytest.param(random.Random(2).randbytes(4000).replace(b"\x00", b"\x01"), id="noise without NUL"),
        pytest.param(b"a\x00b", id="NUL"),
        pytest.param("no mark".encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(b"\xff\xfe\x00\xd8", id="half a surrogate pair"),
        pytest.param(codecs.BOM_UTF8 + b"\xff\xff", id="not the UTF-8 that it says"),
        pytest.param(codecs.BOM_UTF32_BE + b"\x7f\xff\xff\xff", id="beyond Unicode"),
    ],
)
def test_what_is_no_text_is_refused_in_one_clear_line(data: bytes) -> None:
    with pytest.raises(UndecodableText) as caught:
        decode(data, "/docs/picture.txt")
    assert str(caught.value).startswith("/docs/picture.txt is not text: ")
    assert f"in {len(data):,} bytes that begin {data[:8].hex(' ')}." in caught.value.message
    assert "UTF-8" in caught.value.hint
    assert "\n" not in str(caught.value)


def test_more_than_one_control_character_in_a_hundred_is_too_many() -> None:
    assert decode(b"words " * 50 + b"\x01" * 3, "x")
    with pytest.raises(UndecodableText, match="4 control characters"):
        decode(b"words " * 50 + b"\x01" * 4, "x")


def test_a_stray_control_character_in_much_text_is_let_through() -> None:
    text = "Words and words and words. " * 40 + "\x00\x1b[0m\x0c"
    assert decode(text.encode(), "x") == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_are_refused(data: bytes) -> None:
    """`decode` raises nothing but `UndecodableText`."""
    try:
        text = decode(data, "x")
    except UndecodableText:
        return
    assert sum(ord(character) < 9 for character in text) <= len(text) // 100


@pytest.mark.parametrize("bad", [b"\xe9", b"\xff", b"\xe2\x82", b"\xc3"])
@pytest.mark.parametrize("words", ["Cafés, élèves et naïveté. ", "Паром купили в 1954 году. ", "船は橋の下を通る。"])
def test_a_few_bad_bytes_change_no_other_letter(words: str, bad: bytes) -> None:
    sound = (words * 20).encode()
    at = len(words.encode()) * 3
    found = decoded(sound[:at] + bad + sound[at:], "x")
    assert found == Decoded(words * 3 + "\ufffd" * len(bad) + words * 17, "utf-8", 0, len(bad))


def test_after_a_mark_few_bad_bytes_are_enough_and_many_are_too_many() -> None:
    words = "It is old. " * 20
    assert decode(codecs.BOM_UTF8 + words.encode() + b"\xff", "x") == words + "\ufffd"
    with pytest.raises(UndecodableText):
        decode(codecs.BOM_UTF8 + words.encode() + b"\xff" * 20, "x")


def test_an_xml_declaration_names_the_encoding() -> None:
    page = "<?xml version='1.0' encoding='iso-8859-2'?><p>Łódź</p>"
    assert decode(page.encode("iso-8859-2"), "x") == page
