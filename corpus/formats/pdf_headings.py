"""The headings of a PDF: by its tags, by its outline, else by how large and bold they are set; and its title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.formats.pdf_paragraphs import Paragraph
from corpus.formats.pdf_stitch import Stitched

_LARGE = 1.12  # times the body's size
_LONGEST = 200  # characters
_MOST_LINES = 4
_CAPTION = re.compile(r"(?:figure|fig\.|table|tab\.)\s*\d", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?:[Cc]hapter|[Ss]ection|[Aa]ppendix|[Pp]art)\s+(?:\d+|[A-Z]|[IVXLC]+)|\d+(?:\.\d+)*|[A-Z](?:\.\d+)+|[IVXLC]+\.)"
    r"[.:]?\s+"
)
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\S{0,6}$")
_FROM_A_PROGRAM = re.compile(
    r"(?i)untitled|(?:document|slide|presentation)\d*|.*\.(?:docx?|odt|rtf|dvi|tex|indd|qxd|pdf|html?|pptx?|xlsx?|fm|ps)|\S*[/\\_]\S*"
)
_PROGRAM_BEFORE = re.compile(r"^Microsoft (?:Word|PowerPoint|Excel) - ")

Style = tuple[float, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """An entry of a PDF's outline: its words, its level from 1, its page."""

    title: str
    level: int
    page: int


def levels_of(stitched: Sequence[Stitched], outline: Sequence[Bookmark], body: float) -> Mapping[int, int]:
    """The level of each paragraph that is a heading, by its number in `stitched`."""
    looking = {
        number: one.paragraph
        for number, one in enumerate(stitched)
        if not one.is_furniture and _may_be_heading(one.paragraph)
    }
    tagged = {number: paragraph.level for number, paragraph in looking.items() if paragraph.level}
    if tagged:
        return tagged
    marked = _in_outline(looking, outline)
    styled = {number: style for number, paragraph in looking.items() if (style := _style(paragraph, body))}
    if len(marked) * 2 >= len(outline) > 2:
        return _with_same_style(marked, styled)
    ranks = {style: rank for rank, style in enumerate(sorted(set(styled.values()), reverse=True), 1)}
    return {number: min(ranks[style], 6) for number, style in styled.items()}


def title_of(said: str, headings: Sequence[tuple[str, int]]) -> str:
    """What the document is called: what the file says if a person wrote it, else its first heading of level 1."""
    title = _PROGRAM_BEFORE.sub("", " ".join(said.split()))
    if 2 < len(title) <= _LONGEST and not _FROM_A_PROGRAM.fullmatch(title) and re.search(r"[^\W\d_]{2}", title):
        return title
    return next((words for words, level in headings[:3] if level == 1), headings[0][0] if headings else "")


def _may_be_heading(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return (
        not paragraph.is_row
        and len(text) <= _LONGEST
        and len(paragraph.placed) <= _MOST_LINES
        and any(map(str.isalpha, text))
        and not _LEADERS.search(text)
    )


def _style(paragraph: Paragraph, body: float) -> Style | None:
    """How a paragraph is set, if that is how headings are set: larger than the text, or bold."""
    text, size, bold = paragraph.text.strip(), round(paragraph.size * 2) / 2, paragraph.bold
    if text[-1] in ".,;…" or text[0].islower() or _CAPTION.match(text):
        return None
    if paragraph.size >= _LARGE * body:
        return size, bold
    if bold and paragraph.size >= 0.95 * body and text[-1] != ":" and len(text) <= 120:
        return round(body * 2) / 2, True
    return None


def _in_outline(looking: Mapping[int, Paragraph], outline: Sequence[Bookmark]) -> dict[int, int]:
    """The paragraphs that the outline names, each with its level there."""
    named: dict[tuple[int, str], int] = {}
    for bookmark in outline:
        named.setdefault((bookmark.page, _plain(bookmark.title)), min(bookmark.level, 6))
    found = {}
    for number, paragraph in looking.items():
        key = paragraph.placed[0].page, _plain(paragraph.text)
        if level := named.pop(key, 0):
            found[number] = level
    return found


def _with_same_style(marked: Mapping[int, int], styled: Mapping[int, Style]) -> dict[int, int]:
    """What the outline names, and what is set like that: "References" is often in no outline."""
    learned: dict[Style, Counter[int]] = {}
    for number, level in marked.items():
        if number in styled:
            learned.setdefault(styled[number], Counter())[level] += 1
    found = dict(marked)
    largest = max(learned, default=(0.0, False))
    for number, style in styled.items():
        if number in found:
            continue
        if style in learned:
            found[number] = learned[style].most_common(1)[0][0]
        elif style > largest and number < min(marked):
            found[number] = 1  # the title
    return found


def _plain(title: str) -> str:
    """A title's letters alone, without its number: the outline may leave it out."""
    words = " ".join(title.split())
    number = _NUMBER.match(words)
    return "".join(filter(str.isalnum, words[number.end() if number else 0 :].casefold()))
