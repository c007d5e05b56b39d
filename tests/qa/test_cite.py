"""Citations: which are made, which are refused, and that a changed one is found whatever was changed."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document
from corpus.errors import CitationError
from qa import Citation, DocumentRef
from qa.cite import check_all, check_citation, cite, refer_to

TEXT = "Before all.\n\nOrigins\n\nThe treaty was signed in 1951. It ran for ten years.\fIt ended in 1961, they say.\n"
SPANS = {"headings": ((13, 20, 1),), "pages": ((0, 73), (73, len(TEXT)))}


@pytest.fixture(scope="module")
def document(document_of: Callable[..., Document]) -> Document:
    return document_of(TEXT, **SPANS)


def test_a_citation_says_where_and_in_what(document: Document) -> None:
    start = TEXT.index("1951")
    assert cite(document, start, start + 4) == Citation(
        document=DocumentRef(id=document.id, title="Notes", uri="/Notes.txt", kind="text"),
        start=start,
        end=start + 4,
        quote="1951",
        sentence="The treaty was signed in 1951.",
        sentence_start=TEXT.index("The treaty"),
        headings=("Origins",),
        pages=(1,),
    )


def test_a_quote_over_two_sentences_and_pages(document: Document) -> None:
    start, end = TEXT.index("ten years"), TEXT.index(" in 1961")
    citation = cite(document, start, end)
    assert citation.quote == "ten years.\fIt ended"
    assert citation.sentence == "It ran for ten years.\fIt ended in 1961, they say."
    assert citation.pages == (1, 2)
    assert citation.in_sentence == ("It ran for ", "ten years.\fIt ended", " in 1961, they say.")


@settings(deadline=None, max_examples=200)
@given(start=st.integers(-3, len(TEXT) + 3), end=st.integers(-3, len(TEXT) + 3))
def test_every_span_of_the_text_can_be_cited_and_no_other(
    document_of: Callable[..., Document], start: int, end: int
) -> None:
    document = document_of(TEXT, **SPANS)
    if 0 <= start < end <= len(TEXT):
        citation = cite(document, start, end)
        check_citation(citation, document)
        assert "".join(citation.in_sentence) == citation.sentence
        assert citation.quote == TEXT[start:end]
        assert citation.headings == (
            ("Origins",) if start >= TEXT.index("Origins") else ()
        )  # those above its beginning
    else:
        with pytest.raises(CitationError, match=r"no span of 'Notes' with \d+ characters"):
            cite(document, start, end)


def tampered(citation: Citation, name: str) -> Citation:
    """The citation with another value of one field, of the right type."""
    holder = citation if name in {field.name for field in fields(Citation)} else citation.document
    value = getattr(holder, name)
    if isinstance(value, tuple):
        value = (*value[:-1], *(("x",) if not value else ()))
    elif isinstance(value, DocumentRef):
        value = replace(value, id="0" * 64)
    else:
        value = value + (1 if isinstance(value, int) else "x")
    changed = replace(holder, **{name: value})
    return changed if isinstance(changed, Citation) else replace(citation, document=changed)


@pytest.mark.parametrize("name", [field.name for kind in (Citation, DocumentRef) for field in fields(kind)])
def test_a_change_of_any_field_is_found(document: Document, name: str) -> None:
    start = TEXT.index("1951")
    good = cite(document, start, start + 4)
    bad = tampered(good, name)
    assert bad != good
    assert check_all((good,), {document.id: document}) == []
    wrong = check_all((good, bad, good), {document.id: document})
    assert len(wrong) == 1
    assert len(wrong[0].splitlines()) == 1
    if name not in ("document", "id"):
        with pytest.raises(CitationError):
            check_citation(bad, document)


@pytest.mark.parametrize(("start", "end"), [(-4, 2), (4, 4), (5, 4), (0, 10**9)])
def test_a_span_outside_of_the_text_never_stands(document: Document, start: int, end: int) -> None:
    good = cite(document, 0, 6)
    bad = replace(good, start=start, end=end, quote=TEXT[start:end])
    assert len(check_all((bad,), {document.id: document})) == 1


def test_a_document_that_is_not_there_is_named(document: Document) -> None:
    assert check_all((cite(document, 0, 6),), {}) == [f"'Notes' ({document.id[:12]}) is not in the store."]


def test_another_document_does_not_vouch(document: Document, document_of: Callable[..., Document]) -> None:
    """The same words at the same place of another text."""
    other = document_of(TEXT + "More.", **SPANS)
    with pytest.raises(CitationError, match="does not stand"):
        check_citation(cite(document, 0, 6), other)


def test_a_citation_from_any_source_of_a_text_stands(document: Document) -> None:
    """A text that was found under a second name keeps the citations that name the first."""
    again = document.with_sources((replace(document.sources[0], uri="/copy.txt", title="Copy"), *document.sources))
    citation = cite(document, 0, 6)
    check_citation(citation, again)
    check_citation(cite(again, 0, 6), again)
    assert refer_to(again).title == "Copy"
    mixed = replace(citation, document=replace(citation.document, title="Copy"))
    with pytest.raises(CitationError, match="no source of its text"):
        check_citation(mixed, again)
