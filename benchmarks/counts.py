"""What an answer costs in counts that do not depend on the machine or its mood, held against what they were.

    python -m benchmarks.counts [--write]

Modules imported, word pieces read, multiply-adds, bytes of a store. `counts.json` beside this file holds what they
were; a test fails where one is more than a tenth, and more than five, higher. `--write` keeps what they are now: do
that, and say why, in the change that makes them so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.run import ROOT
from benchmarks.worker import QUESTIONS
from corpus import BUNDLED, Passage

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from qa.reader import Reader, Reading

KEPT = Path(__file__).parent / "counts.json"
TOLERANCE = 0.1
_FEW = 5  # modules more or less with another version of Python
_LAYERS, _WIDE, _INNER = 6, 384, 1536  # the reader's shape
_IMPORTED = "import sys; before = set(sys.modules)\n{code}\nprint(len(set(sys.modules) - before))"
_ASK = "import contextlib, io, qa.cli\nwith contextlib.redirect_stdout(io.StringIO()): qa.cli.main({command!r})"


class Counting:
    """A reader that counts what it is given to read."""

    def __init__(self, reader: Reader, tokenizer: Tokenizer) -> None:
        self._reader, self._tokenizer = reader, tokenizer
        self.pieces: list[int] = []  # of each passage, the question's included

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """What the reader says."""
        pairs = [(question, passage.text) for passage in passages]
        self.pieces += [len(encoded.ids) for encoded in self._tokenizer.encode_batch(pairs)]
        return self._reader.read(question, passages)


def counted(folder: Path) -> dict[str, int]:
    """All counts, over a store of the bundled document in `folder` and the questions of the benchmarks."""
    from tokenizers import Tokenizer

    from index.update import add
    from qa import Assistant
    from qa.reader.onnx_reader import FOLDER, OnnxReader

    add(folder / "store", [BUNDLED])
    questions = QUESTIONS.read_text(encoding="utf-8").splitlines()
    found = {
        "modules imported by `import qa`": _imported_by("import qa"),
        "modules imported by `from qa import ask`": _imported_by("from qa import ask"),
        "modules imported by a cold `pincite ask`": _imported_by(
            _ASK.format(command=["ask", questions[1], "--store", str(folder / "store")])
        ),
    }
    assistant = Assistant.open(folder / "store")
    reader = Counting(OnnxReader.open(), Tokenizer.from_file(str(FOLDER / "tokenizer.json")))
    counting = Assistant(assistant.store, reader=reader)
    for question in questions:
        counting.ask(question)
    passages = len(assistant.store.generation.passages)
    size = sum(size for size, _ in assistant.store.generation.manifest.files.values())
    return found | {
        "passages read for a hundred questions": 100 * len(reader.pieces) // len(questions),
        "word pieces read for a question": sum(reader.pieces) // len(questions),
        "million multiply-adds of reading for a question": sum(map(multiply_adds, reader.pieces)) // len(questions),
        "bytes of the store for a passage, all mapped": size // passages,
    }


def _imported_by(code: str) -> int:
    """How many modules a new process imports with some code."""
    command = [sys.executable, "-c", _IMPORTED.format(code=code)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{code!r} failed:\n{done.stderr}")
    return int(done.stdout)


def multiply_adds(pieces: int) -> int:
    """Millions of them in the reader's layers: its matrices for each word piece, and attention between all pairs."""
    matrices = 4 * _WIDE * _WIDE + 2 * _WIDE * _INNER
    return _LAYERS * (pieces * matrices + 2 * pieces * pieces * _WIDE) // 10**6


def higher(found: dict[str, int], kept: dict[str, int]) -> list[str]:
    """What is higher than it may be, in words; also where another thing is counted now."""
    if found.keys() != kept.keys():
        return ["other things are counted than were; write them anew"]
    limits = {name: max(was * (1 + TOLERANCE), was + _FEW) for name, was in kept.items()}
    return [f"{name}: {found[name]:,}, was {was:,}" for name, was in kept.items() if found[name] > limits[name]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Count and print; exit with 1 where something is higher."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counts", description="Count what an answer costs.")
    parser.add_argument("--write", action="store_true", help="keep these counts to hold later ones against")
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        found = counted(Path(folder))
    for name, count in found.items():
        print(f"{count:>9,}  {name}")
    if given.write:
        KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    elif wrong := higher(found, json.loads(KEPT.read_text(encoding="utf-8"))):
        raise SystemExit("Higher than it was:\n" + "\n".join(wrong))


if __name__ == "__main__":
    main()
