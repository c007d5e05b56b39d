"""The reader that ships: a MiniLM encoder fine-tuned for spans, run by ONNX Runtime."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import Passage, sentences
from corpus.errors import ReaderError
from index.cores import Cores
from index.exact import is_exact, session_of
from index.trace import stage
from qa.clean import cleaned
from qa.reader.decode import BEST, best_spans, mass, whole_words
from qa.reader.reading import Reading, Span
from qa.reader.windows import Window, feeds_of, windows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent
WEIGHTS = "weights.safetensors"  # of both graphs, in 8 bits
GRAPHS = {8: "reader_8bit.onnx", 32: "reader_32bit.onnx"}  # by the bits of the numbers that are multiplied


class OnnxReader:
    """Start and end logits over word pieces; the score of no answer is that of the `[CLS]` piece (Devlin et al. 2019).

    The weights are stored in 8 bits. Where the processor multiplies 8-bit numbers exactly they are multiplied as such,
    else they are widened to 32 bits; `bits` says which. Each window is computed by itself, so that what the reader says
    of it does not depend on what else is read.
    """

    def __init__(self, session: Any, tokenizer: Tokenizer, *, weights: Path | None = None, bits: int = 32) -> None:
        self._session = session  # onnxruntime has no types
        self._tokenizer = tokenizer
        self._weights = weights
        self.bits = bits
        self._cores = Cores()

    @staticmethod
    @stage("load")
    def open(folder: Path = FOLDER, *, bits: int | None = None) -> OnnxReader:
        """Load the reader from a folder with its weights, graphs and tokenizer; with `bits`, 8 or 32, as asked.

        Raises:
            ReaderError: a file is missing or damaged.
        """
        from tokenizers import Tokenizer

        pieces = folder / "tokenizer.json"
        for path in (folder / WEIGHTS, *(folder / name for name in GRAPHS.values()), pieces):
            if not path.is_file():
                raise ReaderError(f"The reader's file {path} is missing.", hint="Install Pincite again.")
        try:
            found, session = _session_of(folder, bits)
            tokenizer = Tokenizer.from_file(str(pieces))
        except Exception as error:  # both libraries raise bare exceptions
            reason = " ".join(str(error).split())  # on one line
            raise ReaderError(
                f"The reader in {folder} cannot be loaded: {reason}", hint="Install Pincite again."
            ) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        _give_back_memory()
        return OnnxReader(session, tokenizer, weights=folder / WEIGHTS, bits=found)

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
        longest_first = sorted(windows, key=lambda window: -len(window.ids))  # no core ends long after the others
        for window, logits in self._cores.map(self._run, longest_first):
            by_passage[window.passage].append((window, logits))
        return [
            _reading_of(question, passage, sorted(read, key=lambda one: one[0].offsets[0]))
            for passage, read in zip(passages, by_passage, strict=True)
        ]

    def _run(self, window: Window) -> tuple[Window, NDArray[np.float32]]:
        """A window and its logits."""
        start, end = self._session.run(["start", "end"], feeds_of(window))
        return window, _logits(window, start[0], end[0])


def _session_of(folder: Path, bits: int | None) -> tuple[int, Any]:
    """A session, and the bits of the numbers that it multiplies: as asked for, or 8 if that is exact here, or 32."""
    if bits is not None:
        return bits, session_of(folder / GRAPHS[bits], folder)
    import numpy as np

    session, one = session_of(folder / GRAPHS[8], folder), np.zeros((1, 1), dtype=np.int64)
    if is_exact(session, {"input_ids": one, "token_type_ids": one}):
        return 8, session
    return 32, session_of(folder / GRAPHS[32], folder)


def _give_back_memory() -> None:
    """Return to the system what loading needed for a moment, a hundred megabytes, which glibc would keep."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


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
