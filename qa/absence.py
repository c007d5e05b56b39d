"""What was searched for an answer, as facts that a machine can check."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from index import Hit
from index.trace import stage
from index.word_index import searched_text
from index.words import lacking
from qa.agreement import copies_of
from qa.answer import Considered, Searched, Word
from qa.cite import refer_to

if TYPE_CHECKING:
    from index.store import Store
    from index.words import Asked


@stage("compose")
def searched_for(
    question: str, store: Store, allowed: Collection[str] | None, hits: Sequence[Hit], best: float
) -> Searched:
    """How much was searched, how often the question's words occur in it, and what each of the passages read lacks.

    Args:
        question: as asked.
        store: what was searched.
        allowed: the ids of the documents that were; None means all.
        hits: the passages that were read, the nearest first.
        best: the confidence of the best span in them.
    """
    found = store.occurrences(question, allowed)
    return Searched(
        documents=len(store.documents) if allowed is None else len(allowed),
        passages=store.count_passages(allowed),
        words=tuple(Word(word=one.asked.word, forms=one.forms, passages=one.texts) for one in found),
        considered=tuple(_considered(hit, [one.asked for one in found]) for hit in without_copies(hits)),
        best=best,
    )


def without_copies(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those whose passage is a copy of an earlier one's."""
    return [hits[at] for at, first in enumerate(copies_of([hit.passage for hit in hits])) if at == first]


def _considered(hit: Hit, asked: list[Asked]) -> Considered:
    """A hit as a passage to show: where it stands, its words, its scores, and the words that it lacks."""
    return Considered(
        document=refer_to(hit.passage.document),
        start=hit.passage.start,
        end=hit.passage.end,
        text=hit.passage.text,
        headings=hit.passage.headings,
        pages=hit.passage.pages,
        places=hit.passage.document.places_of(hit.passage.start, hit.passage.end),
        score=hit.score,
        dense=hit.dense,
        lexical=hit.lexical,
        lacks=tuple(one.word for one in lacking(asked, searched_text(hit.passage))),
    )
