"""What people type that asks for no quotation: greetings, and tasks that take words of one's own."""

from __future__ import annotations

import re
from typing import Literal

_GREETING = re.compile(
    r"(hi|hello|hey|greetings|good (morning|afternoon|evening|day)|thanks|thank you|thx|ok(ay)?|bye|test)"
    r"( there| all| everyone| again| so much| very much| a lot)?[\s.!,:;)]*",
    re.IGNORECASE,
)
_WRITING = re.compile(
    r"((please|kindly|can you|could you|would you|will you)[, ]+)*"
    r"(summari[sz]e|sum up|write|rewrite|translate|paraphrase|rephrase|draft|compare|tell me about"
    r"|(give|show|make|create) (me )?(an? )?(short |brief )?(summary|overview|outline|list of questions)"
    r"|what (is|are) (this|that|these|the) (document|file|pdf|article|text|documents|files)s? about)\b",
    re.IGNORECASE,
)


def wish_of(question: str) -> Literal["greeting", "writing", ""]:
    """What a question that was not answered wants instead of a quotation; empty where it wants one.

    >>> wish_of("Hello!"), wish_of("Could you summarise the lease?"), wish_of("Who wrote the lease?")
    ('greeting', 'writing', '')
    """
    asked = question.strip()
    return "greeting" if _GREETING.fullmatch(asked) else "writing" if _WRITING.match(asked) else ""
