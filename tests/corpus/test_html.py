"""HTML: the words of the main text in blocks, with headings."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Draft, normalise
from corpus.errors import DocumentError
from corpus.formats import html

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The  Clock
 – Town News</title><style>p { color: red }</style><script>var words = "unseen";</script></head>
<body>
<header><a href="/">Town News</a></header>
<nav><ul><li>Home<li>Sport</ul></nav>
<main>
  <header><h1>The Clock</h1><p>By Clara Voss</p></header>
  <p>It stopped at <b>4.15</b>&nbsp;on Sun&shy;day.<br>Nobody saw   it.
  <figure><img src="c.jpg" alt="A tall tower"><figcaption>The tower.</figcaption></figure>
  <h2>Three <em>men</em></h2>
  <ul><li>a captain<ul><li>of ships</li></ul></li><li>a reverend</li></ul>
  <table><tr><th>Hour</th><th>State</th></tr><tr><td>4</td><td>running</td></tr></table>
  <pre>tick
  tock</pre>
  <aside>Buy clocks!</aside>
  <form><label>Mail</label><input value="unseen"><button>Send</button></form>
</main>
<footer>© Town News</footer>
</body></html>"""


def read(text: str) -> Draft:
    return html.parse(text, "page.html")


def blocks(text: str) -> list[str]:
    return read(text).text.split("\n\n")


def headings(draft: Draft) -> list[tuple[str, int]]:
    return [(draft.text[start:end], level) for start, end, level in draft.headings]


def test_a_whole_page() -> None:
    draft = read(PAGE)
    assert draft.text.split("\n\n") == [
        "The Clock",
        "By Clara Voss",
        "It stopped at 4.15\u00a0on Sunday.\nNobody saw it.",
        "The tower.",
        "Three men",
        "a captain",
        "of ships",
        "a reverend",
        "Hour\tState",
        "4\trunning",
        "tick\n  tock",
    ]
    assert draft.title == "The Clock – Town News"
    assert headings(draft) == [("The Clock", 1), ("Three men", 2)]


@pytest.mark.parametrize(
    "element",
    [
        "<script>Q</script>",
        "<style>Q</style>",
        "<template><p>Q</p></template>",
        "<noscript><p>Q</p></noscript>",
        "<nav>Q</nav>",
        "<aside>Q</aside>",
        "<footer>Q</footer>",
        "<header>Q</header>",
        "<form>Q</form>",
        "<menu><li>Q</menu>",
        "<button>Q</button>",
        "<select><option>Q</select>",
        "<textarea>Q</textarea>",
        "<svg><text>Q</text></svg>",
        "<iframe>Q</iframe>",
        "<object>Q</object>",
        "<dialog open>Q</dialog>",
        "<p hidden>Q</p>",
        "<p aria-hidden=true>Q</p>",
        "<p style='color:red; DISPLAY : none'>Q</p>",
        "<div role=navigation>Q</div>",
        "<div role=banner>Q</div>",
        "<!-- Q -->",
        "<?php Q ?>",
        "<img alt=Q>",
        "<nav><div><p>Q<p>Q</div></nav>",
    ],
)
def test_what_is_no_text_of_the_page_is_left_out(element: str) -> None:
    assert read(f"<p>before</p>{element}<p>after</p>").text == "before\n\nafter"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("one<nav>Q</nav>two", "one\n\ntwo"),
        ("one<div hidden>Q</div>two", "one\n\ntwo"),
        ("<p>one<button>Q</button>two", "one two"),
        ("<p>one<span hidden>Q</span>two", "onetwo"),
        ("<p>one<script>Q</script>two", "onetwo"),
        ("<p>one<!-- Q -->two", "onetwo"),
        ("<p>o<b>n</b>e<i> two</i>", "one two"),
        ("<p>one<wbr>two", "onetwo"),
        ("<p>one<br><br/>two", "one\n\ntwo"),
        ("one<div>two</div>three", "one\n\ntwo\n\nthree"),
        ("<td>one</td><td>two</td>", "one\ttwo"),
        ("<dl><dt>one<dd>two</dl>", "one\n\ntwo"),
        ("<blockquote>one<p>two</blockquote>", "one\n\ntwo"),
        ("<pre>one\n\n  two</pre>three  four", "one\n\n  two\n\nthree four"),
        ("<custom-tag>one</custom-tag>two", "one\n\ntwo"),
        ("<p>1 &lt; 2 &amp;&amp; &#x1F680;", "1 < 2 && 🚀"),
    ],
)
def test_where_words_are_parted_and_where_not(page: str, expected: str) -> None:
    assert read(page).text == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h2>Ti<b>tle</b></h2>text", [("Title", 2)]),
        ("<h2><div>Title</div></h2><p>text", [("Title", 2)]),
        ("<h2>Never closed<p>text<p>more", [("Never closed", 2)]),
        ("<h2>Never closed<div>text</div><div>more</div>", [("Never closed", 2)]),
        ("<a href=x><h3>Title</h3></a><p>text", [("Title", 3)]),
        ("<h1></h1><p>text", []),
        ("<H6>Title</H6>text", [("Title", 6)]),
        ("<li><h4>Title</h4>text</li>", [("Title", 4)]),
    ],
)
def test_headings(page: str, expected: list[tuple[str, int]]) -> None:
    assert headings(read(page)) == expected


