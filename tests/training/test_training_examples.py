"""From rows to batches: spans, crops, the token budget, padding."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from training.data import Gold, Row

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

MakeRow = Callable[..., Row]
WORDS = [
    "the",
    "house",
    "river",
    "x",
    "made",
    "stone.",
    "mill,",
    "Caf\u00e9",
    "\u6c34",
    "\u200b",
    "na\u00efve-ish",
    "12",
]


@st.composite
def answered_rows(draw: st.DrawFn) -> Row:
    """A row of words, spaces and marks with any slice of its context for an answer."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60))
    context = draw(st.sampled_from([" ", "  ", "\n"])).join(words)
    start = draw(st.integers(0, len(context) - 1))
    end = draw(st.integers(start + 1, min(len(context), start + 90)))
    question = " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=30)))
    answers = (Gold(text=context[start:end], start=start),)
    return Row(id="r", title="", context=context, question=question, answers=answers)


@settings(deadline=None)
@given(row=answered_rows(), length=st.integers(52, 120), seed=st.integers())
def test_a_span_covers_its_answer_in_any_window(
    tokenizer: "PreTrainedTokenizerBase", row: Row, length: int, seed: int
) -> None:
    """The tokens of the span, by their offsets, cover every letter of the answer, and no token at its ends is idle."""
    from training.examples import encode, token_span

    passage = tokenizer(row.context, add_special_tokens=False, return_offsets_mapping=True)
    [gold] = row.answers
    span = token_span(passage["offset_mapping"], gold)
    example = encode(tokenizer, row, length, random.Random(seed))
    if span is None:
        assert not any(letter.isalnum() for letter in gold.text)
        assert example is None
        return
    first, last = (passage["offset_mapping"][i] for i in span)
    covered = range(first[0], last[1])
    assert all(at in covered for at in range(gold.start, gold.end) if row.context[at].isalnum())
    assert first[1] > gold.start
    assert last[0] < gold.end
    assume(example is not None)
    assert example is not None
    assert example.tokens[example.start : example.end + 1] == passage["input_ids"][span[0] : span[1] + 1]
    assert set(example.types[example.start : example.end + 1]) == {1}


@settings(deadline=None)
@given(row=answered_rows(), length=st.integers(52, 120), seed=st.integers(), is_answerable=st.booleans())
def test_a_window_has_its_length_and_is_a_stretch_of_the_passage(
    tokenizer: "PreTrainedTokenizerBase", row: Row, length: int, seed: int, is_answerable: bool
) -> None:
    """`[CLS] question [SEP] stretch [SEP]`, as much of the passage as there is room for; no answer is (0, 0)."""
    from training.examples import QUESTION_TOKENS, encode

    if not is_answerable:
        row = Row(id=row.id, title=row.title, context=row.context, question=row.question, answers=())
    example = encode(tokenizer, row, length, random.Random(seed))
    assume(example is not None)
    assert example is not None
    question = tokenizer(row.question, add_special_tokens=False)["input_ids"][:QUESTION_TOKENS]
    passage = tokenizer(row.context, add_special_tokens=False)["input_ids"]
    head = [tokenizer.cls_token_id, *question, tokenizer.sep_token_id]
    stretch = example.tokens[len(head) : -1]
    assert example.tokens == [*head, *stretch, tokenizer.sep_token_id]
    assert example.types == [0] * len(head) + [1] * (len(stretch) + 1)
    assert len(stretch) == min(len(passage), length - len(question) - 3)
    assert any(passage[at : at + len(stretch)] == stretch for at in range(len(passage) + 1))
    if not is_answerable:
        assert (example.start, example.end) == (0, 0)


def test_crops_differ_and_all_hold_the_answer(tokenizer: "PreTrainedTokenizerBase", make_row: MakeRow) -> None:
    """An answer in the middle of a long passage is seen at many places of the window."""
    from training.examples import encode

    row = make_row(1, context="the house " * 50 + "stone river" + " the house" * 50, answer="stone river")
    found = [encode(tokenizer, row, 60, random.Random(seed)) for seed in range(40)]
    wanted = tokenizer("stone river", add_special_tokens=False)["input_ids"]
    assert all(e is not None and e.tokens[e.start : e.end + 1] == wanted for e in found)
    assert len({e.start for e in found if e is not None}) > 10


def test_rows_whose_answer_makes_no_span_are_left_out(tokenizer: "PreTrainedTokenizerBase", make_row: MakeRow) -> None:
    """Too long for the window, too long to quote, or of no token at all; the others keep their order."""
    from training.examples import encode_all

    context = "the house " * 60
    rows = [
        make_row(1, context=context, answer="the house " * 50),
        make_row(2, context=context, answer="house"),
        make_row(3, context=" the house", answer=" "),
        make_row(4, context=context),
    ]
    assert [example.start > 0 for example in encode_all(tokenizer, rows, 200, 13)] == [True, False]
    assert len(encode_all(tokenizer, [make_row(5, context=context, answer="the house " * 30)], 60, 13)) == 0


def test_one_of_several_answers_is_drawn(tokenizer: "PreTrainedTokenizerBase") -> None:
    """Each in its turn, over the seeds."""
    from training.examples import encode

    golds = (Gold(text="house", start=4), Gold(text="river", start=17))
    row = Row(id="r", title="", context="the house by the river", question="what?", answers=golds)
    examples = [encode(tokenizer, row, 60, random.Random(seed)) for seed in range(20)]
    assert len({example.start for example in examples if example is not None}) == 2


@given(
    # Lengths far apart, and lengths so near that the noise puts longer ones first.
    lengths=st.lists(st.integers(1, 300), max_size=80) | st.lists(st.integers(20, 30), min_size=20, max_size=80),
    budget=st.integers(1, 3000),
    seed=st.integers(),
)
def test_batches_hold_every_example_once_within_the_budget(lengths: list[int], budget: int, seed: int) -> None:
    """Padding counts; only an example that is longer than the budget may exceed it, alone."""
    from training.examples import batches

    made = batches(lengths, budget, random.Random(seed))
    assert sorted(i for batch in made for i in batch) == list(range(len(lengths)))
    for batch in made:
        assert batch
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= budget


def test_batches_are_of_like_lengths() -> None:
    """So little is padding."""
    from training.examples import batches

    lengths = [random.Random(i).randint(20, 250) for i in range(500)]
    made = batches(lengths, 4096, random.Random(1))
    padded = sum(len(batch) * max(lengths[i] for i in batch) for batch in made)
    assert padded / sum(lengths) < 1.15


@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_padding_is_masked(sizes: list[int]) -> None:
    """The mask says where the tokens are, and they come back through it."""
    from training.examples import Example, collate

    examples = [Example(tokens=[7] * size, types=[1] * size, start=size - 1, end=size - 1) for size in sizes]
    batch = collate(examples)
    mask = batch.inputs["attention_mask"]
    assert mask.shape == (len(sizes), max(sizes))
    assert mask.sum(dim=1).tolist() == sizes
    assert (batch.inputs["input_ids"] == 7 * mask).all()
    assert (batch.inputs["token_type_ids"] == mask).all()
    assert batch.start.tolist() == batch.end.tolist() == [size - 1 for size in sizes]


@pytest.mark.parametrize(("start", "text", "span"), [(4, "quick", (1, 1)), (2, "e q", (0, 1)), (3, " ", None)])
def test_token_span(start: int, text: str, span: tuple[int, int] | None) -> None:
    """A token counts if it shares a character with the answer."""
    from training.examples import token_span

    assert token_span([(0, 3), (4, 9), (9, 11)], Gold(text=text, start=start)) == span
