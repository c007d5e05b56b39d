"""Proving a store: its files, its offsets, and its vectors against the encoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import StoreDamaged
from index.encoder import Encoder, words_to_embed
from index.generation import key_of
from index.retriever import Retriever
from index.store import Store

_SAMPLE = 64  # passages embedded again
_TOLERANCE = 1e-3  # of cosine: batches of other shapes round otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was checked of a sound store; `embedded` is how many passages were embedded again and came out equal."""

    store: str
    generation: str
    files: int
    bytes: int
    documents: int
    passages: int
    embedded: int

    def __str__(self) -> str:
        return (
            f"{self.store} is sound: generation {self.generation}, {self.files} files with {self.bytes:,} bytes as "
            f"written, {self.documents} documents, {self.passages} passages, {self.embedded} of them embedded again "
            "and equal."
        )


def verify(path: Path, encoder: Encoder) -> Verified:
    """Check everything that can be checked of the store at `path`, and return what was checked.

    The hash of each file, the hash of each document's text, that each passage lies within its document and has the
    text that was embedded, and that a sample of passages, embedded again, has the vectors that are stored.

    Raises:
        StoreError: a check fails.
    """
    import numpy as np

    store = Store.open(path, anew=True)  # hashes, counts and offsets
    Retriever(encoder=encoder, store=store)  # the same encoder
    generation = store.generation
    texts = [words_to_embed(passage) for passage in generation.passages]
    stale = [i for i, text in enumerate(texts) if key_of(text) != generation.keys[i].tobytes()]
    if stale:
        raise StoreDamaged(
            f"{path}: {len(stale):,} passages are not those that were embedded.",
            hint=f"Embed it anew: python -m index rebuild --store {path}",
        )
    rows = np.linspace(0, len(texts) - 1, min(_SAMPLE, len(texts))).astype(np.int64) if texts else np.zeros(0, np.int64)
    again = encoder.encode_documents([texts[row] for row in rows])
    cosines = np.sum(again * generation.dense.vectors_of(rows), axis=1)
    if len(rows) and cosines.min() < 1 - _TOLERANCE:
        raise StoreDamaged(
            f"{path}: a vector has cosine {cosines.min():.4f} with its passage embedded anew.",
            hint=f"Embed it anew: python -m index rebuild --store {path}",
        )
    files = generation.manifest.files
    return Verified(
        store=str(path),
        generation=store.id,
        files=len(files),
        bytes=sum(size for size, _ in files.values()),
        documents=len(store.documents),
        passages=len(texts),
        embedded=len(rows),
    )
