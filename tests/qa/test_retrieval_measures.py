"""Measures of ranking against ir-measures, and which passages count as relevant."""

from collections.abc import Callable

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from corpus.errors import UnknownDocument
from qa import Assistant
from qa.evaluation.questions import GoldSpan, Question
from qa.evaluation.retrieval import Judge, ndcg, recall, reciprocal_rank


@given(found=st.lists(st.booleans(), min_size=1, max_size=10), elsewhere=st.integers(0, 12))
def test_measures_are_those_of_ir_measures(found: list[bool], elsewhere: int) -> None:
    ranks = tuple(rank for rank, relevant in enumerate(found, 1) if relevant)
    relevant = len(ranks) + elsewhere
    if not relevant:
        assert ndcg(ranks, relevant) == 0
        return
    qrels = [Qrel("q", f"found {rank}", 1) for rank in ranks] + [Qrel("q", f"not {n}", 1) for n in range(elsewhere)]
    run = [ScoredDoc("q", f"found {rank}", -rank) for rank in range(1, len(found) + 1)]
    wanted = ir_measures.calc_aggregate([RR @ 10, nDCG @ 10, Success @ 1, Success @ 5], qrels, run)
    assert reciprocal_rank(ranks) == pytest.approx(wanted[RR @ 10])
    assert ndcg(ranks, relevant) == pytest.approx(wanted[nDCG @ 10])
    assert recall(ranks, 1) == wanted[Success @ 1]
    assert recall(ranks, 5) == wanted[Success @ 5]


FILES = {
    "a.txt": "The lighthouse was built in 1874.",
    "b.txt": "The ferry costs 12 crowns. It was built in 1874 as well.",
}


def test_what_is_relevant_is_said_by_spans_or_passages_or_answers(assistant_of: Callable[..., Assistant]) -> None:
    store = assistant_of(FILES).store
    judge, (a, b) = Judge(store), store.generation.passages

    def ranks(**gold: object) -> tuple[int, ...]:
        return judge.ranks(Question(question="When?", answers=("1874",), **gold), [b, a])  # type: ignore[arg-type]

    assert ranks() == (1, 2)  # the answer's words stand in both
    assert ranks(spans=(GoldSpan(document="a.txt", start=28, end=32),)) == (2,)
    assert ranks(spans=(GoldSpan(document=b.document.id, start=45, end=49),)) == (1,)
    assert ranks(passages=("The ferry costs 12 crowns. It was built in 1874 as well. It is blue.",)) == (1,)
    assert ranks(passages=("lighthouse was built",)) == (2,)
    assert ranks(passages=("",)) == ()


def test_how_many_are_relevant_is_known_from_spans_alone(assistant_of: Callable[..., Assistant]) -> None:
    judge = Judge(assistant_of(FILES).store)
    spans = (GoldSpan(document="a.txt", start=28, end=32), GoldSpan(document="a.txt", start=25, end=32))
    assert judge.relevant(Question(question="When?", answers=("1874",), spans=spans)) == 1
    assert judge.relevant(Question(question="When?", answers=("1874",))) is None
    with pytest.raises(UnknownDocument, match=r"c\.txt"):
        judge.relevant(Question(question="?", answers=(), spans=(GoldSpan(document="c.txt", start=0, end=1),)))


def test_of_a_document_only_the_passage_that_holds_the_span_is_relevant(assistant_of: Callable[..., Assistant]) -> None:
    text = " ".join(f"Ship number {n} passed by the old pier in the morning." for n in range(40))
    store = assistant_of({"a.txt": text}).store
    first, second, *_ = store.generation.passages
    span = GoldSpan(document="a.txt", start=second.start, end=second.start + 4)
    question = Question(question="Which?", answers=("Ship",), spans=(span,))
    assert Judge(store).ranks(question, [first, second]) == (2,)
    assert Judge(store).relevant(question) == 1
    before = Question(question="Which?", answers=("pier",), spans=(GoldSpan(document="a.txt", start=0, end=4),))
    assert Judge(store).ranks(before, [second, first]) == (2,)
