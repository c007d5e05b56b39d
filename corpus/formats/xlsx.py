"""Excel files: every sheet a heading, every row its cells as people see them.

Left out: hidden sheets (a warning names them), formulas behind their results, charts, pictures and comments. Elements
are those of ECMA-376 part 1, section 18 (SpreadsheetML).
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.document import Draft
from corpus.errors import DamagedDocument, DocumentError
from corpus.formats.blocks import Block, assemble
from corpus.formats.container import MEMBER, SAVE_AGAIN, one_line
from corpus.formats.number_format import BUILT_IN, general, shown, shown_text
from corpus.formats.ooxml import Package, R, S, is_on, number_of
from corpus.formats.rows import Row, blocks_of_rows

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST = 100_000_000  # characters of all cells: a text that a million cells share is counted a million times
_COLUMN = re.compile(r"([A-Za-z]{1,3})\d")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a cell's text holds a character that XML cannot


def parse(data: bytes, name: str) -> Draft:
    """Make a draft of an Excel file (.xlsx, .xlsm, .xltx, .xltm).

    The name of each sheet that is shown is a heading; each row that is not empty is a block, its cells parted by tabs.
    Places are "sheet Budget, row 12". Formulas without a stored result are counted in the warnings.

    Raises:
        DocumentError: it is damaged, no Excel file, or made to do harm.
    """
    package = Package(data, name)
    part, tree = package.main_part(f"{S}workbook", "Excel file")
    strings, styles = package.related(part, "sharedStrings"), package.related(part, "styles")
    properties = tree.find(f"{S}workbookPr")
    reading = _Reading(
        package=package,
        strings=list(_strings_of(package, strings)) if strings else [],
        formats=_formats_of(package.tree(styles)) if styles else [],
        from_1904=properties is not None and properties.get("date1904", "0") in ("1", "true", "on"),
    )
    parts = {relation.id: relation.part for relation in package.relations(part) if relation.kind == "worksheet"}
    warnings: list[str] = []
    blocks: list[Block] = []
    for sheet in tree.iter(f"{S}sheet"):
        title, where = sheet.get("name", ""), parts.get(sheet.get(f"{R}id", ""))
        if where is None:  # a sheet that is one chart, or a dialog
            continue
        if sheet.get("state", "visible") != "visible":
            warnings.append(f"The sheet {title!r} is hidden and was left out.")
        elif where not in package.container:
            warnings.append(f"The sheet {title!r} is missing from the file.")
        else:
            blocks += reading.blocks_of(title, where)
            warnings += reading.pop_warnings(title)
    return assemble(blocks, title=package.title(), warnings=warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """How a cell is shown: the code of its number format, empty for none, and whether it is set in bold."""

    code: str = ""
    bold: bool = False


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What the cells of all sheets refer to, and what was met in the sheet at hand."""

    package: Package
    strings: list[str]
    formats: list[_Format]
    from_1904: bool
    characters: int = 0
    unknown: list[str] = field(default_factory=list)  # the names of cells whose formulas have no result

    def blocks_of(self, title: str, part: str) -> Iterator[Block]:
        """The sheet's name as a heading, then its rows."""
        place = f"sheet {' '.join(title.split())}"
        yield Block(text=title, level=1, place=place)
        yield from blocks_of_rows(self._rows_of(part), lambda number: f"{place}, row {number}", level=2)

    def pop_warnings(self, title: str) -> list[str]:
        """What could not be read of the sheet at hand."""
        cells, self.unknown = self.unknown, []
        if not cells:
            return []
        named = ", ".join(cells[:3]) + (", …" if len(cells) > 3 else "")
        formulas = "formula has" if len(cells) == 1 else "formulas have"
        what = f"In the sheet {title!r} {len(cells):,} {formulas} no stored result ({named})"
        return [f"{what}: open the file in Excel and save it."]

    def _rows_of(self, part: str) -> Iterator[Row]:
        number = 0
        for element in _elements(self.package, part, f"{S}row"):
            number = number_of(element.get("r"), number + 1)
            column, cells, bold = -1, {}, True
            for cell in element.iterfind(f"{S}c"):
                found = _COLUMN.match(cell.get("r", ""))
                column = _number_of_column(found[1]) if found else column + 1
                format_ = self._format(cell)
                if text := self._text_of(cell, format_).strip():
                    cells[column] = text
                    bold = bold and format_.bold
                    self.characters += len(text)
            if self.characters > _MOST:
                raise DocumentError(
                    f"{self.package.name} holds more than {_MOST:,} characters.", hint="Split it into parts."
                )
            yield Row(number=number, cells=cells, bold=bold)

    def _format(self, cell: _Element) -> _Format:
        number = number_of(cell.get("s"), -1)
        return self.formats[number] if 0 <= number < len(self.formats) else _Format()

    def _text_of(self, cell: _Element, format_: _Format) -> str:
        """What a cell shows."""
        kind, value = cell.get("t", "n"), cell.findtext(f"{S}v") or ""
        if kind == "inlineStr":
            inline = cell.find(f"{S}is")
            return "" if inline is None else shown_text(_plain(inline), format_.code)
        if not value:
            if kind != "str" and cell.find(f"{S}f") is not None:
                self.unknown.append(cell.get("r", "?"))
            return ""
        if kind == "s":
            return shown_text(self._string(value), format_.code)
        if kind == "str":
            return shown_text(_unescaped(value), format_.code)
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        return self._number(value, format_.code) if kind == "n" else value  # an error such as #N/A, or a date as text

    def _string(self, value: str) -> str:
        number = number_of(value, -1)
        if not 0 <= number < len(self.strings):
            raise DamagedDocument(
                f"{self.package.name} refers to text {value[:20]!r} that is not in it.", hint=SAVE_AGAIN
            )
        return self.strings[number]

    def _number(self, value: str, code: str) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        if not math.isfinite(number):
            return value
        return shown(number, code, from_1904=self.from_1904) if code else general(number)


