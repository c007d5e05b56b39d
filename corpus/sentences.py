"""Where sentences begin and end.

Rules over the text itself, so that every sentence is a span: a mark that may end a sentence is looked at with the
words on its two sides, and a list of abbreviations, of words that open sentences and of how people break lines
decides. In the manner of Kiss and Strunk (2006, "Unsupervised Multilingual Sentence Boundary Detection") an
abbreviation is not proof that the sentence goes on: "in the U.S. The next day" ends one. Measured on labelled text in
`tests/corpus/test_sentences.py`.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

# Never the last word of a sentence: a name follows.
_BEFORE_NAME = frozenset(
    "mr mrs ms mx dr prof sen rep gov gen col lt maj capt cmdr adm sgt cpl pvt rev hon pres amb supt fr messrs "
    "mme mlle ret vs e.g i.e viz approx cf n.b al.s dept univ assn bros para paras par eq eqs eqn vol vols chap".split()
)
# An abbreviation where a number follows (or a letter that stands for one), perhaps a word of its own otherwise.
_BEFORE_NUMBER = frozenset(
    "no nos p pp fig figs art arts sec secs ch cl app ex c ca ed nr jan feb mar apr jun jul aug sep sept oct nov "
    "dec".split()
)
# May end a sentence: they do where a word follows that opens sentences.
_MAY_END = frozenset(
    "u.s u.k u.n e.u u.s.a u.s.s.r d.c n.y l.a inc corp co ltd llc plc gmbh jr sr esq etc al ph.d m.d b.a m.a "
    "ll.b ll.m d.phil a.m p.m am pm b.c a.d b.c.e c.e st mt ft ave blvd rd est r.i.p p.o op cit ibid v q trans "
    "mon tue tues wed thu thurs fri".split()
)
_OPENERS = frozenset(
    "a all also although among an and another any are as asked at because before both but by can could despite "
    "did do does during each early even every few finally first for from further given had has he her here his "
    "how however i if in indeed instead it its last later many may meanwhile more moreover most much my nearly "
    "neither never nevertheless next no nobody nor not nothing now of often on once one only other others our "
    "outside over perhaps she should since so some soon still such that the their then there these they this "
    "those though three through thus to today together two under unlike until up was we were what when where "
    "whether which while who whose why will with within without would yet you your".split()
)
_SPEAKERS = r"(?:I|[Hh]e|[Ss]he|[Tt]hey|[Ww]e|the \w+|(?:(?:Mr|Mrs|Ms|Dr)\. )?[A-Z][\w'’-]+)"
_SPEECH = re.compile(
    rf"(?:{_SPEAKERS} )?(?:said|says|asked|asks|added|wrote|whispered|cried|called|shouted|replied|answered|told|"
    r"murmured|insisted)\b"
)
_MARK = re.compile(  # what closes may be the raised number of a note
    r"""(?P<mark>[.!?…]+|[。！？｡؟۔।॥]+)(?P<close>["'”’»)\]⁰¹²³⁴-⁹]*)"""
    r"""(?P<space>[ \t\f\n\u00a0\u2000-\u200a\u202f\u3000]*)""",
)
_NO_SPACE_NEEDED = frozenset("。！？｡")
_WORD_BEFORE = re.compile(r"[^\s(\[“\"'‘—–/]+\Z")
_DASH = re.compile(r"[—–-]+[ \t\n]+")
_OPENING = re.compile(r"""["'“‘«(\[¿¡*_`]+""")
_WORD = re.compile(r"""[^\s"'”’»)\],;:.!?…—–]*""")
_NUMERAL = re.compile(r"\d.*|[A-Z]|[IVXLC]{1,5}")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣◦·]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)]|\[\d+\])[ \t]+\S")
_NUMBER_OF_ITEM = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})")
_BLOCK = re.compile(r"\S(?:.|\n(?![ \t\f\r]*\n))*", re.MULTILINE)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the sentences of `text[start:end]` as half-open spans of `text`, in order.

    They do not overlap, begin and end with a character that is no white space, and together hold every such
    character. An empty line always ends a sentence, and so do the edges of headings and list items.

    >>> text = "Sheila A. Smith left the U.S. in 1999. She returned."
    >>> [text[a:b] for a, b in sentences(text)]
    ['Sheila A. Smith left the U.S. in 1999.', 'She returned.']
    """
    stop = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    for block in _BLOCK.finditer(text, start, stop):
        found += _sentences_of_block(text, block.start(), block.start() + len(block[0].rstrip()))
    return found


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence that holds `[start, end)`; from the first to the last where it touches several.

    Only the paragraph around it is looked at, so the cost does not grow with the text.
    """
    before = [found.end() for found in re.finditer(r"\n[ \t\f\r]*\n", text[max(0, start - 20_000) : start])]
    left = max(0, start - 20_000) + (before[-1] if before else 0)
    after = re.compile(r"\n[ \t\f\r]*\n").search(text, end, end + 20_000)
    right = after.start() if after else min(len(text), end + 20_000)
    spans = [(left + begin, left + behind) for begin, behind in _sentences_of(text[left:right])]
    first = max(0, bisect_right(spans, start, key=lambda span: span[0]) - 1)
    last = max(first, bisect_right(spans, end - 1, key=lambda span: span[0]) - 1)
    return (min(start, spans[first][0]), max(end, spans[last][1])) if spans else (start, end)


