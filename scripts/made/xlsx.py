"""Excel files, made with openpyxl: dates and formats, several tables in a sheet, lists of words, in four scripts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from made import Made
from made.words import SCRIPTS, Author

_LAYOUTS = ("figures", "two tables", "words", "bold names", "gaps")


def documents() -> Iterator[Made]:
    """Twenty files: five layouts in each of four scripts."""
    for seed, (layout, script) in enumerate((layout, script) for layout in _LAYOUTS for script in SCRIPTS):
        yield _Writer(seed, layout, script).made()


class _Writer:
    """Writes one file and remembers what it wrote. Its sentences are the rows as people see them."""

    def __init__(self, seed: int, layout: str, script: str) -> None:
        import openpyxl

        self.author = Author(2000 + seed)
        self.layout, self.script, self.name = layout, script, f"{seed:02} {layout} {script}.xlsx"
        self.book: Any = openpyxl.Workbook()
        self.book.remove(self.book.active)
        self.sheet: Any = None
        self.row = 0
        self.sentences: list[str] = []
        self.headings: list[str] = []
        self.places: dict[str, str] = {}

    def made(self) -> Made:
        """Write three sheets."""
        for number in range(3):
            title = f"{self.author.cell()[:20]} {number}"
            self.sheet, self.row = self.book.create_sheet(title), 0
            self.headings.append(title)
            getattr(self, "_" + self.layout.replace(" ", "_"))()
        hidden = self.book.create_sheet("Hidden")
        hidden["A1"], hidden.sheet_state = "Nobody sees this.", "hidden"
        stream = io.BytesIO()
        self.book.save(stream)
        return Made(
            name=self.name, data=stream.getvalue(), sentences=tuple(self.sentences), headings=tuple(self.headings),
            places=self.places, layout=f"{self.layout}, {self.script}",
        )  # fmt: skip

    def _write(self, cells: list[tuple[Any, str, str]], *, names: bool = False) -> None:
        """A row of cells: each with its value, its format, and what it shows."""
        self.row += 1
        for column, (value, code, _) in enumerate(cells, 1):
            if value is not None:
                cell = self.sheet.cell(self.row, column, value)
                cell.number_format = code or "General"
        shown = "\t".join(words for _, _, words in cells).strip()
        if names:
            self.headings.append(shown)
        else:
            self.sentences.append(shown)
            self.places[shown] = f"sheet {self.sheet.title}, row {self.row}"

    def _names(self, *words: str) -> None:
        self._write([(word, "", word) for word in words], names=True)

    def _figures(self) -> None:
        self._title()
        self._names("Item", "Number", "Price", "Day", "Share")
        for _ in range(25):
            chance = self.author.chance
            item, number, price = self.author.cell(), chance.randint(1, 9999), chance.randint(1, 10**7) / 100
            day, share = date(1990, 1, 1) + timedelta(days=chance.randint(0, 20_000)), chance.randint(1, 999)
            self._write(
                [
                    (item, "", item),
                    (number, "", str(number)),
                    (price, "#,##0.00", f"{price:,.2f}"),
                    (day, "d mmmm yyyy", f"{day.day} {day:%B %Y}"),
                    (share / 1000, "0.0%", f"{share / 10:.1f}%"),
                ]
            )

    def _title(self) -> None:
        words = self.author.sentence(self.script)
        self._write([(words, "", words)])
        self.row += 1

    def _two_tables(self) -> None:
        for names in (("Item", "Sum"), ("Boat", "Length", "Crew")):
            self._names(*names)
            for _ in range(8):
                numbers = [self.author.chance.randint(1, 10**6) for _ in names[1:]]
                item = self.author.cell()
                self._write([(item, "", item), *((number, "#,##0", f"{number:,}") for number in numbers)])
            self.row += 2

    def _words(self) -> None:
        self._names("Subject", "Rule", "Keeper")
        for _ in range(12):
            cells = [self.author.cell(), self.author.sentence(self.script), self.author.cell()]
            self._write([(words, "", words) for words in cells])

    def _bold_names(self) -> None:
        from openpyxl.styles import Font

        years = [str(year) for year in range(2019, 2024)]
        self._names("Place", *years)
        for cell in self.sheet[self.row]:
            cell.font = Font(bold=True)
        for _ in range(10):
            numbers = [self.author.chance.randint(-9999, 9999) for _ in years]
            item = self.author.cell()
            shown = [(n, "#,##0;(#,##0)", f"{n:,}" if n >= 0 else f"({-n:,})") for n in numbers]
            self._write([(item, "", item), *shown])

    def _gaps(self) -> None:
        self._names("Item", "May", "June", "July")
        for _ in range(20):
            cells = [self.author.cell(), *(str(self.author.chance.randint(1, 99_999)) for _ in range(3))]
            cells[self.author.chance.randint(1, 2)] = ""
            numbers = [(int(words) if words else None, "", words) for words in cells[1:]]
            self._write([(cells[0], "", cells[0]), *numbers])
