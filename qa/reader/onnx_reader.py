"""The reader that ships: a MiniLM encoder fine-tuned for spans, run by ONNX Runtime."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import Passage, sentences
from corpus.errors import ReaderError
from index.trace import stage
from qa.clean import cleaned
from qa.reader.decode import BEST, best_spans, mass, whole_words
from qa.reader.reading import Reading, Span
from qa.reader.windows import Window, batch_of, windows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent
# In a batch, padding included: larger ones leave a core's cache, and take longer a token and more memory.
_MOST_TOKENS = 512
_CORES = min(os.cpu_count() or 1, 8)


class OnnxReader:
    """Start and end logits over word pieces; the score of no answer is that of the `[CLS]` piece (Devlin et al. 2019).

    The weights are stored in 8 bits and computed with in 32.
    """

    def __init__(self, session: Any, tokenizer: Tokenizer, *, weights: Path | None = None) -> None:
        self._session = session  # onnxruntime has no types
        self._tokenizer = tokenizer
        self._weights = weights

    @staticmethod
    @stage("load")
    def open(folder: Path = FOLDER) -> OnnxReader:
        """Load the reader from a folder with `model.onnx` and `tokenizer.json`.

        Raises:
            ReaderError: a file is missing or damaged.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        model, pieces = folder / "model.onnx", folder / "tokenizer.json"
        for path in (model, pieces):
            if not path.is_file():
                raise ReaderError(f"The reader's file {path} is missing.", hint="Install Pincite again.")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # batches are shared out among threads, not matrices: nothing waits
        try:
            session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(pieces))
        except Exception as error:  # both libraries raise bare exceptions
            reason = " ".join(str(error).split())  # on one line
            raise ReaderError(
                f"The reader in {folder} cannot be loaded: {reason}", hint="Install Pincite again."
            ) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        _give_back_memory()
        return OnnxReader(session, tokenizer, weights=model)

    @property
    def fingerprint(self) -> str:
        """What names the weights: the beginning of their file's sha256; empty where they came from no file."""
        if self._weights is None:
            return ""
        with self._weights.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]

    @stage("read")
    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in the same order.

        Raises:
            QuestionError: the question is too long for the reader's input.
        """
        windows = list(windows_of(question, [passage.text for passage in passages], self._tokenizer))
        by_passage: list[list[tuple[Window, NDArray[np.float32]]]] = [[] for _ in passages]
        with ThreadPoolExecutor(_CORES) as pool:
            for read in pool.map(self._run, _batches(windows)):
                for window, logits in read:
                    by_passage[window.passage].append((window, logits))
        return [_reading_of(question, passage, read) for passage, read in zip(passages, by_passage, strict=True)]

    def _run(self, batch: Sequence[Window]) -> list[tuple[Window, NDArray[np.float32]]]:
        """The logits of every window of a batch."""
        start, end = self._session.run(["start", "end"], batch_of(batch))
        return [(window, _logits(window, start[row], end[row])) for row, window in enumerate(batch)]


def _give_back_memory() -> None:
    """Return to the system what loading needed for a moment, a hundred megabytes, which glibc would keep."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _batches(windows: list[Window]) -> Iterator[list[Window]]:
    """Windows of like lengths together, so that little is computed on padding, and some for each core.

    The longest come first, so that no core ends long after the others.
    """
    most = min(_MOST_TOKENS, sum(len(window.ids) for window in windows) // _CORES)
    batch: list[Window] = []
    for window in sorted(windows, key=lambda window: -len(window.ids)):
        if batch and (len(batch) + 1) * len(batch[0].ids) > most:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _logits(window: Window, start: NDArray[np.float32], end: NDArray[np.float32]) -> NDArray[np.float32]:
    """Start and end logits of `[CLS]` and then of the window's stretch, shape `(2, 1 + pieces)`."""
    import numpy as np

    stretch = slice(window.head, window.head + len(window.offsets))
    return np.stack([np.concatenate([row[:1], row[stretch]]) for row in (start, end)])


def _reading_of(question: str, passage: Passage, windows: list[tuple[Window, NDArray[np.float32]]]) -> Reading:
    """A passage's best spans over all of its windows, made whole and clean (`qa.clean`).

    Windows are scored against their own null; to compare them their spans are put on the scale of the lowest null.
    """
    if not windows:
        return Reading(passage=passage, spans=(), null_score=0.0)
    text = passage.document.text
    nulls = [float(logits[0, 0] + logits[1, 0]) for _, logits in windows]
    lowest = min(nulls)
    found: list[Span] = []
    for (window, logits), null in zip(windows, nulls, strict=True):
        for first, last, score in best_spans(logits[0, 1:], logits[1, 1:]):
            start, end = whole_words(passage.text, window.offsets[first][0], window.offsets[last][1])
            span = passage.start + start, passage.start + end
            start, end = cleaned(text, span, (passage.start, passage.end), question)
            found.append(Span(start=start, end=end, score=score - null + lowest))
    read = [(window, logits, lowest - null) for (window, logits), null in zip(windows, nulls, strict=True)]
    return Reading(
        passage=passage,
        spans=tuple(_without_overlap(found)[:BEST]),
        null_score=lowest,
        sentences=tuple(_sentences_of(passage, read)),
    )


def _sentences_of(passage: Passage, windows: list[tuple[Window, NDArray[np.float32], float]]) -> Iterator[Span]:
    """The sentences of a passage with their scores; the third of each window is what its scores are moved by."""
    for start, end in sentences(passage.document.text, passage.start, passage.end):
        scores = []
        for window, logits, shift in windows:
            first = bisect_left(window.offsets, start - passage.start, key=lambda offset: offset[0])
            behind = bisect_left(window.offsets, end - passage.start, key=lambda offset: offset[0])
            if first < behind:
                scores.append(mass(logits[0, 1 + first : 1 + behind], logits[1, 1 + first : 1 + behind]) + shift)
        if scores:
            yield Span(start=start, end=end, score=max(scores))


def _without_overlap(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (-span.score, span.start)):
        if span.start < span.end and not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return kept
