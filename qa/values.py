"""What a short answer says: a number, a date or a name, in a form in which two of them can be compared.

"Fifty-four thousand" is 54,000, "5 May 1951" is "May 5, 1951". Two values are `same`; or `compatible`, where one says
less than the other (1951 and September 1951, "about 54,000" and 53,912, Obama and Barack Obama); or `different`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from qa.quantities import Quantity, compare_quantities, quantity_of

Relation = Literal["same", "compatible", "different"]
Kind = Literal["number", "date", "name", "text"]

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]}|t)?\.?" if len(month) > 3 else month for month in _MONTHS)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{3,4})(?P<era> ?(?:BCE?|B\.C\.))?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:the )?{_DAY}(?: of)? (?P<month>{_MONTH})(?:,? {_YEAR})?",
        rf"(?P<month>{_MONTH})(?: (?:the )?{_DAY})?(?:,? (?:of )?{_YEAR})?",
        r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})",
        r"(?:the )?(?:year )?(?P<year>1\d{3}|20\d{2})(?P<era>)",
        r"(?:the )?(?:year )?(?P<year>\d{1,4})(?P<era> ?(?:BCE?|B\.C\.))",
        r"(?:the )?(?P<decade>\d{3}0)['’]?s",
        r"(?:the )?(?P<century>\d{1,2})(?:st|nd|rd|th)[ -]century",
    )
)
_BEFORE_DATE = re.compile(
    r"(?:(?:on|in|since|by|of|around|about|circa|c\.|early|late|mid|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)[ ,-]+)*",
    re.IGNORECASE,
)
_TITLES = frozenset(
    "the a an mr mrs ms dr prof professor sir lord lady saint st king queen emperor pope president prime minister "
    "general colonel captain senator governor rev father".split()
)
_SMALL = frozenset("of the and de la le du van von der den di da del al el bin ibn for in on".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A day, month or year, or the years `[first, last]` of a decade or century; None where it is not said."""

    first: int | None = None
    last: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a text says. `words` are its words without case, accents, marks, articles and titles."""

    kind: Kind
    words: tuple[str, ...]
    quantity: Quantity | None = None
    date: Date | None = None


def value_of(text: str) -> Value:
    """Read a short text as a date, else as a number, else as a name (capitalised words), else as words."""
    words = _words(text)
    if date := _date_of(text.strip(" ,.;()")):
        return Value(kind="date", words=words, date=date)
    if quantity := quantity_of(text):
        return Value(kind="number", words=words, quantity=quantity)
    written = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in _SMALL | _TITLES]
    is_name = bool(written) and len(words) <= 7 and all(word[0].isupper() for word in written)
    return Value(kind="name" if is_name else "text", words=words)


def compare(one: Value, other: Value) -> Relation:
    """How two values stand to each other; those of different kinds, of other units too, are different.

    >>> compare(value_of("fifty-four thousand"), value_of("54,000"))
    'same'
    >>> compare(value_of("1951"), value_of("September 1951"))
    'compatible'
    >>> compare(value_of("1951"), value_of("1952"))
    'different'
    """
    if one.words == other.words:
        return "same"
    if one.date and other.date:
        return _compare_dates(one.date, other.date)
    if one.quantity and other.quantity:
        return compare_quantities(one.quantity, other.quantity)
    if one.kind in ("number", "date") and other.kind in ("number", "date"):
        return "different"
    return _compare_words(one.words, other.words)


def _date_of(text: str) -> Date | None:
    text = " ".join(text.split())
    text = text[_BEFORE_DATE.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing at least
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            said = match.groupdict()
            if said.get("decade"):
                return Date(first=int(said["decade"]), last=int(said["decade"]) + 9)
            if said.get("century"):
                return Date(first=100 * int(said["century"]) - 99, last=100 * int(said["century"]))
            year = int(said["year"]) * (-1 if said.get("era") else 1) if said.get("year") else None
            month = _month_of(said.get("month") or "") or (int(said["number"]) if said.get("number") else None)
            return Date(first=year, last=year, month=month, day=int(said["day"]) if said.get("day") else None)
    return None


def _month_of(name: str) -> int | None:
    return next((n for n, month in enumerate(_MONTHS, 1) if name and month[:3] == name[:3].lower()), None)


def _compare_dates(one: Date, other: Date) -> Relation:
    if one == other:
        return "same"
    if one.first is not None and other.first is not None and one.last is not None and other.last is not None:
        apart = one.last < other.first or other.last < one.first
        within = (
            one.first <= other.first <= other.last <= one.last or other.first <= one.first <= one.last <= other.last
        )
        if apart or not within:
            return "different"
    for a, b in ((one.month, other.month), (one.day, other.day)):
        if a is not None and b is not None and a != b:
            return "different"
    return "compatible"


def _compare_words(one: tuple[str, ...], other: tuple[str, ...]) -> Relation:
    few, many = sorted((one, other), key=len)
    if not few:
        return "different"
    if set(few) <= set(many) or set(many) <= set(few):
        return "compatible"
    if any("".join(a) == "".join(word[:1] for word in b if word not in _SMALL) for a, b in ((few, many), (many, few))):
        return "compatible"
    initials = len(few) == len(many) and few[-1] == many[-1]
    if initials and all((a[:1] == b[:1] and 1 in (len(a), len(b))) or a == b for a, b in zip(few, many, strict=True)):
        return "compatible"
    return "different"


def _words(text: str) -> tuple[str, ...]:
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text)).casefold()
    plain = re.sub(r"(?<=\w)['’]s\b|(?<=\b\w)\.(?=\w\b)", "", plain)  # a possessive; "U.S." is one word
    found = tuple(word for word in re.findall(r"[^\W_]+|[$€£¥%]", plain) if word not in _TITLES)
    return found or (text,)
