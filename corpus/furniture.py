"""Furniture of a web page that came along with its text: found by its lines, kept, and never offered as an answer.

Saved and copied pages hold link lists, teasers for other articles, photo credits and calls to subscribe between
their paragraphs. They are short lines of set phrases, so a few patterns find them. What is in doubt stays text:
hiding a paragraph loses an answer, showing a link loses little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# A line that introduces links to other pages; short labels may follow it.
_LINKS_FOLLOW = re.compile(
    r"(?:more (?:on|from|about|in)\b.{0,40}(?<![.,;])|related(?: (?:topics|tags|content|links|reading))?|"
    r"(?:topics|tags|filed under|categories))\s*:?",
    re.IGNORECASE,
)
# A heading under which a page lists its other articles, to its end or the next heading.
_TEASERS_FOLLOW = re.compile(
    r"(?:top|latest|popular|trending|related|more|most read|recommended) (?:stories|news|articles|posts|headlines)"
    r"(?: (?:on|from|in|at|for) .{1,30})?|most (?:read|popular|viewed)|"
    r"you (?:may|might) also (?:like|be interested in)",
    re.IGNORECASE,
)
# A line that is furniture by itself.
_ALONE = re.compile(
    r"advertisements?|skip to (?:main )?content|back to top|all rights reserved\.?|"
    r"(?:privacy|cookie) (?:policy|settings)|terms of (?:use|service)|"
    r"(?:subscribe|sign up|sign in|log in|follow us|share|print)(?: (?:to|for|on|with|this)\b.{0,50}(?<![.,;]))?|"
    r"read (?:more|next|also)\b.{0,80}(?<![.,;])|for (?:media|press) (?:inquiries|enquiries)\b.{0,120}|"
    r"(?:photo|image) credits?:.{1,80}",
    re.IGNORECASE,
)
# "Two people by the gate. Jane Doe/Reuters", but not "The Red/Green Alliance"
_PHOTO_CREDIT = re.compile(
    r"(?:^|.*[.!?”\"] )(?:(?:Photo|Image|Credit)s?(?: by|:) )?"
    r"(?!(?:The|An?) )[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}/[A-Z]\w+(?: [A-Z]\w+){0,3}\.?"
)
_LABEL = re.compile(r"[A-Z0-9](?:[^.?!:;]{0,58}[^.?!:;,])?")  # a link's text: a short name without a sentence's end


def furniture_of(
    text: str, headings: Sequence[tuple[int, int, int]] = (), *, marked: bool = True
) -> tuple[tuple[int, int], ...]:
    """Return the spans `(start, end)` of `text` that are furniture, line by line; neighbours are joined.

    `headings` are the `(start, end, level)` known so far; teasers end at the next of them. `marked` says that they
    were marked as headings, so that labels of links end there, too; a guess may take a label for a heading.
    """
    lines = [
        (found.start(), found.end(), found[0].strip()) for found in re.finditer(r"[^\n]+", text) if found[0].strip()
    ]
    spans: list[tuple[int, int]] = []
    for start, end in _found(text, lines, [start for start, _, _ in headings], marked=marked):
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _found(
    text: str, lines: list[tuple[int, int, str]], headings: list[int], *, marked: bool
) -> Iterator[tuple[int, int]]:
    edges = frozenset(headings) if marked else frozenset()
    at = 0
    while at < len(lines):
        start, end, line = lines[at]
        at += 1
        if _is_within_sentence(lines, at - 1):
            continue
        if _TEASERS_FOLLOW.fullmatch(line):
            stop = next((heading for heading in headings if heading >= end), len(text))
            yield start, stop
            while at < len(lines) and lines[at][0] < stop:
                at += 1
        elif _LINKS_FOLLOW.fullmatch(line):
            yield start, end
            while at < len(lines) and _is_label(lines[at][2]) and lines[at][0] not in edges:
                yield lines[at][:2]
                at += 1
        elif _PHOTO_CREDIT.fullmatch(line) and len(line) < 300:
            if _describes(lines, at - 2):
                yield lines[at - 2][:2]
            yield start, end
        elif _ALONE.fullmatch(line):
            yield start, end


def _is_within_sentence(lines: list[tuple[int, int, str]], at: int) -> bool:
    """Whether a line is part of wrapped prose: it goes on from the line above it, or the line below goes on from it."""
    return any(_follows(lines, i) and lines[i][2][0].islower() for i in (at, at + 1) if i < len(lines))


def _describes(lines: list[tuple[int, int, str]], at: int) -> bool:
    """Whether a line is what those hear who cannot see the picture with the credit below it.

    It is the first of two lines alone, or begins like the one below.
    """
    if at < 0 or not _follows(lines, at + 1):
        return False
    return not _follows(lines, at) or lines[at][2].split()[:2] == lines[at + 1][2].split()[:2]


def _follows(lines: list[tuple[int, int, str]], at: int) -> bool:
    """Whether a line stands right below another, no empty line between them."""
    return at > 0 and lines[at - 1][1] + 1 == lines[at][0]


def _is_label(line: str) -> bool:
    return len(line.split()) <= 6 and _LABEL.fullmatch(line) is not None
