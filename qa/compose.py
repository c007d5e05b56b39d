"""From a decision to an answer with citations."""

from __future__ import annotations

from collections.abc import Sequence

from index import Hit
from qa.answer import Answer, Considered, Part, Searched
from qa.cite import cite, refer_to
from qa.items import all_items
from qa.policy import Decision
from qa.sentences import Told

_MOST_CITATIONS = 4  # places that say the same


def compose(question: str, decision: Decision, searched: Searched, generation: str) -> Answer:
    """Cite what was decided on; every citation is checked against its document's text."""
    citations = [
        cite(reading.passage.document, span.start, span.end) for reading, span in decision.spans[:_MOST_CITATIONS]
    ]
    parts = (Part(citations=tuple(citations), confidence=decision.best),) if citations else ()
    return Answer(
        question=question, kind="fact" if parts else "none", parts=parts, searched=searched, generation=generation
    )


def compose_sentences(question: str, told: Told, searched: Searched, generation: str) -> Answer:
    """Cite the chosen sentences, a part each; the places of a part have the same words."""
    parts = tuple(
        Part(
            citations=tuple(cite(one.reading.passage.document, one.start, one.end) for one in group[:_MOST_CITATIONS]),
            confidence=told.best,
        )
        for group in told.groups
    )
    return Answer(
        question=question, kind="sentences" if parts else "none", parts=parts, searched=searched, generation=generation
    )


def compose_list(question: str, decision: Decision, searched: Searched, generation: str) -> Answer | None:
    """Cite the items that the best span names or introduces, a part each; None where it is no list.

    How often a list is right was not measured on enough of them, so its parts have no confidence.
    """
    if not decision.spans:
        return None
    reading, span = decision.spans[0]
    items = all_items(reading, span, question)
    if len(items) < 2:
        return None
    parts = tuple(
        Part(citations=(cite(reading.passage.document, start, end),), confidence=None) for start, end in items
    )
    return Answer(question=question, kind="list", parts=parts, searched=searched, generation=generation)


def considered_of(hits: Sequence[Hit]) -> tuple[Considered, ...]:
    """The hits as passages to show: where they stand, their words and their scores."""
    return tuple(
        Considered(
            document=refer_to(hit.passage.document),
            start=hit.passage.start,
            end=hit.passage.end,
            text=hit.passage.text,
            headings=hit.passage.headings,
            pages=hit.passage.pages,
            score=hit.score,
            dense=hit.dense,
            lexical=hit.lexical,
        )
        for hit in hits
    )
