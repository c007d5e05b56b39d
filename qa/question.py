"""Which questions can be asked."""

from __future__ import annotations

import re
import unicodedata

from corpus import normalise
from corpus.errors import QuestionError
from corpus.language import language_of
from index.trace import stage

LONGEST = 500  # characters
# How questions begin in no other language.
_PLAINLY_ENGLISH = re.compile(
    r"((in|to|from|on|at|by|for|with|of) )?(what|when|where|which|who|whom|whose|why|how|does|did)\b"
    r"|(is|are|was|were|do|can|could|should|would|has|have|had) (the|there|this|that|these|they|you|we|he|she)\b",
    re.IGNORECASE,
)


@stage("check")
def checked_question(question: str) -> str:
    """Return the question in normal form, its white space collapsed.

    Raises:
        QuestionError: it is empty, too long, holds control characters, or is surely not English.
    """
    if not isinstance(question, str):
        raise QuestionError(f"A question is text, not {type(question).__name__}.", hint="Give a string.")
    if len(question) > LONGEST:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {LONGEST} can be read.",
            hint="Ask one thing, in one sentence.",
        )
    text = re.sub(r"\s+", " ", normalise(question)).strip()
    controls = [c for c in text if unicodedata.category(c) in ("Cc", "Cs")]
    if controls:
        raise QuestionError(
            f"The question holds the control character U+{ord(controls[0]):04X}.",
            hint="Type it anew, or paste it as plain text.",
        )
    if not any(character.isalnum() for character in text):
        raise QuestionError(
            f"The question is empty: {question[:20]!r} holds no word.",
            hint='Ask something, for instance "When was the treaty signed?"',
        )
    if not _is_plainly_english(text) and (language := language_of(text)):
        raise QuestionError(
            f"The question looks like {language}; the reader knows English only.", hint="Ask it in English."
        )
    return text


def _is_plainly_english(text: str) -> bool:
    """Whether its first words show it: most questions need not wait until the identifier of languages is unpacked."""
    is_latin = all(ord(letter) < 0x250 for letter in text if letter.isalpha())  # not so "What does 安保 mean?"
    return is_latin and _PLAINLY_ENGLISH.match(text) is not None
