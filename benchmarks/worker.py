"""One measurement in a process of its own: `python -m benchmarks.worker pincite|plain warm|whole|build FOLDER`.

Prints one line of JSON: `seconds` of every question or of the whole build, and `peak`, the most memory held, in bytes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

QUESTIONS = Path(__file__).parent / "questions.txt"
PASSAGES = 256  # embedded to measure a build


def main() -> None:
    """Measure what the command line names."""
    program, measure, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    works: dict[str, Callable[[str, Path], Any]] = {"warm": _warm, "whole": partial(_warm, whole=True), "build": _build}
    work = works[measure]
    seconds = work(program, folder)
    print(json.dumps({"seconds": seconds, "peak": peak()}))


def peak() -> int:
    """The most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux counts into ru_maxrss what the parent process held
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _warm(program: str, folder: Path, *, whole: bool = False) -> list[float]:
    """Seconds of each question, none of them asked before; the first two warm up and do not count.

    With `whole`, Pincite reads every passage that it finds, as the plain program always does.
    """
    ask: Callable[[str], Any]
    if program == "pincite":
        from qa import Assistant
        from qa.assistant import Settings

        assistant = Assistant.open(folder / "store", settings=Settings(stopping=None) if whole else None)
        assistant.warm(fully=True)
        ask = assistant.ask
    else:
        from benchmarks.plain import Plain

        ask = Plain(folder).ask
    questions = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [_timed(partial(ask, question)) for question in questions][2:]


def _build(program: str, folder: Path) -> float:
    """Seconds that the vectors of `PASSAGES` passages of the store take, the encoder being loaded."""
    texts = json.loads((folder / "embedded.json").read_text(encoding="utf-8"))
    texts = [f"{text} {number}" for number in range(PASSAGES // len(texts) + 1) for text in texts][:PASSAGES]
    if program == "pincite":
        from index.models import open_encoder

        encoder = open_encoder()
        encoder.encode_documents(texts[:4])
        return _timed(lambda: encoder.encode_documents(texts))
    from sentence_transformers import SentenceTransformer

    from index.bundled import bundled_folder

    model = SentenceTransformer(str(bundled_folder()), device="cpu", local_files_only=True)
    model.encode(texts[:4], show_progress_bar=False)
    return _timed(lambda: model.encode(texts, normalize_embeddings=True, show_progress_bar=False))


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
