"""All tables of `docs/evaluation.md`, in order, with one command.

    python -m training.report --data DATA_FOLDER --work WORK_FOLDER [--questions N] [--contexts N] [--start DIR]

It builds the tasks (`training/tasks.py`), reads the right passages of `valid/` (`training/evaluate.py`), runs Pincite
and the baselines over the three tasks of the report version, and asks the questions in the wild (`training/wild.py`).
`--start` is the folder of the reader that the baseline with the raw null margin uses, made by `training/export.py` with
the tokenizer of `qa/reader/` beside it. Everything is kept in WORK_FOLDER: run it again to go on where it was stopped.
The tables are in WORK_FOLDER/report.md, the diagrams beside it.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.errors import PinciteError
from index import Store
from qa.assistant import Assistant
from qa.evaluation.askers import Asker, Pincite
from qa.evaluation.baselines import NAMES, baseline
from qa.evaluation.plot import svg_of
from qa.evaluation.questions import read_questions
from qa.evaluation.report import table_of
from qa.evaluation.run import Run, evaluate
from qa.reader.onnx_reader import FOLDER, OnnxReader
from training.data import read_rows
from training.errors import TrainingError
from training.evaluate import measure
from training.progress import telling
from training.tasks import ALL, REPORT, build
from training.wild import table as wild_table

TASKS = ("reading", "road", "absence")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all tables; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.report", description="Make the tables of the docs.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of reader/, calibration/ and valid/")
    parser.add_argument("--work", type=Path, required=True, help="the folder that keeps everything")
    parser.add_argument("--contexts", type=int, default=30_000, help="documents in the store")
    parser.add_argument("--questions", type=int, default=ALL, help="of each task at most")
    parser.add_argument("--wild", type=int, default=ALL, help="questions asked in the wild, in each form, at most")
    parser.add_argument("--start", type=Path, default=FOLDER, help="the reader of the baseline by null margin")
    given = parser.parse_args(arguments)
    try:
        build(given.data, given.work, contexts=given.contexts, questions=ALL)
        sections = []
        for section in sections_of(given):
            sections.append(section)
            (given.work / "report.md").write_text("\n\n".join(sections) + "\n", encoding="utf-8")
            print(section, flush=True)
    except (TrainingError, PinciteError) as error:
        print(f"training.report: {error}", file=sys.stderr)
        return 1
    return 0


def sections_of(given: argparse.Namespace) -> Iterator[str]:
    """The sections of the report, each as soon as it is made."""
    store = Store.open(given.work / "store")
    counts = f"{len(store.documents):,} documents, {len(store.generation.passages):,} passages"
    yield f"{counts}. {platform.machine()}, {platform.system()}, Python {platform.python_version()}."
    yield "## The right passage\n\n" + _reading(given.data / "valid", given.questions)
    assistant = Assistant(store)
    start = Assistant.with_reader(store, given.start, encoder=assistant.encoder)
    askers: dict[str, Asker] = {"pincite": Pincite(assistant)}
    askers |= {name: baseline(name, start) for name in NAMES}
    for task in TASKS:
        questions = read_questions(given.work / "report" / f"{task}.jsonl")[: given.questions]
        runs: dict[str, Run] = {}
        for name, asker in askers.items():
            out = given.work / "runs" / f"{task}-{name}.jsonl"
            runs[name] = evaluate(asker, store, questions, out=out, progress=telling(f"{task}, {name}"))
        (given.work / f"{task}.svg").write_text(svg_of(runs), encoding="utf-8")
        yield f"## Task: {task}\n\n{table_of(runs)}"
    questions = read_questions(given.work / "report" / "road.jsonl")[: given.wild]
    yield "## Questions in the wild\n\n" + wild_table(askers["pincite"], store, questions, given.work / "wild")


def _reading(folder: Path, most: int) -> str:
    """The reader that ships on the right passages, read whole, without a threshold."""
    reader = OnnxReader.open()
    lines = ["| file | rows | exact match | F1 |", "|---|---|---|---|"]
    for name in REPORT:
        found = measure(reader, read_rows(folder / f"{name}.jsonl.gz")[:most])
        lines.append(f"| {name} | {found['rows']:,} | {found['exact match']} | {found['F1']} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
