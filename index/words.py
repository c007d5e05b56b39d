"""What a word is, and which words are forms of it.

A word is a run of letters, digits and the marks on them. A thousands separator and a decimal point belong to a number
(`54,000`, `1.7`), dots to initials (`U.S.`), an apostrophe to the word around it (`O'Neill`), and `'s` at the end to
none. What hyphens join is a word, and so is each part of it; so is each part between apostrophes (`Neill`). Where
words are written without spaces (Chinese, Japanese, Thai) every sign is a word.

A word's key is its Snowball stem (Porter 2001) without case, accents, compatibility forms, apostrophes, hyphens and
dots of initials. The forms of a word of a question are the words of its key, and of the keys of its irregular forms
(`index.irregular`) and of its other spelling, British or American.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from index.irregular import FAMILIES
from index.lexical import COUNTRY, STOP_WORDS, stem_of

# Words that a question may hold and that say nothing of what it is about.
_EMPTY = STOP_WORDS | frozenset(
    "also another because between both during each either else every ever here how's just many more most much "
    "neither nor only other others per please same such tell there's therefore though through thus too until upon "
    "very via whether while within without".split()
)
_APOSTROPHE = "['’ʼ]"
_HYPHEN = "[-‐‑]"  # the last two are Unicode's own
_ENDINGS = frozenset(("s", "t", "d", "m", "ll", "re", "ve"))  # of contractions, after the apostrophe
# Han, kana, Thai, Lao, Myanmar, Khmer: written without spaces between words.
_UNSPACED = (
    "々〇\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
)
# British and American, each way.
_SPELLINGS = (
    (r"(?<=\w\w[iy])s(?=(e|es|ed|er|ers|ing|ation|ations|ational)$)", "z"),
    (r"(?<=\w\w[iy])z(?=(e|es|ed|er|ers|ing|ation|ations|ational)$)", "s"),
    (r"(?<=\w\w)our(?=(s|ed|ing|ite|ites|able|ful|less|er|ers|y|hood|hoods)?$)", "or"),
    (r"(?<=\w\w)or(?=(s|ed|ing|ite|ites|able|ful|less|er|ers|y|hood|hoods)?$)", "our"),
    (r"(?<=\w\wen)c(?=e(s|d|r|less)?$)", "s"),
    (r"(?<=\w\wen)s(?=e(s|d|r|less)?$)", "c"),
    (r"(?<=\w\wt)re(?=s?$)", "er"),
    (r"(?<=\w\wt)er(?=s?$)", "re"),
    (r"(?<=\w\w[aeo]l)l(?=(ed|er|ers|ing|or|ors)$)", ""),
    (r"(?<=\w\w[aeo]l)(?=(ed|er|ers|ing|or|ors)$)", "l"),
)
_NUMBER = re.compile(r"\d[\d,]*\.?[\d.]*\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A word of a question, as asked, with the keys of its forms; `parts` are the words that hyphens join in it.

    Of a word of a script without spaces, `keys` are its signs, and it occurs where they stand together.
    """

    word: str
    keys: frozenset[str]
    parts: tuple[Asked, ...] = ()
    unspaced: bool = False


