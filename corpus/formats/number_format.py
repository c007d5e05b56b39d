"""Numbers and dates of a spreadsheet as people see them: the value in its cell's number format.

ECMA-376 part 1, sections 18.8.30 (the formats that have no code in the file) and 18.8.31 (codes). Names of months and
days are English, and what depends on the reader's own settings (the short date) is written in ISO 8601, since
"3/4/2024" says another day in London than in New York. What a code asks for and is not known leaves the plain value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from corpus.formats.date_format import dated, is_date

_ACCOUNTS = '_("$"* #,##0{0}_);_("$"* \\(#,##0{0}\\);_("$"* "-"_);_(@_)'
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0;\\-"$"#,##0', 6: '"$"#,##0;\\-"$"#,##0',
    7: '"$"#,##0.00;\\-"$"#,##0.00', 8: '"$"#,##0.00;\\-"$"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: _ACCOUNTS.format("").replace('"$"', ""),
    42: _ACCOUNTS.format(""), 43: _ACCOUNTS.format(".00").replace('"$"', ""), 44: _ACCOUNTS.format(".00"),
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
} | dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")  # fmt: skip  # dates of East Asia
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|'
    r"(?P<general>General)|(?P<exponent>E[+-])(?P<power>[0#?]+)|(?P<digit>[0#?])|(?P<mark>[.,%@/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_HOLDS = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip
_MOST_DIGITS = 60  # that a code may ask for; no cell is wider


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """A number as a cell with the format `code` shows it; `from_1904` says that days are counted from 1904.

    >>> shown(1234.5, "#,##0.00"), shown(0.155, "0.0%"), shown(-3, "0;(0)"), shown(45000.75, "d mmm yyyy h:mm")
    ('1,234.50', '15.5%', '(3)', '15 Mar 2023 18:00')
    """
    section, negative_is_said = _section(code, value)
    if is_date(section):
        return dated(value, section, from_1904=from_1904) or general(value)
    number = abs(value) if negative_is_said else value
    try:
        return _numbered(number, section)
    except (InvalidOperation, ValueError, OverflowError, ZeroDivisionError):
        return general(value)


def shown_text(text: str, code: str) -> str:
    """Text as a cell with the format `code` shows it: as it is, unless the fourth part of the code says otherwise."""
    sections = _sections(code)
    if len(sections) < 4 and "@" not in sections[-1]:
        return text
    return "".join(text if token.group() == "@" else _literal(token) for token in _TOKEN.finditer(sections[-1]))


def general(value: float) -> str:
    """A number without a format: eleven characters at most, but no digit of a whole number is lost.

    >>> general(3.0), general(0.1 + 0.2), general(1e21), general(1234567890.4)
    ('3', '0.3', '1E+21', '1234567890')
    """
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    if not 1e-5 <= abs(value) < 1e11:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    places = 10 - len(str(int(abs(value))))
    return f"{value:.{places}f}".rstrip("0").rstrip(".") if places > 0 else f"{value:.0f}"


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    found, at = [""], 0
    for token in re.finditer(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|.', code, re.DOTALL):
        if token[0] == ";":
            found.append("")
            at += 1
        else:
            found[at] += token[0]
    return tuple(found[:4])


def _section(code: str, value: float) -> tuple[str, bool]:
    """The part of a code for a value, and whether it says by itself that the value is negative."""
    sections = _sections(code)
    for section in sections[:2]:
        if found := _CONDITION.search(section):
            if _HOLDS[found[1]](value, float(found[2])):
                return section, value < 0
            continue
        if _CONDITION.search(sections[0]):
            return section, False
    numeric = sections[:3] if len(sections) > 1 or "@" not in sections[0] else sections[:1]
    if value < 0 and len(numeric) > 1:
        return numeric[1], True
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False


def _numbered(value: float, section: str) -> str:
    tokens = list(_TOKEN.finditer(section))
    if not section or any(token["general"] or token["mark"] == "@" for token in tokens):
        return "".join(
            general(value) if token["general"] or token["mark"] == "@" else _literal(token) for token in tokens
        ) or ("" if section else general(value))
    places = [at for at, token in enumerate(tokens) if token["digit"]]
    if not places:
        return "".join(_literal(token) for token in tokens)
    power = next((token for token in tokens if token["exponent"]), None)
    slash = next((at for at, token in enumerate(tokens) if token["mark"] == "/" and at > places[0]), None)
    before, after = "".join(map(_literal, tokens[: places[0]])), "".join(map(_literal, tokens[places[-1] + 1 :]))
    percents = sum(token["mark"] == "%" for token in tokens)
    exact = Decimal(repr(value)) * 100**percents
    sign = "-" if exact < 0 else ""
    if slash is not None:
        return before + sign + _fraction(abs(exact), tokens[places[0] :], slash - places[0])
    body = tokens[places[0] : places[-1] + 1]
    if power is not None:
        return before + sign + _scientific(abs(exact), body, power)
    scaled = abs(exact) / 1000 ** len(re.match(r",*", section[tokens[places[-1]].end() :])[0])  # type: ignore[index]
    figures = _placed(scaled, body)
    return before + (sign if re.search(r"[1-9]", figures) else "") + figures + after


def _placed(value: Decimal, tokens: Sequence[re.Match[str]]) -> str:
    """Digits of a number in their places, with whatever stands between them."""
    point = next((at for at, token in enumerate(tokens) if token["mark"] == "."), len(tokens))
    whole, part = tokens[:point], tokens[point + 1 :]
    decimals = sum(bool(token["digit"]) for token in part)
    if decimals + sum(bool(token["digit"]) for token in whole) > _MOST_DIGITS:
        raise ValueError("more digits than a cell shows")
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    digits, _, fraction = f"{rounded:f}".partition(".")
    digits = digits.lstrip("0")
    out: list[str] = []
    grouped = any(token["mark"] == "," for token in whole)
    wanted = [token for token in whole if token["mark"] != ","]
    first, count = next((at for at, token in enumerate(wanted) if token["digit"]), 0), 0
    for at in range(len(wanted) - 1, -1, -1):
        token = wanted[at]
        if not token["digit"]:
            out.append(_literal(token))
            continue
        taken = digits if at == first else digits[-1:]
        digits = "" if at == first else digits[:-1]
        for digit in reversed(taken or ("0" if token["digit"] == "0" else "")):
            out.append("," if grouped and count and count % 3 == 0 else "")
            out.append(digit)
            count += 1
    return "".join(reversed(out)) + _decimals(fraction, part, dotted=point < len(tokens))


def _decimals(fraction: str, tokens: Sequence[re.Match[str]], *, dotted: bool) -> str:
    kept, at, out = fraction.rstrip("0"), 0, []
    for token in tokens:
        if token["digit"]:
            out.append(fraction[at] if at < len(kept) or token["digit"] == "0" else "")
            at += 1
        else:
            out.append(_literal(token))
    return ("." if dotted else "") + "".join(out)


def _scientific(value: Decimal, tokens: Sequence[re.Match[str]], power: re.Match[str]) -> str:
    point = next((at for at, token in enumerate(tokens) if token["mark"] == "."), len(tokens))
    decimals = sum(bool(token["digit"]) for token in tokens[point:])
    figures, _, exponent = f"{value:.{min(decimals, _MOST_DIGITS)}E}".partition("E")
    sign = "-" if exponent.startswith("-") else ("+" if power["exponent"][1] == "+" else "")
    return f"{figures}E{sign}{exponent.lstrip('+-').zfill(len(power['power']))}"


def _fraction(value: Decimal, tokens: Sequence[re.Match[str]], slash: int) -> str:
    """A number as a whole and a fraction, as near as the digits below the line allow."""
    below = "".join(token.group() for token in tokens[slash + 1 :]).strip()
    mixed = any(token["other"] == " " for token in tokens[:slash])
    whole = int(value) if mixed else 0
    given = re.match(r"[1-9]\d*", below)
    if given:
        part = Fraction(round((value - whole) * int(given[0])), int(given[0]))
        top, bottom = part.numerator * int(given[0]) // part.denominator, int(given[0])
    else:
        part = Fraction(value - whole).limit_denominator(10 ** min(len(re.match(r"[?0#]*", below)[0]), 6) - 1)  # type: ignore[index]
        top, bottom = part.numerator, part.denominator
    if top == bottom and mixed:
        return str(whole + 1)
    if not top:
        return str(whole)
    return f"{whole} {top}/{bottom}" if whole else f"{top}/{bottom}"


def _literal(token: re.Match[str]) -> str:
    """What a token says that is no digit: quoted words, a currency, a sign; padding and colours say nothing."""
    for name in ("quoted", "escaped", "currency", "other"):
        if token[name] is not None:
            return token[name]
    return "%" if token["mark"] == "%" else "/" if token["mark"] == "/" else ""
