"""PDF files from two programs: ReportLab, and Chromium printing a page of HTML."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from made import Made
from made.words import Author

_DRAWN = ("one column", "justified", "two columns", "lists and tables", "footnotes", "running heads")
_PRINTED = ("one column", "two columns", "lists and tables", "hyphens")
_SCRIPTS = ("plain", "accents", "right to left")
_HEADINGS = ((1, 20), (2, 15), (2, 15), (1, 20), (2, 15), (3, 12.5))  # levels and sizes
_FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking --run-all-compositor-stages-before-draw"


def documents() -> Iterator[Made]:
    """Twelve files by ReportLab, and twelve by Chromium where there is one."""
    for seed, layout in enumerate(_DRAWN * 2):
        yield _Drawn(seed, layout).made()
    if chromium := next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None):
        for seed, (layout, script) in enumerate(((a, b) for a in _PRINTED for b in _SCRIPTS), 20):
            yield _printed(chromium, seed, layout, script)


class _Drawn:
    """Sets one file with ReportLab, with a running head and foot on every page, and remembers what it set."""

    def __init__(self, seed: int, layout: str) -> None:
        self.author, self.layout, self.seed = Author(seed), layout, seed
        self.sentences: list[str] = []
        self.headings: list[str] = []
        self.places: dict[str, str] = {}

    def made(self) -> Made:
        """Set it."""
        from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

        stream = io.BytesIO()
        width, height = (595.0, 842.0) if self.seed % 2 else (612.0, 792.0)
        document = BaseDocTemplate(stream, pagesize=(width, height), title="", invariant=True)
        bottom = 130 if self.layout == "footnotes" else 80
        if self.layout == "two columns":
            frames = [Frame(x, bottom, 220, height - 170) for x in (70, 310)]
        else:
            frames = [Frame(80, bottom, width - 160, height - 90 - bottom)]
        document.addPageTemplates(PageTemplate(frames=frames, onPage=self._around))
        document.build(list(self._story()))
        return Made(
            name=f"{self.seed:02} drawn {self.layout}.pdf", data=stream.getvalue(), sentences=tuple(self.sentences),
            headings=tuple(self.headings), places=self.places, layout=f"{self.layout}, ReportLab",
        )  # fmt: skip

    def _around(self, canvas: Any, document: Any) -> None:
        """What stands around the text of a page: a head, its number, a footnote."""
        width, height = document.pagesize
        canvas.setFont("Times-Italic", 9)
        canvas.drawString(80, height - 50, "A running head that nobody quotes")
        canvas.drawCentredString(width / 2, 40, f"– {document.page} –" if self.seed % 3 else str(document.page))
        if self.layout == "footnotes":
            note = self.author.sentence()
            self.sentences.append(note)
            self.places[note] = f"page {document.page}"
            canvas.line(80, 112, 200, 112)
            canvas.setFont("Times-Roman", 8)
            canvas.drawString(80, 98, f"{document.page} {note}")

    def _story(self) -> Iterator[Any]:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import ListFlowable, Table

        justified = 4 if self.layout in ("justified", "two columns") else 0
        body = ParagraphStyle(
            "body", fontName="Times-Roman", fontSize=10.5, leading=13, alignment=justified,
            spaceAfter=0 if justified else 6, firstLineIndent=14 if justified else 0,
        )  # fmt: skip
        for level, size in _HEADINGS * 2:
            heading = self.author.heading()
            self.headings.append(heading)
            style = ParagraphStyle(f"h{level}", fontName="Helvetica-Bold", fontSize=size, leading=size * 1.2)
            style.spaceBefore, style.spaceAfter, style.keepWithNext = 14, 6, 1
            yield self._paragraph([heading], style)
            for _ in range(4):
                yield self._paragraph(self._said(self.author.paragraph()), body)
            if self.layout == "lists and tables":
                items = [self._paragraph(self._said([self.author.sentence()]), body) for _ in range(3)]
                yield ListFlowable(items, bulletType="bullet" if level == 1 else "1", bulletFormat="%s." * (level > 1))
                rows = [[self.author.cell() for _ in range(3)] for _ in range(5)]
                self._said(["\t".join(row) for row in rows])
                yield Table(rows, hAlign="LEFT", style=[("FONT", (0, 0), (-1, -1), "Times-Roman", 10.5)])

    def _said(self, sentences: list[str]) -> list[str]:
        self.sentences += sentences
        return sentences

    def _paragraph(self, sentences: list[str], style: Any) -> Any:
        """A paragraph that notes the page it comes to stand on, unless it is split over two."""
        from reportlab.platypus import Paragraph

        places = self.places

        class Noted(Paragraph):
            def draw(self) -> None:
                if getattr(self, "noted", None):
                    places.update(dict.fromkeys(self.noted, f"page {self.canv.getPageNumber()}"))
                super().draw()

        made = Noted(escape(" ".join(sentences), quote=False), style)
        made.noted = sentences
        return made


def _printed(chromium: str, seed: int, layout: str, script: str) -> Made:
    """A page of HTML with three sections, each on a page of its own, as Chromium prints it."""
    author = Author(seed)
    sentences: list[str] = []
    headings: list[str] = []
    places: dict[str, str] = {}
    sections = []
    for number in range(1, 4):
        parts = []
        for level in (1, 2) if number == 1 else (2, 3):
            headings.append(author.heading(script))
            parts.append(f"<h{level}>{headings[-1]}</h{level}>")
            for _ in range(3):
                said = author.paragraph(script)
                sentences += said
                parts.append(f"<p>{_broken(' '.join(said)) if layout == 'hyphens' else ' '.join(said)}")
        if layout == "lists and tables":
            items, rows = (
                [author.sentence(script) for _ in range(4)],
                [[author.cell() for _ in "123"] for _ in range(4)],
            )
            sentences += [*items, *("\t".join(row) for row in rows)]
            parts.append(f"<ul><li>{'<li>'.join(items)}</ul>")
            parts.append("<table>" + "".join(f"<tr><td>{'<td>'.join(row)}" for row in rows) + "</table>")
        sections.append(f"<section>{''.join(parts)}</section>")
        places |= {sentence: f"page {number}" for sentence in sentences if sentence not in places}
    style = "section{break-after:page} body{font:12px/1.5 serif} td{padding:2px 14px} p{margin:0 0 .6em}"
    style += "section{column-count:2;column-gap:28px;text-align:justify}" * (layout == "two columns")
    style += "section{width:230px;text-align:justify;hyphens:manual}" * (layout == "hyphens")
    style += "html{direction:rtl}" * (script == "right to left")
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{style}</style>{"".join(sections)}'
    return Made(
        name=f"{seed} printed {layout} {script}.pdf", data=_pdf_of(chromium, page), sentences=tuple(sentences),
        headings=tuple(headings), places=places, layout=f"{layout}, {script}, Chromium",
    )  # fmt: skip


def _broken(text: str) -> str:
    """Long words with places where they may be broken."""
    return re.sub(r"([a-z]{3})(?=[a-z]{3})", "\\1\u00ad", text)


def _pdf_of(chromium: str, page: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        subprocess.run(  # noqa: S603  # the browser of this machine, on a page of our own
            [chromium, *_FLAGS.split(), f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}", str(source)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return printed.read_bytes()
