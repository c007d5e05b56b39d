"""From documents to a published generation: split, embed what is new, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from corpus import Document, Passage, Splitting, split
from corpus.errors import StoreForeign
from index.encoder import DEFAULT_ENCODER, Encoder, words_to_embed
from index.generation import Contents, key_of
from index.models import open_encoder
from index.publish import publish
from index.report import Progress, Report
from index.store import Store

if TYPE_CHECKING:
    from index.dense import DenseIndex
    from index.encoder import Vectors

_BATCH = 64  # passages embedded between two reports of progress
_COPIED = 65536  # vectors taken over at once: a hundred megabytes, not all of a large store


class EncoderSource:
    """The encoder to build with, opened only once something must be embedded: removing a document needs none."""

    def __init__(self, wanted: Encoder | str | None, store: Store | None) -> None:
        self.store = store
        self._own = str(store.generation.manifest.encoder["name"]) if store else DEFAULT_ENCODER
        self._wanted = self._own if wanted is None else wanted
        name = self._wanted if isinstance(self._wanted, str) else self._wanted.fingerprint["name"]
        if store and name != self._own:
            self._refuse(f"the encoder {self._own!r}, not {name!r}")

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder. Raises `StoreForeign` if the store's vectors were made by another."""
        encoder = open_encoder(self._wanted) if isinstance(self._wanted, str) else self._wanted
        made = dict(self.store.generation.manifest.encoder) if self.store else dict(encoder.fingerprint)
        if made != dict(encoder.fingerprint):
            self._refuse(f"{made}; here it is {dict(encoder.fingerprint)}")
        return encoder

    @property
    def fingerprint(self) -> Mapping[str, str | int]:
        """The fingerprint of the vectors in the store, without opening the encoder where that is known."""
        return self.store.generation.manifest.encoder if self.store else self.encoder.fingerprint

    def _refuse(self, difference: str) -> NoReturn:
        where = self.store.path if self.store else ""
        raise StoreForeign(
            f"{where} was made with {difference}.",
            hint=f"To change it: python -m index rebuild --store {where} --encoder NAME",
        )


def assemble(
    path: Path,
    documents: Sequence[Document],
    source: EncoderSource,
    report: Report,
    progress: Progress,
    *,
    after: str | None = None,
) -> None:
    """Split, embed and publish; what the store at hand has embedded already is taken from it."""
    store = source.store
    splitting = store.generation.manifest.splitting if store else Splitting()
    passages = _passages_of(documents, source, splitting, progress)
    texts = [words_to_embed(passage) for passage in passages]
    vectors = _vectors_of(texts, source, report, progress)
    contents = Contents(
        documents=documents,
        passages=passages,
        texts=texts,
        vectors=vectors,
        encoder=source.fingerprint,
        splitting=splitting,
        before=store.generation.dense if store else None,
    )
    progress("Writing", 0, 1)
    manifest = publish(path, contents, after=after or (store.id if store else None))
    progress("Writing", 1, 1)
    report.passages, report.generation = len(passages), manifest.id


def _passages_of(
    documents: Sequence[Document], source: EncoderSource, splitting: Splitting, progress: Progress
) -> list[Passage]:
    """The body passages of all documents; those of documents that the store holds are not cut again."""
    known: dict[str, list[Passage]] = {}
    for passage in source.store.generation.passages if source.store else ():
        known.setdefault(passage.document.id, []).append(passage)
    found: list[Passage] = []
    for done, document in enumerate(documents):
        progress("Splitting", done, len(documents))
        old = known.get(document.id, [])
        if old and _are_cut_alike(old[0].document, document):
            cut = [replace(passage, document=document) for passage in old]
        else:
            cut = split(document, splitting, lambda passage: source.encoder.fits(words_to_embed(passage)))
        found += [passage for passage in cut if passage.role == "body"]
    progress("Splitting", len(documents), len(documents))
    return found


def _are_cut_alike(one: Document, other: Document) -> bool:
    """Whether two documents of the same text have the same passages: the title and headings take room beside them."""
    return (one.title, one.sections, one.furniture) == (other.title, other.sections, other.furniture)


def _vectors_of(texts: Sequence[str], source: EncoderSource, report: Report, progress: Progress) -> Vectors:
    """One vector a text, from the store where it holds one for the same text, else from the encoder."""
    import numpy as np

    old = source.store.generation if source.store else None
    row_of = {old.keys[row].tobytes(): row for row in range(len(old.keys))} if old else {}
    places: dict[bytes, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(key_of(text), []).append(place)
    vectors = np.empty((len(texts), int(source.fingerprint["dimension"])), dtype=np.float32)
    known = [(place, row_of[key]) for key, at in places.items() if key in row_of for place in at]
    if old:
        _copy(old.dense, known, vectors)
    new = [at for key, at in places.items() if key not in row_of]
    new.sort(key=lambda at: len(texts[at[0]]))  # texts of like length together: less padding
    for at in range(0, len(new), _BATCH):
        progress("Embedding", at, len(new))
        batch = new[at : at + _BATCH]
        for there, vector in zip(batch, source.encoder.encode_documents([texts[at[0]] for at in batch]), strict=True):
            vectors[there] = vector
    progress("Embedding", len(new), len(new))
    report.embedded = len(new)
    return vectors


def _copy(dense: DenseIndex, known: Sequence[tuple[int, int]], vectors: Vectors) -> None:
    """Take vectors over, each to a place from a row."""
    import numpy as np

    for at in range(0, len(known), _COPIED):
        places, rows = np.array(known[at : at + _COPIED], dtype=np.int64).T
        vectors[places] = dense.vectors_of(rows)
