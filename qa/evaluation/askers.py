"""What is measured: something that answers a question and says how sure it is. First of all Pincite itself."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from corpus import Passage
from index import Retriever
from qa.answer import Answer
from qa.assistant import Assistant
from qa.evaluation.questions import Question
from qa.evaluation.readings import allowed_of, fingerprint_of
from qa.evaluation.retrieval import DEPTH
from qa.plain import plain
from qa.reader import Reader, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What came of a question.

    `text` is what a person was given, empty for silence; `best` is what would have been given if every answer were:
    the same unless there was silence. `confidence` is that of `best`, None where the answer's kind has none; of silence
    to a question that wants a list it is that of the span that was not sure enough. `found`
    are the passages that the search returned, best first; `seconds` is how long the person waited. `signals` are other
    numbers by which `best` might have been trusted.
    """

    text: str
    best: str
    kind: str
    confidence: float | None
    found: Sequence[Passage]
    seconds: float
    signals: Mapping[str, float] = field(default_factory=dict)


class Asker(Protocol):
    """Answers questions."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the answers depend on, for the header of a run's file; "calibrated" says of confidence what it is."""

    def ask(self, question: Question) -> Given:
        """Answer one question."""


_OF_POLICY = ("bias", "weights", "threshold", "temperature", "slope", "shift", "fingerprint")
LEAST = -100.0  # a margin below all


class Pincite:
    """The assistant as people ask it.

    Where it is silent it is asked once more with thresholds of 0, since measures of confidence need to know whether
    the best span, or sentence, would have been right; only the first time is timed, and the reader does not read again.
    With `max_error` it is asked for that promise.
    """

    def __init__(self, assistant: Assistant, *, max_error: float | None = None) -> None:
        self._reader = Remembering(assistant.reader)
        self._assistant = _copy(assistant, reader=self._reader)
        self._talkative = _copy(assistant, reader=self._reader, talkative=True)
        self._retriever = Retriever(encoder=assistant.encoder, store=assistant.store)
        self._max_error = max_error

    @property
    def settings(self) -> Mapping[str, Any]:
        """The models, the policy and how many passages are read."""
        return {
            **_settings_of("pincite", self._assistant, self._reader.fingerprint),
            **self._promised(),
        }

    def ask(self, question: Question) -> Given:
        """Answer one question."""
        allowed = allowed_of(self._assistant.store, question)
        documents = None if allowed is None else sorted(allowed)
        began = time.perf_counter()
        answer = self._assistant.ask(question.question, documents=documents, max_error=self._max_error)
        seconds = time.perf_counter() - began
        best = self._anything(question.question, documents) if answer.abstained else answer
        searched = plain(answer.question)
        hits = self._retriever.search(searched, DEPTH, allowed)
        read = self._reader.read(searched, [hit.passage for hit in hits[: self._assistant.settings.k]])
        return Given(
            text=answer.text,
            best=best.text,
            kind=answer.kind,
            # a list has none; the span that it would have begun with was not sure enough
            confidence=answer.confidence if answer.abstained and best.confidence is None else best.confidence,
            found=[hit.passage for hit in hits],
            seconds=seconds,
            signals={
                "best cosine": max((hit.dense for hit in hits), default=-1.0),
                "null margin": max(map(margin_of, read), default=LEAST),
            },
        )

    def _promised(self) -> dict[str, float]:
        """What was promised, and at which confidence it is kept."""
        if self._max_error is None:
            return {}
        return {"max_error": self._max_error, "from": self._assistant.policy.promise(self._max_error).threshold}

    def _anything(self, question: str, documents: Sequence[str] | None) -> Answer:
        """What would have been given if every answer were."""
        if self._max_error is not None:
            return self._talkative.best_span(question, documents=documents)
        return self._talkative.ask(question, documents=documents)


class Spans:
    """The assistant when it has promised something: every question is answered by its best span, however unsure.

    Confidence is fitted to these answers and promises are made of them; passages found are not kept.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @property
    def settings(self) -> Mapping[str, Any]:
        """As those of `Pincite`."""
        return _settings_of("spans", self._assistant, fingerprint_of(self._assistant.reader))

    def ask(self, question: Question) -> Given:
        """Answer one question."""
        allowed = allowed_of(self._assistant.store, question)
        began = time.perf_counter()
        answer = self._assistant.best_span(question.question, documents=None if allowed is None else sorted(allowed))
        return Given(
            text=answer.text,
            best=answer.text,
            kind=answer.kind,
            confidence=answer.confidence,
            found=(),
            seconds=time.perf_counter() - began,
        )


class Remembering:
    """A reader that knows what it said of the passages of a question: it need not read them again."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._question = ""
        self._said: dict[tuple[str, int, int], Reading] = {}

    @property
    def fingerprint(self) -> str:
        """That of the reader inside."""
        return fingerprint_of(self._reader)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in the same order."""
        if question != self._question:
            self._question, self._said = question, {}
        new = [passage for passage in passages if _place_of(passage) not in self._said]
        if new:
            said = self._reader.read(question, new)
            self._said |= {_place_of(passage): reading for passage, reading in zip(new, said, strict=True)}
        return [self._said[_place_of(passage)] for passage in passages]


def _settings_of(method: str, assistant: Assistant, reader: str) -> dict[str, Any]:
    return {
        "method": method,
        "calibrated": True,
        "reader": reader,
        "policy": {name: getattr(assistant.policy, name) for name in _OF_POLICY},
        "sentences": assistant.sentences.fingerprint,
        **json.loads(json.dumps(asdict(assistant.settings))),  # as it will be read from a run's file
    }


def _place_of(passage: Passage) -> tuple[str, int, int]:
    return passage.document.id, passage.start, passage.end


def margin_of(reading: Reading) -> float:
    """The best span's score over the null score."""
    return reading.spans[0].score - reading.null_score if reading.spans else LEAST


def _copy(assistant: Assistant, *, reader: Reader, talkative: bool = False) -> Assistant:
    policy, sentences = assistant.policy, assistant.sentences
    return Assistant(
        assistant.store,
        settings=assistant.settings,
        encoder=assistant.encoder,
        reader=reader,
        policy=replace(policy, threshold=0.0) if talkative else policy,
        sentences=replace(sentences, threshold=0.0) if talkative else sentences,
    )
