"""What Pincite is held against on the same questions: three simple ways to answer, and to trust an answer.

None of their confidences is a probability, so they have no calibration error.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from corpus import Passage, sentences
from index import Hit, Retriever, Store
from index.lexical import terms_of
from qa.assistant import Assistant
from qa.evaluation.askers import LEAST, Asker, Given, margin_of
from qa.evaluation.questions import Question
from qa.evaluation.readings import allowed_of, fingerprint_of
from qa.evaluation.retrieval import DEPTH

Name = Literal["bm25", "cosine", "margin"]
NAMES: tuple[Name, ...] = get_args(Name)


def baseline(name: Name, assistant: Assistant) -> Asker:
    """A baseline over the assistant's store, with its encoder, and for `margin` its reader."""
    if name == "bm25":
        return Bm25(assistant.store)
    retriever = Retriever(encoder=assistant.encoder, store=assistant.store)
    return Cosine(retriever) if name == "cosine" else Margin(retriever, assistant)


@dataclass(frozen=True, slots=True)
class Bm25:
    """The first sentence of the passage with the highest BM25 score, which is the confidence."""

    store: Store

    @property
    def settings(self) -> Mapping[str, Any]:
        """The method's name."""
        return {"method": "bm25", "calibrated": False}

    def ask(self, question: Question) -> Given:
        """Answer one question."""
        import numpy as np

        began = time.perf_counter()
        passages = self.store.generation.passages
        scores = self.store.generation.lexical.scores(terms_of(question.question))
        allowed = allowed_of(self.store, question)
        if allowed is not None:
            searched = np.zeros(len(scores), dtype=bool)
            searched[passages.in_documents(allowed)] = True
            scores = np.where(searched, scores, -1)
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        found = [passages[row] for row in best if scores[row] > 0]
        text = _sentences_of(found[0])[0] if found else ""
        return _always(text, float(scores[best[0]]) if found else 0.0, found, began)


@dataclass(frozen=True, slots=True)
class Cosine:
    """The sentence nearest to the question among those of the ten nearest passages; its cosine is the confidence."""

    retriever: Retriever

    @property
    def settings(self) -> Mapping[str, Any]:
        """The method's name."""
        return {"method": "cosine", "calibrated": False}

    def ask(self, question: Question) -> Given:
        """Answer one question."""
        began = time.perf_counter()
        encoder, store = self.retriever.encoder, self.retriever.store
        vector = encoder.encode_query(question.question)
        hits = store.search(vector, [], DEPTH, allowed_of(store, question))  # no terms: by cosine alone
        texts = [text for hit in hits for text in _sentences_of(hit.passage)]
        if not texts:
            return _always("", -1.0, [], began)
        cosines = encoder.encode_documents(texts) @ vector
        best = int(cosines.argmax())
        return _always(texts[best], float(cosines[best]), [hit.passage for hit in hits], began)


class Margin:
    """The span with the highest margin over the null score in the passages that Pincite reads; silence below 0.

    The margin is the confidence (Devlin et al. 2019, section 4.3).
    """

    def __init__(self, retriever: Retriever, assistant: Assistant) -> None:
        self._retriever, self._reader, self._k = retriever, assistant.reader, assistant.settings.k

    @property
    def settings(self) -> Mapping[str, Any]:
        """The method's name, the reader, and how many passages it reads."""
        return {"method": "margin", "calibrated": False, "reader": fingerprint_of(self._reader), "k": self._k}

    def ask(self, question: Question) -> Given:
        """Answer one question."""
        began = time.perf_counter()
        text = question.question
        hits = self._retriever.search(text, DEPTH, allowed_of(self._retriever.store, question))
        readings = [one for one in self._reader.read(text, [hit.passage for hit in hits[: self._k]]) if one.spans]
        best = max(readings, key=margin_of, default=None)
        margin = margin_of(best) if best else LEAST
        words = best.passage.document.text[best.spans[0].start : best.spans[0].end] if best else ""
        return Given(
            text=words if margin > 0 else "",
            best=words,
            kind="fact" if margin > 0 else "none",
            confidence=margin,
            found=[hit.passage for hit in hits],
            seconds=time.perf_counter() - began,
            signals={"best cosine": _best_cosine(hits)},
        )


def _always(text: str, confidence: float, found: Sequence[Passage], began: float) -> Given:
    """An answer that is given however unsure it is."""
    return Given(
        text=text,
        best=text,
        kind="sentences" if text else "none",
        confidence=confidence,
        found=found,
        seconds=time.perf_counter() - began,
    )


def _sentences_of(passage: Passage) -> list[str]:
    text = passage.document.text
    return [text[start:end] for start, end in sentences(text, passage.start, passage.end)]


def _best_cosine(hits: Sequence[Hit]) -> float:
    return max((hit.dense for hit in hits), default=-1.0)
