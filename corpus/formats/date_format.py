"""Dates and times of a spreadsheet: a number of days in a format such as `d mmm yyyy h:mm`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<system>\$-[xF]*(?:F800|F400))\]|'
    r"\[[^\]]*\]|(?P<half>AM/PM|A/P)|(?P<unit>y+|m+|d+|h+|s+|e+(?![+-]))|(?P<parts>\.0+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SYSTEM = {"F800": "yyyy-mm-dd", "F400": "h:mm:ss"}  # the reader's own long date and time
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_LAST = 2_958_466  # the day after 31 December 9999


@lru_cache(maxsize=512)
def is_date(section: str) -> bool:
    """Whether a part of a format code shows a date or time."""
    if re.search(r"general", section, re.IGNORECASE):
        return False
    return any(token["unit"] or token["elapsed"] or token["system"] for token in _TOKEN.finditer(section))


def dated(days: float, section: str, *, from_1904: bool = False) -> str:
    """A number of days in a format; empty where it is no date that a spreadsheet knows.

    >>> dated(1.5, "[h]:mm"), dated(45000.5, "dddd, d mmmm yyyy"), dated(0.75, "h:mm AM/PM")
    ('36:00', 'Wednesday, 15 March 2023', '6:00 PM')
    """
    if not 0 <= days < _LAST:
        return ""
    tokens = list(_TOKEN.finditer(section))
    if system := next((token["system"] for token in tokens if token["system"]), None):
        return dated(days, _SYSTEM[system[-4:].upper()], from_1904=from_1904)
    digits = max((len(token["parts"]) - 1 for token in tokens if token["parts"]), default=0)
    seconds = round(days * 86_400, min(digits, 3))
    # 1900 was no leap year, but Lotus 1-2-3 thought it was, and so all count
    base = datetime(1904, 1, 1, tzinfo=UTC) if from_1904 else datetime(1899, 12, 30 if days >= 60 else 31, tzinfo=UTC)
    try:
        moment = base + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    halves = any(token["half"] for token in tokens)
    out: list[str] = []
    for at, token in enumerate(tokens):
        if token["unit"]:
            unit = token["unit"].lower()
            out.append(_unit("n" * len(unit) if _is_minute(tokens, at) else unit, moment, halves=halves))
        else:
            out.append(_other(token, seconds, moment))
    return "".join(out)


def _is_minute(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether an `m` means minutes: after hours or before seconds."""
    if tokens[at]["unit"][0] not in "mM":
        return False
    said = [(place, token["unit"] or token["elapsed"]) for place, token in enumerate(tokens)]
    units = [(place, unit[0].lower()) for place, unit in said if unit]
    here = next(n for n, (place, _) in enumerate(units) if place == at)
    return (here > 0 and units[here - 1][1] == "h") or (here + 1 < len(units) and units[here + 1][1] == "s")


def _unit(unit: str, moment: datetime, *, halves: bool) -> str:
    long = len(unit)
    if unit[0] in "ye":
        return f"{moment.year % 100:02}" if long <= 2 and unit[0] == "y" else f"{moment.year}"
    if unit[0] == "m":
        name = _MONTHS[moment.month - 1]
        return {1: str(moment.month), 2: f"{moment.month:02}", 3: name[:3], 5: name[0]}.get(long, name)
    if unit[0] == "d":
        name = _DAYS[moment.weekday()]
        return {1: str(moment.day), 2: f"{moment.day:02}", 3: name[:3]}.get(long, name)
    number = {"h": (moment.hour % 12 or 12) if halves else moment.hour, "n": moment.minute, "s": moment.second}[unit[0]]
    return f"{number:02}" if long > 1 else str(number)


def _other(token: re.Match[str], seconds: float, moment: datetime) -> str:
    if elapsed := token["elapsed"]:
        count = int(seconds // {"h": 3600, "m": 60, "s": 1}[elapsed[0].lower()])
        return str(count).zfill(len(elapsed))
    if half := token["half"]:
        return (half.split("/")[moment.hour >= 12]) if len(half) < 5 else ("PM" if moment.hour >= 12 else "AM")
    if parts := token["parts"]:
        return "." + f"{moment.microsecond:06}"[: len(parts) - 1].ljust(len(parts) - 1, "0")
    return next((token[name] for name in ("quoted", "escaped", "other") if token[name] is not None), "")
