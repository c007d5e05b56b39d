"""From a document to its passages: what is cut where."""

from collections.abc import Callable

import pytest

from corpus import Document, Passage, Splitting, split
from corpus.errors import DocumentError

Build = Callable[..., Document]
SENTENCE = "The ferry crossed the cold sound in forty minutes."  # 50 characters


def anything(passage: Passage) -> bool:
    return True


def bodies(document: Document, splitting: Splitting = Splitting()) -> list[str]:  # noqa: B008
    return [passage.text for passage in split(document, splitting, anything) if passage.role == "body"]


def test_a_short_text_is_one_passage(build: Build) -> None:
    assert bodies(build(f" {SENTENCE} It came.\n")) == [f"{SENTENCE} It came."]


def test_passages_end_at_sentence_ends(build: Build) -> None:
    found = bodies(build(" ".join([SENTENCE] * 40)))
    assert found[0] == " ".join([SENTENCE] * 13)
    assert all(text.endswith(".") and text.startswith("The") for text in found)


def test_paragraphs_are_kept_together_where_they_fit(build: Build) -> None:
    paragraph = " ".join([SENTENCE] * 6)  # 305 characters
    assert bodies(build("\n\n".join([paragraph] * 3))) == [f"{paragraph}\n\n{paragraph}", paragraph]


def test_a_crumb_goes_to_the_piece_before_it(build: Build) -> None:
    text = " ".join([SENTENCE] * 13) + " It came back at night to the pier."
    assert bodies(build(text)) == [text]


def test_a_crumb_stays_alone_where_it_would_make_too_much(build: Build) -> None:
    splitting = Splitting(size=100, crumb=50)
    text = "x" * 100 + " " + "y" * 40 + "\n\n" + " \n" * 50 + "z" * 30
    assert bodies(build(text), splitting) == ["x" * 100 + " " + "y" * 40, "z" * 30]


def test_a_heading_parts_passages_and_is_none_of_them(build: Build) -> None:
    document = build("Pier\n\nIt is old.\n\nBoats\n\nThey are new.", headings=[("Pier", 1), ("Boats", 2)])
    found = split(document, Splitting(), anything)
    assert [(passage.role, passage.text) for passage in found] == [
        ("heading", "Pier"),
        ("body", "It is old."),
        ("heading", "Boats"),
        ("body", "They are new."),
    ]
    assert found[3].headings == ("Pier", "Boats")
    assert found[1].id == f"{document.id[:16]}:6-16"


def test_a_heading_that_heads_nothing_is_a_passage_of_its_own(build: Build) -> None:
    text = "Boats\n\nPiers\n\nPiers are old.\n\nTides"
    document = build(text, headings=[("Boats", 1), ("Piers", 1), ("Tides", 2)])
    assert bodies(document) == ["Boats", "Piers are old.", "Tides"]
    document = build(text, headings=[("Boats", 1), ("Piers", 2), ("Tides", 2)])
    assert bodies(document) == ["Piers are old.", "Tides"]


def test_furniture_parts_passages_and_is_kept_aside(build: Build) -> None:
    document = build("It is old.\n\nMore on:\n\nBoats\n\nIt is new.", furniture=["More on:\n\nBoats"])
    found = split(document, Splitting(), anything)
    assert [(passage.role, passage.text) for passage in found] == [
        ("body", "It is old."),
        ("furniture", "More on:\n\nBoats"),
        ("body", "It is new."),
    ]


def test_a_sentence_longer_than_the_size_is_cut_between_words(build: Build) -> None:
    text = SENTENCE + " " + "word " * 300 + "end. " + SENTENCE
    found = bodies(build(text))
    assert " ".join(found) == text
    assert all(len(passage) <= 820 for passage in found)
    assert found[0].startswith(SENTENCE)


def test_a_word_longer_than_the_size_is_cut_in_it(build: Build) -> None:
    found = bodies(build("x" * 2000))
    assert "".join(found) == "x" * 2000
    assert max(map(len, found)) <= 820


def test_repeated_paragraphs_have_their_own_places(build: Build) -> None:
    """LangChain finds a chunk's place by its words: the same words come again and again here."""
    text = "\n\n".join([" ".join([SENTENCE] * 12)] * 9)
    found = split(build(text), Splitting(), anything)
    assert [passage.start for passage in found] == [i * 613 for i in range(9)]


def test_what_does_not_fit_is_halved_between_its_sentences(build: Build) -> None:
    document = build(" ".join([SENTENCE] * 8))
    found = split(document, Splitting(), lambda passage: len(passage.text) <= 120)
    assert [passage.text for passage in found] == [f"{SENTENCE} {SENTENCE}"] * 4


def test_a_sentence_that_fits_by_itself_is_not_cut_for_its_neighbours(build: Build) -> None:
    long = "The " + "very " * 70 + "old pier stood."  # 369 characters, more than half of the size
    document = build(f"It rained. {long} It snowed. It stayed so.")
    found = split(document, Splitting(), lambda passage: len(passage.text) <= 370)
    assert long in [passage.text for passage in found]


def test_a_sentence_that_does_not_fit_is_cut_between_words(build: Build) -> None:
    document = build("one two three four five six seven")
    found = split(document, Splitting(), lambda passage: len(passage.text) <= 10)
    assert " ".join(passage.text for passage in found) == document.text
    assert all(len(passage.text) <= 10 for passage in found)


def test_where_nothing_fits_the_encoder_is_to_blame(build: Build) -> None:
    with pytest.raises(DocumentError, match="a passage of one character does not fit the encoder's window") as caught:
        split(build("It is old."), Splitting(), lambda passage: False)
    assert caught.value.hint == "Choose an encoder with a longer window."


def test_a_text_of_every_private_character_is_cut(build: Build) -> None:
    """The mark that stands for sentence ends must be one that the text does not hold."""
    text = "".join(map(chr, range(0xE000, 0xF900))) + "a. " + SENTENCE
    found = bodies(build(text))
    assert "".join("".join(found).split()) == "".join(text.split())
