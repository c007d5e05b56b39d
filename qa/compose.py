"""From a decision to an answer with citations."""

from __future__ import annotations

from collections.abc import Sequence

from index.trace import stage
from qa.answer import Answer, Kind, Part, Searched
from qa.cite import cite
from qa.conflict import Claim
from qa.items import all_items
from qa.policy import Decision
from qa.reader import Reading, Span
from qa.sentences import Told

_MOST_CITATIONS = 4  # places that say the same


@stage("compose")
def compose(
    question: str, decision: Decision, searched: Searched, generation: str, sides: Sequence[Sequence[Claim]] = ()
) -> Answer:
    """Cite what was decided on; every citation is checked against its document's text.

    `sides` are those of a conflict (`qa.conflict`); where there are any, each is a part of the answer.
    """
    if decision.spans and sides:
        parts = [_part([(claim.reading, claim.span) for claim in side], side[0].probability) for side in sides]
        kind: Kind = "conflict"
    else:
        parts = [_part(decision.spans, decision.best)] if decision.spans else []
        kind = "fact" if parts else "none"
    return Answer(question=question, kind=kind, parts=tuple(parts), searched=searched, generation=generation)


def _part(places: Sequence[tuple[Reading, Span]], confidence: float) -> Part:
    citations = [cite(reading.passage.document, span.start, span.end) for reading, span in places[:_MOST_CITATIONS]]
    return Part(citations=tuple(citations), confidence=confidence)


@stage("compose")
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


@stage("compose")
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
