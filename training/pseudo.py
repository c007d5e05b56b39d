r"""Rows from questions of which only the sentence that answers is known (ReQA's SQuAD: Ahmad et al. 2019).

    python -m training.pseudo --data DATA_FOLDER --out ROWS.jsonl.gz

The span is the one that the reader that ships finds in the sentence alone, kept where it is sure (self-training, with
the place known: only the span's edges are guessed). The context is the sentence among others that BM25 finds close to
it, which are mostly of the same article: the place is what is hard to learn. For a share of the questions the same
context without the sentence is a row without an answer.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus import Document, Draft, Passage, Source, normalise
from qa.reader import Reader
from qa.reader.onnx_reader import OnnxReader
from training.data import Gold, Row, read_rows
from training.negatives import closest

SURE = 2.0  # least margin of a span that is kept
NEIGHBOURS = (3, 6)  # sentences beside the one that answers
WITHOUT = 0.3  # share of the questions that are also asked of the neighbours alone
_KEPT_APART = ("calibration", "valid")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the rows and say how many there are."""
    parser = argparse.ArgumentParser(prog="python -m training.pseudo", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", required=True, type=Path, help="folder with pairs/, calibration/ and valid/")
    parser.add_argument("--out", required=True, type=Path, help="gzip JSON lines to write")
    parser.add_argument("--seed", type=int, default=13)
    given = parser.parse_args(arguments)
    pairs = _pairs(given.data)
    rows = list(_rows(pairs, OnnxReader.open(), random.Random(given.seed)))
    with gzip.open(given.out, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(row)) + "\n" for row in rows)
    print(f"{len(pairs)} pairs, {sum(bool(row.answers) for row in rows)} rows with an answer, {len(rows)} in all")


def _pairs(data: Path) -> list[tuple[str, str]]:
    """Questions and their sentences, without those that stand in what is kept apart to calibrate and to report."""
    apart = [
        row for name in _KEPT_APART for file in sorted((data / name).glob("*.jsonl.gz")) for row in read_rows(file)
    ]
    questions = {row.question.lower() for row in apart}
    contexts = "\n".join({row.context for row in apart})
    with gzip.open(data / "pairs" / "squad_train_reqa.jsonl.gz", "rt", encoding="utf-8") as file:
        found = [(line["question"], line["passage"]) for line in map(json.loads, file) if line["label"] == 1]
    return [(asked, said) for asked, said in found if asked.lower() not in questions and said not in contexts]


def _rows(pairs: Sequence[tuple[str, str]], reader: Reader, rng: random.Random) -> Iterator[Row]:
    sentences = sorted({normalise(sentence) for _, sentence in pairs})
    near = closest([f"{sentence} {question}" for question, sentence in pairs], sentences, 16)
    for number, ((question, sentence), others) in enumerate(zip(pairs, near, strict=True)):
        answer = _sure_span(reader, question, normalise(sentence))
        if answer is None:
            continue
        beside = [
            other for other in others if other != normalise(sentence) and answer.text.lower() not in other.lower()
        ]
        beside = rng.sample(beside, min(rng.randint(*NEIGHBOURS), len(beside)))
        at = rng.randint(0, len(beside))
        before = "".join(f"{other} " for other in beside[:at])
        context = " ".join([*beside[:at], normalise(sentence), *beside[at:]])
        gold = Gold(text=answer.text, start=answer.start + len(before))
        yield Row(id=f"reqa-{number}", title="", context=context, question=question, answers=(gold,))
        if beside and rng.random() < WITHOUT:
            yield Row(id=f"reqa-{number}-without", title="", context=" ".join(beside), question=question, answers=())


def _sure_span(reader: Reader, question: str, sentence: str) -> Gold | None:
    """The best span of the sentence alone, None where the reader is not sure of it."""
    source = Source(uri="sentence", sha256="", title="", kind="text", added="")
    document = Document.build(Draft(text=sentence), source)
    (reading,) = reader.read(question, [Passage(document=document, start=0, end=len(sentence))])
    if not reading.spans or reading.spans[0].score - reading.null_score < SURE:
        return None
    best = reading.spans[0]
    return Gold(text=sentence[best.start : best.end], start=best.start)


if __name__ == "__main__":
    main()
