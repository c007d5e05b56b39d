"""From rows to batches: token ids, token types and the span to find.

The input is `[CLS] question [SEP] passage [SEP]`; "no answer" is the span (0, 0), the `[CLS]` token, as Devlin et al.
(2019) do for SQuAD 2.0. A passage longer than the window is cropped around the answer.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from training.data import Gold, Row

QUESTION_TOKENS = 48  # a longer question is cut off
SPECIAL_TOKENS = 3  # [CLS] and two [SEP]
ANSWER_TOKENS = 80  # a longer answer is no span that anybody would quote: its row is left out
LENGTH_NOISE = 12.0  # tokens; batches are of like, not equal lengths, so that they differ from epoch to epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Token ids and types (0 question, 1 passage), and the span's first and last token, both counted from `[CLS]`."""

    tokens: list[int]
    types: list[int]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Padded examples as int64: `inputs` (examples, tokens), named as BERT does; `start` and `end` (examples,)."""

    inputs: dict[str, Tensor]
    start: Tensor
    end: Tensor


def encode(tokenizer: PreTrainedTokenizerBase, row: Row, length: int, rng: random.Random) -> Example | None:
    """Make an example of at most `length` tokens, the answer and the crop drawn with `rng`.

    None if the drawn answer has no tokens, is too long, or does not fit.
    """
    question = tokenizer(row.question, add_special_tokens=False, verbose=False)["input_ids"][:QUESTION_TOKENS]
    passage = tokenizer(row.context, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    room = length - len(question) - SPECIAL_TOKENS
    span = None
    if row.answers:
        span = token_span(passage["offset_mapping"], rng.choice(row.answers))
        if span is None or span[1] - span[0] >= min(room, ANSWER_TOKENS):
            return None
    at = _crop(len(passage["input_ids"]), room, span, rng)
    ids = passage["input_ids"][at : at + room]
    head = len(question) + 2
    start, end = (0, 0) if span is None else (head + span[0] - at, head + span[1] - at)
    return Example(
        tokens=[tokenizer.cls_token_id, *question, tokenizer.sep_token_id, *ids, tokenizer.sep_token_id],
        types=[0] * head + [1] * (len(ids) + 1),
        start=start,
        end=end,
    )


def encode_all(tokenizer: PreTrainedTokenizerBase, rows: Iterable[Row], length: int, seed: int | str) -> list[Example]:
    """Encode rows, leaving out those that make no example.

    Each row gets a generator of its own, so what is drawn for a row does not depend on what the others draw.
    """
    made = (encode(tokenizer, row, length, random.Random(f"{seed} {at}")) for at, row in enumerate(rows))
    return [example for example in made if example is not None]


def token_span(offsets: Sequence[tuple[int, int]], gold: Gold) -> tuple[int, int] | None:
    """The first and the last token that share a character with the answer; None if no token does.

    Example:
        >>> token_span([(0, 3), (4, 9), (9, 11)], Gold(text="quick", start=4))
        (1, 1)
    """
    inside = [i for i, (start, end) in enumerate(offsets) if start < gold.end and end > gold.start]
    return (inside[0], inside[-1]) if inside else None


def batches(lengths: Sequence[int], budget: int, rng: random.Random) -> list[list[int]]:
    """Put examples of like lengths together, as indices, in random order; each index stands in one batch.

    A batch with its padding has at most `budget` tokens, unless a single example is longer than that.
    """
    noisy = [length + rng.random() * LENGTH_NOISE for length in lengths]
    made: list[list[int]] = []
    batch: list[int] = []
    width = 0
    for i in sorted(range(len(lengths)), key=noisy.__getitem__):
        wider = max(width, lengths[i])
        if batch and (len(batch) + 1) * wider > budget:
            made.append(batch)
            batch, wider = [], lengths[i]
        batch.append(i)
        width = wider
    if batch:
        made.append(batch)
    rng.shuffle(made)
    return made


def collate(examples: Sequence[Example]) -> Batch:
    """Pad examples to the longest of them; the attention mask is 0 where there is padding."""
    width = max(len(example.tokens) for example in examples)
    # The padding's id and type do not matter, since the mask hides them.
    return Batch(
        inputs={
            "input_ids": _padded([example.tokens for example in examples], width),
            "token_type_ids": _padded([example.types for example in examples], width),
            "attention_mask": _padded([[1] * len(example.tokens) for example in examples], width),
        },
        start=torch.tensor([example.start for example in examples]),
        end=torch.tensor([example.end for example in examples]),
    )


def _crop(tokens: int, room: int, span: tuple[int, int] | None, rng: random.Random) -> int:
    """Where to crop a passage of so many tokens: anywhere, if only the span stays inside whole."""
    if tokens <= room:
        return 0
    latest = tokens - room
    if span is None:
        return rng.randint(0, latest)
    return rng.randint(max(0, span[1] - room + 1), min(span[0], latest))


def _padded(lines: list[list[int]], width: int) -> Tensor:
    return torch.tensor([line + [0] * (width - len(line)) for line in lines])
