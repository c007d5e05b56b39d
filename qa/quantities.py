"""Numbers as documents write them: figures or words, with scales, units, currencies, "about" and "more than"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
SCALES = {"dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
CURRENCIES = {"$": "$", "us$": "$", "€": "€", "£": "£", "¥": "¥"}
_MONEY = {"dollar": "$", "usd": "$", "euro": "€", "eur": "€", "pound": "£", "gbp": "£", "yen": "¥"}
# How many of a dimension's own unit one of each unit is.
_DIMENSIONS: dict[str, dict[str, float]] = {
    "%": {"%": 1, "percent": 1, "per cent": 1},
    "length": {
        "mm": 0.001, "cm": 0.01, "m": 1, "metre": 1, "meter": 1, "km": 1000, "kilometre": 1000, "kilometer": 1000,
        "inch": 0.0254, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "yard": 0.9144, "mi": 1609.344,
        "mile": 1609.344, "nautical mile": 1852,
    },
    "mass": {"g": 1, "gram": 1, "kg": 1000, "kilogram": 1000, "tonne": 1e6, "lb": 453.592, "ounce": 28.35},
    "area": {"acre": 4046.86, "hectare": 1e4, "ha": 1e4, "km2": 1e6, "km²": 1e6, "square kilometre": 1e6,
             "square kilometer": 1e6, "sq mi": 2.58999e6, "square mile": 2.58999e6},
    "time": {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2.63e6,
             "year": 3.156e7, "decade": 3.156e8, "century": 3.156e9},
    "speed": {"km/h": 1, "mph": 1.609344, "knot": 1.852},
    "energy": {"kw": 1000, "mw": 1e6, "kwh": 3.6e6},
}  # fmt: skip
UNITS = {name: (dimension, factor) for dimension, names in _DIMENSIONS.items() for name, factor in names.items()}
_ABOUT = r"about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|c\.|an? estimated|estimated|~"
_LEAST = r"more than|over|at least|above|upwards of|a minimum of"
_MOST = r"less than|fewer than|under|at most|up to|below|a maximum of|as many as|no more than"
QUALIFIER = rf"(?:(?P<about>{_ABOUT})|(?P<least>{_LEAST})|(?P<most>{_MOST}))"
_FIGURE = r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?"
_WORD_NUMBER = (
    rf"(?:an? )?(?:{'|'.join([*NUMBER_WORDS, *SCALES])})(?:(?:[ -]|,? and )(?:{'|'.join([*NUMBER_WORDS, *SCALES])})\b)*"
)
_QUANTITY = re.compile(
    rf"(?:the )?(?:{QUALIFIER} ?)?(?P<money>(?:US)?[$€£¥] ?)?"
    rf"(?:(?P<figure>{_FIGURE})(?: ?(?P<scale>{'|'.join(SCALES)})\b|(?P<short>k|mn?|bn|tn)\b)?"
    rf"|(?P<words>{_WORD_NUMBER})\b)"
    rf"s?[ -]?(?P<rest>[^\d]{{0,40}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount of something: `unit` is a currency, a dimension (with the amount in its own unit) or a plain word."""

    amount: Decimal
    unit: str
    bound: Literal["", "about", "least", "most"]
    figures: int  # significant ones: 54,000 has 2


def quantity_of(text: str) -> Quantity | None:
    """Read a text as one quantity; None if it is none.

    >>> quantity_of("about fifty-four thousand ships").amount
    Decimal('54000')
    """
    match = _QUANTITY.fullmatch(" ".join(text.strip(" ,.;()").split()))
    if not match:
        return None
    if match["figure"]:
        amount = Decimal(match["figure"].replace(",", "").replace("−", "-"))
        scale = SCALES.get((match["scale"] or "").lower()) or (match["money"] and _SHORT.get(match["short"] or ""))
        rest = (match["rest"] or "") if scale or not match["short"] else match["short"] + match["rest"]
        amount *= scale or 1
    else:
        amount, rest = Decimal(_number_in_words(match["words"])), match["rest"] or ""
    bound: Literal["", "about", "least", "most"] = (
        "about" if match["about"] else "least" if match["least"] else "most" if match["most"] else ""
    )
    digits = str(amount.normalize().as_tuple().digits)
    figures = len(re.findall(r"\d", digits))
    if match["money"]:
        return Quantity(amount=amount, unit=CURRENCIES[match["money"].strip().lower()], bound=bound, figures=figures)
    unit, factor = unit_of(rest)
    return Quantity(amount=amount * Decimal(str(factor)), unit=unit, bound=bound, figures=figures)


def unit_of(words: str) -> tuple[str, float]:
    """The unit that words after a number begin with, or the last word of what is counted; and the unit's factor."""
    text = words.lower().strip(" .,-").replace("-", " ")  # 120-mile-long
    for length in (2, 1):
        name = " ".join(text.split()[:length])
        for form in (name, name.removesuffix("s"), re.sub("ies$", "y", name), re.sub("es$", "", name)):
            if form in UNITS:
                return UNITS[form]
            if form in _MONEY:
                return _MONEY[form], 1
    return re.sub("s$", "", text.split()[-1]) if text else "", 1


def compare_quantities(one: Quantity, other: Quantity) -> Literal["same", "compatible", "different"]:
    """Same amounts of one unit (or of one that is not said); compatible where rounding or a bound explains it."""
    if one.unit and other.unit and one.unit != other.unit:
        return "different"
    if one.amount == other.amount:
        return "same" if one.bound == other.bound else "compatible"
    for a, b in ((one, other), (other, one)):
        if a.bound == "least" and b.amount >= a.amount and b.bound != "most":
            return "compatible" if b.amount <= 2 * a.amount else "different"
        if a.bound == "most" and b.amount <= a.amount and b.bound != "least":
            return "compatible" if 2 * b.amount >= a.amount else "different"
        near = abs(a.amount - b.amount) <= abs(b.amount) / 20
        if (near and (a.bound == "about" or _is_rounded(a, b))) or _converted(a, b):
            return "compatible"
    return "different"


def _is_rounded(one: Quantity, other: Quantity) -> bool:
    """Whether one is the other with fewer figures; what is counted and below 100 is not rounded without "about"."""
    if all(amount < 100 and amount == amount.to_integral_value() for amount in (one.amount, other.amount)):
        return False
    return one.figures < other.figures and _rounded(other.amount, one.figures) == _rounded(one.amount, one.figures)


def _converted(one: Quantity, other: Quantity) -> bool:
    """Whether the two are one amount in two units, such as 5 km and 3.1 miles: equal but for rounding."""
    whole = all(quantity.amount == quantity.amount.to_integral_value() for quantity in (one, other))
    is_unit = one.unit in {dimension for dimension, _ in UNITS.values()} - {"%"}
    return is_unit and not whole and abs(one.amount - other.amount) <= abs(other.amount) / 100


def _rounded(amount: Decimal, figures: int) -> Decimal:
    return Decimal(f"{amount:.{max(0, figures - 1)}e}")


def _number_in_words(words: str) -> int:
    """The number that words name: "two hundred and five thousand" is 205,000."""
    total = group = 0
    for word in re.split(r"[ -]|,", words.lower()):
        if word in NUMBER_WORDS:
            group += NUMBER_WORDS[word]
        elif word in ("dozen", "hundred"):
            group = max(group, 1) * SCALES[word]
        elif word in SCALES:
            total, group = total + max(group, 1) * SCALES[word], 0
    return total + group
