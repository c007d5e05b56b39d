"""Whether words are of the kind that a question asks for: a name for who, a date for when, a number for how many."""

from __future__ import annotations

import re

_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_SPANS_OF_TIME = "spring summer autumn fall winter century decade year month week day today yesterday war era age"
_NUMERALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen "
    "half third quarter first second once twice several many few none no zero"
)
_TIME = re.compile(
    rf"\d{{3,4}}|\d+s\b|\b(?:{'|'.join(f'{_MONTHS} {_DAYS} {_SPANS_OF_TIME}'.split())})s?\b", re.IGNORECASE
)
_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(_NUMERALS.split())})\b", re.IGNORECASE)
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ]")
_PEOPLE = "person company team president king queen author artist actor singer"
_PLACES = "country city state town nation"
_HOW = "many much long old far often tall large big high deep fast"
_QUANTITIES = "number share proportion amount percentage percent"
_PERIODS = "year date day month century decade time period"


def _asks(words: str, of: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words}) (?:{'|'.join(of.split())})\b", re.IGNORECASE)


_ASKED = (
    (_asks("how", _HOW), _NUMBER),
    (_asks("what", _QUANTITIES), _NUMBER),
    (re.compile(r"\bwhen\b", re.IGNORECASE), _TIME),
    (_asks("what|which", _PERIODS), _TIME),
    (re.compile(r"\b(?:who|whom|whose|where)\b", re.IGNORECASE), _NAME),
    (_asks("what|which", f"{_PEOPLE} {_PLACES}"), _NAME),
)


def fits(question: str, words: str) -> float:
    """1 where the words are of the kind that the question asks for, -1 where they are not, 0 where it asks for any.

    >>> fits("When was the treaty signed?", "in 1951"), fits("When was the treaty signed?", "in San Francisco")
    (1.0, -1.0)
    >>> fits("What did it say?", "nothing")
    0.0
    """
    for asked, wanted in _ASKED:
        if asked.search(question):
            return 1.0 if wanted.search(words) else -1.0
    return 0.0
