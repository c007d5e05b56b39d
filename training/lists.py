"""Measure lists: every item of an answer, against the plain single span of the reader.

    python -m training.lists FILE.jsonl.gz ...

The rows are those of MultiSpanQA (Li et al. 2022), whose answers are the items of a list. Exact: an item counts when it
is one of the labelled ones in normal form. Partial, as there: the longest common substring with the best partner, as a
share of the item for precision and of the labelled one for recall. Both are counted over all items together.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from corpus import Document
from qa.items import all_items, distinct, items_of
from qa.kinds import kind_of
from qa.metrics import normalised
from qa.reader import Reader, Reading
from training.data import Row, read_rows
from training.evaluate import passage_of

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision, recall and F1, each 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a table a file."""
    from qa.reader.onnx_reader import OnnxReader

    parser = argparse.ArgumentParser(description="Measure lists.")
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args(arguments)
    reader = OnnxReader.open()
    for file in given.files:
        rows = [row for row in read_rows(file) if row.answers]
        by_words = sum(kind_of(row.question) == "list" for row in rows)
        print(f"{file.name}: {len(rows)} rows, {by_words} of them lists by their words")
        print("| | exact P | R | F1 | partial P | R | F1 |\n|---|---|---|---|---|---|---|")
        read = [_read(reader, row) for row in rows]
        for name, items in METHODS.items():
            pairs = [
                (items(one, row), [gold.text for gold in row.answers]) for one, row in zip(read, rows, strict=True)
            ]
            scores = (measure(pairs, exact), measure(pairs, partial))
            cells = " | ".join(f"{100 * value:.1f}" for s in scores for value in (s.precision, s.recall, s.f1))
            print(f"| {name} | {cells} |", flush=True)


def _read(reader: Reader, row: Row) -> Reading:
    passage = passage_of(row)
    (reading,) = reader.read(row.question, [passage])
    return reading


def _words(document: Document, places: Sequence[Place]) -> list[str]:
    return [document.text[start:end] for start, end in places]


def _single(reading: Reading, row: Row) -> list[str]:
    del row
    return _words(reading.passage.document, [(span.start, span.end) for span in reading.spans[:1]])


def _row_of_words(reading: Reading, row: Row) -> list[str]:
    document = reading.passage.document
    return [
        words
        for span in reading.spans[:1]
        for words in _words(
            document, list(distinct(document.text, items_of(document, span.start, span.end, row.question)))
        )
    ]


def _everything(reading: Reading, row: Row) -> list[str]:
    return [
        words
        for span in reading.spans[:1]
        for words in _words(reading.passage.document, all_items(reading, span, row.question))
    ]


METHODS: dict[str, Callable[[Reading, Row], list[str]]] = {
    "the single span": _single,
    "its items": _row_of_words,
    "its items and those of near spans": _everything,
}


def exact(one: str, other: str) -> float:
    """1.0 where both are the same in normal form (Rajpurkar et al. 2016), else 0.0."""
    return float(normalised(one) == normalised(other))


def partial(one: str, other: str) -> float:
    """The longest common substring as a share of `one`.

    >>> partial("guitarist Steve Cropper", "Steve Cropper")
    0.5652173913043478
    """
    found = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return found.size / len(one)


def measure(pairs: Sequence[tuple[list[str], list[str]]], likeness: Callable[[str, str], float]) -> Score:
    """Over the items of all pairs of given and labelled ones: how like its best partner each is."""
    precision = [max((likeness(one, gold) for gold in golds), default=0.0) for given, golds in pairs for one in given]
    recall = [max((likeness(gold, one) for one in given), default=0.0) for given, golds in pairs for gold in golds]
    return Score(precision=sum(precision) / max(1, len(precision)), recall=sum(recall) / max(1, len(recall)))


if __name__ == "__main__":
    main()
