"""The text of a PDF from its paragraphs, and for every run of it the characters of the page that it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.formats.pdf_hyphens import HYPHENS, Words
from corpus.formats.pdf_letters import HYPHEN
from corpus.formats.pdf_paragraphs import Paragraph
from corpus.formats.pdf_words import Word
from corpus.normalise import traced
from corpus.origin import Origin


@dataclass(slots=True)
class Writer:
    """Writes paragraph after paragraph; `words` decides on hyphens at the ends of lines."""

    words: Words
    parts: list[str] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    begun: dict[int, int] = field(default_factory=dict)  # the offset at which each page begins
    length: int = 0

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self.parts)

    def paragraph(self, paragraph: Paragraph) -> tuple[int, int]:
        """Write a paragraph after an empty line; return its span."""
        if self.length:
            self._put("\n\n")
        start = self.length
        page = 0
        before: Word | None = None
        for placed in paragraph.placed:
            for at, word in enumerate(placed.line.words):
                self._join(before, word, placed.before if at == 0 else " ", turned=page != placed.page)
                if page != placed.page:
                    page = placed.page
                    self.begun.setdefault(page, self.length)
                self._word(word, page)
                before = word
        self._end(before)
        return start, self.length

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _join(self, before: Word | None, word: Word, joiner: str, *, turned: bool) -> None:
        """What stands between two words; a hyphen that breaks a word at a line's end goes, or joins them."""
        if before is None:
            return
        if before.text.endswith(HYPHENS) and len(before.text) > 1 and before.text[-2].isalnum() and joiner == " ":
            broken = before.text[-1] in (HYPHEN, "\u00ad") or before.base != word.base
            if broken:
                if not self.words.keep_hyphen(before.text[:-1], word.text):
                    self._drop_hyphen()
                else:
                    self._spell_hyphen()
                return
        self._spell_hyphen()
        gap = word.first - before.last
        plain = not word.spans and not before.spans
        if joiner == " " and gap == 1 and plain and not turned and self.origins and self.origins[-1].width:
            last = self.origins[-1]  # the space is a character of the page as well
            self.origins[-1] = Origin(
                start=last.start, end=last.end + 1, place=last.place, first=last.first, last=last.last + 1
            )
        self._put(joiner)

    def _drop_hyphen(self) -> None:
        self.parts[-1] = self.parts[-1][:-1]
        self.length -= 1
        last = self.origins.pop()
        if last.end - last.start > 1:
            self.origins.append(last.part(last.start, last.end - 1))

    def _spell_hyphen(self) -> None:
        if self.parts and self.parts[-1].endswith(HYPHEN):
            self.parts[-1] = f"{self.parts[-1][:-1]}-"

    def _end(self, before: Word | None) -> None:
        if before is not None:
            self._spell_hyphen()

    def _word(self, word: Word, page: int) -> None:
        text, runs = traced(word.text)
        for start, end, first, last, width in runs:
            if not word.spans:
                self._run(start, end, page, (word.first + first, word.first + last), width=width)
                continue
            spans = word.spans[first:last]
            if not width:  # several made of several: known as a whole
                self._run(start, end, page, (spans[0][0], spans[-1][1]), width=0)
                continue
            for i, span in enumerate(spans):
                self._run(start + i, start + i + 1, page, span, width=int(span[1] - span[0] == 1))
        self._put(text)

    def _run(self, start: int, end: int, page: int, span: tuple[int, int], *, width: int) -> None:
        """Note where `[start, end)` of the word that is being written came from, in one run with what is before."""
        start, end = self.length + start, self.length + end
        place = f"page {page}"
        if self.origins and (last := self.origins[-1]).end == start and last.place == place:
            if width and last.width and last.last == span[0]:
                self.origins[-1] = Origin(start=last.start, end=end, place=place, first=last.first, last=span[1])
                return
            if not width and not last.width and (last.first, last.last) == span:
                self.origins[-1] = Origin(start=last.start, end=end, place=place, first=span[0], last=span[1], width=0)
                return
        self.origins.append(Origin(start=start, end=end, place=place, first=span[0], last=span[1], width=width))
