"""An encoder without weights, for tests and for trying things out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.encoder import Vectors


class HashEncoder:
    """Feature hashing (Weinberger et al. 2009): each word adds ±1 to one of `dimension` numbers; length 1 in the end.

    It knows words, not meanings: good enough to find a passage that shares words with a question, and instant to load.
    """

    def __init__(self, *, dimension: int = 256, window: int = 256) -> None:
        self._dimension = dimension
        self._window = window

    @property
    def fingerprint(self) -> Mapping[str, str | int]:
        """Name, dimension and window."""
        return {"name": "hash", "weights": "", "dimension": self._dimension, "window": self._window}

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._dimension

    def fits(self, text: str) -> bool:
        """Whether `text` has at most as many words and marks as the window."""
        return len(re.findall(r"\w+|[^\w\s]", text)) <= self._window

    def encode_query(self, question: str) -> Vectors:
        """The vector of a question, shape `(dimension,)`, length 1."""
        vector: Vectors = self.encode_documents([question])[0]
        return vector

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """The vectors of sentences, as those of passages."""
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, shape `(len(texts), dimension)`, each of length 1."""
        import numpy as np

        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
                vectors[row, int.from_bytes(digest[:4], "big") % self._dimension] += 1 if digest[4] % 2 else -1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors[lengths[:, 0] == 0, 0] = 1  # words that cancel out
        return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)
