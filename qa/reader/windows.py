"""From a question and passages to the reader's input: windows of word pieces with their offsets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import QuestionError, ReaderError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

WINDOW = 384  # word pieces, question and separators included
OVERLAP = 128  # word pieces that two windows of a passage share, so that no answer is only cut
LONGEST_QUESTION = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of a passage as the reader sees it.

    `ids` are the input, `[CLS] question [SEP] stretch [SEP]`; the stretch begins at position `head`; `offsets` are
    the character spans of its word pieces in the passage's text.
    """

    passage: int
    ids: Sequence[int]
    head: int
    offsets: Sequence[tuple[int, int]]


def windows_of(question: str, texts: Sequence[str], tokenizer: Tokenizer) -> Iterator[Window]:
    """Cut every text into windows that overlap; a text without word pieces gives none.

    Raises:
        QuestionError: the question has more than `LONGEST_QUESTION` word pieces.
    """
    asked = tokenizer.encode(question, add_special_tokens=False).ids
    if len(asked) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(asked)} word pieces; at most {LONGEST_QUESTION} can be read.",
            hint="Ask one thing, in one sentence.",
        )
    first, last = _id_of("[CLS]", tokenizer), _id_of("[SEP]", tokenizer)
    room = WINDOW - len(asked) - 3
    for number, encoded in enumerate(tokenizer.encode_batch(list(texts), add_special_tokens=False)):
        for at in starts_of(len(encoded.ids), room, min(OVERLAP, room // 2)):
            yield Window(
                passage=number,
                ids=[first, *asked, last, *encoded.ids[at : at + room], last],
                head=len(asked) + 2,
                offsets=encoded.offsets[at : at + room],
            )


def _id_of(token: str, tokenizer: Tokenizer) -> int:
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ReaderError(f"The reader's tokenizer has no {token}.", hint="Install Pincite again.")
    return number


def starts_of(length: int, room: int, overlap: int) -> range:
    """Where windows of `room` begin so that they cover `length` pieces, neighbours sharing `overlap`.

    >>> list(starts_of(10, 6, 2))
    [0, 4]
    """
    return range(0, max(length - overlap, min(length, 1)), room - overlap)


def feeds_of(window: Window) -> dict[str, NDArray[np.int64]]:
    """A window as arrays of shape `(1, pieces)`: ids, and 1 for what is not the question."""
    import numpy as np

    ids = np.array([window.ids], dtype=np.int64)
    types = np.zeros_like(ids)
    types[0, window.head :] = 1
    return {"input_ids": ids, "token_type_ids": types}
