"""A tiny encoder and tiny rows, made here: the tests of training need no network and no data.

torch and transformers take seconds to import, so they are imported where they are used, not when tests are collected.
"""

import gzip
import json
import string
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from training.data import Gold, Row

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = ["the", "who", "what", "when", "made", "house", "river", "stone", ".", ",", "?"]
PIECES = [*string.ascii_lowercase, *string.digits]


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random BERT of two layers and a WordPiece tokenizer that spells most words out."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("encoder")
    entries = [*SPECIAL, *WORDS, *PIECES, *(f"##{piece}" for piece in PIECES)]
    config = BertConfig(
        vocab_size=len(entries), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    BertTokenizer(vocab={entry: i for i, entry in enumerate(entries)}).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tokenizer(encoder: Path) -> "PreTrainedTokenizerBase":
    """The tiny encoder's tokenizer."""
    from transformers import AutoTokenizer

    loaded: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(encoder)
    return loaded


@pytest.fixture(scope="session")
def make_row() -> Callable[..., Row]:
    """A function that makes a row; its answer, if it has one, stands where the context first has it."""

    def make(number: int = 0, *, context: str = "", question: str = "who made it?", answer: str | None = None) -> Row:
        context = context or f"the house by the river {number} was made of stone {number}."
        golds = () if answer is None else (Gold(text=answer, start=context.index(answer)),)
        return Row(id=f"row-{number}", title="houses", context=context, question=question, answers=golds)

    return make


@pytest.fixture(scope="session")
def write_rows() -> Callable[[Path, Iterable[Row]], None]:
    """A function that writes rows as the gzip JSON lines that training reads."""

    def write(path: Path, rows: Iterable[Row]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            for row in rows:
                answers = [{"text": gold.text, "start": gold.start} for gold in row.answers]
                record = {"id": row.id, "title": row.title, "context": row.context, "question": row.question}
                file.write(json.dumps({**record, "answers": answers}) + "\n")

    return write
