"""The words and marks of a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa import words

_TOKEN = re.compile(r"\$?\w+(?:['’](?!s\b)\w+|[.,/-]\w+)*(?:(?<=\b[A-Z]\.[A-Z])\.)?|['’]s?(?!\w)|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, a possessive ending or a mark, at characters `[start, end)` of the question."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case, its apostrophe straight."""
        return self.text.lower().replace("’", "'")

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokens_of(question: str) -> tuple[Token, ...]:
    """The words and marks of a question."""
    return tuple(Token(text=found[0], start=found.start(), end=found.end()) for found in _TOKEN.finditer(question))


def is_closed(word: str) -> bool:
    """Whether a word is of a closed class, or a mark: no noun, no adjective, no main verb."""
    return (
        word in words.PREPOSITIONS
        or word in words.CONJUNCTIONS
        or word in words.ADVERBS
        or word in words.ARTICLES
        or word in words.QUANTIFIERS
        or word in words.POSSESSIVES
        or word in words.AUXILIARIES
        or not word[0].isalnum()
    )


def opens(word: str) -> bool:
    """Whether a noun phrase begins with this word."""
    return (
        word in words.ARTICLES
        or word in words.POSSESSIVES
        or word in words.QUANTIFIERS
        or word in ("this", "these", "those")
    )
