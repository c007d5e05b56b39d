"""Questions whose right sentences are labelled, and what is kept of one that was asked."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus import sentences
from qa.kinds import kind_of
from training.data import PASSAGE_LONGER_THAN, Row, read_rows
from training.errors import DataError

# Questions that make sense without their context in sight.
SPANS = (
    "squadshifts_new_wiki",
    "tydiqa_en",
    "qed_nq",
    "nq_oracle",
    "tatqa_text",
    "conditionalqa",
    "doc2dial_first",
)
LISTS = ("wikiqa_train", "selqa")  # the sentences of a question stand together in a text
LOOSE = ("trecqa_wang", "squad_train_reqa")  # every sentence is from another text

Task = Literal["ranking", "with", "without", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A question, the texts that it is asked of, and the words of the right sentences in them (none: no answer)."""

    source: str
    question: str
    texts: tuple[str, ...]
    right: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was read for one question: a row a sentence, passage by passage.

    `features` have shape `(sentences, len(FEATURES))`; `around` is the share of the question's terms around each;
    `spans` the margin of the best span that ends in it, -99 where there is none; `right` whether it is labelled so.
    `golds` counts the labelled ones, read or not. `task`: own candidates alone; everything, with or without what
    holds the answer; everything, where nothing does. `reported`: not to be fitted on.
    """

    source: str
    question: str
    task: Task
    kind: str
    reported: bool
    golds: int
    features: list[list[float]]
    around: list[float]
    spans: list[float]
    right: list[bool]


def read_asked(kept: Path) -> list[Asked]:
    """What was asked before."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else []
    return [Asked(**json.loads(line)) for line in lines]


def pairs_of(folder: Path, source: str) -> list[Labelled]:
    """The questions of a file of `{question, passage, label}`."""
    by_question: dict[str, dict[str, int]] = {}
    try:
        with gzip.open(folder / f"{source}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                by_question.setdefault(row["question"], {})[row["passage"]] = row["label"]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"cannot read {source} in {folder}: {error}; get the file anew") from error
    return [
        Labelled(
            source=source,
            question=question,
            texts=tuple(found) if source in LOOSE else ("\n\n".join(found),),
            right=frozenset(words_of(passage) for passage, label in found.items() if label),
        )
        for question, found in by_question.items()
    ]


def spans_of(folder: Path) -> list[Labelled]:
    """The questions of `SPANS` that want sentences; right are the sentences that an accepted answer stands in."""
    rows = [row for name in SPANS for row in read_rows(folder / f"{name}.jsonl.gz")]
    return [
        Labelled(
            source="spans",
            question=row.question,
            texts=(f"{row.title}\n\n{row.context}",),
            right=frozenset(_sentences_with_answers(row)),
        )
        for row in rows
        if row.answers and len(row.context) > PASSAGE_LONGER_THAN and wants_sentences(row.question)
    ]


def wants_sentences(question: str) -> bool:
    """Whether the product answers the question with sentences."""
    return kind_of(question) in ("sentences", "yes-no")


def words_of(text: str) -> str:
    """The words of a text in small letters, for comparing."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _sentences_with_answers(row: Row) -> Iterator[str]:
    for start, end in sentences(row.context):
        if any(gold.start < end and start < gold.end for gold in row.answers):
            yield words_of(row.context[start:end])


def is_right(words: str, right: frozenset[str]) -> bool:
    """Whether a sentence is a labelled one: the texts may be cut into sentences elsewhere than the labelled were."""
    return any(words in gold or gold in words for gold in right) if len(words) > 12 else words in right
