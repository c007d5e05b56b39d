"""Word files: the words a reader of the document sees, block by block.

Kept: paragraphs, list items, the rows of tables, text boxes, footnotes and endnotes, what tracked changes insert. Left
out: headers and footers, comments, hidden text, what tracked changes delete, the instructions of fields. A table of
contents is furniture. Element names are those of ECMA-376 part 1, sections 17 (WordprocessingML) and 22 (math).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.document import Draft
from corpus.formats.blocks import Block, assemble
from corpus.formats.ooxml import Package, W, is_on, title_of
from corpus.formats.word_runs import Runs, children
from corpus.formats.word_styles import Styles

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_HEADING = 200  # characters; contracts number whole clauses as headings
_LONGEST_ROW = 1000  # characters; the cells of a longer row are columns of prose, not figures
_WRAPPERS = frozenset(W + tag for tag in "sdt sdtContent customXml smartTag ins moveTo".split())
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))


def parse(data: bytes, name: str) -> Draft:
    """Make a draft of a Word file (.docx, .docm, .dotx, .dotm).

    Every paragraph and list item becomes a block, and every row of a table, its cells parted by a tab. Places are
    "paragraph 14" (those with words in them are counted, outside of tables), "table 2, row 3", "footnote 1".

    Raises:
        DocumentError: it is damaged, no Word file, or made to do harm.
    """
    package = Package(data, name)
    part, tree = package.main_part(f"{W}document", "Word file")
    styles = package.related(part, "styles")
    reading = _Reading(
        styles=Styles(package.tree(styles) if styles else None),
        notes={kind: _notes_of(package, part, kind, tag) for kind, tag in _NOTES},
    )
    body = tree.find(f"{W}body")
    blocks = [] if body is None else [*reading.blocks_of(body), *reading.endnotes()]
    warnings = ["Parts of other files that it takes in (altChunk) were not read."] if reading.foreign else []
    return assemble(blocks, title=title_of(blocks, package), warnings=warnings)


def _notes_of(package: Package, part: str, kind: str, tag: str) -> dict[str, _Element]:
    """The footnotes or endnotes by their ids; a file whose part of them is missing has none."""
    found = package.related(part, kind)
    if found is None:
        return {}
    return {
        note.get(f"{W}id", ""): note
        for note in package.tree(found).iterfind(W + tag)
        if note.get(f"{W}type", "normal") == "normal"  # others are the lines that part notes from text
    }


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What is known while a document's body is walked through."""

    styles: Styles
    notes: dict[str, dict[str, _Element]]
    runs: Runs = field(init=False)
    counts: dict[str, int] = field(default_factory=dict)
    carried: str = ""  # the words of paragraphs whose ends were deleted: they go on in the next one
    seen: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind, _ in _NOTES})
    foreign: bool = False

    def __post_init__(self) -> None:
        self.runs = Runs(self.styles)

    def blocks_of(self, body: _Element, within: str = "") -> Iterator[Block]:
        """The blocks of a body, cell, note or text box. `within` names its place; else paragraphs are counted."""
        for element in children(body):
            if element.tag == f"{W}p":
                yield from self._paragraph(element, within)
            elif element.tag == f"{W}tbl":
                yield from self._table(element, within)
            elif element.tag in _WRAPPERS:
                yield from self.blocks_of(element, within)
            elif element.tag == f"{W}altChunk":
                self.foreign = True

    def endnotes(self) -> Iterator[Block]:
        """The endnotes that were referred to, in order."""
        yield from self._notes("endnotes", "endnote", self.seen["endnotes"])

    def _paragraph(self, element: _Element, within: str) -> Iterator[Block]:
        found = self.runs.of(element)
        text = self.carried + found.text
        properties = element.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self.carried = text
        else:
            self.carried = ""
            if text.strip():
                yield self._block(text, properties, within or f"paragraph {self._next('paragraph')}")
        for box in found.boxes:
            yield from self.blocks_of(box, within or f"text box {self._next('text box')}")
        yield from self._notes("footnotes", "footnote", found.footnotes)
        self.seen["endnotes"] += found.endnotes

    def _block(self, text: str, properties: _Element | None, place: str) -> Block:
        style = self.styles.of_paragraph(properties)
        level = style.level if len(text) <= _LONGEST_HEADING and not place.startswith(("foot", "end")) else 0
        return Block(text=text, level=level, place=place, furniture=style.contents)

    def _table(self, table: _Element, within: str) -> Iterator[Block]:
        name = within or f"table {self._next('table')}"
        for number, row in enumerate(_rows_of(table), 1):
            place = within or f"{name}, row {number}"
            cells = [list(self.blocks_of(cell, place)) for cell in _cells_of(row)]
            notes = [block for cell in cells for block in cell if block.place.startswith(("foot", "text box"))]
            lines = [[block.text for block in cell if block not in notes] for cell in cells]
            text = "\t".join("\n".join(cell) for cell in lines)
            if len(text) > _LONGEST_ROW or len(cells) == 1:
                yield from (block for cell in cells for block in cell if block not in notes)
            else:
                yield Block(text=text, place=place)
            yield from notes

    def _notes(self, kind: str, word: str, ids: list[str]) -> Iterator[Block]:
        for id_ in ids:
            note = self.notes[kind].pop(id_, None)  # a second reference shows no second note
            if note is not None:
                yield from self.blocks_of(note, f"{word} {self._next(word)}")

    def _next(self, what: str) -> int:
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]


def _rows_of(table: _Element) -> Iterator[_Element]:
    for element in children(table):
        if element.tag in _WRAPPERS:
            yield from _rows_of(element)
        elif element.tag == f"{W}tr" and not is_on(element.find(f"{W}trPr/{W}del")):
            yield element


def _cells_of(row: _Element) -> Iterator[_Element]:
    for element in children(row):
        if element.tag in _WRAPPERS:
            yield from _cells_of(element)
        elif element.tag == f"{W}tc":
            yield element