def test_the_only_main_or_article_is_the_text() -> None:
    assert blocks("<p>q</p><main><p>a</p></main><p>q</p>") == ["a"]
    assert blocks("<p>q</p><div role=main><p>a</p></div>") == ["a"]
    assert blocks("<p>q</p><article><p>a</p></article>") == ["a"]
    assert blocks("<article>a</article><article>b</article>c") == ["a", "b", "c"]
    assert blocks("<main> </main>a") == ["a"]


@pytest.mark.parametrize(
    "page", ["", " \n", "<!-- Q -->", "<?xml version='1.0'?>", "<html></html>", "<frameset><frame src=x>"]
)
def test_without_words_the_text_is_empty(page: str) -> None:
    assert read(page).text == ""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("</p></div>one", "one"),
        ("<p><b>one</p>two", "one\n\ntwo"),
        ("<p>one<p>two</span></p>", "one\n\ntwo"),
        ("one < two", "one < two"),
        ("<p>one &nosuch; &amp two", "one &nosuch; & two"),
        ("<p title='unclosed>one", ""),
        ("one<", "one<"),
    ],
)
def test_broken_markup_is_read_like_a_browser_would(page: str, expected: str) -> None:
    assert read(page).text == expected


def test_a_declared_encoding_is_not_obeyed_twice() -> None:
    assert read('<meta charset="koi8-r"><p>naïve – Договор').text == "naïve – Договор"


def test_markup_nested_too_deep_is_refused_not_cut_off() -> None:
    assert read("<div>" * 1500 + "x").text == "x"
    with pytest.raises(DocumentError, match=r"^page\.html nests its tags deeper than 2,048 levels\.") as caught:
        read("<div>" * 5000 + "x")
    assert ".txt" in caught.value.hint


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("<td><p>one</p></td><td><p>two<p>three</td>", ["one\ttwo\nthree"]),
        ("<th>one</th><td></td><td>three", ["one\t\tthree"]),
        ("<td>one<ul><li>two</li><li>three</li></ul></td><td>four</td>", ["one\ntwo\nthree\tfour"]),
        ("<td><div>one</div> <div>two</div></td><td><br>three</td>", ["one\ntwo\tthree"]),
        (f"<td><p>one</p></td><td><p>{'word ' * 250}</p></td>", ["one", ("word " * 250).strip()]),
        ("<td><h2>one</h2></td><td>two</td>", ["one", "two"]),
        ("<td><table><tr><td>one<td>two</table></td><td>three</td>", ["one\ttwo", "three"]),
    ],
)
def test_a_row_stays_one_unless_it_is_the_layout_of_a_page(row: str, expected: list[str]) -> None:
    assert blocks(f"<p>before<table><tr>{row}</tr></table>after") == ["before", *expected, "after"]


