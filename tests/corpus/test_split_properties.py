"""What holds of the passages of any document."""

import re
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import Document, Draft, Passage, Source, Splitting, sentences, split
from corpus.formats import plain

SOURCE = Source(uri="/docs/a.txt", sha256="0" * 64, title="A", kind="text", added="2024-01-01T00:00:00+00:00")
WORDS = (
    "the cold sound ferry Boats; crossed, in 1954. Dr. Lund said: “No.” It is. Who? 3.14 percent U.S. law e.g. this"
    " שלום עולם. سلام دنیا۔ 👩\u200d🚀 👨\u200d👩\u200d👧 cafe\u0301"
    " q\u0323\u0307 日本。条約は署名された。 \ue000\ue001 \uf8ff mi\u200cxed"
).split(" ")
REPEATED = "The same paragraph comes again. It says the same. " * 3
BLOCKS = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map("\n".join),
    st.just(REPEATED),
    st.just("More on:\n\nIslands\n\nHolm County"),
    st.just("- one thing\n- another thing"),
    st.text(st.sampled_from("xy\u0301."), min_size=1, max_size=300),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(["Heading Words", "1.2 More Words", "a", ".", " \n \n \n ", "\f", "=====", "\x1c \x1c"]),
)
SPLITTINGS = st.builds(Splitting, size=st.integers(20, 300), crumb=st.integers(0, 60))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents of random blocks, some of them headings, some furniture."""
    text, headings, furniture = "a " if draw(st.booleans()) else "", [], []
    for block in draw(st.lists(BLOCKS, min_size=1, max_size=10)):
        role = draw(st.sampled_from(["body", "body", "body", "heading", "furniture"]))
        words = block.strip()
        at = len(text) + block.index(words) if words else len(text)
        if words and role == "heading":
            headings.append((at, at + len(words), draw(st.integers(1, 6))))
        elif words and role == "furniture":
            furniture.append((at, at + len(words)))
        text += block + draw(st.sampled_from(["\n\n", "\n", "\n\n\n", " "]))
    if not any(map(str.isalnum, text)):
        text += "a"
    return Document.build(Draft(text=text, headings=tuple(headings), furniture=tuple(furniture)), SOURCE)


def anything(passage: Passage) -> bool:
    return True


def check(document: Document, passages: list[Passage]) -> None:
    """What must hold whatever the sizes are."""
    text = document.text
    edges = [0, *(edge for passage in passages for edge in (passage.start, passage.end)), len(text)]
    assert edges == sorted(edges)
    assert all(passage.text == text[passage.start : passage.end] == passage.text.strip() != "" for passage in passages)
    covered = {at for passage in passages for at in range(passage.start, passage.end)}
    assert all(text[at].isspace() or at in covered for at in range(len(text)))
    for passage in passages:
        section = document.sections[document.section_at(passage.start)]
        assert passage.end <= section.end
        assert passage.end <= section.body or passage.start >= section.body
        aside = [span for span in document.furniture if passage.start < span[1] and span[0] < passage.end]
        assert not aside or passage.role == "furniture" or passage.end <= section.body


def is_at_sentence_end(document: Document, passage: Passage, limit: int) -> bool:
    """Whether a passage ends with a sentence, or within one that has, with the space before it, more than `limit`.

    Sentences are those of the stretch that the passage was cut from: its section's body, without furniture.
    """
    section = document.sections[document.section_at(passage.start)]
    start = max([section.body, *(b for _, b in document.furniture if section.body <= b <= passage.start)])
    end = min([section.end, *(a for a, _ in document.furniture if passage.end <= a <= section.end)])
    spans = sentences(document.text, start, end)
    before = [start, *(b for _, b in spans)]
    inside = [(left, b) for left, (a, b) in zip(before, spans, strict=False) if a < passage.end <= b]
    return all(b == passage.end or b - left > limit for left, b in inside)


@given(documents(), SPLITTINGS)
@settings(max_examples=200)
def test_passages_of_any_document(document: Document, splitting: Splitting) -> None:
    passages = split(document, splitting, anything)
    check(document, passages)
    for passage in passages:
        if passage.role == "body" and passage.start >= document.sections[document.section_at(passage.start)].body:
            assert len(passage.text) <= splitting.size + splitting.crumb
            assert is_at_sentence_end(document, passage, splitting.size)


@given(documents(), SPLITTINGS, st.integers(4, 80))
@settings(max_examples=150)
def test_the_encoders_window_is_kept(document: Document, splitting: Splitting, window: int) -> None:
    def fits(passage: Passage) -> bool:
        return len(passage.text) <= window

    passages = split(document, splitting, fits)
    check(document, passages)
    for passage in passages:
        if passage.role == "body" and passage.start >= document.sections[document.section_at(passage.start)].body:
            assert fits(passage)
            assert is_at_sentence_end(document, passage, min(splitting.size, window))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
@example("a")
@example("7")
def test_any_plain_text(text: str) -> None:
    draft = plain.parse(text + "a", "a.txt")
    document = Document.build(draft, SOURCE)
    check(document, split(document, Splitting(size=40, crumb=8), anything))


@given(st.lists(st.sampled_from([REPEATED, REPEATED.strip(), "Short.", "The same paragraph comes again."]), min_size=2))
def test_repeated_paragraphs(blocks: list[str]) -> None:
    document = Document.build(Draft(text="\n\n".join(blocks)), SOURCE)
    passages = split(document, Splitting(size=60, crumb=10), anything)
    check(document, passages)
    joined = " ".join(passage.text for passage in passages)
    assert re.split(r"\s+", joined.strip()) == document.text.split()


@given(documents(), SPLITTINGS)
def test_cutting_again_cuts_the_same(document: Document, splitting: Splitting) -> None:
    """Nothing but the text decides: an index made twice is the same."""
    make: Callable[[], list[str]] = lambda: [passage.id for passage in split(document, splitting, anything)]  # noqa: E731
    assert make() == make()
