"""The bytes of a text file that a range of its text came from, decoded and normalised, are that range."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus.byte_ranges
from corpus import Origin, normalise
from corpus.byte_ranges import byte_origins
from corpus.decode import Decoded, decoded
from corpus.drafting import drafted

ENCODINGS = "utf-8 utf-16-le utf-16-be utf-32-le utf-32-be".split()
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
TEXTS = st.text(
    st.sampled_from("ab \t\r\n\x85\u2028é“漢😀\u00ad\u200b\ufeff\u0301\u0315\u0300e\u1112\u1161\u11ab\u212b\u0958")
    | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


def check(data: bytes, found: Decoded) -> tuple[Origin, ...]:
    """Every character has an origin, in order, and the bytes of every run and character say what it says."""
    runs = byte_origins(data, found)
    text = normalise(found.text)
    at = 0
    for run in runs:
        assert run.start == at < run.end
        at = run.end
        assert found.start <= run.first < run.last <= len(data)
        assert normalise(data[run.first : run.last].decode(found.encoding)) == text[run.start : run.end]
        if run.width:
            assert (run.end - run.start) * run.width == run.last - run.first
            for offset in range(run.start, run.end):
                one = run.part(offset, offset + 1)
                assert normalise(data[one.first : one.last].decode(found.encoding)) == text[offset]
    assert at == len(text)
    return runs


@settings(max_examples=300)
@given(text=TEXTS, encoding=st.sampled_from(ENCODINGS), marked=st.booleans())
def test_the_bytes_of_every_range_are_what_it_says(text: str, encoding: str, marked: bool) -> None:
    mark = MARKS[encoding] if marked else b""
    check(mark + text.encode(encoding), Decoded(text, encoding, len(mark)))


def test_so_are_those_of_bad_bytes() -> None:
    data = ("Cafés à la page €. " * 9).encode() + b"\xe2\x82 \xff " + "été naïf".encode()
    found = decoded(data, "a.txt")
    assert found.bad == 3
    runs, text = byte_origins(data, found), normalise(found.text)
    assert "".join(text[run.start : run.end] for run in runs) == text
    for offset, character in enumerate(text):
        one = next(run.part(offset, offset + 1) for run in runs if run.start <= offset < run.end)
        assert (character == "\ufffd") == (data[one.first : one.last] in (b"\xe2", b"\x82", b"\xff"))
        assert character == "\ufffd" or data[one.first : one.last].decode() == character


@settings(max_examples=200)
@given(text=st.text(st.sampled_from("ab \r\nかな漢字ｱ、。"), max_size=30))
@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "gb18030"])
def test_so_are_those_of_older_encodings(encoding: str, text: str) -> None:
    text = "".join(c for c in text if c.encode(encoding, "ignore"))
    check(text.encode(encoding), Decoded(text, encoding))


def test_one_byte_a_character_is_one_run() -> None:
    data = "Café señor".encode("cp1252")
    assert check(data, Decoded(data.decode("cp1252"), "cp1252")) == (Origin(start=0, end=10, first=0, last=10),)


def test_runs_end_where_the_width_changes_or_something_was_left_out() -> None:
    data = codecs.BOM_UTF8 + "a“b”\r\nco\u00adop e\u0301.".encode()
    found = decoded(data, "a.txt")
    assert found == Decoded("a“b”\r\nco\u00adop e\u0301.", "utf-8", 3)
    assert [(run.start, run.end, run.first, run.last, run.width) for run in check(data, found)] == [
        (0, 1, 3, 4, 1),
        (1, 2, 4, 7, 3),
        (2, 3, 7, 8, 1),
        (3, 4, 8, 11, 3),
        (4, 7, 12, 15, 1),
        (7, 10, 17, 20, 1),
        (10, 11, 20, 23, 0),
        (11, 12, 23, 24, 1),
    ]


def test_too_many_runs_become_fewer_that_are_known_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.byte_ranges, "_MOST_RUNS", 10)
    data = "ж и да. ".encode() * 20
    runs = check(data, Decoded(data.decode(), "utf-8"))
    assert 5 <= len(runs) <= 10
    assert {run.width for run in runs} == {0}


def test_the_origins_of_a_text_file_are_its_bytes() -> None:
    data = "The lighthouse — of Lisse.\r\nIt was built in 1874.".encode()
    kind, draft = drafted(data, "a.txt", ".txt")
    assert kind == "text"
    at = draft.text.index("1874")
    (run,) = (part.part(at, at + 4) for part in draft.origins if part.start <= at < part.end)
    assert data[run.first : run.last] == b"1874"
    assert run.place == ""
