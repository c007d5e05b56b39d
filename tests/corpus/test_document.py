"""What a document is: one text, and spans over it."""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Draft, Origin, Source
from corpus.errors import EmptyDocument, UndecodableText

Build = Callable[..., Document]
TEXT = "Before.\n\nOne\n\nIn one.\n\nTwo\n\nIn two.\n\nThree\n\nIn three.\n\nOne again\n\nLast.\n"
HEADINGS = [("One", 1), ("Two", 2), ("Three", 3), ("One again", 1)]


@given(st.data())
def test_sections_follow_each_other_without_a_gap(build: Build, data: st.DataObject) -> None:
    text = data.draw(st.text("ab \n\t", min_size=1)) + "a"
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [(a, b, data.draw(st.integers(1, 6))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    document = Document.build(Draft(text=text, headings=tuple(spans)), SOURCE)
    sections = document.sections
    assert sections[0].start == 0
    assert sections[-1].end == len(text)
    assert all(one.end == other.start for one, other in itertools.pairwise(sections))
    assert all(section.start <= section.body <= section.end for section in sections)
    assert all((section.level == 0) == (section.start == section.body) for section in sections)
    assert [section.level for section in sections if section.level] == [level for _, _, level in spans]
    for offset in range(len(text)):
        section = sections[document.section_at(offset)]
        assert section.start <= offset < section.end


SOURCE = Source(uri="/docs/a.txt", sha256="0" * 64, title="A", kind="text", added="2024-01-01T00:00:00+00:00")


def test_sections_of_a_text_with_and_without_words_before_its_headings(build: Build) -> None:
    document = build(TEXT, headings=HEADINGS)
    assert [section.level for section in document.sections] == [0, 1, 2, 3, 1]
    assert document.text[document.sections[1].start : document.sections[1].body] == "One"
    assert document.text[document.sections[1].body : document.sections[1].end] == "\n\nIn one.\n\n"
    document = build(" \n" + TEXT[9:], headings=HEADINGS)
    assert [section.level for section in document.sections] == [1, 2, 3, 1]
    assert document.sections[0].start == 0
    assert [section.level for section in build("no heading").sections] == [0]


def test_the_path_of_headings(build: Build) -> None:
    document = build(TEXT, headings=HEADINGS)

    def path(words: str) -> tuple[str, ...]:
        return document.headings_at(TEXT.index(words))

    assert path("Before.") == ()
    assert path("In one.") == ("One",)
    assert path("In two.") == ("One", "Two")
    assert path("In three.") == ("One", "Two", "Three")
    assert path("Three") == ("One", "Two", "Three")
    assert path("Last.") == ("One again",)


def test_a_path_leaves_out_levels_that_are_not_there_and_repetitions(build: Build) -> None:
    text = "Deep\n\na\n\nHigh\n\nb\n\nHigh\n\nc\n\nLow\n\nline\n\nd"
    document = build(text, headings=[("Deep", 4), ("High", 1), ("High", 2), ("Low\n\nline", 5)])
    assert document.headings_at(text.index("a")) == ("Deep",)
    assert document.headings_at(text.rindex("c")) == ("High",)
    assert document.headings_at(text.rindex("d")) == ("High", "Low line")


def test_pages_that_a_span_touches() -> None:
    draft = Draft(text="one\ftwo\fthree", pages=((0, 4), (4, 8), (8, 13)))
    document = Document.build(draft, SOURCE)
    assert [(page.number, page.start) for page in document.pages] == [(1, 0), (2, 4), (3, 8)]
    assert document.pages_of(0, 4) == (1,)
    assert document.pages_of(3, 5) == (1, 2)
    assert document.pages_of(0, 13) == (1, 2, 3)
    assert Document.build(replace(draft, pages=()), SOURCE).pages_of(0, 13) == ()


def test_equal_texts_are_equal_documents(build: Build) -> None:
    one = build("Same words.")
    other = Document.build(Draft(text="Same words.", headings=((0, 4, 1),)), replace(SOURCE, uri="/elsewhere"))
    assert one.id == other.id == hashlib.sha256(b"Same words.").hexdigest()
    assert one == other
    assert len({one, other}) == 1
    assert one != build("Other words.")
    assert one != "Same words."


def test_title_place_and_kind_are_those_of_the_first_source(build: Build) -> None:
    first, second = replace(SOURCE, title="First", uri="/1", kind="html"), replace(SOURCE, title="Second", uri="/2")
    document = build("Words.").with_sources((first, second))
    assert (document.title, document.uri, document.kind) == ("First", "/1", "html")
    assert document == build("Words.")


@pytest.mark.parametrize("text", ["", " \n\t", "...", "—", "👩‍🚀", "\u200d"])
def test_a_text_without_words_is_no_document(text: str) -> None:
    with pytest.raises(EmptyDocument) as caught:
        Document.build(Draft(text=text), SOURCE)
    assert str(caught.value).startswith(f"/docs/a.txt has no words: {len(text)} characters")
    assert caught.value.hint


@pytest.mark.parametrize("text", ["a", "7", "日", "ا", "²"])
def test_one_character_is_enough(text: str) -> None:
    assert Document.build(Draft(text=text), SOURCE).text == text


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(UndecodableText, match=r"^/docs/a\.txt holds half of a surrogate pair at character 2\."):
        Document.build(Draft(text="ab\ud800c"), SOURCE)


def test_documents_cannot_be_changed(build: Build) -> None:
    with pytest.raises(FrozenInstanceError):
        build("Words.").text = "Other words."  # type: ignore[misc]


def test_places_and_pages_go_with_the_file_that_they_were_found_in() -> None:
    def source(kind: str, digit: str) -> Source:
        return Source(uri=f"/{kind}{digit}", sha256=digit * 64, title="A", kind=kind, added="2026-01-01T00:00:00")

    run = Origin(start=0, end=5, place="page 1", first=0, last=5)
    one = Document.build(Draft(text="Alpha", pages=((0, 5),), origins=(run,)), source("pdf", "1"))
    both = one.with_sources((source("pdf", "1"), source("text", "2")))
    assert (both.pages, both.origins) == (one.pages, one.origins)
    alone = both.with_sources((source("text", "2"),))
    assert (alone.pages, alone.origins, alone.text) == ((), (), "Alpha")
