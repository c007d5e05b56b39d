"""The documents page as HTML: every word shown as it is, filtered, in pages, and what became of a change."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from qa.chat import library
from qa.chat.changes import Job, Outcome
from qa.chat.shelf import PER_PAGE, Row, matching, page_of

ELEMENTS = set(
    "a b button caption code details dialog div input li main nav p progress section span summary table tbody td th "
    "thead time tr ul".split()
)
ATTRIBUTES = set(
    "aria-label aria-labelledby class colspan data-do data-doc data-id data-largest data-most data-name data-page "
    "datetime dir disabled hidden href id max multiple role scope tabindex type value".split()
)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30
) | st.sampled_from(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'", "&lt;b&gt;", "${1}", "{{1}}"])


def row(number: int = 0, title: str = "The Harbour", **changed: object) -> Row:
    given = {"id": f"{number:064x}", "title": title, "kind": "text", "pages": 0, "passages": 3}
    return Row(**{**given, "added": "2026-01-02T03:04:05+00:00", "files": (f"file{number}.txt",), **changed})


def elements_of(fragment: str) -> Iterator[html.HtmlElement]:
    """The elements of a fragment, after checking that they are of the few kinds that are made here."""
    for element in html.fragment_fromstring(fragment, create_parent="main").iterdescendants():
        assert element.tag in ELEMENTS, html.tostring(element)
        assert set(element.attrib) <= ATTRIBUTES, html.tostring(element)
        yield element


def texts_of(fragment: str, kind: str) -> list[str]:
    return [e.text_content() for e in elements_of(fragment) if kind in (e.tag, *e.get("class", "").split())]


@given(title=WORDS, file=WORDS, says=WORDS)
def test_what_files_and_documents_are_called_is_shown_as_it_is(title: str, file: str, says: str) -> None:
    table = library.table([row(title=title, files=(file,), kind=says)], may_change=True)
    assert texts_of(table, "docs-title") == [title]
    assert texts_of(table, "soft") == [file]
    boxes = [element for element in elements_of(table) if element.tag == "input"]
    assert [box.get("aria-label") for box in boxes] == [f"Select {title}"]
    outcomes = (Outcome(name=file, became="failed", says=says), Outcome(name=title, became="added"))
    done = library.progress(Job(what="Adding", finished=True, outcomes=outcomes, warnings=(says,)))
    assert texts_of(done, "li") == [f"{file} failed: {says}", f"{title} added", says]
    assert texts_of(library.progress(Job(what="Adding", doing=says)), "b") == ["Adding documents"]
    for shown in (library.problem(says), library.progress(Job(what="Adding", finished=True, problem=says))):
        assert texts_of(shown, "p") == ["That did not work.", says]
    assert title in "".join(texts_of(library.news({"a": title}, {}), "p"))


@pytest.mark.parametrize("fragment", [library.desk(), library.CLOSED])
def test_what_stands_still_is_well_formed(fragment: str) -> None:
    assert list(elements_of(fragment))


def test_where_nothing_may_be_changed_nothing_can_be_ticked() -> None:
    assert "input" not in [element.tag for element in elements_of(library.table([row()]))]
    assert "--allow-changes" in library.CLOSED


def test_the_columns_are_those_that_people_ask_for() -> None:
    table = library.table([row(pages=12, passages=3456)])
    assert texts_of(table, "thead") == ["TitleKindPagesPassagesAdded"]
    assert texts_of(table, "td")[:3] == ["text", "12", "3,456"]
    assert re.fullmatch(r"\d Jan 2026, \d\d:\d\d", texts_of(table, "time")[0])
    assert texts_of(library.table([row()]), "td")[1] == "–"


def test_two_hundred_documents_come_in_pages() -> None:
    rows = [row(number, f"Title {number}") for number in range(250)]
    for page, first, last in ((1, 0, 99), (2, 100, 199), (3, 200, 249)):
        shown = library.table(rows, page=page)
        titles = texts_of(shown, "docs-title")
        assert (titles[0], titles[-1]) == (f"Title {first}", f"Title {last}")
        assert f"Page {page} of 3" in texts_of(shown, "nav")[0]
        off = [
            element.text for element in elements_of(shown) if element.tag == "button" and "disabled" in element.attrib
        ]
        assert off == (["Previous"] if page == 1 else ["Next"] if page == 3 else [])
    assert texts_of(library.table(rows), "caption") == ["250 documents, 750 passages"]
    assert texts_of(library.table(rows[:100]), "nav") == []


@given(
    rows=st.lists(WORDS, max_size=8).map(lambda titles: [row(n, t) for n, t in enumerate(titles)]), page=st.integers()
)
def test_every_page_number_leads_to_a_page(rows: list[Row], page: int) -> None:
    shown, number, pages = page_of(rows, page)
    assert 1 <= number <= pages
    assert len(shown) == min(PER_PAGE, len(rows))


@given(titles=st.lists(WORDS, max_size=8), words=st.text(max_size=5))
def test_a_filter_finds_what_holds_all_its_words(titles: list[str], words: str) -> None:
    rows = [row(number, title) for number, title in enumerate(titles)]
    found = matching(rows, words)
    for one in rows:
        text = f"{one.title} {one.kind} {one.files[0]}".casefold()
        assert (one in found) == all(word in text for word in words.casefold().split())


def test_a_filter_says_what_it_left() -> None:
    rows = [row(1, "The Harbour"), row(2, "The Ferry")]
    assert texts_of(library.table(rows, words="FERRY the"), "caption") == ["1 document of 2, 3 passages"]
    assert texts_of(library.table(rows, words="file1"), "docs-title") == ["The Harbour"]
    assert texts_of(library.table(rows, words="pier"), "docs-none") == ["No document of 2 matches this filter."]
    assert texts_of(library.table([]), "docs-none") == ["There is no document yet."]


def test_a_change_has_a_bar_as_long_as_there_is_something_to_count() -> None:
    (bar,) = [e for e in elements_of(library.progress(Job(what="Adding", doing="Embedding", done=64, total=200)))
              if e.tag == "progress"]  # fmt: skip
    assert (bar.get("value"), bar.get("max")) == ("64", "200")
    assert "64 of 200" in library.progress(Job(what="Adding", doing="Embedding", done=64, total=200))
    (bar,) = [e for e in elements_of(library.progress(Job(what="Adding"))) if e.tag == "progress"]
    assert bar.get("value") is None
    assert library.progress(None) == ""


@pytest.mark.parametrize(
    ("became", "says"),
    [
        (["added", "added", "failed"], "The documents changed: 2 added, 1 failed."),
        (["removed"], "The documents changed: 1 removed."),
        (["unchanged", "failed"], "The documents are as they were: 1 unchanged, 1 failed."),
        ([], "The documents are as they were: nothing to do."),
    ],
)
def test_in_the_end_it_says_whether_the_documents_changed(became: list[str], says: str) -> None:
    outcomes = tuple(Outcome(name=str(number), became=one) for number, one in enumerate(became))
    shown = library.progress(Job(what="Adding", finished=True, outcomes=outcomes))
    assert texts_of(shown, "p") == [says]
    assert ("docs-bad" in shown) == ("failed" in became)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ({"1": "A"}, {"1": "A"}, []),
        ({"1": "A"}, {"1": "A", "2": "B"}, ["The documents changed since the last question (added: B)."]),
        ({"1": "A", "2": "B"}, {}, ["The documents changed since the last question (removed: A, B)."]),
        ({"1": "A"}, {"2": "A"}, ["The documents changed since the last question (changed: A)."]),
        (
            {},
            {str(n): f"T{n}" for n in range(5)},
            ["The documents changed since the last question (added: T0, T1, T2 and 2 more)."],
        ),
    ],
)
def test_the_chat_says_what_changed_since_the_last_question(
    before: dict[str, str], after: dict[str, str], says: list[str]
) -> None:
    shown = library.news(before, after)
    assert texts_of(shown, "p") == says if says else shown == ""
