"""The road that a question takes: search, read, decide, cite."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from corpus import BUNDLED
from corpus.errors import StoreMissing, UnknownDocument
from index.store import Store, default_store
from index.trace import stage
from qa.absence import searched_for
from qa.answer import Answer
from qa.calibration import fitted_to
from qa.compose import compose, compose_list, compose_sentences
from qa.conflict import Claim, sides_of
from qa.kinds import kind_of
from qa.policy import Policy
from qa.question import checked_question
from qa.sentences import SentenceModel
from qa.stopping import Stopping

if TYPE_CHECKING:
    from index import Encoder, Hit, Retriever
    from index.report import Progress
    from qa.reader import Reader, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a question is answered: `k` passages are read, or fewer where `stopping` finds that more would not matter."""

    k: int = 8
    stopping: Stopping | None = field(default_factory=Stopping)


class Assistant:
    """Answers questions from one store.

    Safe to use from several threads. It follows the store when a newer state of it is published, with another encoder
    if that state was made with another one.
    """

    def __init__(
        self,
        store: Store,
        *,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
        policy: Policy | None = None,
        sentences: SentenceModel | None = None,
    ) -> None:
        self._opening = RLock()  # held while the store is opened anew
        # held while a model is loaded, which takes long: the store can be looked at meanwhile
        self._encoder_lock, self._reader_lock = RLock(), RLock()
        self._store = store
        self._encoder_is_given = encoder is not None
        self._encoder = encoder
        self._reader = reader
        self.settings = settings or Settings()
        self.policy = policy or fitted_to(store.path, Policy.open())
        self.sentences = sentences or SentenceModel.open()

    @staticmethod
    def open(store: str | Path | None = None, *, settings: Settings | None = None) -> Assistant:
        """Open a store; the models are loaded with the first question, or by `warm`.

        Args:
            store: the store's folder. None is the default store (`$PINCITE_STORE`, else `.pincite`), which is made
                from the bundled document if there is none yet.
            settings: how questions are answered.

        Raises:
            StoreError: the store is missing, damaged, or of another format.
        """
        return Assistant(Store.open(store) if store is not None else open_default(), settings=settings)

    @staticmethod
    def with_reader(store: Store, folder: Path, *, encoder: Encoder | None = None) -> Assistant:
        """An assistant with another reader than the one that ships, and with its policy and sentences if it has any.

        Raises:
            ReaderError: a file of the folder is missing or malformed.
        """
        from qa.reader.onnx_reader import OnnxReader

        policy, sentences = folder / "policy.json", folder / "sentences.json"
        return Assistant(
            store,
            encoder=encoder,
            reader=OnnxReader.open(folder),
            policy=Policy.open(policy) if policy.exists() else None,
            sentences=SentenceModel.open(sentences) if sentences.exists() else None,
        )

    def ask(
        self,
        question: str,
        *,
        documents: Sequence[str] | None = None,
        max_error: float | None = None,
        exactly: bool = False,
    ) -> Answer:
        """Answer a question from the documents, in their own words, or say that they do not say.

        Args:
            question: one question in English. What people type around it is left out, misspelt words are put right, and
                of several questions the first is answered that the documents answer (`qa.understanding`); the answer
                says so.
            documents: search only these: titles, sources, file names or ids. None searches all.
            max_error: answer only where the share of wrong answers among those given stays below this, above 0 and at
                most 0.5; see `qa.promise`. None answers where the confidence reaches the policy's threshold. The
                promise is about spans, so every kind of question is then answered with one, or not at all; of several
                questions only the first is answered.
            exactly: search for the question as it was typed.

        Raises:
            QuestionError: the question is empty, too long, or not English.
            UnknownDocument: a name in `documents` means no document.
            PromiseError: that share cannot be promised.
        """
        if max_error is None:
            return self._ask(question, documents, None, exactly=exactly)
        promise = self.policy.promise(max_error)
        return replace(self._ask(question, documents, promise.threshold, exactly=exactly), promise=promise)

    def best_span(self, question: str, *, documents: Sequence[str] | None = None) -> Answer:
        """The answer that `ask` would choose under a promise, however unsure it is: what promises are made of.

        Raises:
            QuestionError, UnknownDocument: as in `ask`.
        """
        return self._ask(question, documents, 0.0, exactly=False)

    def _ask(self, question: str, documents: Sequence[str] | None, threshold: float | None, *, exactly: bool) -> Answer:
        """`threshold` is that of a promise, None the policy's own; see `ask`."""
        from qa.understanding import Understood, understood  # the rules of English take long to import

        asked = checked_question(question)
        retriever = self._follow()
        allowed = _allowed(retriever.store, documents)
        found: list[Answer] = []
        for one in [Understood(question=asked, read=asked)] if exactly else understood(asked, retriever.store, found):
            answer = self._answered(one.read, retriever, allowed, threshold)
            changed = asked if one.question != asked else ""
            found.append(replace(answer, question=one.question, asked=changed, corrections=one.corrections))
            if not answer.abstained or threshold is not None:  # a promise was tested with one try a question
                return found[-1]
        return found[0]

    def _answered(
        self, question: str, retriever: Retriever, allowed: Collection[str] | None, threshold: float | None
    ) -> Answer:
        """The answer to one question as it stands."""
        hits = retriever.search(question, self.settings.k, allowed)
        wanted = kind_of(question) if threshold is None else "fact"
        if wanted in ("sentences", "yes-no"):
            read = hits[: self.settings.stopping.for_sentences] if self.settings.stopping else hits
            readings = self.reader.read(question, [hit.passage for hit in read])
            told = self.sentences.choose(question, read, readings, self.encoder)
            searched = searched_for(question, retriever.store, allowed, hits, told.best)
            return compose_sentences(question, told, searched, retriever.store.id)
        readings = self._readings_of(question, hits, threshold)
        decision = self.policy.decide(question, hits[: len(readings)], readings, threshold)
        searched = searched_for(question, retriever.store, allowed, hits, decision.best)
        if wanted == "list" and (answer := compose_list(question, decision, searched, retriever.store.id)):
            return answer
        claims = [Claim(reading=one.reading, span=one.span, probability=p) for one, p in decision.candidates]
        return compose(question, decision, searched, retriever.store.id, sides_of(question, claims))

    def _readings_of(self, question: str, hits: Sequence[Hit], threshold: float | None) -> list[Reading]:
        """Enough readings for the policy; all of them where a promise is to be kept, which was made of all."""
        if threshold is None and self.settings.stopping:
            return self.settings.stopping.read(question, hits, self.reader, self.policy)
        return self.reader.read(question, [hit.passage for hit in hits])

    @property
    def store(self) -> Store:
        """The state of the store that the next question is answered from, unless a newer one is published by then."""
        return self._store

    @property
    def encoder(self) -> Encoder:
        """The encoder that was given, else the one that made the store, loaded when it is first asked for."""
        return self._encoder_of(self._store)

    def _encoder_of(self, store: Store) -> Encoder:
        from index.models import open_encoder

        with self._encoder_lock:
            made = str(store.generation.manifest.encoder["name"])
            stale = self._encoder is not None and self._encoder.fingerprint["name"] != made
            if self._encoder is None or (stale and not self._encoder_is_given):
                self._encoder = open_encoder(made)
            return self._encoder

    @property
    def reader(self) -> Reader:
        """The reader, loaded when it is first asked for."""
        from qa.reader.onnx_reader import OnnxReader

        with self._reader_lock:
            if self._reader is None:
                self._reader = OnnxReader.open()
            return self._reader

    @property
    def is_warm(self) -> bool:
        """Whether the models are loaded, so that a question need not wait for them."""
        return self._encoder is not None and self._reader is not None

    @stage("load")
    def warm(self, *, fully: bool = False) -> None:
        """Load the models now rather than with the first question, both at once.

        With `fully` also what only some questions need, for a server: an unknown word, a question that wants sentences.
        """
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            reader = pool.submit(lambda: self.reader)
            self.encoder.encode_query("warm")
            reader.result()
        if fully:
            from index.lexical import LexicalIndex
            from qa.spelling import load_words

            load_words()
            LexicalIndex.build(["warm"])  # imports what makes an index, as of the sentences that were read

    def follow(self) -> Store:
        """Move to the newest state of the store, if another was published, and return it."""
        with self._opening:
            if not self._store.is_current():
                self._store = Store.open(self._store.path)
            return self._store

    def _follow(self) -> Retriever:
        """A retriever over the newest state of the store."""
        from index.retriever import Retriever

        store = self.follow()
        return Retriever(encoder=self._encoder_of(store), store=store)


