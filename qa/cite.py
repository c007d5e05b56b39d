"""The one place where citations are made, and the invariant that everything rests on."""

from __future__ import annotations

from collections.abc import Mapping

from corpus import Document, sentence_around
from corpus.errors import CitationError
from qa.answer import Citation, DocumentRef


def refer_to(document: Document) -> DocumentRef:
    """A document by name."""
    return DocumentRef(id=document.id, title=document.title, uri=document.uri, kind=document.kind)


def cite(document: Document, start: int, end: int) -> Citation:
    """Cite the characters `[start, end)` of a document: `document.text[start:end] == citation.quote`, asserted.

    Raises:
        CitationError: the span is empty or outside of the text.
    """
    if not 0 <= start < end <= len(document.text):
        raise CitationError(
            f"[{start}, {end}) is no span of {document.title!r} with {len(document.text):,} characters.",
            hint="This is a defect of Pincite; please report it with the question and the document.",
        )
    first, last = sentence_around(document.text, start, end)
    citation = Citation(
        document=refer_to(document),
        start=start,
        end=end,
        quote=document.text[start:end],
        sentence=document.text[first:last],
        sentence_start=first,
        headings=document.headings_at(start),
        pages=document.pages_of(start, end),
        places=document.places_of(start, end),
    )
    check_citation(citation, document)
    return citation


def check_citation(citation: Citation, document: Document) -> None:
    """Hold a citation against the text it cites.

    Its sentence may be any stretch of the text that holds the quote: where sentences end may be known better later.

    Raises:
        CitationError: the quote or its sentence does not stand there, the document is another one or has no such
            source, or the headings, pages or places are not those of the span.
    """
    sentence_end = citation.sentence_start + len(citation.sentence)
    stands = (
        document.id == citation.document.id
        and 0 <= citation.sentence_start <= citation.start < citation.end <= sentence_end <= len(document.text)
        and document.text[citation.start : citation.end] == citation.quote
        and document.text[citation.sentence_start : sentence_end] == citation.sentence
        and "".join(citation.in_sentence) == citation.sentence
    )
    if not stands:
        raise CitationError(
            f"{citation.quote[:60]!r} does not stand at [{citation.start}, {citation.end}) of {document.title!r}; "
            f"there stands {document.text[max(0, citation.start) : max(0, citation.end)][:60]!r}.",
            hint="The document was changed, or the citation was.",
        )
    for what, said, true in (
        ("headings", citation.headings, document.headings_at(citation.start)),
        ("pages", citation.pages, document.pages_of(citation.start, citation.end)),
        ("places", citation.places, document.places_of(citation.start, citation.end)),
    ):
        if said != true:
            raise CitationError(
                f"{citation.quote[:60]!r} of {document.title!r} is cited with the {what} {said}; they are {true}.",
                hint="The document was changed, or the citation was.",
            )
    named = citation.document
    if not any((named.title, named.uri, named.kind) == (s.title, s.uri, s.kind) for s in document.sources):
        raise CitationError(
            f"{citation.quote[:60]!r} is cited from {named.title!r} at {named.uri!r} ({named.kind}), "
            f"which is no source of its text; {document.title!r} at {document.uri!r} ({document.kind}) is.",
            hint="The document was added anew from elsewhere, or the citation was changed.",
        )


def check_all(citations: tuple[Citation, ...], documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with each citation that does not stand, in words; empty when all of them do."""
    wrong = []
    for citation in citations:
        document = documents.get(citation.document.id)
        if document is None:
            wrong.append(f"{citation.document.title!r} ({citation.document.id[:12]}) is not in the store.")
            continue
        try:
            check_citation(citation, document)
        except CitationError as error:
            wrong.append(str(error))
    return wrong
