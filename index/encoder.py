"""The seam for encoders, and what of a passage they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from corpus import Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
_MOST_CONTEXT = 200  # characters of headings that go with a passage: they guide, they must not crowd it out


class Encoder(Protocol):
    """Turns text into unit vectors.

    `fingerprint` holds everything the vectors depend on: two encoders with equal fingerprints give the same vectors.
    """

    @property
    def fingerprint(self) -> Mapping[str, str | int]:
        """Name, hash of the weights, dimension, window and prompts."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def fits(self, text: str) -> bool:
        """Whether `text` is encoded whole, nothing of it cut off."""

    def encode_query(self, question: str) -> Vectors:
        """The vector of a question, shape `(dimension,)`, length 1."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, shape `(len(texts), dimension)`, each of length 1."""

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """The vectors of a few sentences of passages, as `encode_documents` gives them up to rounding.

        Nothing is loaded for it that pays for many passages only.
        """


def words_to_embed(passage: Passage) -> str:
    """What of a passage is embedded and indexed: its document's title and its headings, then its own words.

    The lowest headings say most about a passage, so they are kept where the whole path is too long.
    """
    title = passage.document.title
    path = " > ".join([title, *(heading for heading in passage.headings if heading != title)])
    return f"{path[-_MOST_CONTEXT:]}\n{passage.text}"
