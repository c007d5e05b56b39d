"""Phrases that the page says in more than one place."""

from __future__ import annotations

from html import escape

from qa.answer import Citation, Considered, path_of

UNCALIBRATED = "Not calibrated for this kind of answer: hold it against the passage"


def confidence_in_words(confidence: float | None) -> str:
    """A word and a number: what share of such answers is right.

    >>> confidence_in_words(0.86)
    'Likely: about 86 of 100 such answers are right'
    """
    if confidence is None:
        return UNCALIBRATED
    word = (
        "Very likely"
        if confidence >= 0.9
        else "Likely"
        if confidence >= 0.7
        else "Perhaps"
        if confidence >= 0.5
        else "Unsure"
    )
    return f"{word}: about {min(99, round(100 * confidence))} of 100 such answers are right"


def why(passage: Considered) -> str:
    """Why a passage was read, in words, with the score that ranked it.

    A BM25 score of zero means that the passage shares no word with the question.
    """
    found = "by words and by meaning" if passage.lexical > 0 else "by meaning alone"
    return f"found {found} · score {passage.score:.2f}"


def characters(start: int, end: int) -> str:
    """A span in words, counted from 0 and half-open as everywhere in Pincite."""
    return f"characters {start:,}–{end:,}"


def place(citation: Citation) -> str:
    """The pinpoint: document, headings, pages, characters; plain text."""
    return f"{path_of(citation)}, {characters(citation.start, citation.end)}"


def path(place_of: Citation | Considered) -> str:
    """Document, headings and pages as HTML."""
    return f'<span class="path" dir="auto">{escape(path_of(place_of))}</span>'


def count(number: int, what: str) -> str:
    """How many, with an `s` where it takes one."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
