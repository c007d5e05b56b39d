"""The encoder of record: a sentence-transformers model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from corpus.errors import EncoderError
from index.bundled import PUBLISHED_SHA256, bundled_folder
from index.encoder import DEFAULT_ENCODER

if TYPE_CHECKING:
    from index.encoder import Vectors


class SentenceTransformerEncoder:
    """A sentence-transformers model behind the `Encoder` seam, with its own query and document prompts."""

    def __init__(self, model: Any, *, name: str, weights: str) -> None:  # sentence-transformers has no types
        self._model = model
        self._dimension = int(model.get_embedding_dimension())
        prompts = model.prompts or {}
        self._document_prompt = str(prompts.get("document") or "")
        self._fingerprint: dict[str, str | int] = {
            "name": name,
            "weights": weights,
            "dimension": self._dimension,
            "window": int(model.max_seq_length),
            "query_prompt": str(prompts.get("query") or ""),
            "document_prompt": self._document_prompt,
        }

    @staticmethod
    def open(name: str = DEFAULT_ENCODER) -> SentenceTransformerEncoder:
        """Load a model from this machine: the bundled one, a folder, or a name in the local Hugging Face cache.

        Raises:
            EncoderError: no such model here, or the bundled weights are not the published ones.
        """
        folder, weights = (str(bundled_folder()), PUBLISHED_SHA256) if name == DEFAULT_ENCODER else (name, None)
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # loading takes a moment; a bar over it says nothing
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(folder, device="cpu", local_files_only=True)
        except Exception as error:  # the library raises whatever its parts raise
            raise EncoderError(
                f"The encoder {name!r} cannot be loaded: {str(error).splitlines()[0]}",
                hint="Give the folder of a sentence-transformers model, or a name that is in the local model cache.",
            ) from error
        return SentenceTransformerEncoder(model, name=name, weights=weights or _sha256_of_weights(model))

    @property
    def fingerprint(self) -> Mapping[str, str | int]:
        """Name, hash of the weights, dimension, window and prompts."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._dimension

    def fits(self, text: str) -> bool:
        """Whether `text` with its prompt and the special tokens is at most the window's length."""
        window = int(self._fingerprint["window"])
        whole = self._document_prompt + text
        if len(whole.encode()) + 2 <= window:  # a token is at least a byte
            return True
        return len(self._model.tokenizer(whole, truncation=False, verbose=False)["input_ids"]) <= window

    def encode_query(self, question: str) -> Vectors:
        """The vector of a question, shape `(dimension,)`, length 1."""
        vector: Vectors = self._encode(self._model.encode_query, [question])[0]
        return vector

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, shape `(len(texts), dimension)`, each of length 1."""
        return self._encode(self._model.encode_document, list(texts))

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """The vectors of sentences, as those of passages."""
        return self.encode_documents(texts)

    def _encode(self, encode: Any, texts: list[str]) -> Vectors:
        import numpy as np

        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        vectors = encode(texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _sha256_of_weights(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()
