"""Lists: from the place that answers to every item that stands there.

A reader marks one span; what a list question wants are the items. They stand in the rows of a table, in a block of
short paragraphs or marked lines below a lead-in, in sentences that count ("First, ..."), or in a row of words with
commas. Each item is a span of the document; nothing is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus import Document, sentence_around, sentences
from index.lexical import terms_of
from qa.coordination import coordinated
from qa.reader import Reading, Span

Place = tuple[int, int]  # half-open, in characters of the document's text

NEAR = 3.0  # how much lower the score of another span of the passage may be that is an item, too
LONGEST_ITEM = 240  # characters; what is longer is prose
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_MARKER = re.compile(r"[ \t]*(?:[-*+•‣◦·–]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]|\[\d+\])[ \t]+(?=\S)")
_COUNTS = re.compile(
    r"(?:(?:And )?(?:First|Second|Third|Fourth|Fifth|Sixth)(?:ly)?|Finally|Lastly|Last|Next|Then|Another)\b[, ]"
)
_NUMBERS = {name: number for number, name in enumerate("two three four five six seven eight nine ten".split(), 2)}


def items_of(document: Document, start: int, end: int, question: str) -> list[Place]:
    """The items that the answer `[start, end)` names or introduces, in text order; fewer than two mean: no list."""
    for found in (
        _cells(document, start, end, question),
        _block(document, start, end, question),
        _counted(document, start, end),
    ):
        if len(found) > 1:
            return found
    first, last = sentence_around(document.text, start, end)
    return [
        (first + a, first + b)
        for a, b in coordinated(document.text[first:last], start - first, end - first, terms_of(question))
    ]


def all_items(reading: Reading, span: Span, question: str) -> list[Place]:
    """The items of a passage's answer and of its other spans that are nearly as good, each once, in text order."""
    others = [other for other in reading.spans if other.score >= span.score - NEAR and other.score > reading.null_score]
    document = reading.passage.document
    places = [place for one in (span, *others) for place in items_of(document, one.start, one.end, question)]
    return list(distinct(document.text, places))


def _lines(document: Document, at: int) -> tuple[list[Place], int]:
    """The lines with words of the section that holds `at`, and which of them does (-1 where none)."""
    section = document.sections[document.section_at(at)]
    lines = [found.span() for found in _LINE.finditer(document.text, section.body, section.end)]
    return lines, next((number for number, (a, b) in enumerate(lines) if a <= at < b), -1)


def _cells(document: Document, start: int, end: int, question: str) -> list[Place]:
    """The cells of the answer's column, without the first row; only rows that speak of the question most."""
    text = document.text
    lines, number = _lines(document, start)
    if number < 0 or "\t" not in text[slice(*lines[number])] or "\t" in text[start:end]:
        return []
    first = last = number
    while first > 0 and "\t" in text[slice(*lines[first - 1])]:
        first -= 1
    while last + 1 < len(lines) and "\t" in text[slice(*lines[last + 1])]:
        last += 1
    column = text[lines[number][0] : start].count("\t")
    asked, rows = set(terms_of(question)), []
    for a, b in lines[max(first + 1, 0) : last + 1]:
        cells = [(a + found.start(), a + found.end()) for found in re.finditer(r"[^\t]+", text[a:b])]
        if column < len(cells):
            others = " ".join(text[slice(*cell)] for at, cell in enumerate(cells) if at != column)
            rows.append((len(asked.intersection(terms_of(others))), cells[column]))
    most = max((shared for shared, _ in rows), default=0)
    return [_bare(text, *cell) for shared, cell in rows if shared == most]


