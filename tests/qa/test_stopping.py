"""Reading stops where the passages that are left would not matter, and only there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from corpus import Document, Passage
from index import Hit
from qa.features import FEATURES
from qa.policy import Policy
from qa.reader import Reading, Span
from qa.stopping import Stopping

BY_MARGIN = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES}, threshold=0.5)
QUESTION = "When was it built?"


class Scripted:
    """A reader that finds a span with a given margin in each passage, and counts what it read."""

    def __init__(self, margins: Sequence[float]) -> None:
        self.margins = margins
        self.counts: list[int] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        first = sum(self.counts)
        self.counts.append(len(passages))
        return [
            Reading(passage=p, spans=(Span(start=p.start, end=p.start + 4, score=margin),), null_score=0.0)
            for p, margin in zip(passages, self.margins[first:], strict=False)
        ]


@pytest.fixture
def hits_of(document_of: Callable[..., Document]) -> Callable[..., list[Hit]]:
    def make(scores: Sequence[float]) -> list[Hit]:
        document = document_of(" ".join(f"{1800 + number} is a year." for number in range(len(scores))))
        return [
            Hit(
                passage=Passage(document=document, start=17 * at, end=17 * at + 15),
                rank=at + 1,
                score=score,
                dense=score,
                lexical=0.0,
            )
            for at, score in enumerate(scores)
        ]

    return make


@pytest.mark.parametrize(
    ("margins", "scores", "read"),
    [
        ([-5.0] * 8, [0.9] * 8, [2]),  # nothing in sight
        ([-5.0, -1.0, -9, -9, 0, 0, 0, 0], [0.9] * 8, [2, 2]),  # hardly anything in sight, and no more then
        ([-0.2] * 6 + [9, 0], [0.9] * 8, [2, 2, 2]),  # in doubt for long
        ([0.1] * 6 + [9, 0], [0.9] * 8, [2, 2, 2, 2]),  # likely, and what is left is found as well
        ([0.5] + [-9] * 3 + [9.0] * 4, [0.9, 0.85, 0.8, 0.8] + [0.7] * 4, [2, 2]),  # sure enough only when less is left
        ([5.0, -9.0] + [9.0] * 6, [0.9, 0.85] + [0.7] * 6, [2]),  # sure, and what is left is found less well
        ([5.0, -9.0] + [9.0] * 6, [0.9, 0.85] + [0.88] * 6, [2, 2, 2, 2]),  # sure, but another is found as well
        ([-5.0] * 2, [0.9] * 2, [2]),
        ([-5.0], [0.9], [1]),
    ],
)
def test_it_reads_as_much_as_is_needed(
    margins: list[float], scores: list[float], read: list[int], hits_of: Callable[..., list[Hit]]
) -> None:
    reader, hits = Scripted(margins), hits_of(scores)
    readings = Stopping().read(QUESTION, hits, reader, BY_MARGIN)
    assert [count for count in reader.counts if count] == read
    assert [reading.passage for reading in readings] == [hit.passage for hit in hits[: sum(read)]]


def test_who_says_the_same_is_read(document_of: Callable[..., Document]) -> None:
    texts = ["It was built in 1874.", "The inn is old.", "The pier is old.", "They say that it was built in 1874."]
    hits = [
        Hit(
            passage=Passage(document=document_of(text, title=str(number)), start=0, end=len(text)),
            rank=number + 1,
            score=0.9 - 0.2 * number,
            dense=0.5,
            lexical=0.0,
        )
        for number, text in enumerate(texts)
    ]

    class Reader1874(Scripted):
        def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
            self.counts.append(len(passages))
            found = [(p, p.text.find("1874")) for p in passages]
            return [
                Reading(passage=p, spans=(Span(start=at, end=at + 4, score=5.0),) if at >= 0 else (), null_score=0.0)
                for p, at in found
            ]

    reader = Reader1874([])
    Stopping().read(QUESTION, hits, reader, BY_MARGIN)
    assert sum(reader.counts) == 4
    reader = Reader1874([])
    Stopping().read(QUESTION, hits[:3], reader, BY_MARGIN)
    assert sum(reader.counts) == 2


def test_without_hits_nothing_is_read(hits_of: Callable[..., list[Hit]]) -> None:
    assert Stopping().read(QUESTION, [], Scripted([]), BY_MARGIN) == []


def test_a_promise_reads_everything(monkeypatch: Any, assistant_of: Callable[..., Any]) -> None:
    files = {
        f"{number}.md": f"# Mill {number}\n\nThe mill of Orme number {number} turns slowly.\n" for number in range(9)
    }
    reader = Scripted([-9.0] * 20)
    assistant = assistant_of(files, reader=reader)
    assistant.ask("When was the lighthouse of Orme built?")
    assert sum(reader.counts) == 2
    reader.counts.clear()
    hits = assistant._follow().search("When was the lighthouse of Orme built?", 8)
    assistant._answered("When was the lighthouse of Orme built?", assistant._follow(), None, 0.9)
    assert sum(reader.counts) == len(hits) == 8


def test_a_reading_that_was_kept_holds_another_object_for_its_passage(hits_of: Callable[..., list[Hit]]) -> None:
    class Keeping(Scripted):
        def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
            return super().read(question, [replace(passage) for passage in passages])

    reader = Keeping([5.0, -9.0] + [9.0] * 6)
    Stopping().read(QUESTION, hits_of([0.9, 0.85] + [0.7] * 6), reader, BY_MARGIN)
    assert reader.counts == [2]
