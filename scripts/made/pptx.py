"""PowerPoint files, made with python-pptx: titles, lists, columns, tables, groups, notes and charts in four scripts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from made import Made
from made.words import SCRIPTS, Author

_LAYOUTS = ("lists", "two columns", "tables", "groups and notes", "charts")
_UNIT = 914_400  # an inch


def documents() -> Iterator[Made]:
    """Twenty files: five layouts in each of four scripts."""
    for seed, (layout, script) in enumerate((layout, script) for layout in _LAYOUTS for script in SCRIPTS):
        yield _Writer(seed, layout, script).made()


class _Writer:
    """Writes one file and remembers what it wrote."""

    def __init__(self, seed: int, layout: str, script: str) -> None:
        import pptx

        self.author = Author(1000 + seed)
        self.layout, self.script, self.name = layout, script, f"{seed:02} {layout} {script}.pptx"
        self.show: Any = pptx.Presentation()
        self.sentences: list[str] = []
        self.headings: list[str] = []
        self.places: dict[str, str] = {}
        self.number = 0

    def made(self) -> Made:
        """Write ten slides."""
        for _ in range(10):
            self.number += 1
            getattr(self, "_" + self.layout.replace(" ", "_"))()
        stream = io.BytesIO()
        self.show.save(stream)
        return Made(
            name=self.name, data=stream.getvalue(), sentences=tuple(self.sentences), headings=tuple(self.headings),
            places=self.places, layout=f"{self.layout}, {self.script}",
        )  # fmt: skip

    def _slide(self, layout: int) -> Any:
        slide = self.show.slides.add_slide(self.show.slide_layouts[layout])
        heading = self.author.heading(self.script)
        slide.shapes.title.text = heading
        self.headings.append(heading)
        return slide

    def _say(self, sentences: list[str]) -> str:
        self.sentences += sentences
        self.places |= dict.fromkeys(sentences, f"slide {self.number}")
        return "\n".join(sentences)

    def _lists(self) -> None:
        self._slide(1).placeholders[1].text = self._say(self.author.paragraph(self.script))

    def _two_columns(self) -> None:
        slide = self._slide(3)
        left, right = self.author.paragraph(self.script), self.author.paragraph(self.script)
        slide.placeholders[2].text, slide.placeholders[1].text = "\n".join(right), "\n".join(left)
        self._say(left + right)

    def _tables(self) -> None:
        table = self._slide(5).shapes.add_table(4, 3, _UNIT, 2 * _UNIT, 6 * _UNIT, _UNIT).table
        for row in range(4):
            cells = [self.author.cell() for _ in range(3)]
            for column, words in enumerate(cells):
                table.cell(row, column).text = words
            self._say(["\t".join(cells)])

    def _groups_and_notes(self) -> None:
        slide = self._slide(5)
        group = slide.shapes.add_group_shape()
        words = [self.author.sentence(self.script) for _ in range(4)]
        for at in (3, 1, 2, 0):  # drawn in another order than they are read in
            box = group.shapes.add_textbox(_UNIT * (1 + 4 * (at % 2)), _UNIT * (2 + at // 2), 3 * _UNIT, _UNIT // 2)
            box.text_frame.text = words[at]
        self._say(words)
        slide.notes_slide.notes_text_frame.text = self._say([self.author.sentence(self.script)])

    def _charts(self) -> None:
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE

        slide = self._slide(5)
        data = CategoryChartData(number_format="#,##0")
        data.categories = [self.author.cell() for _ in range(3)]
        values = [[self.author.chance.randint(1, 99_999) for _ in range(3)] for _ in range(2)]
        for number, found in enumerate(values):
            data.add_series(f"series {number}", found)
        chart = slide.shapes.add_chart(
            XL_CHART_TYPE.COLUMN_CLUSTERED, _UNIT, 2 * _UNIT, 6 * _UNIT, 4 * _UNIT, data
        ).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = self._say([self.author.sentence(self.script)])
        names = [category.label for category in chart.plots[0].categories]
        self._say([f"{name}\t{values[0][at]:,}\t{values[1][at]:,}" for at, name in enumerate(names)])