def ask(
    question: str,
    *,
    documents: Sequence[str] | None = None,
    max_error: float | None = None,
    exactly: bool = False,
) -> Answer:
    """Answer a question from the default store; see `Assistant.ask`. The models stay loaded for the next one."""
    assistant = _default_assistant(default_store().absolute())
    return assistant.ask(question, documents=documents, max_error=max_error, exactly=exactly)


def open_default(progress: Progress | None = None) -> Store:
    """Open the default store, made from the bundled document if there is none.

    Raises:
        StoreError: there is one, but it is damaged or of another format, or none can be made there.
    """
    path = default_store()
    try:
        return Store.open(path)
    except StoreMissing:
        from index.report import no_progress
        from index.update import add

        add(path, [BUNDLED], progress=progress or no_progress)
        return Store.open(path)


@cache
def _default_assistant(path: Path) -> Assistant:
    """One assistant a default store and process; `path` is the key."""
    del path
    return Assistant.open()


def _allowed(store: Store, documents: Sequence[str] | None) -> Collection[str] | None:
    """The ids of the documents to search, None for all; one name need not be put in a list."""
    if documents is None:
        return None
    names = [documents] if isinstance(documents, str) else documents
    for name in names:
        if not isinstance(name, str):  # programs in other languages send what they like
            raise UnknownDocument(f"{name!r} is no document's name.", hint="Give a title, source, file name or id.")
    return store.select(names)
