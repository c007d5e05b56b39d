"""Word files, made with python-docx: lists, tables, notes, text boxes, tracked changes, columns, in four scripts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from made import Made
from made.words import SCRIPTS, Author

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LAYOUTS = ("plain", "lists and tables", "footnotes", "tracked changes", "text boxes", "two columns")
_NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NOTES_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def documents() -> Iterator[Made]:
    """Twenty-four files: six layouts in each of four scripts."""
    for seed, (layout, script) in enumerate((layout, script) for layout in _LAYOUTS for script in SCRIPTS):
        yield _Writer(seed, layout, script).made()


class _Writer:
    """Writes one file and remembers what it wrote."""

    def __init__(self, seed: int, layout: str, script: str) -> None:
        import docx

        self.author = Author(seed)
        self.layout, self.script, self.name = layout, script, f"{seed:02} {layout} {script}.docx"
        self.document: Any = docx.Document()
        self.sentences: list[str] = []
        self.headings: list[str] = []
        self.places: dict[str, str] = {}
        self.notes: list[str] = []
        self.paragraphs = self.tables = 0

    def made(self) -> Made:
        """Write it."""
        self.document.sections[0].header.paragraphs[0].text = "A running head that nobody quotes"
        self._heading(0)
        for level in (1, 2, 2, 1, 2, 3):
            self._heading(level)
            for _ in range(3):
                self._paragraph(self.author.paragraph(self.script))
            self._special()
        stream = io.BytesIO()
        self.document.save(stream)
        data = stream.getvalue() if not self.notes else _with_notes(stream.getvalue(), self.notes)
        return Made(
            name=self.name, data=data, sentences=tuple(self.sentences), headings=tuple(self.headings),
            places=self.places, layout=f"{self.layout}, {self.script}",
        )  # fmt: skip

    def _heading(self, level: int) -> None:
        words = self.author.heading(self.script)
        self.document.add_heading(words, level)
        self.headings.append(words)
        self.paragraphs += 1

    def _paragraph(self, sentences: list[str], style: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        text = " ".join(sentences)
        for piece in re.findall(r".{1,23}", text):  # Word cuts paragraphs into runs anywhere
            paragraph.add_run(piece).bold = self.author.chance.random() < 0.2
        self.paragraphs += 1
        self._said(sentences, f"paragraph {self.paragraphs}")
        return paragraph

    def _said(self, sentences: list[str], place: str) -> None:
        self.sentences += sentences
        self.places |= dict.fromkeys(sentences, place)

    def _special(self) -> None:
        getattr(self, "_" + self.layout.replace(" ", "_"), lambda: None)()

    def _lists_and_tables(self) -> None:
        for style in ("List Bullet", "List Number", "List Bullet 2"):
            self._paragraph([self.author.sentence(self.script)], style)
        self.tables += 1
        table = self.document.add_table(rows=4, cols=3)
        for number, row in enumerate(table.rows, 1):
            cells = [self.author.cell() for _ in range(3)]
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
            self._said(["\t".join(cells)], f"table {self.tables}, row {number}")

    def _footnotes(self) -> None:
        paragraph = self._paragraph(self.author.paragraph(self.script))
        note = self.author.sentence(self.script)
        self.notes.append(note)
        run = paragraph.add_run()
        run._r.append(_element(f'<w:footnoteReference xmlns:w="{_W}" w:id="{len(self.notes) + 1}"/>'))
        self._said([note], f"footnote {len(self.notes)}")

    def _tracked_changes(self) -> None:
        before, after = self.author.sentence(self.script), self.author.sentence(self.script)
        paragraph = self._paragraph([before])
        gone = f'<w:del xmlns:w="{_W}" w:id="1"><w:r><w:delText>This was deleted.</w:delText></w:r></w:del>'
        new = f'<w:ins xmlns:w="{_W}" w:id="2"><w:r><w:t xml:space="preserve"> {after}</w:t></w:r></w:ins>'
        paragraph._p.append(_element(gone))
        paragraph._p.append(_element(new))
        self._said([after], f"paragraph {self.paragraphs}")

    def _text_boxes(self) -> None:
        words = self.author.sentence(self.script)
        paragraph = self._paragraph(self.author.paragraph(self.script))
        inside = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
        box = f'<w:pict xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{inside}</v:textbox></w:pict>'
        paragraph.add_run()._r.append(_element(box))
        self._said([words], f"text box {sum(place.startswith('text box') for place in self.places.values()) + 1}")

    def _two_columns(self) -> None:
        if self.paragraphs < 12:
            columns = _element(f'<w:cols xmlns:w="{_W}" w:num="2" w:space="720"/>')
            self.document.add_section(0)._sectPr.append(columns)


def _element(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml)


def _with_notes(data: bytes, notes: list[str]) -> bytes:
    """The file with a part of footnotes, which python-docx cannot write."""
    mark = "<w:r><w:footnoteRef/></w:r>"
    words = [f'<w:r><w:t xml:space="preserve"> {note}</w:t></w:r>' for note in notes]
    inside = "".join(
        f'<w:footnote w:id="{number}"><w:p>{mark}{said}</w:p></w:footnote>' for number, said in enumerate(words, 2)
    )
    line = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    relation = f'<Relationship Id="rIdNotes" Type="{_NOTES_KIND}" Target="footnotes.xml"/></Relationships>'
    kind = f'<Override PartName="/word/footnotes.xml" ContentType="{_NOTES}"/></Types>'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", relation.encode())
            elif name == "[Content_Types].xml":
                text = text.replace(b"</Types>", kind.encode())
            new.writestr(name, text)
        new.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{_W}">{line}{inside}</w:footnotes>')
    return stream.getvalue()
