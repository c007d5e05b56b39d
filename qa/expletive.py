"""Whether an "it" stands for nothing: "Is it true that", "How long does it take to", "What time is it"."""

from __future__ import annotations

import re

from qa import words
from qa.phrases import Parsed

_SKIPPED = frozenset("not n't ever still also very so too usually normally really".split())
_CLAUSE = r"\b(?:that|to|for|if|when|whether|of|how|why|where|what|who|under|in|on|at|by|with)\b"
_STANDS_FOR_NOTHING = re.compile(
    r"(?:be |been |become |seem |appear )?that\b"
    r"|(?:called|said|known|like|mean|take|cost|require|need|help|pay|feel|work|happen|make sense)\b.*"
    r"\b(?:to|for|if|when|that)\b"
    r"|(?:matter|make a difference|rain|snow|get (?:dark|cold|hot|warm)|seem|appear)\b"
    r"|\w+ed (?:that|whether|how|who|when|why|what|if|which)\b"
)
_CLOCK = re.compile(r"what (?:time|day|year|date) (?:is|was) it\b(?! \w+ed\b)")


def is_expletive(parsed: Parsed, n: int) -> bool:
    """Whether the "it" at position `n` stands for nothing, or for the clause that follows it."""
    lower = [token.lower for token in parsed.tokens]
    if _CLOCK.match(" ".join(lower)):
        return True
    before = lower[n - 1] if n else ""
    if before not in words.AUXILIARIES | words.SUBORDINATORS | words.CONJUNCTIONS:
        return False
    after = [word for word in lower[n + 1 :] if word not in _SKIPPED and not word.endswith("ly")]
    rest = re.sub("^(?:be|been|become|becoming) ", "", " ".join(after))
    if _STANDS_FOR_NOTHING.match(rest):
        return True
    first = rest.split(" ", 1)[0]
    if first in words.EXPLETIVE:
        return bool(
            re.search(r"^\w+ (?:that|to|for|whether|how|if)\b" if words.is_participle(first) else _CLAUSE, rest)
        )
    how = lower[:1] == ["how"] and n == 3 and before in words.BE  # "How common is it to"
    return how and bool(re.match(r"(?:to|for|that)\b", rest))
