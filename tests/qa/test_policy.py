"""The policy: its features on worked examples, and what it decides."""

import dataclasses
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Passage
from corpus.errors import ReaderError
from index import Hit
from qa.features import FEATURES, candidates_of
from qa.policy import Decision, Policy, sigmoid
from qa.reader import Reading, Span

# A passage a line; the answers in them stand between words of which some are the same.
LINES = ("It was 1951, they say", "The 1951. And 1960", "In 1960", "a b c", "$ or %")
TEXT = "\n".join(LINES)
QUESTION = "Which treaty, of 1951?"  # two terms


@pytest.fixture(scope="module")
def found(document_of: Callable[..., Document]) -> Callable[..., tuple[list[Hit], list[Reading]]]:
    """A function that makes hits and readings: for each line a null score and `(words, score)` of its spans."""
    document = document_of(TEXT)

    def make(
        *read: tuple[int, float, Sequence[tuple[str, float]]], dense: float = 0.5, lexical: Sequence[float] = ()
    ) -> tuple[list[Hit], list[Reading]]:
        hits, readings = [], []
        for rank, (line, null, spans) in enumerate(read, 1):
            start = TEXT.index(LINES[line])
            passage = Passage(document=document, start=start, end=start + len(LINES[line]))
            bm25 = lexical[rank - 1] if lexical else 0.0
            hits.append(Hit(passage=passage, score=1 / rank, rank=rank, dense=dense, lexical=bm25))
            placed = [(start + LINES[line].index(words), len(words), score) for words, score in spans]
            cut = tuple(Span(start=at, end=at + size, score=score) for at, size, score in placed)
            readings.append(Reading(passage=passage, spans=cut, null_score=null))
        return hits, readings

    return make


def words_of(decision: Decision) -> list[str]:
    return [TEXT[span.start : span.end] for _, span in decision.spans]


def by(threshold: float = 0.5, **weights: float) -> Policy:
    return Policy(
        bias=weights.pop("bias", 0.0), weights={**dict.fromkeys(FEATURES, 0.0), **weights}, threshold=threshold
    )


