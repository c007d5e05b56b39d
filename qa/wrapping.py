"""What people type around a question: greetings, thanks, polite openings, sentences that lead up to it.

The reader was trained on questions alone, and every further word is one more that a passage lacks. What is left out
says nothing of what is wanted; where a rule is in doubt the question stays as it is.
"""

from __future__ import annotations

import re

from corpus.sentences import sentences
from qa.references import references

_ASKS = re.compile(
    r"((in|to|from|on|at|by|for|with|of|since|until|about|under|during) )?"
    r"(what|when|where|which|who|whom|whose|why|how)\b"
    r"|(is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|may|must) \S+ \S"
    r"|(name|list|explain|describe|define|give|tell|show) \S",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"((hi|hello|hey|greetings|good (morning|afternoon|evening|day)|excuse me|dear \w+|ok(ay)?|so|well|sorry|thanks)"
    r"( there| all| everyone| team)?\s*[,!.:;–-]+\s*)+",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"((please|kindly|also|and)[, ]+)*"
    r"((can|could|would|will) you( please| kindly)?( help me( to)? (understand|find( out)?)| tell me| explain( to me)?"
    r"| say| show me| let me know| find out)"
    r"|(please |kindly )?(tell me|let me know)|do you( happen to)? know|any idea|i( would|[’']d) (like|love) to know"
    r"|i (want|need|wish) to (know|find out|ask)|i( am|[’']m) (wondering|curious|trying to find out|looking for)"
    r"|i (was wondering|wonder|wondered)|my question is( this)?|(the|here is my) question( is)?)"
    r"( about| as to| please)?[,:]?\s+(?=(what|when|where|which|who|whom|whose|why|how|in what|in which|to what)\b)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,;–-]+(please|thanks|thank you|cheers|thx|thanks in advance|many thanks)( very much| so much| a lot)?"
    r"( in advance)?\s*(?=[.!?]*$)",
    re.IGNORECASE,
)


def unwrapped(text: str) -> list[str]:
    """The questions of a text, each without what stands around it; the text itself where no question is found in it.

    Sentences that ask nothing are left out, unless a question points at them ("The text speaks of a treaty. Who signed
    it?").

    >>> unwrapped("Hello! Could you tell me when the treaty was signed? Thanks a lot.")
    ['When the treaty was signed?']
    >>> unwrapped("When was the treaty signed? Who signed the treaty?")
    ['When was the treaty signed?', 'Who signed the treaty?']
    """
    found: list[str] = []
    told: list[str] = []  # since the last question
    for start, end in sentences(text):
        sentence = _bare(text[start:end].strip())
        if not _asks(sentence):
            told.append(sentence)
            continue
        told = told if not found and references(sentence) else []
        found.append(" ".join([*told, sentence]))
        told = []
    return found or [text]


def _asks(sentence: str) -> bool:
    return sentence.endswith("?") or _ASKS.match(sentence) is not None


def _bare(sentence: str) -> str:
    """A sentence without greeting, polite opening and thanks, if at least two words remain."""
    bare = _CLOSING.sub("", sentence)
    for pattern in (_GREETING, _OPENING):
        bare = pattern.sub("", bare, count=1) if pattern.match(bare) else bare
    return bare[:1].upper() + bare[1:] if bare != sentence and len(bare.split()) > 1 else sentence
