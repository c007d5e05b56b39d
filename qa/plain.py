"""A question as the models are given it: without quotation marks, and with its question mark.

The reader saw few quotation marks in training, and questions of two styles: sentences with a capital and a question
mark, and questions in small letters without one (Natural Questions). People type as they like and mean the same. Search
knows no phrases, so quotation marks ask for nothing that would be lost. What a person typed stays as it is wherever it
is shown.
"""

from __future__ import annotations

import re

# Marks around words; a straight one may also mean inches, so it must hold words tightly.
_QUOTED = re.compile(r"[“„«‟]([^“”„«»‟]+)[”“»‟]|\"(?=\S)([^\"]*\S)\"")
_ASKS = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b")
_ENDED = re.compile(r"[.…][\s)\]]*$")  # a sentence that asks for something: "Name the rivers."


def plain(question: str) -> str:
    """The question without quotation marks around its words, and ending in a question mark if it is of that style.

    >>> plain("Who wrote the “Ode to Joy”"), plain("who wrote the ode to joy"), plain("ode to joy author")
    ('Who wrote the Ode to Joy?', 'who wrote the ode to joy', 'ode to joy author?')
    """
    text = _QUOTED.sub(lambda found: found[1] or found[2], question).rstrip()
    is_of_small_letters = text == text.lower() and _ASKS.search(text)
    if _ENDED.search(text) or is_of_small_letters:
        return text
    return text.rstrip(" ?!,;:–-") + "?"
