"""Read question-answering rows from gzip JSON lines, and mix the files.

One line is one row: `{id, title, context, question, answers: [{text, start}]}`. `answers` is empty when the context
does not answer the question; several answers are alternatives (or, in multispanqa, the items of a list). `start` is a
character offset, and every row is checked when it is read: `context[start : start + len(text)] == text`.
"""

import gzip
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import DataError

# Rows taken from each file, None for all: few from one-sentence contexts, stories, tweets and templates, since they
# look least like the passages and questions the reader will meet.
MIX: Mapping[str, int | None] = {
    "squad_train_part": None,
    "squadshifts_new_wiki": None,
    "squadshifts_reddit": 6000,
    "squadshifts_amazon_reviews": 5000,
    "qed_nq": None,
    "nq_oracle": None,
    "tydiqa_en": None,
    "timeqa_human": None,
    "quoref_ni": None,
    "quoref_contrast": None,
    "ni_aqa_unanswerable": None,
    "ni_iirc_subtext": None,
    "ni_multirc_sentence": None,
    "ni_qazre": 4000,
    "ni_tweetqa": 1500,
    "ni_doqa_unanswerable": None,
    "qamr": 7000,
    "qasrl_gs_wikinews": 1000,
    "qasrl_gs_wikipedia": 1000,
    "policyqa": 900,
    "tatqa_text": None,
    "doc2dial_first": None,
    "conditionalqa": None,
    "multispanqa": None,
    "subjqa": 1500,
    "fairytaleqa": 2000,
    "friendsqa": 600,
    "drop_contrast_span": None,
}
# The same for the last stretch, nearest to what the reader will meet: mostly encyclopedic, the poorer files dropped.
NEAR: Mapping[str, int | None] = {
    "squad_train_part": None,
    "squadshifts_new_wiki": None,
    "squadshifts_reddit": 800,
    "squadshifts_amazon_reviews": 800,
    "qed_nq": 5000,
    "nq_oracle": None,
    "tydiqa_en": None,
    "timeqa_human": None,
    "quoref_ni": None,
    "quoref_contrast": None,
    "ni_aqa_unanswerable": None,
    "ni_iirc_subtext": 2000,
    "ni_doqa_unanswerable": 300,
    "ni_qazre": 1000,
    "tatqa_text": 400,
    "doc2dial_first": 200,
    "conditionalqa": 300,
    "multispanqa": None,
    "drop_contrast_span": None,
}
MIXES: Mapping[str, Mapping[str, int | None] | None] = {"all": None, "near": NEAR}  # None is `MIX`
# Short contexts, cheap to compute: read once, before everything else.
LEAD_IN = frozenset({"qamr", "qasrl_gs_wikinews", "qasrl_gs_wikipedia", "ni_multirc_sentence"})
PASSAGE_LONGER_THAN = 250  # characters; a shorter context is not a passage that a retriever would return


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One accepted answer: its text and where it starts in the context, in characters."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the answer's last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question, the context it is asked of, and the accepted answers; no answers means: not answered here."""

    id: str
    title: str
    context: str
    question: str
    answers: tuple[Gold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """The lead-in's rows, the main rows, and the sorted distinct long contexts of all rows, taken or not."""

    lead: list[Row]
    main: list[Row]
    pool: list[str]


def read_rows(path: Path) -> list[Row]:
    """Read all rows of a gzip file of JSON lines.

    Raises:
        DataError: the file cannot be read, or a line of it is not a row; names the file, and the line or the row's id.
    """
    rows = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                rows.append(_row(_record(line, path, number), path))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {error}; get the file anew") from error
    return rows


def load_mixture(folder: Path, rng: random.Random, mix: Mapping[str, int | None] | None = None) -> Mixture:
    """Read every file of a mix (`MIX` if none is given) from a folder and take its share of each, drawn with `rng`.

    Raises:
        DataError: the folder or some of the files are not there, or a row is wrong.
    """
    if not folder.is_dir():
        raise DataError(f"there is no data folder {folder}; name its parent with --data")
    mix = MIX if mix is None else mix
    paths = {name: folder / f"{name}.jsonl.gz" for name in mix}
    if missing := [path.name for path in paths.values() if not path.is_file()]:
        raise DataError(f"{folder} lacks {len(missing)} of {len(paths)} files: {', '.join(missing)}")
    mixture = Mixture(lead=[], main=[], pool=[])
    contexts: set[str] = set()
    for name, path in paths.items():
        rows = read_rows(path)
        contexts.update(row.context for row in rows if len(row.context) > PASSAGE_LONGER_THAN)
        rng.shuffle(rows)
        (mixture.lead if name in LEAD_IN else mixture.main).extend(rows[: mix[name]])
    mixture.pool.extend(sorted(contexts))
    return mixture


def _record(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError(f"{path}, line {number}: not JSON ({error})") from error
    fields = {"id", "title", "context", "question", "answers"}
    if not isinstance(record, dict) or not fields <= record.keys():
        lacking = sorted(fields - record.keys()) if isinstance(record, dict) else "everything: it is no object"
        raise DataError(f"{path}, line {number}: a row needs {sorted(fields)}, this one lacks {lacking}")
    return record


def _row(record: dict[str, Any], path: Path) -> Row:
    context = record["context"]
    answers = tuple(Gold(text=answer["text"], start=answer["start"]) for answer in record["answers"])
    for gold in answers:
        found = context[gold.start : gold.end]
        if gold.start < 0 or not gold.text or found != gold.text:
            raise DataError(
                f"{path}, row {record['id']!r}: the answer {gold.text!r} should start at {gold.start}, "
                f"but the context has {found!r} there; correct the row or take it out"
            )
    return Row(id=record["id"], title=record["title"], context=context, question=record["question"], answers=answers)
