"""Blocks: where their characters came from, whatever normalising did to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Source, normalise
from corpus.errors import DocumentError
from corpus.formats import blocks
from corpus.formats.blocks import Block, assemble, runs_of

ODD = st.text(
    st.sampled_from(list("ab \t\n\r\x85\u2028\u00ad\u200b\ufeffe\u0301\u0308c\u0327\u1100\u1161\u212b\u2000"))
)


@given(ODD)
def test_runs_hold_every_character_and_lead_back_to_it(original: str) -> None:
    text = normalise(original).strip()
    runs = list(runs_of(original, text, at=7, place="x"))
    assert [at for run in runs for at in range(run.start, run.end)] == list(range(7, 7 + len(text)))
    for run in runs:
        came, became = original[run.first : run.last], text[run.start - 7 : run.end - 7]
        assert (came if run.width else normalise(came)) == became


@given(st.lists(st.tuples(ODD, st.sampled_from("xyz")), max_size=6))
def test_blocks_of_one_place_follow_each_other_in_it(given_: list[tuple[str, str]]) -> None:
    draft = assemble(Block(text=text, place=place) for text, place in given_)
    said: dict[str, str] = {}
    for text, place in given_:
        if normalise(text).strip():
            said[place] = said.get(place, "") + text + "\n"
    for run in draft.origins:
        came, became = said[run.place][run.first : run.last], draft.text[run.start : run.end]
        assert (came if run.width else normalise(came)) == became


def test_pages_without_words_are_empty_and_in_place() -> None:
    draft = assemble([Block(text="two", page=2), Block(text="four", page=4)], pages=5)
    assert [draft.text[a:b].strip() for a, b in draft.pages] == ["", "two", "", "four", ""]


def test_a_heading_does_not_reach_beyond_its_page() -> None:
    made = [Block(text="A", level=1, page=1), Block(text="a", page=1), Block(text="b", page=2), Block(text="c", page=2)]
    draft = assemble(made, pages=2)
    source = Source(uri="/a", sha256="0" * 64, title="T", kind="pptx", added="2026-01-01T00:00:00")
    document = Document.build(draft, source)
    assert [document.headings_at(draft.text.index(letter)) for letter in "abc"] == [("A",), (), ()]
    assert [section.level for section in document.sections] == [1, 0]


def test_a_text_of_any_length_is_not_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_MOST", 100)
    with pytest.raises(DocumentError, match="more than 100 characters"):
        assemble(Block(text="word " * 9) for _ in range(10**9))
