"""Link lists, photo credits and teasers that came along with a page's text."""

from collections.abc import Callable

import pytest

from corpus import Document, Passage, Splitting, split
from corpus.formats import html, plain
from corpus.furniture import furniture_of

# A page as copied from a browser: every sentence of the article is to stay, every line of the page around it is to go.
PAGE = """The Ferry Question

Boats have crossed the sound since 1887.

A grey boat with two funnels lies at the pier.
A ferry waits for the morning tide at Holm. Ida Marie Lund/Reuters

Who runs the boats?

The county bought them in 1954. It paid ninety thousand crowns.

More on:

Islands

Public Transport

Holm County

The crossing takes forty minutes, and more in winter.

More From Our Experts

Nobody has proposed a tunnel since 1990. The county's engineers would like one.

Photo: Per Olsen/Holm Tidende

Share on Facebook

Read more: Why the lighthouse went dark

Advertisement

The last boat leaves at nine.

For media inquiries, write to press@example.org.

Top Stories on Transport

The new tram opened in spring. It is always full, say those who ride it.

A bridge was closed after a storm. Engineers are looking at it.
"""
ARTICLE = [
    "Boats have crossed the sound since 1887.",
    "Who runs the boats?",
    "The county bought them in 1954. It paid ninety thousand crowns.",
    "The crossing takes forty minutes, and more in winter.",
    "Nobody has proposed a tunnel since 1990. The county's engineers would like one.",
    "The last boat leaves at nine.",
]


def left_out(text: str) -> list[str]:
    return [line for start, end in furniture_of(text) for line in text[start:end].split("\n") if line]


def passages(text: str, build: Callable[..., Document]) -> list[Passage]:
    draft = plain.parse(text, "page.txt")
    document = build(text, furniture=[draft.text[a:b] for a, b in draft.furniture])
    return split(document, Splitting(), lambda passage: True)


def test_a_copied_page_keeps_its_article_and_loses_the_rest(build: Callable[..., Document]) -> None:
    found = passages(PAGE, build)
    body = "\n\n".join(passage.text for passage in found if passage.role == "body")
    for words in ARTICLE:
        assert words in body
    for words in (
        "grey boat|Lund|More on|Islands|Public Transport|Holm County|Experts|Olsen|Facebook|lighthouse|Advertis"
        "|inquiries|Top Stories|tram|bridge"
    ).split("|"):
        assert words not in body
        assert any(words in passage.text for passage in found if passage.role == "furniture")


def test_the_headings_of_the_article_stay_headings() -> None:
    draft = plain.parse(PAGE, "page.txt")
    assert [draft.text[a:b] for a, b, _ in draft.headings] == ["The Ferry Question", "Who runs the boats?"]


def test_a_page_in_lines_without_empty_ones_between() -> None:
    lines = [line for line in PAGE.split("\n") if line]
    gone = left_out("\n".join(lines))
    assert not set(gone) & set(ARTICLE)
    assert {"More on:", "Islands", "Holm County", "More From Our Experts", "Advertisement"} <= set(gone)


@pytest.mark.parametrize(
    "line",
    [
        "More on:",
        "More from our newsroom",
        "Related",
        "Related Topics:",
        "Tags",
        "Filed under",
        "ADVERTISEMENT",
        "Skip to content",
        "Back to top",
        "All rights reserved.",
        "Privacy Policy",
        "Subscribe to our newsletter",
        "Sign up for the morning letter",
        "Follow us on Mastodon",
        "Share this",
        "Print",
        "Read next",
        "Image credits: the city museum",
        "Ann Lee/AP",
        "A man at the gate. Ann B. O'Neill/Getty Images",
        'He called it "a gift." Photo by Ann Lee/Reuters',
    ],
)
def test_lines_that_are_furniture(line: str) -> None:
    assert left_out(f"It was so.\n\n{line}\n\nIt stayed so.") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "More on this below.",
        "More in the north than in the south, the catch has fallen.",
        "There is more on this in chapter 3",
        "Related work has shown the same.",
        "Share the bread with those who have none.",
        "Print runs were small.",
        "Read more than you write.",
        "Subscribe they did, in great numbers",
        "The tags were red.",
        "Advertisements were few.",
        "The Red/Green Alliance",
        "The Senkaku/Diaoyu Islands",
        "He writes for a magazine and/or a paper.",
        "It measured 3 km/h.",
        "Most viewed it with dread.",
        "Top stories of the year were many.",
        "Topics in algebra and logic",
        "Login names are short.",
    ],
)
def test_ordinary_lines_stay(line: str) -> None:
    assert left_out(f"It was so.\n\n{line}\n\nIt stayed so.") == []


@pytest.mark.parametrize(
    "last",
    [
        "more in the end.",
        "more from the sea than from the land",
        "share with the poor.",
        "print",
        "related",
        "read more and write less",
        "sign up for the army",
        "advertisement",
        "related articles",
    ],
)
def test_the_wrapped_lines_of_a_paragraph_stay(last: str) -> None:
    """A line break at the width of a terminal makes short last lines of all kinds."""
    paragraph = f"The people of the northern islands had little to do all winter but to\n{last}"
    assert left_out(f"{paragraph}\n\nIt stayed so.") == []
    assert left_out(f"{last.capitalize()}\nwas what they had to do all winter in the north.\n") == []


def test_labels_end_where_sentences_or_long_lines_begin() -> None:
    text = "More on:\n\nJapan\n\nKorea and its neighbours\n\nIt rained.\n\nJapan"
    assert left_out(text) == ["More on:", "Japan", "Korea and its neighbours"]
    text = "More on:\n\nJapan\n\nA line with too many words for a link's label\n\nKorea"
    assert left_out(text) == ["More on:", "Japan"]


def test_labels_end_at_a_marked_heading() -> None:
    draft = html.parse("<p>More on:</p><ul><li>Japan<li>Korea</ul><h2>The Treaty</h2><p>Signed, 1951</p>", "x")
    assert [draft.text[a:b] for a, b in draft.furniture] == ["More on:\n\nJapan\n\nKorea"]


def test_teasers_end_at_the_next_heading() -> None:
    draft = html.parse("<p>A.</p><h2>Most read</h2><p>Trams are full.</p><p>So it is.</p><h2>Notes</h2><p>B.</p>", "x")
    assert [draft.text[a:b] for a, b in draft.furniture] == ["Most read\n\nTrams are full.\n\nSo it is.\n\n"]


def test_a_description_that_begins_like_the_caption_goes_along_wherever_it_stands() -> None:
    text = "It rained.\nTwo men wait.\nTwo men wait at the gate. Ann Lee/AP\nIt stayed so."
    assert left_out(text) == ["Two men wait.", "Two men wait at the gate. Ann Lee/AP"]


def test_a_credit_takes_along_only_the_description_right_above_it() -> None:
    assert left_out("It rained.\n\nA gate.\nTwo men at a gate. Ann Lee/AP") == [
        "A gate.",
        "Two men at a gate. Ann Lee/AP",
    ]
    assert left_out("It rained.\n\nTwo men at a gate. Ann Lee/AP") == ["Two men at a gate. Ann Lee/AP"]
