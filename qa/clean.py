"""A reader's span made whole and clean, by rule: all of a quantity, a name or a date, and no glue at its edges.

Every rule moves the edges of a span and nothing else. A rule stays here because `scripts/measure_cleaning.py` shows
that it does not cost exact matches; most change one answer in a hundred, and that one reads better.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus import sentence_around
from qa.quantities import NUMBER_WORDS, SCALES, UNITS

Edges = tuple[int, int]

_NUMBER = rf"(?:\d|\b(?:{'|'.join([*NUMBER_WORDS, *SCALES])})\b)"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS if unit not in ("m", "g", "mi", "ha")), key=len)[::-1])
_SCALED = re.compile(rf"[ \u00a0-](?:{'|'.join(SCALES)})s?\b", re.IGNORECASE)
_MEASURED = re.compile(rf"[ \u00a0-]?(?:{_UNIT})s?(?!\w)|[ \u00a0]°? ?[CF]\b|°[CF]?", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(rf"{_NUMBER}\Z", re.IGNORECASE)
_STARTS_WITH_NUMBER = re.compile(_NUMBER, re.IGNORECASE)
_CURRENCY_BEFORE = re.compile(r"(?:\b(?:US|A|C|HK))?[$€£¥]\s?\Z")
_STARTS_WITH_SCALE = re.compile(rf"(?:{'|'.join(SCALES)})\b")
_NUMBER_BEFORE = re.compile(rf"(?:\b\d[\d,.]*|\b(?:{'|'.join(NUMBER_WORDS)}))[ -]\Z", re.IGNORECASE)
_YEAR_AFTER = re.compile(r",? \d{4}(?![\d-])")
_ERA_AFTER = re.compile(r" (?:BCE?|CE|AD|B\.C\.|A\.D\.)(?!\w)")
_DATE_END = re.compile(rf"(?:\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|\b{_MONTH})\Z")
_DATE_START = re.compile(rf"{_MONTH}\b")
_DAY_BEFORE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?(?: of)? \Z")
_NAME_AFTER = re.compile(r"(?: (?:(?:of|de|van|von|der|den|la|al) )?[A-Z][\w’-]*[a-z]\b){1,2}(?! [A-Z]|\w)")
_NAME_BEFORE = re.compile(
    r"(?<!\S)[a-z][\w'’-]*,? (?P<name>(?:[A-Z][\w’-]*[a-z] |[A-Z]\. ?){1,2}(?:(?:of|de|van|von|der|den|la|al) )?)\Z"
)
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_FAR = 60  # characters to the missing half of a pair
_TRAILING = re.compile(r"[\s,;:–—\-(\[“«]+\Z")
_LEADING = re.compile(r"[\s,;:.–—)\]”»]+")
_FULL_STOP = re.compile(r"(?<![.\W][A-Za-z])(?<!\b(?:Jr|Sr|Co|St|Mr|Dr|No))(?<!\b(?:Inc|Ltd|etc|Mrs))(?<!\bCorp)\.+\Z")
_GLUE_BEFORE = re.compile(
    r"(?:[Ii]n|[Oo]n|[Aa]t|[Bb]y|[Ff]rom|[Tt]o|[Oo]f|[Aa]nd|[Oo]r|[Bb]ut|is|was)\s+(?=\d|[A-Z][a-z])"
)
_KEEPS_ITS_WORD = re.compile(r"[Ff]rom\b.*\b(?:to|until|through)\b", re.DOTALL)
_GLUE_AFTER = re.compile(r"\s+(?:in|on|at|by|from|to|of|for|with|and|or|but|as|that|is|was|are|were|the|a|an)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A span `[start, end)` of a text, the stretch `[first, last)` that it must not leave, and the question."""

    text: str
    start: int
    end: int
    first: int
    last: int
    question: str

    @property
    def words(self) -> str:
        """What the span says."""
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it."""
        return self.text[self.first : self.start]

    @property
    def after(self) -> str:
        """What stands after it."""
        return self.text[self.end : self.last]


def whole_quantity(place: Place) -> Edges:
    """A number with its scale, unit and currency: "$1.7" becomes "$1.7 billion", "40" becomes "40 km"."""
    start, end = place.start, place.end
    more = _ENDS_IN_NUMBER.search(place.words) and _SCALED.match(place.after)
    more = more or (_MEASURED.match(place.after) if place.words[-1:].isdigit() else None)
    if more and more[0].strip(" -s").lower() not in place.question.lower():  # "How many miles?" is answered by "40"
        end += more.end()
    if _STARTS_WITH_NUMBER.match(place.words):
        less = _CURRENCY_BEFORE.search(place.before)
        less = less or (_STARTS_WITH_SCALE.match(place.words) and _NUMBER_BEFORE.search(place.before))
        start -= len(less[0]) if less else 0
    return start, end


def whole_date(place: Place) -> Edges:
    """The rest of a date: "5 May" becomes "5 May 1951", "44" becomes "44 BC"."""
    start, end = place.start, place.end
    more = _DATE_END.search(place.words) and _YEAR_AFTER.match(place.after)
    more = more or (_ERA_AFTER.match(place.after) if place.words[-1:].isdigit() else None)
    end += more.end() if more else 0
    if _DATE_START.match(place.words) and (less := _DAY_BEFORE.search(place.before)):
        start -= len(less[0])
    return start, end


def whole_name(place: Place) -> Edges:
    """A name whose last part was cut off: "Barack" becomes "Barack Obama". At most two words: more are a table."""
    last_word = re.search(r"[\w'’-]+\Z", place.words)
    more = last_word and _is_part_of_name(last_word[0]) and _NAME_AFTER.match(place.after)
    return place.start, place.end + (more.end() if more else 0)


def name_before(place: Place) -> Edges:
    """A name whose first part was cut off: "Obama" becomes "Barack Obama"."""
    first_word = re.match(r"[\w'’-]+", place.words)
    less = first_word and _is_part_of_name(first_word[0]) and _NAME_BEFORE.search(place.before)
    return place.start - (len(less["name"]) if less else 0), place.end


def whole_pair(place: Place) -> Edges:
    """The missing half of brackets or quotation marks that stand inside of the span."""
    start, end = place.start, place.end
    for opening, closing in _PAIRS.items():
        more = place.words.count(opening) - place.words.count(closing)
        if more > 0 and (at := place.text.find(closing, end, min(place.last, end + _FAR))) >= 0:
            end = at + 1
        elif more < 0 and (at := place.text.rfind(opening, max(place.first, start - _FAR), start)) >= 0:
            start = at
    return start, end


def no_marks(place: Place) -> Edges:
    """No comma, full stop, dash or half of a pair at the edges; the full stop of an abbreviation stays."""
    start, end = place.start, place.end
    if found := _LEADING.match(place.words):
        start += found.end()
    words = place.text[start:end]
    if found := _TRAILING.search(words) or _FULL_STOP.search(words):
        end -= len(found[0])
    return start, end


def no_glue(place: Place) -> Edges:
    """No preposition before a number or name, no conjunction or preposition that leads on: "in 1951" becomes "1951"."""
    start, end = place.start, place.end
    if (found := _GLUE_BEFORE.match(place.words)) and not _KEEPS_ITS_WORD.match(place.words):
        start += found.end()
    if (found := _GLUE_AFTER.search(place.text[start:end])) and re.match(r"\s+\w", place.after):
        end -= len(found[0])
    return start, end


Rule = Callable[[Place], Edges]
RULES: tuple[Rule, ...] = (
    whole_quantity,
    whole_date,
    whole_name,
    name_before,
    whole_pair,
    no_marks,
    no_glue,
)


def cleaned(text: str, span: Edges, within: Edges, question: str = "", *, rules: tuple[Rule, ...] = RULES) -> Edges:
    """The span after all rules, again and again until none moves an edge.

    It stays inside of `within` and of the sentence (or sentences) that it stands in, holds a letter or digit where it
    did before, and is the same when it is cleaned again.

    >>> text = "The fleet had, in 1274, about nine hundred ships."
    >>> [text[slice(*cleaned(text, span, (0, len(text))))] for span in ((15, 23), (30, 34))]
    ['1274', 'nine hundred']
    """
    first, last = sentence_around(text, *span)
    within = max(first, within[0]), min(last, within[1])
    seen: list[Edges] = []
    while span not in seen:
        seen.append(span)
        for rule in rules:
            place = Place(text=text, start=span[0], end=span[1], first=within[0], last=within[1], question=question)
            span = _moved(place, rule)
    return min(seen[seen.index(span) :])  # rules that undo each other go round: any of the round ends in the same


def _moved(place: Place, rule: Rule) -> Edges:
    start, end = rule(place)
    holds = any(character.isalnum() for character in place.text[start:end])
    return (start, end) if place.first <= start < end <= place.last and holds else (place.start, place.end)


def _is_part_of_name(word: str) -> bool:
    return word[0].isupper() and not word.isupper() and not re.fullmatch(_MONTH, word)
