"""What is searched for when a person types: each question of the text on its own, its misspelt words put right.

Nothing here is done silently: an answer says what was searched for and which words were taken for others, and
`exactly` searches for what was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.store import Store
from index.trace import stage
from qa.answer import Answer, Correction
from qa.followup import rewrite
from qa.plain import plain
from qa.several import questions_in
from qa.spelling import corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question to search for, the words in it that were taken for others, and how the models are given it."""

    question: str
    read: str
    corrections: tuple[Correction, ...] = ()


def understood(text: str, store: Store, answers: Sequence[Answer]) -> Iterator[Understood]:
    """The questions of a text, one by one; the answers to those before it, as they come, complete the next.

    Args:
        text: what was typed, checked.
        store: the words of its documents are known to be well spelt.
        answers: to the questions given so far; the caller adds to it.
    """
    for question in questions_in(text):
        text, corrections = _spelt(question, store)
        made = rewrite(text, answers)
        text = made.question if made else text
        yield Understood(question=text, read=plain(text), corrections=corrections)


@stage("check")
def _spelt(question: str, store: Store) -> tuple[str, tuple[Correction, ...]]:
    return corrected(question, store.generation.words, len(store.generation.passages))
