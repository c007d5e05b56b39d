"""What a document is: one normalised text, and spans over it."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, replace

from corpus.errors import EmptyDocument, UndecodableText
from corpus.origin import Origin, origins_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a document came from.

    `uri` is the file's absolute path (or an address), `sha256` the hash of its bytes as they came, `title` what
    people call it, `kind` the format that read it (`text`, `html`, `docx`, ...), `added` an ISO 8601 time in UTC.
    """

    uri: str
    sha256: str
    title: str
    kind: str
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the text under one heading, up to the next heading of any level.

    The heading stands at `[start, body)`, what it heads at `[body, end)`. Level 1 is the highest; level 0 is text
    under no heading, where `start == body`: before the first one, or on a slide without a title. The sections of a
    document follow each other without a gap.
    """

    start: int
    body: int
    end: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the original: its number, counted from 1, and its stretch `[start, end)` of the text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a format makes of a file: normalised text and the spans found in it, nothing checked yet.

    `headings` are `(start, end, level)` in text order, one of level 0 and no length where the text under the headings
    before it ends; `pages` and `furniture` are `(start, end)`. Furniture is text
    of the page around the document (link lists, photo credits, "More on:"): kept, shown, never offered as an answer.
    `origins` say where in the file each run of the text stood, in text order; `warnings` what could not be read of it.
    """

    text: str
    title: str = ""
    headings: tuple[tuple[int, int, int], ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    furniture: tuple[tuple[int, int], ...] = ()
    origins: tuple[Origin, ...] = ()
    warnings: tuple[str, ...] = ()


class Sourced:
    """What has sources, and is known by the first of them."""

    __slots__ = ()
    sources: tuple[Source, ...]

    @property
    def title(self) -> str:
        """What people call the document: the title of its first source."""
        return self.sources[0].title

    @property
    def uri(self) -> str:
        """Where the document came from first."""
        return self.sources[0].uri

    @property
    def kind(self) -> str:
        """The format that read it first."""
        return self.sources[0].kind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document(Sourced):
    """A text with its sources, sections and pages.

    `id` is the sha256 of the normalised text, so the same text under two names is one document with two sources. All
    offsets are half-open and count code points of `text`. `origins` are runs of the text and their places in the file
    of the first source. Two documents are equal when their ids are.
    """

    id: str
    sources: tuple[Source, ...]
    text: str
    sections: tuple[Section, ...]
    pages: tuple[Page, ...] = ()
    furniture: tuple[tuple[int, int], ...] = ()
    origins: tuple[Origin, ...] = ()
    warnings: tuple[str, ...] = ()

    @staticmethod
    def build(draft: Draft, source: Source) -> Document:
        """Make a document of a format's draft.

        Raises:
            EmptyDocument: the text holds no letter and no digit.
            UndecodableText: the text holds half of a surrogate pair, which no encoding can write.
        """
        if not any(character.isalnum() for character in draft.text):
            raise EmptyDocument(
                f"{source.uri} has no words: {len(draft.text):,} characters, none a letter or a digit.",
                hint="Check that the file is the one you meant, and that it has a text layer.",
            )
        return Document(
            id=_sha256_of(draft.text, source.uri),
            sources=(source,),
            text=draft.text,
            sections=_sections_of(draft),
            pages=tuple(Page(number=n, start=a, end=b) for n, (a, b) in enumerate(draft.pages, 1)),
            furniture=draft.furniture,
            origins=draft.origins,
            warnings=draft.warnings,
        )

    def with_sources(self, sources: tuple[Source, ...]) -> Document:
        """The same text with other sources; places and pages are those of the first one's file, or are not known."""
        if (sources[0].sha256, sources[0].kind) == (self.sources[0].sha256, self.sources[0].kind):
            return replace(self, sources=sources)
        return replace(self, sources=sources, pages=(), origins=())

    def section_at(self, offset: int) -> int:
        """The index of the section that holds `offset`."""
        return bisect_right(self.sections, offset, key=lambda section: section.start) - 1

    def headings_at(self, offset: int) -> tuple[str, ...]:
        """The headings above `offset`, the highest first; a heading repeated under itself is named once."""
        path: list[str] = []
        below = None
        for section in reversed(self.sections[: self.section_at(offset) + 1]):
            if not section.level:
                break
            if below is None or section.level < below:
                heading = " ".join(self.text[section.start : section.body].split())
                if not path or path[-1] != heading:
                    path.append(heading)
                below = section.level
                if below == 1:
                    break
        return tuple(reversed(path))

    def pages_of(self, start: int, end: int) -> tuple[int, ...]:
        """The numbers of the pages that `[start, end)` touches; empty where the original has no pages."""
        return tuple(page.number for page in self.pages if page.start < end and start < page.end)

    def origins_of(self, start: int, end: int) -> tuple[Origin, ...]:
        """Where `[start, end)` stood in the file, run by run; empty where the format does not say."""
        return tuple(origins_of(self.origins, start, end))

    def places_of(self, start: int, end: int) -> tuple[str, ...]:
        """What people call the parts of the file that `[start, end)` came from, each once; pages are no part of it."""
        if self.pages:
            return ()
        return tuple(dict.fromkeys(run.place for run in self.origins_of(start, end) if run.place))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)


def _sha256_of(text: str, uri: str) -> str:
    try:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        raise UndecodableText(
            f"{uri} holds half of a surrogate pair at character {error.start:,}.",
            hint="Save the file as UTF-8 again from the program that made it.",
        ) from None


def _sections_of(draft: Draft) -> tuple[Section, ...]:
    """Sections without gaps from a draft's headings."""
    starts = [(start, end, level) for start, end, level in draft.headings if end > start or not level]
    if not starts or draft.text[: starts[0][0]].strip():
        starts.insert(0, (0, 0, 0))
    else:  # leave no white space before the first heading outside of every section
        starts[0] = (0, *starts[0][1:])
    ends = [start for start, _, _ in starts[1:]] + [len(draft.text)]
    return tuple(
        Section(start=start, body=body, end=end, level=level)
        for (start, body, level), end in zip(starts, ends, strict=True)
    )