def test_what_speaks_for_a_span(found: Callable[..., tuple[list[Hit], list[Reading]]]) -> None:
    hits, readings = found(
        (0, 1.0, [("1951", 5.0), ("It", 2.5)]),
        (1, -20.0, [("The 1951", 3.0)]),
        (2, 4.0, [("1960", 1.0), ("In", -9.0)]),
        (3, 0.0, []),
        dense=0.25,
        lexical=[8.0, 2.0, 0.0, 4.0],
    )
    candidates = candidates_of(QUESTION, hits, readings)
    total = math.log(1 + math.exp(4) + math.exp(12) + math.exp(-3))
    assert [one.features["share"] for one in candidates] == pytest.approx(
        [-8.0, 12 - total, -8.0]
    )  # 4 - total is lower
    assert [one.features["rank"] for one in candidates] == pytest.approx([math.log(2), math.log(3), math.log(4)])
    rows = [
        [value for name, value in candidate.features.items() if name not in ("share", "rank")]
        for candidate in candidates
    ]
    # margin, rival, second, cosine, words, covered, near, names, agree, fits, echo
    assert rows == [
        [4.0, 6.0, 2.5, 0.25, 1.0, 0.5, 0.5, 1.0, 0.0, 0.0, 1.0],
        [12.0, 6.0, 6.0, 0.25, 0.25, 0.5, 0.5, 1.0, 0.0, 0.0, 1.0],
        [-3.0, -6.0, 6.0, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    ]
    assert all(tuple(candidate.features) == FEATURES for candidate in candidates_of(QUESTION, hits, readings))


@pytest.mark.parametrize(("documents", "agree"), [(1, 0.0), (2, 1.0), (3, 2.0), (5, 2.0)])
def test_agreement_counts_two_other_documents_at_most(
    documents: int, agree: float, document_of: Callable[..., Document]
) -> None:
    """However the number is written; a second passage of the same document adds nothing."""
    ways = [
        "They had 12 ships at that time.",
        "A dozen years on, twelve ships lay there.",
        "It says 12 ships, no more.",
    ]
    ways += ["The harbour took 12 of them.", "Of all, 12 came back from Orme."]
    hits, readings = [], []
    for rank, text in enumerate(ways[:documents], 1):
        document = document_of(text, title=f"Notes {rank}")
        words = "twelve" if "twelve" in text else "12"
        for _ in range(2):
            passage = Passage(document=document, start=0, end=len(text))
            hits.append(Hit(passage=passage, score=1.0, rank=rank, dense=0.5, lexical=1.0))
            at = text.index(words)
            span = Span(start=at, end=at + len(words), score=1.0)
            readings.append(Reading(passage=passage, spans=(span,), null_score=0.0))
    assert {c.features["agree"] for c in candidates_of("How many ships?", hits, readings)} == {agree}


def test_no_words_of_the_question_in_any_passage_is_no_division_by_zero(
    found: Callable[..., tuple[list[Hit], list[Reading]]],
) -> None:
    (candidate,) = candidates_of(QUESTION, *found((0, 0.0, [("1951", 1.0)]), lexical=[0.0]))
    assert candidate.features["words"] == 0.0


@pytest.mark.parametrize(("words", "rival"), [("1960", 1.0), ("The 1951", 6.0)])
def test_a_rival_says_something_else(
    words: str, rival: float, found: Callable[..., tuple[list[Hit], list[Reading]]]
) -> None:
    read = found((0, 0.0, [("1951", 3.0)]), (1, 0.0, [(words, 2.0)]))
    assert candidates_of(QUESTION, *read)[0].features["rival"] == rival


@pytest.mark.parametrize(
    ("question", "names"),
    [("Was it 1951?", 1.0), ("Was it 1950?", 0.0), ("Who?", 1.0), ("Was A in Rome in 1951?", 0.5)],
)
def test_names_are_looked_for_in_the_passage(
    question: str, names: float, found: Callable[..., tuple[list[Hit], list[Reading]]]
) -> None:
    (candidate,) = candidates_of(question, *found((0, 0.0, [("1951", 1.0)])))
    assert candidate.features["names"] == names


def test_a_span_of_the_kind_that_is_asked_for(found: Callable[..., tuple[list[Hit], list[Reading]]]) -> None:
    when = candidates_of("When was it?", *found((0, 0.0, [("1951", 1.0)]), (0, 0.0, [("they", 1.0)])))
    assert [candidate.features["fits"] for candidate in when] == [1.0, -1.0]


@pytest.mark.parametrize(
    ("question", "covered"), [("1951?", 1.0), ("1951 SAYING?", 1.0), ("1951 or 1960", 0.5), ("What?", 0.0)]
)
def test_covered_is_the_share_of_terms_in_the_passage(
    question: str, covered: float, found: Callable[..., tuple[list[Hit], list[Reading]]]
) -> None:
    (candidate,) = candidates_of(question, *found((0, 0.0, [("1951", 1.0)])))
    assert candidate.features["covered"] == covered


def test_a_reading_too_few_is_a_defect(found: Callable[..., tuple[list[Hit], list[Reading]]]) -> None:
    hits, readings = found((0, 0.0, [("1951", 1.0)]), (1, 0.0, [("1951", 1.0)]))
    with pytest.raises(ValueError, match="zip"):
        candidates_of(QUESTION, hits, readings[:1])


def test_the_most_probable_is_chosen_and_what_says_the_same_goes_along(
    found: Callable[..., tuple[list[Hit], list[Reading]]],
) -> None:
    read = found((2, 0.0, [("1960", 1.0)]), (0, 0.0, [("1951", 2.0)]), (1, 0.0, [("The 1951", 3.0)]))
    decision = by(margin=1.0).decide(QUESTION, *read)
    assert words_of(decision) == ["The 1951", "1951"]
    assert decision.best == pytest.approx(1 / (1 + math.exp(-3)))


def test_only_the_best_span_of_a_passage_is_considered(
    found: Callable[..., tuple[list[Hit], list[Reading]]],
) -> None:
    read = found((1, 0.0, [("1951", 3.0), ("1960", 2.9)]), (2, 0.0, [("1960", 2.0)]))
    assert words_of(by(margin=1.0).decide(QUESTION, *read)) == ["1951"]


def test_of_equals_the_first_hit_is_chosen(found: Callable[..., tuple[list[Hit], list[Reading]]]) -> None:
    read = found((2, 0.0, [("1960", 2.0)]), (0, 0.0, [("1951", 2.0)]))
    assert words_of(by(margin=1.0).decide(QUESTION, *read)) == ["1960"]


@pytest.mark.parametrize(("threshold", "given"), [(0.5, True), (0.7, True), (0.74, False), (1.0, False)])
def test_below_the_threshold_it_abstains_and_still_says_how_likely(
    found: Callable[..., tuple[list[Hit], list[Reading]]], threshold: float, given: bool
) -> None:
    decision = by(threshold, margin=1.0).decide(QUESTION, *found((0, 0.0, [("1951", 1.0)])))
    assert bool(decision.spans) == given
    assert decision.best == pytest.approx(0.7310586)


def test_nothing_read_is_nothing_decided(found: Callable[..., tuple[list[Hit], list[Reading]]]) -> None:
    assert by(0.0).decide(QUESTION, [], []) == Decision(spans=(), best=0.0)
    assert by(0.0).decide(QUESTION, *found((0, 0.0, []))) == Decision(spans=(), best=0.0)


@pytest.mark.parametrize(("one", "other", "same"), [("1951", "The 1951", True), ("$", "%", False), ("a", "b", False)])
def test_what_says_the_same(
    found: Callable[..., tuple[list[Hit], list[Reading]]], one: str, other: str, same: bool
) -> None:
    lines = [next(number for number, line in enumerate(LINES) if words in line) for words in (one, other)]
    read = found((lines[0], 0.0, [(one, 2.0)]), (lines[1], 0.0, [(other, 1.0)]))
    assert len(by(margin=1.0).decide(QUESTION, *read).spans) == 1 + same


@settings(deadline=None)
@given(
    bias=st.floats(-5, 5),
    weight=st.floats(0.01, 5),
    low=st.floats(-15, 15),
    more=st.floats(0, 10),
    null=st.floats(-5, 5),
)
def test_a_greater_margin_is_never_less_probable(
    found: Callable[..., tuple[list[Hit], list[Reading]]],
    bias: float,
    weight: float,
    low: float,
    more: float,
    null: float,
) -> None:
    policy = by(bias=bias, margin=weight)
    lower, higher = (policy.decide(QUESTION, *found((0, null, [("1951", score)]))) for score in (low, low + more))
    assert 0 <= lower.best <= higher.best <= 1
    assert len(lower.spans) <= len(higher.spans)


@settings(deadline=None)
@given(x=st.floats(-1e6, 1e6))
def test_the_logistic_function(x: float) -> None:
    assert 0 <= sigmoid(x) <= 1
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1)
    assert sigmoid(0.0) == 0.5


