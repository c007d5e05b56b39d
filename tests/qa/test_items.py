"""Items of lists: rows of words, blocks, tables and sentences that count."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Passage, sentences
from qa.coordination import coordinated
from qa.items import all_items, distinct, items_of
from qa.reader import Reading, Span


def parted(sentence: str, span: str, *asked: str) -> list[str]:
    at = sentence.index(span)
    return [sentence[a:b] for a, b in coordinated(sentence, at, at + len(span), asked)]


@pytest.mark.parametrize(
    ("sentence", "span", "items"),
    [
        ("They sell tea, coffee and cocoa.", "tea, coffee and cocoa", ["tea", "coffee", "cocoa"]),
        ("They sell tea, coffee, and cocoa.", "coffee", ["tea", "coffee", "cocoa"]),
        ("They sell tea and coffee.", "tea", ["tea", "coffee"]),
        ("They sell tea.", "tea", ["tea"]),
        ("The goals are trade; peace and quiet; and growth.", "trade", ["trade", "peace and quiet", "growth"]),
        (
            "He named trade, law, and freedom of thought and speech.",
            "trade, law",
            ["trade", "law", "freedom of thought and speech"],
        ),
        (
            "It has the right to hire and dismiss staff and the duty to report.",
            "the right to hire and dismiss staff",
            ["the right to hire and dismiss staff", "the duty to report"],
        ),
        ("It was sung by Ann Lee and guitarist Bo Ray.", "Ann Lee", ["Ann Lee", "guitarist Bo Ray"]),
        ("It came from Rome and it was old.", "Rome", ["Rome"]),
        ("Between 3 and 5 ships, and between 7 and 9 boats sank.", "Between 3 and 5 ships", ["Between 3 and 5 ships"]),
        ("It was signed on June 5, 1951 in Rome.", "June 5, 1951", ["June 5, 1951"]),
        ("Guests (kings, queens and dukes) and their maids came.", "Guests (kings, queens and dukes)", None),
        ("They keep animals, including goats, cows and hens.", "including goats, cows", ["goats", "cows", "hens"]),
    ],
)
def test_a_row_of_words(sentence: str, span: str, items: list[str] | None) -> None:
    found = parted(sentence, span)
    if items is None:
        assert found[0] == span
    else:
        assert found == items


def test_an_item_ends_before_what_was_asked() -> None:
    sentence = "The Rhine and the Moselle meet at Koblenz."
    assert parted(sentence, "The Rhine", "meet", "koblenz") == ["The Rhine", "the Moselle"]
    assert parted(sentence, "The Rhine and the Moselle", "meet", "koblenz") == ["The Rhine", "the Moselle"]


@given(st.data(), st.text(alphabet='abA1 ,;.()"and or', min_size=1, max_size=60))
def test_items_are_spans_in_order_that_do_not_overlap(data: st.DataObject, sentence: str) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    found = coordinated(sentence, start, end, ["a"])
    assert all(0 <= a < b <= len(sentence) for a, b in found)
    assert all(before[1] <= behind[0] for before, behind in itertools.pairwise(found))


PLAIN = """Notes on the club

The club has three duties:

- keep the books;
- feed the cats;
- lock the gate.

It also runs a fair. First, stalls are built. Second, cakes are baked. Finally, prizes are drawn. All is over by six.
"""
BLOCKS = (
    "Rules\n\nThe club has three refusals:\n\nno smoke;\n\nno noise;\n\nno dogs.\n\nall of it holds on Sundays too."
    "\n\nName\tFee\tCity\n\nAnn\t3\tRome\n\nBo\t4\tOslo\n\nCy\t5\tRome"
)


@pytest.mark.parametrize(
    ("text", "span", "question", "items"),
    [
        (PLAIN, "feed the cats", "What are the duties?", ["keep the books", "feed the cats", "lock the gate"]),
        (PLAIN, "three duties", "What are the duties?", ["keep the books", "feed the cats", "lock the gate"]),
        (
            PLAIN,
            "cakes are baked",
            "What are the steps?",
            ["First, stalls are built.", "Second, cakes are baked.", "Finally, prizes are drawn."],
        ),
        (BLOCKS, "no noise", "What is refused?", ["no smoke", "no noise", "no dogs"]),
        (BLOCKS, "three refusals", "What is refused?", ["no smoke", "no noise", "no dogs"]),
        (BLOCKS, "no smoke", "Which two are refused?", ["no smoke", "no noise"]),
        (BLOCKS, "Bo", "Which members are there?", ["Ann", "Bo", "Cy"]),
        (BLOCKS, "Ann", "Which members live in Rome?", ["Ann", "Cy"]),
    ],
)
def test_blocks_tables_and_counting(
    document_of: Callable[..., Document], text: str, span: str, question: str, items: list[str]
) -> None:
    document = document_of(text)
    at = text.index(span)
    assert [text[a:b] for a, b in items_of(document, at, at + len(span), question)] == items


def test_a_heading_ends_a_block(document_of: Callable[..., Document]) -> None:
    text = "Duties\n\nkeep books\n\nfeed cats\n\nRights\n\nvote"
    at = text.index("Rights")
    document = document_of(text, headings=((0, 6, 2), (at, at + 6, 2)))
    start = text.index("feed cats")
    assert [text[a:b] for a, b in items_of(document, start, start + 9, "What are the duties?")] == [
        "keep books",
        "feed cats",
    ]


def test_prose_is_no_list(document_of: Callable[..., Document]) -> None:
    text = "The club is old. It was founded in 1874.\n\nIt moved to Orme.\n\nIt has a cat."
    at = text.index("1874")
    assert [text[a:b] for a, b in items_of(document_of(text), at, at + 4, "Which years?")] == ["1874"]


def test_near_spans_of_the_passage_are_items_too(document_of: Callable[..., Document]) -> None:
    text = "Ann sang. Bo played. Cy listened. Di slept."
    document = document_of(text)
    spans = [
        Span(start=text.index(name), end=text.index(name) + 2 + (name == "Ann"), score=score)
        for name, score in (("Bo", 9.0), ("Ann", 7.0), ("Cy", 5.0), ("Di", 8.0))
    ]
    passage = Passage(document=document, start=0, end=len(text))

    def found(null: float) -> list[str]:
        reading = Reading(passage=passage, spans=tuple(spans), null_score=null)
        return [text[a:b] for a, b in all_items(reading, spans[0], "Who was there?")]

    assert found(0.0) == ["Ann", "Bo", "Di"]  # Cy's score is too low
    assert found(7.5) == ["Bo", "Di"]  # the reader would rather say nothing than Ann


def test_distinct_places(document_of: Callable[..., Document]) -> None:
    text = "Ann, ann and Bo Ray"
    places = [(13, 19), (13, 15), (0, 3), (5, 8), (0, 8)]
    assert [text[a:b] for a, b in distinct(text, places)] == ["Ann, ann", "Bo Ray"]


@given(data=st.data())
def test_any_span_of_any_text_gives_places_in_it(data: st.DataObject, document_of: Callable[..., Document]) -> None:
    lines = ["- one;", "two and three", "a\tb", "First, go.", "The two things:", "", "x", "It is."]
    text = "\n".join(data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=9))) + "\nend"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[start:end].strip():
        places = items_of(document_of(text), start, end, "Which two things?")
        assert all(0 <= a < b <= len(text) for a, b in places)
        assert sentences(text)