def words_in(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text as written, each with its key; stop words are left out.

    A word that a line break parts at a hyphen is given without the break.

    >>> list(words_in("The café's Self-help"))
    [('café', 'cafe'), ('Self', 'self'), ('help', 'help'), ('Self-help', 'selfhelp')]
    """
    for match in _chains().finditer(text):
        yield from _words_of_chain(match[0])


def asked_words(question: str) -> list[Asked]:
    """The words of a question that say what it is about, in its order; forms of one word are named once."""
    found: dict[frozenset[str], Asked] = {}
    for match in _chains().finditer(question):
        chain = match[0]
        if _is_unspaced(chain):
            one = Asked(word=chain, keys=frozenset(chain), unspaced=True)
            found.setdefault(one.keys, one)
            continue
        units = [asked for unit in _units_of(chain) if (asked := _asked(unit))]
        if len(units) < 2 or len(units) < len(_units_of(chain)):
            for unit in units:
                found.setdefault(unit.keys, unit)
        elif whole := _asked(_bare(chain)):
            one = Asked(word=whole.word, keys=whole.keys, parts=tuple(units))
            found.setdefault(one.keys, one)
    return list(found.values())


def keys_of(word: str) -> list[str]:
    """The keys of a word as it may be written in a text, one as a rule; none of a stop word."""
    return list(dict.fromkeys(key for _, key in words_in(word)))


def lacking(asked: list[Asked], text: str) -> list[Asked]:
    """Those of which no form is a word of the text."""
    keys = {key for _, key in words_in(text)}
    return [one for one in asked if (one.word not in text if one.unspaced else one.keys.isdisjoint(keys))]


def _asked(unit: str) -> Asked | None:
    folded = _folded(unit)
    if not folded or (folded in _EMPTY and unit not in COUNTRY):
        return None
    pieces = re.split(_APOSTROPHE, unit.casefold())
    if len(pieces) > 1 and pieces[-1] in _ENDINGS and (pieces[0] in _EMPTY or pieces[-1] == "t"):
        return None  # "don't", "they've"
    keys = {_key_of(folded)} | {_key_of(re.sub(a, b, folded)) for a, b in _SPELLINGS}
    return Asked(word=unit, keys=frozenset(keys.union(*(_relatives().get(key, ()) for key in keys))))


@lru_cache(maxsize=200_000)
def _words_of_chain(chain: str) -> tuple[tuple[str, str], ...]:
    """The words in what the pattern below takes as one."""
    if _is_unspaced(chain):
        return tuple((sign, sign) for sign in dict.fromkeys(chain))
    units = _units_of(chain)
    words = [word for unit in units for word in _words_of_unit(unit)]
    if len(units) > 1:
        words.append(_bare(chain))
    found = ((word, _folded(word)) for word in words)
    return tuple((word, _key_of(folded)) for word, folded in found if folded and not _is_stop(word, folded))


def _words_of_unit(unit: str) -> Iterator[str]:
    pieces = re.split(_APOSTROPHE, unit)
    if len(pieces) > 1 and pieces[-1].casefold() != "t":  # "don't" holds no "don"
        yield from (piece for piece in pieces if piece and piece.casefold() not in _ENDINGS)
    if unit.count(".") > 1 and unit[0].isdigit():  # a date, a version
        yield from unit.split(".")
    yield unit


def _units_of(chain: str) -> list[str]:
    """What hyphens join, each without a possessive's ending."""
    return [_bare(unit) for unit in re.split(rf"{_HYPHEN}\s*", chain)]


def _bare(word: str) -> str:
    """Without a possessive's ending and without a line break."""
    return re.sub(rf"\.?{_APOSTROPHE}[sS]$", "", re.sub(r"\s+", "", word))


def _is_unspaced(chain: str) -> bool:
    return re.match(f"[{_UNSPACED}]", chain) is not None


def _is_stop(word: str, folded: str) -> bool:
    return folded in STOP_WORDS and word not in COUNTRY


def _folded(word: str) -> str:
    """Without case, accents, compatibility forms, apostrophes, hyphens, thousands separators and dots of initials."""
    if word.isascii():
        plain = word.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
        plain = re.sub("[\u0300-\u036f]", "", decomposed)
    if plain.isalnum():
        return plain
    return plain.replace(",", "") if _NUMBER.fullmatch(plain) else re.sub(rf"[.,]|{_APOSTROPHE}|{_HYPHEN}", "", plain)


@lru_cache(maxsize=200_000)
def _key_of(folded: str) -> str:
    return stem_of(folded)


@cache
def _relatives() -> dict[str, frozenset[str]]:
    """The keys of all forms of a word with irregular ones, by each of them."""
    found: dict[str, frozenset[str]] = {}
    for family in FAMILIES:
        keys = frozenset(_key_of(word) for word in family)
        for key in keys:
            found[key] = found.get(key, frozenset()) | keys
    return found


@cache
def _chains() -> re.Pattern[str]:
    """What is a word, or words joined by hyphens."""
    sign = rf"[^\W_{_UNSPACED}]"
    run = rf"{sign}(?:{sign}|[{_marks()}])*"
    number = r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)+"
    initials = rf"[^\W\d_](?:\.[^\W\d_](?!{sign}))+(?:\.?{_APOSTROPHE}[sS](?!{sign}))?"
    unit = rf"(?:{number}|{initials}|{run}(?:{_APOSTROPHE}{run})*)"
    return re.compile(rf"[{_UNSPACED}]+|{unit}(?:{_HYPHEN}(?:\n[ \t]*)?{unit})*")


def _marks() -> str:
    """A class of the characters that stand on another, up to the scripts of Brahmi's kind: accents, vowel signs."""
    marks = [code for code in range(0x300, 0x12000) if unicodedata.category(chr(code))[0] == "M"]
    runs = [list(run) for _, run in groupby(enumerate(marks), lambda pair: pair[1] - pair[0])]
    return "".join(rf"\U{run[0][1]:08x}-\U{run[-1][1]:08x}" for run in runs)
