"""Which questions can be asked."""

from __future__ import annotations

import re
import unicodedata

from corpus import normalise
from corpus.errors import QuestionError
from corpus.language import language_of
from index.trace import stage

LONGEST = 500  # characters
# Small words that no other language has. Those that open a question settle it; of the others it takes two.
_OPENERS = frozenset("what when where which who whom whose why how does did".split())
_ENGLISH = _OPENERS | frozenset("the were with from this that these those there their they would could should".split())


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
    """Whether small words show it: most questions need not wait until the identifier of languages is unpacked."""
    if any(ord(letter) >= 0x250 for letter in text if letter.isalpha()):  # not Latin; "What does 安保 mean?"
        return False
    words = re.findall(r"\w+", text.lower())
    return words[0] in _OPENERS or len(_ENGLISH.intersection(words)) > 1
