"""Print what each rule of `qa/clean.py` does to exact match and F1 of the reader that ships, on rows with answers.

    python scripts/measure_cleaning.py [--limit N] FILE.jsonl.gz ...

Each row's right passage is read once, without cleaning. Then a line for each rule alone and for all of them: how many
best spans change, how many exact matches are gained and lost, exact match and F1 in percent. Rules were chosen on
calibration files, 300 rows of each.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus import Document, Draft, Passage, Source, normalise  # noqa: E402  # the project's root comes first
from qa.clean import RULES, Rule, cleaned  # noqa: E402
from qa.metrics import exact_match, f1  # noqa: E402
from qa.reader import onnx_reader  # noqa: E402
from training.data import read_rows  # noqa: E402

Read = tuple[str, tuple[int, int], list[str], str]  # the text, the best span, the accepted answers, the question


def main() -> None:
    """Read all rows, then print the lines."""
    parser = argparse.ArgumentParser(description="Measure the cleaning of spans.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, help="rows of each file, drawn at random")
    given = parser.parse_args()
    read = [row for file in given.files for row in best_spans(file, given.limit)]
    print(f"{len(read)} answers")
    print("none", figures(read, ()))
    for rule in RULES:
        print(rule.__name__, figures(read, (rule,)))
    print("all", figures(read, RULES))


def best_spans(file: Path, limit: int | None) -> Iterator[Read]:
    """The reader's best span in the right passage of each row, as it comes from the reader's pieces."""
    onnx_reader.cleaned = lambda text, span, within, question: span  # type: ignore[assignment]
    reader = onnx_reader.OnnxReader.open()
    rows = [row for row in read_rows(file) if row.answers]
    random.Random(5).shuffle(rows)  # noqa: S311  # nothing secret
    for row in rows[:limit]:
        text = normalise(row.context)
        source = Source(uri=row.id, sha256="", title=row.title, kind="text", added="")
        document = Document.build(Draft(text=text), source)
        (reading,) = reader.read(row.question, [Passage(document=document, start=0, end=len(text))])
        if reading.spans:
            yield (
                text,
                (reading.spans[0].start, reading.spans[0].end),
                [gold.text for gold in row.answers],
                row.question,
            )


def figures(read: list[Read], rules: tuple[Rule, ...]) -> str:
    """What some rules change, in words."""
    before = [(exact_match(text[slice(*span)], golds), span) for text, span, golds, _ in read]
    spans = [cleaned(text, span, (0, len(text)), question, rules=rules) for text, span, _, question in read]
    said = [(text[slice(*span)], golds) for (text, _, golds, _), span in zip(read, spans, strict=True)]
    after = [exact_match(words, golds) for words, golds in said]
    changed = sum(old != new for (_, old), new in zip(before, spans, strict=True))
    gained = sum(new > old for (old, _), new in zip(before, after, strict=True))
    lost = sum(new < old for (old, _), new in zip(before, after, strict=True))
    f1_after = mean(f1(words, golds) for words, golds in said)
    return f"changed {changed}, gained {gained}, lost {lost}, EM {100 * mean(after):.2f}, F1 {100 * f1_after:.2f}"


if __name__ == "__main__":
    main()