def _block(document: Document, start: int, end: int, question: str) -> list[Place]:
    """The items of a block of lines: marked ones, or short paragraphs below a lead-in with a colon or a heading."""
    lines, number = _lines(document, start)
    if number < 0:
        return []
    text = document.text
    if text[slice(*lines[number])].rstrip().endswith(":") or _introduces(document, end):
        return _items_from(document, lines, number + 1, question, text[slice(*lines[number])])
    if not _is_item(text, lines[number]):
        return []
    first = number
    while (
        first > 0
        and _is_item(text, lines[first - 1])
        and _is_marked(text, lines[first - 1]) == _is_marked(text, lines[number])
    ):
        first -= 1
    lead = text[slice(*lines[first - 1])] if first > 0 else ""
    introduced = lead.rstrip().endswith(":") or not lead  # nothing but the heading is above
    if not introduced and not _is_marked(text, lines[number]):
        return []
    found = _items_from(document, lines, first, question, lead)
    return found if any(a <= start < b for a, b in found) else []


def _introduces(document: Document, end: int) -> bool:
    """Whether the sentence that holds the answer's end introduces what comes below it."""
    return document.text[slice(*sentence_around(document.text, end - 1, end))].endswith(":")


def _items_from(document: Document, lines: list[Place], first: int, question: str, lead: str) -> list[Place]:
    """Items from the line `first` on, until one is of another make or as many are there as the lead-in says."""
    text = document.text
    wanted = _number_in(question) or _number_in(lead[-200:])
    found: list[Place] = []
    for line in lines[first:]:
        words = text[slice(*line)]
        if not _is_item(text, line):
            break
        if found:
            before = text[slice(*lines[first])]
            same_make = _is_marked(text, line) == _is_marked(text, lines[first])
            same_case = words.lstrip()[:1].islower() == before.lstrip()[:1].islower()
            closed = text[found[-1][1] : found[-1][1] + 1] == "." and before.rstrip().endswith((";", ","))
            if not same_make or not same_case or closed or len(found) == wanted:
                break
        mark = _MARKER.match(words)
        found.append(_bare(text, line[0] + (mark.end() if mark else 0), line[1]))
    return found


def _is_marked(text: str, line: Place) -> bool:
    return _MARKER.match(text, *line) is not None


def _is_item(text: str, line: Place) -> bool:
    """Whether a line can be an item: marked, or a short one that is not several sentences and no table's row."""
    words = text[slice(*line)]
    if len(words) > LONGEST_ITEM or "\t" in words.strip() or words.rstrip().endswith((":", "?")):
        return False
    return _is_marked(text, line) or len(sentences(text, *line)) == 1


def _number_in(text: str) -> int:
    """The last number from two to ten that stands in the text as a word, else 0."""
    found = [_NUMBERS[word] for word in re.findall(r"\w+", text.lower()) if word in _NUMBERS]
    return found[-1] if found else 0


def _counted(document: Document, start: int, end: int) -> list[Place]:
    """Sentences that count, "First, ...", of the section, where the answer stands in one or right before the first."""
    section = document.sections[document.section_at(start)]
    found = sentences(document.text, section.body, section.end)
    here = [number for number, (a, b) in enumerate(found) if a < end and start < b]
    counting = [number for number, (a, _) in enumerate(found) if _COUNTS.match(document.text, a)]
    if not here or not counting or not document.text.startswith(("First", "And first"), found[counting[0]][0]):
        return []
    if here[-1] + 1 != counting[0] and not set(here) & set(counting):
        return []
    return [found[number] for number in counting]


def _bare(text: str, start: int, end: int) -> Place:
    """The span without white space around it and marks behind it."""
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    return left, left + len(re.sub(r"(?:[\s,;]|[;,] (?:and|or)$|(?<=[a-z)])\.$)+$", "", words.strip()))


def distinct(text: str, places: list[Place]) -> Iterator[Place]:
    """The places in text order, each wording once, none inside of another one."""
    said: set[str] = set()
    behind = -1
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        words = " ".join(re.findall(r"\w+", text[start:end].lower()))
        if start >= behind and words and words not in said:
            said.add(words)
            behind = end
            yield start, end
