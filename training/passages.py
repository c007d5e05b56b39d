"""The contexts of every data file as the documents of one store, for measuring the whole road.

Each distinct context is a document of its own, named by its title, and cut into passages like any document. Building is
resumable: vectors are kept in a file as they are computed, and the store grows by a few thousand documents at a time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus import Document, Draft, Source, normalise
from corpus.errors import EmptyDocument, StoreMissing
from index import Store, open_encoder
from index.assemble import EncoderSource, assemble
from index.generation import key_of
from index.publish import building, clear
from index.report import Report, no_progress
from training.data import PASSAGE_LONGER_THAN, Row, read_rows

if TYPE_CHECKING:
    from index import Encoder
    from index.encoder import Vectors

SEED = 20261124
_STEP = 2000  # documents published at a time
Text = tuple[str, str]  # title, context


def text_of(row: Row) -> Text:
    """A row's title, as people would write it, and its context, both as documents hold them."""
    return " ".join(normalise(row.title).replace("_", " ").split())[:200], normalise(row.context)


def all_texts(data: Path) -> list[Text]:
    """Every distinct title and context of `reader/`, `calibration/` and `valid/`, in a seeded order.

    Contexts of at most `PASSAGE_LONGER_THAN` characters are left out: a lone sentence is no passage of a document.
    """
    texts: set[Text] = set()
    for part in ("reader", "calibration", "valid"):
        for file in sorted((data / part).glob("*.jsonl.gz")):
            texts.update(map(text_of, read_rows(file)))
    found = sorted(text for text in texts if len(text[1]) > PASSAGE_LONGER_THAN)
    random.Random(SEED).shuffle(found)
    return found


def documents_of(texts: Sequence[Text]) -> list[Document]:
    """One document a distinct context; a context under two titles has two sources."""
    found: dict[str, Document] = {}
    for title, context in texts:
        source = Source(uri=f"data:{title}", sha256="", title=title, kind="text", added="")
        try:
            document = Document.build(Draft(text=context, title=title), source)
        except EmptyDocument:
            continue
        old = found.get(document.id)
        if old and title not in {known.title for known in old.sources}:
            document = old.with_sources((*old.sources, source))
        found[document.id] = document
    return list(found.values())


class Keeping:
    """An encoder that writes each vector to a file, keyed by its text, and takes from there what it computed before.

    The file outlives the store: one that another format of stores made obsolete is built anew from it in minutes.
    """

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder, self._path = encoder, path
        self._record = np.dtype([("key", "u1", 32), ("vector", "<f4", encoder.dimension)])
        kept = np.fromfile(path, self._record) if path.exists() else np.zeros(0, self._record)
        if path.exists() and path.stat().st_size % self._record.itemsize:  # cut off while it was written
            kept.tofile(path)
        self._known = {row["key"].tobytes(): row["vector"] for row in kept}

    @property
    def fingerprint(self) -> Mapping[str, str | int]:
        """That of the encoder inside."""
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._encoder.dimension

    def fits(self, text: str) -> bool:
        """Whether the encoder inside reads `text` whole."""
        return self._encoder.fits(text)

    def encode_query(self, question: str) -> Vectors:
        """The vector of a question, shape `(dimension,)`, length 1; not kept."""
        return self._encoder.encode_query(question)

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """The vectors of sentences; not kept."""
        return self._encoder.encode_sentences(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, shape `(len(texts), dimension)`, each of length 1."""
        new = list({key: text for text in texts if (key := key_of(text)) not in self._known}.items())
        if new:
            rows = np.zeros(len(new), self._record)
            rows["vector"] = self._encoder.encode_documents([text for _, text in new])
            rows["key"] = np.frombuffer(b"".join(key for key, _ in new), dtype=np.uint8).reshape(-1, 32)
            with self._path.open("ab") as file:
                file.write(rows.tobytes())
            self._known |= {key: row["vector"] for (key, _), row in zip(new, rows, strict=True)}
        return np.array([self._known[key_of(text)] for text in texts], dtype=np.float32).reshape(-1, self.dimension)


def build_store(path: Path, documents: Sequence[Document]) -> Iterator[tuple[int, int]]:
    """Make the store of these documents, or go on with it; yields how many it holds and how many it will.

    What the store holds already must be the beginning of `documents`. Vectors are kept in `vectors.bin` beside it.

    Raises:
        ValueError: it holds other documents.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    encoder = Keeping(open_encoder(), path.with_name("vectors.bin"))
    done = _beginning(path, documents)
    yield done, len(documents)
    while done < len(documents):
        done = min(done + _STEP, len(documents))
        with building(path):
            store = Store.open(path) if (path / "current").exists() else None
            assemble(path, documents[:done], EncoderSource(encoder, store), Report(), no_progress)
            clear(path, keep=Store.open(path).id)
        yield done, len(documents)


def _beginning(path: Path, documents: Sequence[Document]) -> int:
    """How many documents the store holds, which must be the first of `documents`."""
    try:
        there = [document.id for document in Store.open(path).documents]
    except StoreMissing:
        return 0
    if there != [document.id for document in documents[: len(there)]]:
        raise ValueError(f"{path} holds other documents than these; name another folder")
    return len(there)
