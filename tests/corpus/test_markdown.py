"""Markdown: the words of the rendered page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Draft, normalise
from corpus.errors import DocumentError
from corpus.formats import markdown


def read(text: str) -> Draft:
    return markdown.parse(text, "notes.md")


def headings(draft: Draft) -> list[tuple[str, int]]:
    return [(draft.text[start:end], level) for start, end, level in draft.headings]


def test_headings_of_both_kinds_with_their_levels() -> None:
    draft = read("# One *big* thing\n\na\n\n### Three `code` ###\n\nb\n\nSetext 1\n===\n\nc\n\nSetext 2\n---\nd")
    assert headings(draft) == [("One big thing", 1), ("Three code", 3), ("Setext 1", 1), ("Setext 2", 2)]
    assert draft.title == "One big thing"


def test_no_quote_carries_marks_or_addresses() -> None:
    draft = read(
        "It is **very** _old_, says [the book](https://x.org/a 'T'), ~~never~~ `so`. ![A map](m.png) <https://y.org>"
    )
    assert draft.text == "It is very old, says the book, never so. https://y.org"


def test_escapes_and_entities_are_what_they_stand_for() -> None:
    assert read(r"5 \* 3 &amp; 2 &lt; 4 &copy;").text == "5 * 3 & 2 < 4 ©"


def test_lists_in_lists_are_blocks_in_order() -> None:
    draft = read("- one\n- two\n  1. three\n  2. four\n\n     more of four\n- five\n")
    assert draft.text.split("\n\n") == ["one", "two", "three", "four", "more of four", "five"]


def test_rows_of_a_table_are_blocks_with_tabs() -> None:
    draft = read("| Item | Amount |\n|---|--:|\n| **Support** | $1.7 billion |\n| Bases | |\n")
    assert draft.text.split("\n\n") == ["Item\tAmount", "Support\t$1.7 billion", "Bases"]


def test_code_keeps_its_lines_and_spaces() -> None:
    assert read("```sh\nif x:\n    y\n\nz\n```\n\n    four\n").text == "if x:\n    y\n\nz\n\nfour"


def test_soft_and_hard_line_breaks() -> None:
    assert read("one\ntwo  \nthree\\\nfour").text == "one two\nthree\nfour"


def test_front_matter_is_read_for_its_title_only() -> None:
    for newline in ("\n", "\r\n"):
        text = newline.join(["---", "title: 'On Bread'", "tags: [a, b]", "---", "", "# Flour", "", "It is white."])
        draft = read(text)
        assert draft.title == "On Bread"
        assert draft.text == "Flour\n\nIt is white."
    assert read("---\nauthor: Jo\n...\nIt is white.").text == "It is white."
    assert read('---\n"title": "On Bread"\nnotes:\n  - one\n---\nIt is white.').text == "It is white."


@pytest.mark.parametrize(
    "text",
    [
        "---\nSome words first.\n\n---\nThe rest",
        "---\n\nSome words first.\n\n---\n\nThe rest",
        "---\nSome words first. See:\nhttps://x.org\n\n---\nThe rest",
    ],
)
def test_words_between_two_lines_are_no_front_matter(text: str) -> None:
    assert "Some words first." in read(text).text
    assert "The rest" in read(text).text


def test_html_inside_is_read_as_html() -> None:
    draft = read("Before\n\n<nav>Menu</nav>\n\n<h2>Part</h2>\n\n<p>a<br>b</p>\n\n<!-- unseen --><script>x()</script>\n")
    assert draft.text == "Before\n\nPart\n\na\nb"
    assert headings(draft) == [("Part", 2)]


@pytest.mark.parametrize("text", ["", "\n \n", "<!-- only a comment -->", "[a]: https://x.org", "---\ntitle: x\n---\n"])
def test_without_words_the_text_is_empty(text: str) -> None:
    assert read(text).text == ""


def test_blocks_say_their_lines_in_the_file() -> None:
    table, code = "| e | f |\n|---|---|\n| g | h |\n\n", "```\ni\n```\n\n"
    text = f"---\ntitle: x\n---\n# One\n\na\nb\n\n- c\n- d\n\n{table}{code}<p>j</p>\n\n*k*"
    draft = read(text)
    assert [(draft.text[run.start : run.end], run.place) for run in draft.origins] == [
        ("One", "line 4"),
        ("a b", "line 6"),
        ("c", "line 9"),
        ("d", "line 10"),
        ("e\tf", "line 12"),
        ("g\th", "line 14"),
        ("i", "line 17"),
        ("k", "line 22"),
    ]


@pytest.mark.parametrize("opening", ["> ", "- "])
def test_no_level_of_nesting_loses_its_words(opening: str) -> None:
    """markdown-it's own limit for CommonMark is 20 levels; it drops what is deeper without a word."""
    assert read(opening * 30 + "at the bottom\n\nafter").text == "at the bottom\n\nafter"
    with pytest.raises(DocumentError, match=r"^notes\.md nests quotes and lists deeper than 100 levels\."):
        read(opening * 2000 + "at the bottom")


def test_html_nested_too_deep_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"deeper than 2,048 levels"):
        read("<div>" * 3000 + "x")


@pytest.mark.parametrize(
    "text", ["[" * 5000 + "x", "*a **b " * 3000, "a " + "`" * 5000, "![" * 2000, "<" * 3000 + "a", "|" * 3000]
)
def test_odd_marks_are_read_in_time(text: str) -> None:
    assert read(text).text


@given(st.text(st.sampled_from(list("aB1 .-=*#>`_[]()|!<&\\\n\t\r\u0301\u00ad é:")), max_size=200))
def test_any_text_becomes_a_normalised_draft(text: str) -> None:
    draft = read(text)
    assert normalise(draft.text) == draft.text == draft.text.strip()
    assert all(draft.text[a:b].strip() and 1 <= level <= 6 for a, b, level in draft.headings)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1, max_size=30))
def test_words_come_through_in_order(words: list[str]) -> None:
    kept = normalise(" ".join(words)).split()
    assert read("## " + " ".join(words)).text.split() == kept
