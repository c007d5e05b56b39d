"""The contexts of every data file as the documents of one store, for measuring the whole road.

Each distinct context is a document of its own, named by its title, and cut into passages like any document. Building is
resumable: the store grows by a few thousand documents at a time, and a run goes on behind the last that was published.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import Document, Draft, Source, normalise
from corpus.errors import EmptyDocument, StoreMissing
from index import Store, open_encoder
from index.assemble import EncoderSource, Report, assemble, no_progress
from index.publish import building, clear
from training.data import PASSAGE_LONGER_THAN, Row, read_rows

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


def build_store(path: Path, documents: Sequence[Document]) -> Iterator[tuple[int, int]]:
    """Make the store of these documents, or go on with it; yields how many it holds and how many it will.

    What the store holds already must be the beginning of `documents`; its vectors are kept.

    Raises:
        ValueError: it holds other documents.
    """
    encoder = open_encoder()
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
