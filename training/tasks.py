"""Build what the project is measured on: one store of tens of thousands of passages, and questions against it.

    python -m training.tasks --data DATA_FOLDER --work WORK_FOLDER [--contexts N] [--questions N]

WORK_FOLDER/store is a store of the contexts of all data files. WORK_FOLDER/calibration (to fit and to choose on) and
WORK_FOLDER/report (of `valid/`, to report on) each hold four files for `python -m qa evaluate --store`:

- reading.jsonl: only the document that answers is searched;
- road.jsonl: all documents are;
- absence.jsonl: every other question, in a seeded order, has what holds its answer excluded, and no answer;
- few.jsonl: the same, but only the documents of the question's own title and some others are searched, as people do who
  ask a handful of documents.

The questions of a version are the same in its four files. Build it again to go on where it was stopped.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus import Document, normalise
from corpus.errors import PinciteError
from qa.evaluation.questions import GoldSpan, Question, write_questions
from training.data import PASSAGE_LONGER_THAN, Row, read_rows
from training.errors import DataError, TrainingError
from training.passages import SEED, all_texts, build_store, documents_of, text_of
from training.withhold import Withholder

# Questions that make sense without their context in sight; reviews and forum posts ask "how was it?".
CALIBRATION = (
    "squadshifts_new_wiki",
    "qed_nq",
    "nq_oracle",
    "tydiqa_en",
    "timeqa_human",
    "tatqa_text",
    "drop_contrast_span",
    "ni_iirc_subtext",
)
REPORT = ("xquad_en", "tydiqa_en")
ALL = 10_000  # more than there are
FEW = 30  # documents beside those of the question's own title
VERSIONS = {"calibration": ("calibration", CALIBRATION), "report": ("valid", REPORT)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the files and the store, or show what is excluded; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.tasks", description="Build the tasks to measure on.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of reader/, calibration/ and valid/")
    parser.add_argument("--work", type=Path, required=True, help="the folder to build in")
    parser.add_argument("--contexts", type=int, default=30_000, help="in the store, those of the questions among them")
    parser.add_argument("--questions", type=int, default=ALL, help="of each version at most, drawn with a seed")
    given = parser.parse_args(arguments)
    try:
        build(given.data, given.work, contexts=given.contexts, questions=given.questions)
    except (TrainingError, PinciteError) as error:
        print(f"training.tasks: {error}", file=sys.stderr)
        return 1
    return 0


def build(data: Path, work: Path, *, contexts: int, questions: int) -> None:
    """Write the question files, then make the store or go on with it.

    Raises:
        DataError: the data is missing or wrong, or the questions alone have more contexts than wanted.
        StoreError: the store cannot be written, or holds other documents.
    """
    rows = {version: rows_of(data / folder, files) for version, (folder, files) in VERSIONS.items()}
    own = [text_of(row) for version in ("report", "calibration") for _, row in rows[version]]
    documents = documents_of([*own, *all_texts(data)])
    least = len(documents_of(own))
    if contexts < least:
        raise DataError(
            f"the questions have {least:,} contexts, more than {contexts:,}; give --contexts {least} or more"
        )
    documents = documents[:contexts]
    for version in VERSIONS:
        write_version(work / version, questions_of(rows[version], questions), documents)
    for done, total in build_store(work / "store", documents):
        print(f"{done:,} of {total:,} documents in {work / 'store'}", flush=True)


def rows_of(folder: Path, files: Sequence[str]) -> list[tuple[str, Row]]:
    """The answerable rows of some files, each with its file's name; a question that comes again is left out."""
    found: dict[str, tuple[str, Row]] = {}
    for name in files:
        for row in read_rows(folder / f"{name}.jsonl.gz"):
            long = len(row.context) > PASSAGE_LONGER_THAN or folder.name == "valid"
            if row.answers and long:
                found.setdefault(" ".join(row.question.lower().split()), (name, row))
    return list(found.values())


def questions_of(rows: Sequence[tuple[str, Row]], most: int) -> list[Question]:
    """The rows as questions with their gold spans, in a seeded order, `most` of them."""
    rows = list(rows)
    random.Random(SEED).shuffle(rows)
    return [question_of(name, row) for name, row in rows[:most]]


def question_of(name: str, row: Row) -> Question:
    """A row as a question with its gold spans; `name` is the first part of its id."""
    (document,) = documents_of([text_of(row)])
    spans = {_located(document, row.context[: gold.start], gold.text) for gold in row.answers}
    return Question(
        id=f"{name}/{row.id}",
        question=row.question,
        answers=tuple(dict.fromkeys(normalise(gold.text) for gold in row.answers)),
        spans=tuple(GoldSpan(document=document.id, start=start, end=end) for start, end in sorted(spans)),
        about=document.id,
    )


def _located(document: Document, before: str, answer: str) -> tuple[int, int]:
    """Where an answer stands in a document: normalising may have moved it."""
    answer, near = normalise(answer), len(normalise(before))
    places = [at for at in range(max(0, near - 8), near + 9) if document.text.startswith(answer, at)]
    start = min(places, key=lambda at: abs(at - near), default=near)
    return start, start + len(answer)


def write_version(folder: Path, questions: Sequence[Question], documents: Sequence[Document]) -> None:
    """Write the four files of one version."""
    folder.mkdir(parents=True, exist_ok=True)
    withholder = Withholder(documents, questions)
    reading = [replace(q, documents=tuple(sorted({span.document for span in q.spans}))) for q in questions]
    absence = [
        replace(q, answers=(), spans=(), withheld=q.answers, excluded=withholder.holding(q)) if number % 2 else q
        for number, q in enumerate(questions)
    ]
    few = [
        replace(q, documents=_few(q, of, documents, number))
        for number, (q, of) in enumerate(zip(absence, questions, strict=True))
    ]
    for name, task in (("reading", reading), ("road", questions), ("absence", absence), ("few", few)):
        write_questions(folder / f"{name}.jsonl", task)
        print(f"{folder / name}.jsonl: {len(task):,} questions", flush=True)


def _few(question: Question, whole: Question, documents: Sequence[Document], seed: int) -> tuple[str, ...]:
    """The ids of the documents that hold the answer or have the title of one that does, and `FEW` others."""
    own = {span.document for span in whole.spans}
    titles = {document.title for document in documents if document.id in own}
    near = own | {document.id for document in documents if document.title in titles}
    others = random.Random(SEED + seed).sample([document.id for document in documents], FEW)
    return tuple(sorted((near | set(others)) - set(question.excluded)))


if __name__ == "__main__":
    sys.exit(main())
