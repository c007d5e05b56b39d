"""The road that a question takes: search, read, decide, cite."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from corpus import BUNDLED
from corpus.errors import StoreMissing
from index.store import Store, default_store
from qa.answer import Answer, Searched
from qa.compose import compose, considered_of
from qa.policy import Policy
from qa.question import checked_question

if TYPE_CHECKING:
    from index import Encoder, Hit, Retriever
    from index.assemble import Progress
    from qa.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a question is answered: `k` passages are read."""

    k: int = 8


class Assistant:
    """Answers questions from one store.

    Safe to use from several threads. It follows the store when a newer state of it is published.
    """

    def __init__(
        self,
        store: Store,
        *,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
        policy: Policy | None = None,
    ) -> None:
        self._store = store
        self._lock = RLock()
        self._given = (encoder, reader)
        self.settings = settings or Settings()
        self.policy = policy or Policy.open()

    @staticmethod
    def open(store: str | Path | None = None, *, settings: Settings | None = None) -> Assistant:
        """Open a store; the models are loaded with the first question, or by `warm`.

        Args:
            store: the store's folder. None is the default store (`$PINCITE_STORE`, else `.pincite`), which is made
                from the bundled document if
                there is none yet.
            settings: how questions are answered.

        Raises:
            StoreError: the store is missing, damaged, or of another format.
        """
        return Assistant(Store.open(store) if store is not None else open_default(), settings=settings)

    def ask(self, question: str, *, documents: Sequence[str] | None = None) -> Answer:
        """Answer a question from the documents, in their own words, or say that they do not say.

        Args:
            question: one question in English.
            documents: search only these: titles, sources, file names or ids.

        Raises:
            QuestionError: the question is empty, too long, or not English.
            UnknownDocument: a name in `documents` means no document.
        """
        question = checked_question(question)
        retriever = self._follow()
        allowed = retriever.store.select(documents) if documents is not None else None
        hits = retriever.search(question, self.settings.k, allowed)
        readings = self.reader.read(question, [hit.passage for hit in hits])
        decision = self.policy.decide(hits, readings)
        searched = _searched(retriever.store, question, allowed, hits, decision.best)
        return compose(question, decision, searched, retriever.store.id)

    @property
    def store(self) -> Store:
        """The state of the store that the next question is answered from, unless a newer one is published by then."""
        return self._store

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that made the store."""
        from index.encoder import open_encoder

        return self._given[0] or open_encoder(str(self._store.generation.manifest.encoder["name"]))

    @cached_property
    def reader(self) -> Reader:
        """The reader."""
        from qa.reader.onnx_reader import OnnxReader

        return self._given[1] or OnnxReader.open()

    def warm(self) -> None:
        """Load the models now rather than with the first question."""
        with self._lock:
            self.encoder.encode_query("warm")
            self.reader.read("warm", [])

    def _follow(self) -> Retriever:
        """A retriever over the newest state of the store."""
        from index.retriever import Retriever

        with self._lock:
            if not self._store.is_current():
                self._store = Store.open(self._store.path)
            return Retriever(encoder=self.encoder, store=self._store)


def ask(question: str, *, documents: Sequence[str] | None = None) -> Answer:
    """Answer a question from the default store; see `Assistant.ask`. The models stay loaded for the next one."""
    return _default_assistant(default_store().absolute()).ask(question, documents=documents)


def open_default(progress: Progress | None = None) -> Store:
    """Open the default store, made from the bundled document if there is none.

    Raises:
        StoreError: there is one, but it is damaged or of another format, or none can be made there.
    """
    path = default_store()
    try:
        return Store.open(path)
    except StoreMissing:
        from index.assemble import no_progress
        from index.update import add

        add(path, [BUNDLED], progress=progress or no_progress)
        return Store.open(path)


@cache
def _default_assistant(path: Path) -> Assistant:
    """One assistant a default store and process; `path` is the key."""
    del path
    return Assistant.open()


def _searched(
    store: Store, question: str, allowed: Collection[str] | None, hits: Sequence[Hit], best: float
) -> Searched:
    passages = store.generation.passages
    return Searched(
        documents=len(store.documents) if allowed is None else len(allowed),
        passages=len(passages) if allowed is None else sum(passage.document.id in allowed for passage in passages),
        missing=tuple(store.missing_words(question, allowed)),
        considered=considered_of(hits),
        best=best,
    )