@lru_cache(maxsize=64)  # the same few paragraphs are looked at again and again for one question
def _sentences_of(paragraph: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(paragraph))


def _sentences_of_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph: cut at line breaks made on purpose, then at marks that end sentences."""
    cuts = sorted({*_line_breaks(text, start, end), *_ends(text, start, end), end})
    begin = start
    for cut in cuts:
        piece = text[begin:cut]
        if words := piece.strip():
            at = begin + len(piece) - len(piece.lstrip())
            yield at, at + len(words)
        begin = cut


def _line_breaks(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets of line breaks that wrapping does not explain: the next word would have fitted, or an item begins."""
    lines = text[start:end].split("\n")
    width = max(map(len, lines))
    at = start
    for line, below in itertools.pairwise(lines):
        at += len(line) + 1
        words = below.split()
        spare = width - len(line) - 1 - (len(words[0]) if words else 0)
        opens = bool(words) and not words[0][0].islower()
        deeper = below[:1].isspace() and not line[:1].isspace() and not _ITEM.match(line)
        if (
            (_ITEM.match(below) and not _mid_sentence(line))
            or (spare > 14 and opens and not deeper)
            or (len(lines) == 2 and opens and width < 60)
        ):
            yield at - 1


def _mid_sentence(line: str) -> bool:
    """Whether a line surely goes on: "see pp." before "4) ..." is no place for a list."""
    last = line.rstrip().rsplit(None, 1)[-1:] or [""]
    return last[0].rstrip(".").lower() in _BEFORE_NAME


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    for found in _MARK.finditer(text, start, end):
        if found.end() >= end:
            return
        if found["mark"][-1] in _NO_SPACE_NEEDED or (found["space"] and _is_end(text, found, start, end)):
            yield found.end("close")


def _is_end(text: str, found: re.Match[str], start: int, end: int) -> bool:
    """Whether the mark `found`, with white space after it, ends a sentence of the block `[start, end)`."""
    at = found.end()
    if dash := _DASH.match(text, at, end):
        at = dash.end()
    opening = _OPENING.match(text, at, end)
    word = _WORD.match(text, opening.end() if opening else at, end)[0]  # type: ignore[index]  # it matches nothing, too
    mark, closing = found["mark"], found["close"]
    if word[:1].islower() and not _is_spelt_small(word) and not (opening and "`" in opening[0]):
        return False
    if not word and not opening:
        return mark not in ("…", "...")
    if closing[-1:] in ('"', "'", "”", "’", "»") and "." not in mark and _SPEECH.match(text, at, end):
        return False  # “Who?” Nell asked.
    if mark != "." or closing.strip(")]"):
        return True
    before = _WORD_BEFORE.search(text, max(start, found.start() - 40), found.start())
    last = before[0] if before else ""
    if _is_number_of_item(text, last, found.start(), start):
        return False
    return _full_stop_ends(last, word, opened=opening is not None)


def _is_number_of_item(text: str, last: str, stop: int, start: int) -> bool:
    """Whether the full stop at `stop` belongs to the number of a heading or item: "3. Install it", "I. The letter"."""
    if not _NUMBER_OF_ITEM.fullmatch(last):
        return False
    at = stop - len(last)
    while at > start and text[at - 1] in " \t(":
        at -= 1
    return at == start or text[at - 1] == "\n"


def _is_spelt_small(word: str) -> bool:
    """Names that are written with a small first letter: eBay, iPads."""
    return len(word) > 2 and word[0].islower() and word[1].isupper()


def _full_stop_ends(last: str, word: str, *, opened: bool) -> bool:
    """Whether a single full stop after the word `last` and before `word` ends a sentence."""
    bare = last.strip("“\"'‘(").lower()
    opens = word.lower() in _OPENERS
    if bare in _BEFORE_NAME:
        return False
    if len(bare) == 1 and last[-1:].isupper():
        return opens  # an initial, unless "Plan B. The ..."
    if bare in _BEFORE_NUMBER:
        return opens or not _NUMERAL.fullmatch(word)
    if bare in _MAY_END or re.fullmatch(r"(?:[a-z]\.)+[a-z]", bare):
        return opens or opened
    return True
