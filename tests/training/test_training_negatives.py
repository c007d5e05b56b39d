"""Negatives must not hold an answer, and swapped names must not stand in the passage."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training import negatives
from training.data import PASSAGE_LONGER_THAN, Gold, Row
from training.negatives import NAME, NUMBER, mine, swap

WORDS = ["house", "river", "stone", "Maker", "bridge", "tower", "garden", "mill", "church", "harbour"]
NAMES = ["Ann", "Bert", "Cleo", "Doris", "Egon", "Flora"]
NUMBERS = ["1900", "1901", "1902", "1905", "7", "12", "3,500"]
MakeRow = Callable[..., Row]


@st.composite
def long_rows(draw: st.DrawFn) -> Row:
    """A row of a few dozen words, with one of them, or two in a row, for an answer, or none."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=60, max_size=70))
    context = " ".join(words)
    golds = []
    for at, size in draw(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 2)), max_size=2)):
        start = len(" ".join(words[:at])) + (at > 0)
        golds.append(Gold(text=" ".join(words[at : at + size]), start=start))
    question = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5)))
    return Row(id="r", title="", context=context, question=f"where is {question}?", answers=tuple(golds))


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(long_rows(), min_size=1, max_size=5), short=st.lists(st.sampled_from(WORDS)), seed=st.integers())
def test_mined_passages_hold_no_answer(rows: list[Row], short: list[str], seed: int) -> None:
    """They are passages of the pool, never the question's own, and the question is one that had an answer."""
    pool = sorted({row.context for row in rows} | {word * 9 for word in short})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(negatives, "PAIRED", 1.0)
        mined = mine(rows, pool, random.Random(seed))
    for made in mined:
        assert made.answers == ()
        assert made.context in pool
        origins = [row for row in rows if row.question == made.question and row.answers]
        assert any(
            made.context != row.context and not any(g.text.lower() in made.context.lower() for g in row.answers)
            for row in origins
        )


def test_the_closest_passage_is_mined(monkeypatch: pytest.MonkeyPatch, make_row: MakeRow) -> None:
    """The one that shares the question's words, not one about something else, if there is nothing between them."""
    monkeypatch.setattr(negatives, "PAIRED", 1.0)
    monkeypatch.setattr(negatives, "CANDIDATES", 1)
    own = "The old bridge was built by Ann. " * 10
    near, far = "The old bridge fell into the river. " * 10, "Bread is baked of flour. " * 12
    [made] = mine(
        [make_row(1, context=own, question="Who built the old bridge?", answer="Ann")], [far, near], random.Random(1)
    )
    assert made.context == near


def test_nothing_is_mined_of_short_rows_of_unanswerable_ones_and_of_no_pool(
    monkeypatch: pytest.MonkeyPatch, make_row: MakeRow
) -> None:
    """A short context is not like a passage; without an answer there is nothing to take away."""
    monkeypatch.setattr(negatives, "PAIRED", 1.0)
    long = "the house by the river. " * 20
    assert len(long) > PASSAGE_LONGER_THAN
    pool = [long.replace("house", "mill")]
    rows = [make_row(1, answer="house"), make_row(2, context=long)]
    assert mine(rows, pool, random.Random(1)) == []
    assert mine([make_row(3, context=long, answer="house")], [], random.Random(1)) == []


@given(
    names=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NUMBERS)), min_size=2, max_size=8),
    mentioned=st.lists(st.sampled_from([*NAMES, *NUMBERS])),
    seed=st.integers(),
)
def test_swapped_names_and_numbers_are_not_in_the_passage(
    names: list[tuple[str, str]], mentioned: list[str], seed: int
) -> None:
    """What is new in a question stands neither in its passage nor in the question that it is made of."""
    context = "It was built by " + ", ".join([*mentioned, "hand"])
    gold = Gold(text="hand", start=context.index("hand"))
    rows = [
        Row(id=str(i), title="", context=context, question=f"What did {name} build in {number}?", answers=(gold,))
        for i, (name, number) in enumerate(names)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(negatives, "SWAPPED", 1.0)
        made = swap(rows, random.Random(seed))
    for row in made:
        old, new = rows[int(row.id)].question.rstrip("?").split(), row.question.rstrip("?").split()
        assert row.answers == ()
        assert row.context == context
        [changed] = [word for before, word in zip(old, new, strict=True) if before != word]
        assert changed.lower() not in context.lower()
        assert changed not in old


def test_a_share_of_the_answerable_rows_is_swapped(make_row: MakeRow) -> None:
    """About `SWAPPED` of those that have a name; none of the unanswerable ones and of those without a name."""
    rows = [make_row(i, question=f"what did {NAMES[i % 6]} build?", answer="house") for i in range(400)]
    made = swap(rows, random.Random(5))
    assert 0.2 < len(made) / len(rows) < 0.4
    assert swap([make_row(1, question="what did Ann build?")], random.Random(5)) == []
    assert swap([make_row(i, answer="house") for i in range(20)], random.Random(5)) == []


@pytest.mark.parametrize(
    ("question", "names", "numbers"),
    [
        ("When did Marie Curie of Warsaw leave?", ["Marie Curie of Warsaw"], []),
        ("Who won in 1969 and 1,970? Nobody knows.", [], ["1969", "1,970"]),
        ("what is the Bank of England's rate", ["Bank of England's"], []),
    ],
)
def test_names_and_numbers_are_found(question: str, names: list[str], numbers: list[str]) -> None:
    """The first word of a question or sentence is not taken for a name."""
    assert [match.group() for match in NAME.finditer(question)] == names
    assert [match.group() for match in NUMBER.finditer(question)] == numbers
