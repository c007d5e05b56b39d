"""What the models say of questions, kept in a file: policies are fitted and compared without running them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document, Passage
from corpus.errors import EvaluationError
from index import Hit, Retriever, Store
from qa.assistant import Assistant
from qa.evaluation.lines import Row, grow, read_lines
from qa.evaluation.questions import Question, data_of, question_from
from qa.features import Candidate, candidates_of
from qa.metrics import RIGHT, f1
from qa.reader import Reading, Span

VERSION = 1
MOST_HITS = 10  # kept for each question: recall and nDCG look at ten


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One question with the passages found for it, best first, and what the reader says of each."""

    question: Question
    hits: tuple[Hit, ...]
    readings: tuple[Reading, ...]

    def candidates(self, k: int, temperature: float) -> list[Candidate]:
        """The candidates for an answer among the first `k` passages, as a policy with this temperature sees them."""
        return candidates_of(self.question.question, self.hits[:k], self.readings[:k], temperature)

    def is_right(self, candidate: Candidate) -> bool:
        """Whether a candidate's words are an answer: token F1 with an accepted one of at least 0.5."""
        text = candidate.reading.passage.document.text[candidate.span.start : candidate.span.end]
        return bool(self.question.answers) and f1(text, self.question.answers) >= RIGHT


def gather(
    assistant: Assistant,
    questions: Sequence[Question],
    path: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Gathered]:
    """Search and read for every question, and write each to the file at `path` as soon as it is done.

    Where the file begins with these questions already, asked of the same store with the same reader, they are taken
    from it and the run goes on behind them; so a run that was stopped loses nothing.

    Raises:
        EvaluationError: the file holds something else, or cannot be written.
        QuestionError: a question is too long for the reader's input.
    """
    store = assistant.store
    retriever = Retriever(encoder=assistant.encoder, store=store)
    header = {
        "version": VERSION,
        "generation": store.id,
        "reader": fingerprint_of(assistant.reader),
        "hits": MOST_HITS,
    }

    def make(number: int) -> Row:
        progress(number, len(questions))
        question = questions[number]
        text = question.question
        hits = retriever.search(text, MOST_HITS, allowed_of(store, question))
        readings = assistant.reader.read(text, [hit.passage for hit in hits])
        return {
            "question": data_of(question),
            "hits": [_row_of(hit, reading) for hit, reading in zip(hits, readings, strict=True)],
        }

    rows = grow(path, header, [asked_of(question) for question in questions], make)
    progress(len(questions), len(questions))
    return list(_gathered_from(path, rows, store))


def load(path: Path, store: Store) -> list[Gathered]:
    """Read what `gather` wrote of this store.

    Raises:
        EvaluationError: the file cannot be read, is damaged, or was gathered from another state of the store.
    """
    header, rows = read_lines(path)
    if (header.get("version"), header.get("generation")) != (VERSION, store.id):
        raise EvaluationError(
            f"{path} was gathered from the store {header.get('generation')!r} (format {header.get('version')!r}); "
            f"this is {store.id!r} (format {VERSION}).",
            hint="Gather anew.",
        )
    return list(_gathered_from(path, rows, store))


def key_of(question: Question) -> str:
    """What names a question in a file: its id, or else its words."""
    return question.id or question.question


def asked_of(question: Question) -> dict[str, str]:
    """What a row of a question begins with: its key, and a digest of everything that is known of it."""
    data = json.dumps(data_of(question), ensure_ascii=False, sort_keys=True)
    return {"key": key_of(question), "digest": hashlib.sha256(data.encode()).hexdigest()[:16]}


def allowed_of(store: Store, question: Question) -> frozenset[str] | None:
    """The ids of the documents that may be searched for a question; None for all.

    Leaving documents out of the search gives the scores of a store without them (up to the inverse document frequencies
    of BM25): cosines depend on nothing else, and BM25 is scaled by the best of the passages that may be found.

    Raises:
        UnknownDocument: a name that means no document.
    """
    if not question.documents and not question.excluded:
        return None
    names = question.documents
    named = store.select(names) if names else frozenset(head.id for head in store.documents.heads)
    return named.difference(question.excluded)


def fingerprint_of(reader: Any) -> str:
    """What names a reader: its weights' hash, or its class where it has none."""
    return str(getattr(reader, "fingerprint", "") or type(reader).__name__)


def _row_of(hit: Hit, reading: Reading) -> Row:
    return {
        "passage": [hit.passage.document.id, hit.passage.start, hit.passage.end],
        "scores": [hit.score, hit.dense, hit.lexical],
        "null": reading.null_score,
        "spans": [[span.start, span.end, span.score] for span in reading.spans],
    }


def _gathered_from(path: Path, rows: Sequence[Row], store: Store) -> Iterator[Gathered]:
    documents = {document.id: document for document in store.documents}
    for number, row in enumerate(rows, 2):
        try:
            pairs = [_pair_from(rank, hit, documents) for rank, hit in enumerate(row["hits"], 1)]
            question = question_from(row["question"])
        except (KeyError, TypeError, ValueError) as error:
            raise EvaluationError(f"{path}, line {number} is no reading: {error!r}.", hint="Gather anew.") from None
        yield Gathered(question=question, hits=tuple(h for h, _ in pairs), readings=tuple(r for _, r in pairs))


def _pair_from(rank: int, hit: Row, documents: dict[str, Document]) -> tuple[Hit, Reading]:
    identity, start, end = hit["passage"]
    passage = Passage(document=documents[identity], start=start, end=end)
    score, dense, lexical = hit["scores"]
    spans = tuple(Span(start=a, end=b, score=value) for a, b, value in hit["spans"])
    return (
        Hit(passage=passage, score=score, rank=rank, dense=dense, lexical=lexical),
        Reading(passage=passage, spans=spans, null_score=hit["null"]),
    )
