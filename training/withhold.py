"""Which documents must not be found when a question is to have no answer: those that hold it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus import Document
from qa.evaluation.questions import Question

_IN_A_ROW = 8  # words that two texts share only if one was made from the other, or both from a third
_NEAR = 0.3  # the share of the shorter one's runs of words from which on two texts are near duplicates


class Withholder:
    """Finds what holds the answer of each of some questions in the documents of a store.

    That is the document of its gold spans; its near duplicates, which share at least 30 % of the shorter one's runs of
    eight words with it (containment; Broder 1997); those that share a run of eight words with it in which the answer
    stands; and those of the same title in which an accepted answer stands.
    """

    def __init__(self, documents: Sequence[Document], questions: Sequence[Question]) -> None:
        self._documents = {document.id: document for document in documents}
        golds = {span.document for question in questions for span in question.spans}
        self._words = {document.id: words_of(document.text) for document in documents}
        self._shared = self._runs_shared(golds)
        self._titled: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            for title in titles_of(document):
                self._titled[title].append(document.id)

    def holding(self, question: Question) -> tuple[str, ...]:
        """The ids of the documents that hold the question's answer, sorted."""
        found = {span.document for span in question.spans}
        answers = [f" {' '.join(words_of(answer))} " for answer in question.answers]
        for gold in list(found):
            runs = self._runs_around(question, gold)
            own = _count_of_runs(self._words[gold])
            for other, shared in self._shared[gold].items():
                shorter = min(own, _count_of_runs(self._words[other]))
                if len(shared) >= _NEAR * shorter or not runs.isdisjoint(shared):
                    found.add(other)
            for title in titles_of(self._documents[gold]):
                for other in self._titled[title]:
                    text = f" {' '.join(self._words[other])} "
                    if any(answer in text for answer in answers):
                        found.add(other)
        return tuple(sorted(found))

    def _runs_shared(self, golds: set[str]) -> dict[str, dict[str, set[str]]]:
        """For each gold document, the runs of words that others share with it."""
        holders: dict[str, list[str]] = defaultdict(list)
        for gold in golds:
            for run in runs_of(self._words[gold]):
                holders[run].append(gold)
        shared: dict[str, dict[str, set[str]]] = {gold: defaultdict(set) for gold in golds}
        for identity, words in self._words.items():
            for run in holders.keys() & runs_of(words):
                for gold in holders[run]:
                    shared[gold][identity].add(run)
        return shared

    def _runs_around(self, question: Question, gold: str) -> set[str]:
        """The runs of the gold document that hold the first word of an answer."""
        text, words = self._documents[gold].text, self._words[gold]
        runs = set()
        for span in question.spans:
            if span.document == gold:
                at = len(words_of(text[: span.start]))
                for first in range(max(0, at - _IN_A_ROW + 1), min(at, len(words) - _IN_A_ROW) + 1):
                    runs.add(" ".join(words[first : first + _IN_A_ROW]))
        return runs


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without marks."""
    return re.findall(r"\w+", text.lower())


def runs_of(words: Sequence[str]) -> set[str]:
    """Every eight words in a row; of a shorter text, all of it."""
    return {" ".join(words[at : at + _IN_A_ROW]) for at in range(_count_of_runs(words))}


def titles_of(document: Document) -> set[str]:
    """The titles of a document's sources, without case, marks and what stands in brackets; empty ones are none."""
    titles = {" ".join(words_of(re.sub(r"\(.*?\)", "", source.title))) for source in document.sources}
    return titles - {""}


def _count_of_runs(words: Sequence[str]) -> int:
    return max(1, len(words) - _IN_A_ROW + 1)
