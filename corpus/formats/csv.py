"""Files of values, one row a line: CSV, and the same with tabs, semicolons or bars."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator

from corpus.document import Draft
from corpus.errors import DocumentError
from corpus.formats.blocks import assemble
from corpus.formats.rows import Row, blocks_of_rows

_DELIMITERS = ",;\t|"
_LOOKED_AT, _START = 100, 65_536  # rows and characters that say what parts the cells
_MOST_LINES = 100  # of a cell: more are the rest of a file after a quotation that is never closed


def parse(text: str, name: str) -> Draft:
    """Make a draft of a file of values.

    Each row that is not empty is a block, its cells parted by tabs; what parts them in the file is found out. Places
    are "row 12", where a row may be more than one line. A file that opens a quotation and never closes it is read line
    by line; a warning says so.

    Raises:
        DocumentError: a cell is longer than any that people write.
    """
    declared = ""
    if text[:4].lower() == "sep=":  # how Excel is told what parts the cells
        first, _, text = text.partition("\n")
        declared = first[4:5].strip("\r ") or "\t"
    rows, warnings = _rows_of(text, declared or _delimiter(text), name)
    blocks = blocks_of_rows((_row(number, cells) for number, cells in enumerate(rows, 1)), "row {}".format, level=1)
    return assemble(blocks, warnings=warnings)


def _rows_of(text: str, delimiter: str, name: str) -> tuple[list[list[str]], list[str]]:
    """The cells row by row, and what was odd about them."""
    try:
        return list(_read(text, delimiter, strict=True)), []
    except csv.Error as error:
        never_closed = "unexpected end" in str(error)
    try:
        rows = [] if never_closed else list(_read(text, delimiter))
        if rows and not any(cell.count("\n") > _MOST_LINES for cells in rows for cell in cells):
            return rows, []
        rows = list(_read(text, delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error as error:
        raise DocumentError(
            f"{name} is no table of values: {error}.", hint="Rename it to .txt if it is text, or save it as CSV again."
        ) from None
    return rows, ["A quotation in it is never closed, so it was read line by line."]


def _read(text: str, delimiter: str, *, strict: bool = False, quoting: int = csv.QUOTE_MINIMAL) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, strict=strict, quoting=quoting)  # type: ignore[arg-type]  # an int does


def _row(number: int, cells: list[str]) -> Row:
    return Row(number=number, cells={at: words for at, cell in enumerate(cells) if (words := cell.strip())})


def _delimiter(text: str) -> str:
    """What parts the cells: that which gives the most rows the same number of cells, more than one."""
    start = text[:_START] if len(text) <= _START else text[:_START].rpartition("\n")[0]
    best = (0.0, 0, 0)
    found = ","
    for delimiter in _DELIMITERS:
        try:
            rows = list(itertools.islice(_read(start, delimiter), _LOOKED_AT))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(row))
        width, often = widths.most_common(1)[0] if widths else (1, 0)
        score = (often / max(1, widths.total()), len(next(filter(any, rows), [])), width)
        if width > 1 and score > best:
            best, found = score, delimiter
    return found
