"""Which of the passages found hold the answer, and how high they stand."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from corpus import Passage
from index import Store
from qa.evaluation.questions import Question
from qa.metrics import normalised

DEPTH = 10  # passages looked at


class Judge:
    """Knows which passages of a store are relevant to a question.

    With gold spans those that overlap one; with the text of right passages those whose words it holds, or that hold
    its words; else those in which an accepted answer stands, which is kinder than it should be.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of_document: dict[str, list[Passage]] = defaultdict(list)
        for passage in store.generation.passages:
            self._of_document[passage.document.id].append(passage)

    def relevant(self, question: Question) -> int | None:
        """How many passages of the store are relevant; None where only those found can be judged.

        Raises:
            UnknownDocument: a gold span is of a document that the store does not hold.
        """
        return len(self._overlapping(question)) if question.spans else None

    def ranks(self, question: Question, found: Sequence[Passage]) -> tuple[int, ...]:
        """The ranks, from 1, of the relevant ones among the first ten passages found."""
        if question.spans:
            golds = self._overlapping(question)
            is_relevant = [passage.id in golds for passage in found]
        elif question.passages:
            texts = [normalised(text) for text in question.passages]
            is_relevant = [_shares(normalised(passage.text), texts) for passage in found]
        else:
            answers = [answer.lower() for answer in question.answers]
            is_relevant = [any(answer in passage.text.lower() for answer in answers) for passage in found]
        return tuple(rank for rank, relevant in enumerate(is_relevant[:DEPTH], 1) if relevant)

    def _overlapping(self, question: Question) -> set[str]:
        return {
            passage.id
            for span in question.spans
            for identity in self._store.select([span.document])
            for passage in self._of_document[identity]
            if passage.start < span.end and span.start < passage.end
        }


def recall(ranks: Sequence[int], k: int) -> float:
    """1.0 if a relevant passage is among the first `k`, else 0.0 (top-k accuracy in Karpukhin et al. 2020).

    Gold spans of a question are alternatives, so finding one is finding the answer.
    """
    return float(any(rank <= k for rank in ranks))


def reciprocal_rank(ranks: Sequence[int]) -> float:
    """One in the rank of the first relevant passage, 0 where none is found; its mean is MRR (Voorhees 1999)."""
    return 1 / min(ranks) if ranks else 0.0


def ndcg(ranks: Sequence[int], relevant: int) -> float:
    """Normalised discounted cumulative gain of the first ten, of passages that are relevant or not.

    Rank `r` gives `1 / log2(r + 1)`; the best possible order of `relevant` passages gives 1 (Järvelin and Kekäläinen
    2002, with the discount of Burges et al. 2005).

    >>> round(ndcg([2], relevant=1), 4)
    0.6309
    """
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(relevant, DEPTH) + 1))
    return sum(1 / math.log2(rank + 1) for rank in ranks) / best if best else 0.0


def _shares(text: str, golds: Sequence[str]) -> bool:
    return any(gold and (text in gold or gold in text) for gold in golds)
