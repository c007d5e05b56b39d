"""From a decision to an answer with citations."""

from __future__ import annotations

from index.trace import stage
from qa.answer import Answer, Part, Searched
from qa.cite import cite
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
