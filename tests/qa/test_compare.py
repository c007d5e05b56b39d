"""Two runs question by question."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from corpus.errors import EvaluationError
from qa.evaluation.compare import compare, mcnemar
from qa.evaluation.report import comparison_in_words, data_of_comparison
from qa.evaluation.run import Outcome, Run


def outcome(key: str, f1: float, *, answers: tuple[str, ...] = ("x",)) -> Outcome:
    return Outcome(
        key=key,
        question=f"{key}?",
        answers=answers,
        kind="fact",
        given=f"{f1}",
        best="",
        confidence=0.5,
        exact_match=float(f1 == 1),
        f1=f1,
        right=f1 >= 0.5,
        ranks=(),
        relevant=None,
        seconds=0.0,
        signals={},
    )


def run(*outcomes: Outcome) -> Run:
    return Run(header={}, outcomes=outcomes)


def test_gained_and_lost_are_told_by_the_questions_not_by_their_order() -> None:
    first = run(outcome("a", 1.0), outcome("b", 0.0), outcome("c", 0.4), outcome("d", 0.5))
    second = run(outcome("d", 0.4), outcome("c", 0.6), outcome("b", 0.0), outcome("a", 0.9))
    found = compare(first, second)
    assert [b.key for _, b in found.gained] == ["c"]
    assert [b.key for _, b in found.lost] == ["d"]
    assert (found.questions, found.p) == (4, 1.0)
    assert found.f1.value == pytest.approx((-0.1 + 0 + 0.2 - 0.1) / 4)
    assert found.exact_match.value == pytest.approx(-1 / 4)
    words = comparison_in_words(found)
    assert words.startswith("4 questions: 1 gained, 1 lost (McNemar, exact: p = 1.0000)")
    assert "gained  c?  ->  '0.4' then '0.6'" in words
    assert data_of_comparison(found)["lost"] == ["d"]


@given(gained=st.integers(0, 40), lost=st.integers(0, 40))
def test_mcnemar_is_the_exact_binomial_test(gained: int, lost: int) -> None:
    if gained + lost:
        assert mcnemar(gained, lost) == pytest.approx(binomtest(gained, gained + lost).pvalue)
    else:
        assert mcnemar(0, 0) == 1.0


def test_mcnemar_of_thousands_of_questions_is_a_number() -> None:
    assert 0 <= mcnemar(3000, 1000) < 1e-200


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (run(outcome("a", 1.0)), "not of the same questions: 2 and 1, 1 of them in one alone: 'b'"),
        (run(outcome("a", 1.0), outcome("a", 1.0)), "not of the same questions"),
        (run(outcome("a", 1.0), outcome("b", 1.0, answers=("y",))), "'b' has other accepted answers"),
        (run(), "2 and 0"),
    ],
)
def test_runs_of_other_questions_are_not_compared(second: Run, says: str) -> None:
    first = run(outcome("a", 1.0), outcome("b", 0.0))
    compare_: Callable[..., object] = compare
    with pytest.raises(EvaluationError, match=says):
        compare_(first, second)
    with pytest.raises(EvaluationError):
        compare_(second, first)