@pytest.mark.parametrize(
    "aside", ["<aside class='footnote brackets'>", "<aside role=doc-footnote>", "<aside class=note>"]
)
def test_footnotes_and_remarks_are_part_of_the_text(aside: str) -> None:
    assert blocks(f"<p>one</p>{aside}<p>two</p></aside>") == ["one", "two"]


@pytest.mark.parametrize(
    ("around", "furniture"),
    [
        ("<div id=sidebar><a href=x>Home page</a> <a href=y>News</a></div>", True),
        ("<ul class='main-nav wide'><li><a href=x>Home page</a><li><a href=y>News</a></ul>", True),
        ("<div class='page_footer'>Made by nobody.</div>", True),
        ("<div id=sidebar>Words that are a remark beside <a href=x>the text</a>.</div>", False),
        (f"<div class=footer>{'word ' * 300}</div>", False),
        ("<div class=menagerie><a href=x>Lions</a></div>", False),
        ("<div id=sidebar><div class=menu><a href=x>Home</a></div><h2>About</h2></div>", False),
    ],
)
def test_what_old_pages_name_as_navigation_is_not_quoted(around: str, furniture: bool) -> None:
    draft = read(f"<p>before</p>{around}<p>after</p>")
    words = draft.text.removeprefix("before\n\n").removesuffix("\n\nafter")
    quoted = draft.text
    for start, end in reversed(draft.furniture):
        quoted = quoted[:start] + quoted[end:]
    assert (words.split()[-1] not in quoted) == furniture
    assert quoted.startswith("before")
    assert quoted.endswith("after")
    assert not read(f"<main><p>before</p>{around}</main>").furniture


def places(text: str) -> list[tuple[str, str]]:
    draft = read(text)
    return [(draft.text[run.start : run.end], run.place) for run in draft.origins]


def test_blocks_say_their_lines() -> None:
    head = "<!DOCTYPE html>\n<body>\n<h1>Title</h1>\n<p>\n\none <b>two</b>\n</p>\n"
    page = head + "<ul><li>three<li>\nfour</ul>\n<i>five</i> six"
    assert places(page) == [
        ("Title", "line 3"), ("one two", "line 6"), ("three", "line 8"), ("four", "line 9"), ("five six", "line 10"),
    ]  # fmt: skip


def test_no_line_is_said_that_is_not_known() -> None:
    assert places("<body>\n<nav>\n\n</nav>\nwords after it<p>more") == [("more", "line 5")]
    assert places("\n" * 70_000 + "<p>far down") == []


def test_the_words_of_a_line_are_those_of_its_blocks() -> None:
    draft = read("<p>one<p>two")
    assert [(run.place, run.first, run.last) for run in draft.origins] == [("line 1", 0, 3), ("line 1", 4, 7)]


TAGS = "p div h1 h3 b li ul td tr table pre br nav script span a main article header".split()
SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            ["<div class=footer>", "<p id=nav><a>"] + [f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]
        ),
        st.sampled_from(
            ["one ", "two.", "\n", "  ", "&amp;", "&#13;", "\u0301", "\u00ad", "<", "é", "<!--", "-->", "\f"]
        ),
    ),
    max_size=40,
).map("".join)


@given(SOUP)
def test_any_soup_of_tags_becomes_a_normalised_draft(origins_hold: Callable[[Draft], None], page: str) -> None:
    draft = read(page)
    assert normalise(draft.text) == draft.text == draft.text.strip()
    assert all(draft.text[a:b].strip() == draft.text[a:b] for a, b, _ in draft.headings)
    origins_hold(draft)
    edges = [edge for span in draft.furniture for edge in span]
    assert edges == sorted(edges)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9), min_size=1, max_size=30))
def test_every_word_of_the_body_comes_through_in_order(words: list[str]) -> None:
    expected = normalise(" ".join(words)).split()
    for page in ("<p>" + "<p>".join(words), "<ul>" + "".join(f"<li>{word}" for word in words), "<br>".join(words)):
        assert normalise(read(page).text).split() == expected
