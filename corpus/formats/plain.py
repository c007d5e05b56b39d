"""Plain text: kept character for character; headings, pages and furniture are spans found in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from corpus.document import Draft
from corpus.furniture import furniture_of
from corpus.normalise import normalise

_UNDERLINE = re.compile(r"(=|-|~|\^|#|\*)\1{2,}")
_UNDERLINE_BELOW = re.compile(r"[ \t]*\n[ \t]*([-=~^#*]{3,})[ \t]*$", re.MULTILINE)
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.?\s+\S")
_ITEM = re.compile(r"[-*•‣·–—]\s|\(?\w{1,3}[.)]\s")
_LEVEL_OF_UNDERLINE = {"=": 1, "-": 2}
_TOO_MANY_IN_A_ROW = 4  # short lines that follow each other are a list, not headings


def parse(text: str, name: str) -> Draft:
    """Make a draft of plain text.

    A form feed begins a new page. A heading is a short line of its own between empty lines that does not end like a
    sentence, a line with an underline of its own, or a line of capitals over an indented text as in manual pages.
    """
    del name
    text = normalise(text)
    lines = _lines_of(text)
    first_guess = [
        (line.start, line.end, 1) for line in lines if _stands_alone(lines, line) and _reads_like_heading(line)
    ]
    furniture = furniture_of(text, first_guess, marked=False)
    headings = _headings_of([line for line in lines if not any(a <= line.start < b for a, b in furniture)])
    title = text[slice(*headings[0][:2])] if headings and not text[: headings[0][0]].strip() else ""
    underlines = [found.span(1) for _, end, _ in headings if (found := _UNDERLINE_BELOW.match(text, end))]
    return Draft(
        text=text,
        title=title,
        headings=tuple(headings),
        pages=_pages_of(text),
        furniture=tuple(sorted([*furniture, *underlines])),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with words in it: its number, the span of its words, its words, and how far it is indented."""

    number: int
    start: int
    end: int
    words: str
    indent: int


def _lines_of(text: str) -> list[_Line]:
    lines, at, number = [], 0, 0
    for line in text.split("\n"):
        number += 2 if line.startswith("\f") else 1  # a new page parts lines as an empty line does
        if words := line.strip():
            start = at + len(line) - len(line.lstrip())
            indent = start - at - line.count("\f")
            lines.append(_Line(number, start, start + len(words), words, indent))
        at += len(line) + 1
    return lines


def _pages_of(text: str) -> tuple[tuple[int, int], ...]:
    if "\f" not in text.rstrip():
        return ()
    starts = [0, *(found.end() for found in re.finditer("\f", text.rstrip()))]
    return tuple(zip(starts, [*starts[1:], len(text)], strict=True))


def _headings_of(lines: list[_Line]) -> list[tuple[int, int, int]]:
    """The headings among lines that are no furniture, as `(start, end, level)`."""
    found: list[tuple[int, int, int]] = []
    row: list[tuple[int, int, int]] = []
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        span = _heading_at(lines, line, below, first=at == 0)
        if span is not None:
            row.append(span)
        elif row and not _UNDERLINE.fullmatch(line.words):
            found += row if len(row) < _TOO_MANY_IN_A_ROW else []
            row = []
    return found  # a last row with nothing below it heads nothing


def _heading_at(lines: list[_Line], line: _Line, below: _Line | None, *, first: bool) -> tuple[int, int, int] | None:
    if below is None or not _reads_like_heading(line):
        return None
    underlined = below.number == line.number + 1 and _UNDERLINE.fullmatch(below.words)
    if underlined and len(below.words) * 2 >= len(line.words):
        return line.start, line.end, _LEVEL_OF_UNDERLINE.get(below.words[0], 3)
    if _stands_alone(lines, line):
        numbered = _NUMBERED.match(line.words)
        level = 1 if first else 2 + numbered[1].count(".") if numbered else 2
        return line.start, line.end, level
    over_indented = below.number == line.number + 1 and below.indent > line.indent == 0
    if over_indented and line.words.isupper() and _is_first_of_block(lines, line):
        return line.start, line.end, 2
    return None


def _is_first_of_block(lines: list[_Line], line: _Line) -> bool:
    return not any(other.number == line.number - 1 for other in _around(lines, line))


def _stands_alone(lines: list[_Line], line: _Line) -> bool:
    return not any(abs(other.number - line.number) == 1 for other in _around(lines, line))


def _around(lines: list[_Line], line: _Line) -> list[_Line]:
    """The lines with words just before and after, by binary search: texts of a million lines come along."""
    at = bisect_left(lines, line.number, key=lambda other: other.number)
    return lines[max(0, at - 1) : at] + lines[at + 1 : at + 2]


def _reads_like_heading(line: _Line) -> bool:
    words = line.words
    if len(words) > 90 or len(words.split()) > 14 or not any(c.isalpha() for c in words):
        return False
    if numbered := _NUMBERED.match(words):
        return words[numbered.end() - 1].isupper() and len(words.split()) <= 9
    if (
        _ITEM.match(words)
        or words[-1] in ".,;:…"
        or not (words[0].isupper() or words[0].isdigit() or words[0] in "“\"'‘")
    ):
        return False
    return line.indent < 40
