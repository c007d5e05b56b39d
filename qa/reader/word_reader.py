"""A reader without weights, for tests: it answers from the sentence that shares most words with the question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import Passage, sentences
from index.lexical import terms_of
from index.trace import stage
from qa.reader.reading import Reading, Span

_ANSWER = re.compile(r"\d[\d,.]*\d|\d|[A-Z]\w+(?: [A-Z]\w+)*")


class WordReader:
    """Takes the first number or name of the best sentence that is not in the question, else the whole sentence."""

    @stage("read")
    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage; a margin is how many of the question's terms the sentence holds, less half of them."""
        asked = set(terms_of(question))
        return [self._read(question, asked, passage) for passage in passages]

    def _read(self, question: str, asked: set[str], passage: Passage) -> Reading:
        spans, all_sentences = [], []
        for start, end in sentences(passage.document.text, passage.start, passage.end):
            sentence = passage.document.text[start:end]
            shared = float(len(asked & set(terms_of(sentence))))
            found = next((m for m in _ANSWER.finditer(sentence) if m[0].lower() not in question.lower()), None)
            at, stop = (start + found.start(), start + found.end()) if found else (start, end)
            spans.append(Span(start=at, end=stop, score=shared))
            all_sentences.append(Span(start=start, end=end, score=shared))
        best = sorted(spans, key=lambda span: -span.score)[:3]
        return Reading(passage=passage, spans=tuple(best), null_score=len(asked) / 2, sentences=tuple(all_sentences))
