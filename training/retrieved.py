"""Unanswerable pairs as the product makes them: a question with what its own retriever finds when the answer is away.

    python -m training.retrieved --data DATA_FOLDER --store WORK_FOLDER/store --out ROWS.jsonl.gz [--questions N]

For questions of `reader/` the store of `training/tasks.py` is searched without what holds the answer
(`training/withhold.py`) and without the contexts of `calibration/` and `valid/`. One of the first passages that hold no
accepted answer makes a row without an answer. `training.negatives` finds such passages by words alone; these are also
near in meaning, as are those that a question without an answer meets (hard negatives of the retriever at hand: Xiong et
al. 2021).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from corpus import Document
from corpus.errors import PinciteError
from index import Retriever, Store, open_encoder
from training.data import MIXES, PASSAGE_LONGER_THAN, Row, load_mixture, read_rows
from training.errors import DataError, TrainingError
from training.negatives import paired_with
from training.passages import documents_of, text_of
from training.progress import telling
from training.tasks import question_of
from training.withhold import Withholder

SEEN = 8  # passages, as many as an assistant reads
_FOUND = 40  # among which those are sought that may be found: filtering a search by thousands of ids takes longer
_KEPT_APART = ("calibration", "valid")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the rows and say how many there are; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.retrieved", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", required=True, type=Path, help="folder with reader/, calibration/ and valid/")
    parser.add_argument("--store", required=True, type=Path, help="the store of training.tasks")
    parser.add_argument("--out", required=True, type=Path, help="gzip JSON lines to write")
    parser.add_argument("--questions", type=int, default=16_000, help="at most, drawn at random (default: %(default)s)")
    parser.add_argument("--mix", choices=MIXES, default="near", help="the files, as in training.train")
    parser.add_argument("--seed", type=int, default=13)
    given = parser.parse_args(arguments)
    rng = random.Random(given.seed)
    try:
        rows = asked(given.data, given.mix, given.questions, rng)
        made = retrieved(rows, Store.open(given.store), documents_to_train_on(given.data), rng)
    except (TrainingError, PinciteError) as error:
        print(f"training.retrieved: {error}", file=sys.stderr)
        return 1
    with gzip.open(given.out, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(row)) + "\n" for row in made)
    print(f"{len(rows):,} questions, {len(made):,} rows without an answer in {given.out}")
    return 0


def asked(data: Path, mix: str, most: int, rng: random.Random) -> list[Row]:
    """Rows of a mix that have an answer in a context long enough to be a passage, `most` of them drawn at random."""
    rows = load_mixture(data / "reader", rng, MIXES[mix]).main
    rows = [row for row in rows if row.answers and len(row.context) > PASSAGE_LONGER_THAN]
    return rng.sample(rows, min(most, len(rows)))


def documents_to_train_on(data: Path) -> list[Document]:
    """The contexts of `reader/` as the store's documents, without any that `calibration/` or `valid/` has too."""
    apart = documents_of([text_of(row) for folder in _KEPT_APART for row in _rows_in(data / folder)])
    kept_apart = {document.id for document in apart}
    documents = documents_of(list(dict.fromkeys(text_of(row) for row in _rows_in(data / "reader"))))
    return [document for document in documents if document.id not in kept_apart]


def retrieved(rows: Sequence[Row], store: Store, documents: Sequence[Document], rng: random.Random) -> list[Row]:
    """Each row's question with a passage that is found without what holds its answer; none where none is left.

    `documents` are those that may be found, as far as the store holds them.

    Raises:
        DataError: the store holds none of them.
    """
    questions = [question_of("reader", row) for row in rows]
    own = documents_of([text_of(row) for row in rows])
    withholder = Withholder(list({document.id: document for document in (*documents, *own)}.values()), questions)
    allowed = {document.id for document in documents} & {head.id for head in store.documents.heads}
    if not allowed:
        raise DataError("the store holds no context of reader/; build it with training.tasks from the same data")
    retriever = Retriever(encoder=open_encoder(), store=store)
    tell = telling("retrieved", every=1000)
    made = []
    for number, (row, question) in enumerate(zip(rows, questions, strict=True), 1):
        holding = withholder.holding(question)
        passages = [hit.passage for hit in retriever.search(row.question, _FOUND)]
        others = [p.text for p in passages if p.document.id in allowed and p.document.id not in holding]
        made.append(paired_with(row, others[:SEEN], rng))
        tell(number, len(rows))
    return [row for row in made if row]


def _rows_in(folder: Path) -> list[Row]:
    return [row for file in sorted(folder.glob("*.jsonl.gz")) for row in read_rows(file)]


if __name__ == "__main__":
    sys.exit(main())
