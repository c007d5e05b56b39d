"""Run the models over a question file once and keep what they say, for fitting and comparing policies.

    python -m training.gather QUESTIONS.jsonl --store STORE --out READINGS.jsonl [--reader FOLDER] [--limit N]

Run it again to go on where it was stopped. `qa.evaluation.readings.load` reads the file. `--show N` prints N questions
whose answer is withheld with what was found instead, for looking by hand how many of them are answered all the same.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import PinciteError
from index import Store
from qa.assistant import Assistant
from qa.evaluation.questions import read_questions
from qa.evaluation.readings import Gathered, gather
from qa.reader.onnx_reader import FOLDER

_SHOWN = 5  # passages of a question


def main(arguments: Sequence[str] | None = None) -> int:
    """Gather, with a line of progress every 50 questions; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.gather", description="Keep what the models say.")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reader", type=Path, default=FOLDER, help="a folder with a reader")
    parser.add_argument("--limit", type=int, help="the first N questions")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N questions without an answer")
    given = parser.parse_args(arguments)
    began = time.monotonic()

    def say(done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            print(f"{done} of {total} questions, {time.monotonic() - began:.0f} s", flush=True)

    try:
        assistant = Assistant.with_reader(Store.open(given.store), given.reader)
        found = gather(assistant, read_questions(given.questions)[: given.limit], given.out, say)
    except PinciteError as error:
        print(f"training.gather: {error}", file=sys.stderr)
        return 1
    withheld = [one for one in found if one.question.withheld]
    for number, one in enumerate(withheld[: given.show], 1):
        print(f"\n{number}. {shown(one)}")
    return 0


def shown(gathered: Gathered) -> str:
    """A question, the answers that were withheld, and the first passages with the reader's best span between »«."""
    question = gathered.question
    lines = [f"{question.question}  (withheld: {' | '.join(question.withheld)})"]
    for hit, reading in zip(gathered.hits[:_SHOWN], gathered.readings, strict=False):
        passage = hit.passage
        text, margin = passage.text, ""
        if reading.spans:
            best = reading.spans[0]
            start, end = best.start - passage.start, best.end - passage.start
            text = f"{text[:start]}»{text[start:end]}«{text[end:]}"
            margin = f", margin {best.score - reading.null_score:+.1f}"
        held = any(answer.lower() in passage.text.lower() for answer in question.withheld)
        lines.append(f"   {'*' if held else ' '} [{passage.document.title}{margin}] {' '.join(text.split())}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
