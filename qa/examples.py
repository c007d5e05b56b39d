"""Example questions made from the documents in the store, each tried before it is shown."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from threading import Lock, Thread
from typing import TYPE_CHECKING

from corpus.errors import PinciteError
from qa.drafts import Draft, about_headings, drafts

if TYPE_CHECKING:
    from corpus import Document
    from qa.answer import Answer
    from qa.assistant import Assistant

MOST = 6
_TRIES = 4  # questions asked for each that is wanted
_OF_ONE = 40  # drafts of one document that are looked at
_DOCUMENTS = 30
_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question that the store answers; `title` is of the document with the sentence that it was made from."""

    question: str
    title: str
    document: str


class Examples:
    """The example questions of an assistant's store, found in the background and kept until the store changes."""

    def __init__(self, assistant: Assistant, *, most: int = MOST) -> None:
        self._assistant = assistant
        self._most = most
        self._lock = Lock()
        self._busy = Lock()
        self._found: tuple[str, tuple[Example, ...]] | None = None

    def ready(self) -> tuple[Example, ...]:
        """The examples of the store as it is now; empty until they are found, which is begun if need be."""
        with self._lock:
            found = self._found
        if found and found[0] == self._assistant.store.id:
            return found[1]
        if not self._busy.locked():
            Thread(target=self.find, daemon=True).start()
        return ()

    def find(self) -> tuple[Example, ...]:
        """Find them now, and keep them; an error of the store leaves none."""
        with self._busy:
            generation = self._assistant.store.id
            with self._lock:
                if self._found and self._found[0] == generation:
                    return self._found[1]
            try:
                examples = find_examples(self._assistant, most=self._most)
            except PinciteError:
                examples = ()
            with self._lock:
                self._found = (generation, examples)
            return examples


def find_examples(assistant: Assistant, *, most: int = MOST, seconds: float = _SECONDS) -> tuple[Example, ...]:
    """Make questions of the documents' sentences and keep those that are answered from the sentence they came from.

    Documents take turns. Not more than four questions are asked for each that is wanted, and none after `seconds`.

    Raises:
        StoreError: the store is damaged, or gone.
    """
    documents = _spread(assistant.store.documents)
    kept: list[Example] = []
    deadline = time.monotonic() + seconds
    for make in (drafts, about_headings):
        tried = islice(_in_turns([(document, _varied(make(document))) for document in documents]), _TRIES * most)
        for document, draft in tried:
            if len(kept) >= most or time.monotonic() > deadline:
                return tuple(kept)
            if _answers(assistant.ask(draft.question), document, draft):
                kept.append(Example(question=draft.question, title=document.title, document=document.id))
        if len(kept) >= min(most, 3):
            break
    return tuple(kept)


def _spread(documents: Sequence[Document]) -> list[Document]:
    """At most thirty documents, evenly from all of them."""
    step = max(1, -(-len(documents) // _DOCUMENTS))
    return list(documents[::step])


def _varied(made: Iterator[Draft]) -> list[Draft]:
    """Drafts of one document with the question words in turns, the short ones first, each question once."""
    by_word: dict[str, dict[str, Draft]] = {}
    for draft in islice(made, _OF_ONE):
        if len(draft.question) <= 110:
            by_word.setdefault(draft.question.split(None, 1)[0], {}).setdefault(draft.question, draft)
    columns = [sorted(group.values(), key=lambda draft: len(draft.question)) for group in by_word.values()]
    return [draft for row in zip_longest(*columns) for draft in row if draft]


def _in_turns(made: list[tuple[Document, list[Draft]]]) -> Iterator[tuple[Document, Draft]]:
    """One draft of each document, then the second of each."""
    for row in zip_longest(*([(document, draft) for draft in some] for document, some in made)):
        yield from (pair for pair in row if pair)


def _answers(answer: Answer, document: Document, draft: Draft) -> bool:
    """Whether an answer is quoted from the sentence that its question was made from, and says what was asked."""
    expected, said = draft.expected.lower(), answer.text.lower()
    if answer.abstained or not (expected in said or said in expected):
        return False
    return any(c.document.id == document.id and c.start < draft.end and draft.start < c.end for c in answer.citations)