def test_the_policy_that_ships_is_sane() -> None:
    policy = Policy.open()
    assert set(policy.weights) == set(FEATURES)
    assert policy.weights["margin"] > 0, "the reader's own score must speak for a span"
    assert 0 < policy.threshold < 1


def test_a_recalibration_moves_the_probability_and_no_preference(
    found: Callable[..., tuple[list[Hit], list[Reading]]],
) -> None:
    read = found((2, 0.0, [("1960", 1.0)]), (0, 0.0, [("1951", 2.0)]))
    decision = dataclasses.replace(by(margin=1.0), slope=0.5, shift=1.0).decide(QUESTION, *read)
    assert words_of(decision) == ["1951"]
    assert decision.best == pytest.approx(sigmoid(0.5 * 2.0 + 1.0))


def test_another_threshold_may_be_asked_for(found: Callable[..., tuple[list[Hit], list[Reading]]]) -> None:
    read = found((0, 0.0, [("1951", 1.0)]))
    assert not by(0.5, margin=1.0).decide(QUESTION, *read, threshold=0.9).spans
    assert by(0.9, margin=1.0).decide(QUESTION, *read, threshold=0.5).spans


def test_a_policy_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    weights = {name: float(number) for number, name in enumerate(FEATURES)}
    path.write_text(json.dumps({"bias": -1, "weights": weights, "threshold": 0.25, "held_out": {"AUROC": 0.9}}))
    read = Policy.open(path)
    assert dataclasses.replace(read, fingerprint="") == Policy(bias=-1.0, weights=weights, threshold=0.25)
    path.write_text(path.read_text() + "\n")
    assert Policy.open(path).fingerprint != read.fingerprint


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[]",
        "{}",
        '{"bias": 0, "weights": {}, "threshold": 0.5}',
        '{"bias": 0, "weights": [1, 2, 3, 4, 5], "threshold": 0.5}',
        '{"bias": "high", "weights": {"margin": 1, "cosine": 1, "words": 1, "agree": 1, "second": 1}, "threshold": 0}',
        '{"bias": 0, "weights": {"margin": null, "cosine": 1, "words": 1, "agree": 1, "second": 1}, "threshold": 0}',
        "\ud800",
    ],
)
def test_a_policy_that_is_none_is_refused_in_one_line(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "policy.json"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ReaderError) as caught:
        Policy.open(path)
    assert len(str(caught.value).splitlines()) == 1
    assert str(path) in str(caught.value)
    assert "Install Pincite again." in str(caught.value)
