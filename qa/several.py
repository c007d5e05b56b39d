"""Two questions in one: "When was the treaty signed and who signed it?" are asked one after the other."""

from __future__ import annotations

import re

from qa.wrapping import unwrapped

MOST = 4  # questions of one text; more is a list of its own, of which the first ones are asked
_WH = "what|when|where|which|who|whom|whose|why|how"
_VERB = "is|are|was|were|did|does|do|can|could|will|would|has|have|had|should|must|may"
# A second clause that asks on its own: a question word and a verb, or somebody who did something.
_JOINT = re.compile(
    rf"(?:,? and|, but|;|, or)(?: also)? (?=(?:(?:when|where|why|what|who|whom|how|how (?:many|much|long|old|far|often)"
    rf"(?: \w+)?|(?:what|which|whose) \w+) (?:{_VERB})\b|who \w+(?:ed|ote|ade|ook|uilt|on|ould)\b))",
    re.IGNORECASE,
)
_COMPLETE = re.compile(rf"(?:\w+ )?(?:{_WH})\b", re.IGNORECASE)
_OPEN = re.compile(rf"\b(?:{_WH})$", re.IGNORECASE)
_REPORTED = re.compile(r"\b(?:say|says|said|state|states|know|explain|decide|decides|decided|asked?)\b", re.IGNORECASE)
_SHORTEST = 3  # words of a question that is cut off


def questions_in(text: str) -> list[str]:
    """The questions of a text in their order, freed of what stands around them (`qa.wrapping`), at most `MOST`.

    >>> questions_in("When was the treaty signed and who signed it?")
    ['When was the treaty signed?', 'Who signed it?']
    >>> questions_in("Who decides when and where troops are sent?")
    ['Who decides when and where troops are sent?']
    """
    return [part for question in unwrapped(text) for part in _parted(question)][:MOST]


def _parted(question: str) -> list[str]:
    for joint in _JOINT.finditer(question):
        left, right = question[: joint.start()].rstrip(" ,;"), question[joint.end() :]
        is_whole = len(left.split()) >= _SHORTEST and _COMPLETE.match(left) and not _OPEN.search(left)
        if is_whole and not _REPORTED.search(left):
            return [f"{left}?", *_parted(right[:1].upper() + right[1:])]
    return [question]
