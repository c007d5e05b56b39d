"""From a decision to an answer with citations."""

from __future__ import annotations

from collections.abc import Sequence

from index import Hit
from index.trace import stage
from qa.answer import Answer, Considered, Part, Searched
from qa.cite import cite, refer_to
from qa.policy import Decision

_MOST_CITATIONS = 4  # places that say the same


@stage("compose")
def compose(question: str, decision: Decision, searched: Searched, generation: str) -> Answer:
    """Cite what was decided on; every citation is checked against its document's text."""
    citations = [
        cite(reading.passage.document, span.start, span.end) for reading, span in decision.spans[:_MOST_CITATIONS]
    ]
    parts = (Part(citations=tuple(citations), confidence=decision.best),) if citations else ()
    return Answer(
        question=question, kind="fact" if parts else "none", parts=parts, searched=searched, generation=generation
    )


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
