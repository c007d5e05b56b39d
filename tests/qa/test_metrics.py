"""Measures on worked examples, and AUROC against counting pairs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.metrics import auroc, exact_match, f1, normalised


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The Treaty, of 1951!", "treaty of 1951"),
        ("a  man\tand an\nanimal", "man and animal"),
        ("U.S.-Japan", "usjapan"),
        ("theatre", "theatre"),
        ("“1951”", "“1951”"),  # as in the SQuAD 2.0 script: ASCII marks only
        ("The", ""),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalised(text) == normal


# The values are those of the official script, evaluate-v2.0.py.
@pytest.mark.parametrize(
    ("answer", "accepted", "exact", "overlap"),
    [
        ("1951", ["1951"], 1.0, 1.0),
        ("the treaty of 1951", ["Treaty of 1951."], 1.0, 1.0),
        ("in 1951", ["1951"], 0.0, 2 / 3),
        ("about three thousand ships", ["three thousand ships"], 0.0, 6 / 7),
        ("1951", ["1960", "in 1951", "the year 1951"], 0.0, 2 / 3),
        ("1960", ["1951"], 0.0, 0.0),
        ("no no no", ["no"], 0.0, 0.5),
        ("", ["1951"], 0.0, 0.0),
        ("", [], 1.0, 1.0),
        ("1951", [], 0.0, 0.0),
        ("the", [], 1.0, 1.0),
        ("", ["the"], 1.0, 1.0),
        ("", ["the", "1951"], 0.0, 0.0),
        ("1951", [""], 0.0, 0.0),
    ],
)
def test_exact_match_and_f1(answer: str, accepted: list[str], exact: float, overlap: float) -> None:
    assert exact_match(answer, accepted) == exact
    assert f1(answer, accepted) == pytest.approx(overlap)


WORDS = st.lists(st.sampled_from("the a ship ships 1951 treaty of".split()), max_size=6).map(" ".join)


@settings(deadline=None)
@given(answer=WORDS, accepted=st.lists(WORDS, max_size=3))
def test_f1_is_between_exact_match_and_one(answer: str, accepted: list[str]) -> None:
    assert exact_match(answer, accepted) <= f1(answer, accepted) <= 1
    assert (f1(answer, accepted) == 1) >= (exact_match(answer, accepted) == 1)
    assert f1(answer, accepted) == f1(answer, accepted[::-1])


@settings(deadline=None, max_examples=200)
@given(pairs=st.lists(st.tuples(st.integers(0, 6).map(lambda n: n / 4), st.booleans()), max_size=30))
def test_auroc_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[float, bool]]) -> None:
    positives = [score for score, positive in pairs if positive]
    negatives = [score for score, positive in pairs if not positive]
    found = auroc([score for score, _ in pairs], [positive for _, positive in pairs])
    if not positives or not negatives:
        assert found is None
    else:
        wins = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
        assert found == pytest.approx(wins / (len(positives) * len(negatives)))


@pytest.mark.parametrize(
    ("scores", "positive", "area"),
    [
        ([0.1, 0.4, 0.35, 0.8], [False, False, True, True], 0.75),  # the example of scikit-learn's roc_auc_score
        ([0.9, 0.1], [True, False], 1.0),
        ([0.1, 0.9], [True, False], 0.0),
        ([0.5, 0.5], [True, False], 0.5),
        ([], [], None),
        ([0.5], [True], None),
    ],
)
def test_auroc_on_worked_examples(scores: list[float], positive: list[bool], area: float | None) -> None:
    assert auroc(scores, positive) == area