def _elements(package: Package, part: str, tag: str) -> Iterator[_Element]:
    """The elements of a part with a name, one after the other, so that a large sheet never is in memory as a tree."""
    from lxml import etree

    data = io.BytesIO(package.bytes_of(part, most=MEMBER))
    walk = etree.iterparse(data, tag=tag, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for _, element in walk:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise DamagedDocument(
            f"{package.name}, part {part!r}, is no sound XML: {one_line(error)}.", hint=SAVE_AGAIN
        ) from None


def _strings_of(package: Package, part: str) -> Iterator[str]:
    """The texts that cells share, by their numbers."""
    yield from (_plain(element) for element in _elements(package, part, f"{S}si"))


def _plain(element: _Element) -> str:
    """The words of a text with or without fonts of its own; how they are pronounced is left out."""
    parts = [*element.iterfind(f"{S}t"), *element.iterfind(f"{S}r/{S}t")]
    return _unescaped("".join(part.text or "" for part in parts))


def _unescaped(text: str) -> str:
    """A text with the characters that it had to spell; those that control a machine are none that people see."""
    if "_x" not in text:
        return text
    spelt = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return _CONTROLS.sub("", spelt.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _formats_of(styles: _Element) -> list[_Format]:
    """The formats that cells refer to by number."""
    codes = {
        number_of(found.get("numFmtId"), -1): found.get("formatCode") or ""
        for found in styles.iterfind(f"{S}numFmts/{S}numFmt")
    }
    bold = [is_on(font.find(f"{S}b"), "val") for font in styles.iterfind(f"{S}fonts/{S}font")]
    formats = []
    for found in styles.iterfind(f"{S}cellXfs/{S}xf"):
        number, font = number_of(found.get("numFmtId")), number_of(found.get("fontId"))
        code = codes[number] if number in codes else BUILT_IN.get(number, "")
        formats.append(_Format(code="" if code.lower() == "general" else code, bold=font < len(bold) and bold[font]))
    return formats


def _number_of_column(letters: str) -> int:
    """The number of a column counted from 0.

    >>> _number_of_column("A"), _number_of_column("AB")
    (0, 27)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
