"""Documents made in memory."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from corpus import Document, Draft, Source

Span = tuple[int, int]


@pytest.fixture(scope="session")
def source() -> Source:
    """Where the documents of these tests are said to come from."""
    return Source(uri="/docs/notes.txt", sha256="0" * 64, title="Notes", kind="text", added="2024-01-01T00:00:00+00:00")


@pytest.fixture(scope="session")
def build(source: Source) -> Callable[..., Document]:
    """A function that makes a document of a text, with the headings and furniture named by their words."""

    def make(text: str, *, headings: Sequence[tuple[str, int]] = (), furniture: Sequence[str] = ()) -> Document:
        spans, at = [], 0
        for words, level in headings:
            at = text.index(words, at)
            spans.append((at, at + len(words), level))
            at += len(words)
        left_out, at = [], 0
        for words in furniture:
            at = text.index(words, at)
            left_out.append((at, at + len(words)))
        return Document.build(Draft(text=text, headings=tuple(spans), furniture=tuple(left_out)), source)

    return make


OFFICE = "http://schemas.openxmlformats.org"
RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:p="{OFFICE}/presentationml/2006/main" '
    f'xmlns:a="{OFFICE}/drawingml/2006/main" xmlns:r="{RELATIONS}" xmlns:m="{OFFICE}/officeDocument/2006/math" '
    f'xmlns:mc="{OFFICE}/markup-compatibility/2006" xmlns:c="{OFFICE}/drawingml/2006/chart"'
)


def _zipped(members: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def _relations(targets: Mapping[str, str]) -> str:
    """A part of relationships: what each target is (`footnotes`) by its name, with the ids r1, r2, ..."""
    found = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{found}</Relationships>'


@pytest.fixture(scope="session")
def zipped() -> Callable[[Mapping[str, str | bytes]], bytes]:
    """A function that makes a zip file of members."""
    return _zipped


@pytest.fixture(scope="session")
def word() -> Callable[..., bytes]:
    """A function that makes a Word file of the XML of its body; further parts are named by their kind."""

    def make(body: str, *, styles: str = "", **parts: str) -> bytes:
        named = {f"{kind}.xml": kind for kind in ("styles", *parts)}
        roots = {
            kind: f"<w:{kind} {SPACES}>{content}</w:{kind}>" for kind, content in (parts | {"styles": styles}).items()
        }
        return _zipped(
            {
                "[Content_Types].xml": "<Types>wordprocessingml.document.main+xml</Types>",
                "_rels/.rels": _relations({"word/document.xml": "officeDocument"}),
                "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
                "word/_rels/document.xml.rels": _relations(named),
            }
            | {f"word/{kind}.xml": root for kind, root in roots.items()}
        )

    return make


@pytest.fixture(scope="session")
def sheets() -> Callable[..., bytes]:
    """A function that makes an Excel file of the rows' XML of each sheet, with shared strings and styles."""

    def make(
        rows: Mapping[str, str], *, strings: str = "", styles: str = "", workbook: str = "", states: str = ""
    ) -> bytes:
        listed = "".join(
            f'<sheet name="{name}" r:id="r{number}" {states if number > 1 else ""}/>'
            for number, name in enumerate(rows, 1)
        )
        space = f'xmlns="{OFFICE}/spreadsheetml/2006/main" {SPACES}'
        return _zipped(
            {
                "[Content_Types].xml": "<Types>spreadsheetml.sheet.main+xml</Types>",
                "_rels/.rels": _relations({"xl/workbook.xml": "officeDocument"}),
                "xl/workbook.xml": f"<workbook {space}>{workbook}<sheets>{listed}</sheets></workbook>",
                "xl/_rels/workbook.xml.rels": _relations(
                    {f"sheet{number}.xml": "worksheet" for number, _ in enumerate(rows, 1)}
                    | {"sharedStrings.xml": "sharedStrings", "styles.xml": "styles"}
                ),
                "xl/sharedStrings.xml": f"<sst {space}>{strings}</sst>",
                "xl/styles.xml": f"<styleSheet {space}>{styles}</styleSheet>",
            }
            | {
                f"xl/sheet{number}.xml": f"<worksheet {space}><sheetData>{content}</sheetData></worksheet>"
                for number, content in enumerate(rows.values(), 1)
            }
        )

    return make


@pytest.fixture(scope="session")
def slides() -> Callable[..., bytes]:
    """A function that makes a PowerPoint file of the XML of the shapes of each slide."""

    def make(*shapes: str, hidden: frozenset[int] = frozenset(), parts: Mapping[str, tuple[str, str]] = {}) -> bytes:
        names = {f"slides/slide{number}.xml": "slide" for number, _ in enumerate(shapes, 1)}
        ids = "".join(f'<p:sldId r:id="r{number}"/>' for number, _ in enumerate(shapes, 1))
        made: dict[str, str | bytes] = {
            "[Content_Types].xml": "<Types>presentationml.presentation.main+xml</Types>",
            "_rels/.rels": _relations({"ppt/presentation.xml": "officeDocument"}),
            "ppt/presentation.xml": f"<p:presentation {SPACES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": _relations(names),
        }
        for number, shape in enumerate(shapes, 1):
            show = ' show="0"' if number in hidden else ""
            made[f"ppt/slides/slide{number}.xml"] = (
                f"<p:sld {SPACES}{show}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>"
            )
            made[f"ppt/slides/_rels/slide{number}.xml.rels"] = _relations(
                {f"../{name}": kind for name, (kind, _) in parts.items()}
            )
        return _zipped(made | {f"ppt/{name}": content for name, (_, content) in parts.items()})

    return make


def check_origins(draft: Draft) -> None:
    """Every run stands in the text, none overlaps another, and a place leads back to the words that came from it."""
    last = 0
    by_place: dict[str, dict[int, str]] = {}
    for run in draft.origins:
        assert last <= run.start < run.end <= len(draft.text)
        assert run.place
        assert 0 <= run.first < run.last or (run.width == 0 and run.first == run.last)
        if run.width:
            assert run.last - run.first == run.end - run.start
            for at, character in enumerate(draft.text[run.start : run.end], run.first):
                assert by_place.setdefault(run.place, {}).setdefault(at, character) == character, run
        last = run.end


@pytest.fixture(scope="session")
def origins_hold() -> Callable[[Draft], None]:
    """A function that checks the invariants of a draft's origins."""
    return check_origins


@pytest.fixture(scope="session")
def drawn() -> Callable[..., bytes]:
    """A function that makes a PDF: each argument draws a page on the canvas that it is called with."""

    def make(*pages: Callable[[Any], object], size: tuple[float, float] = (595, 842), **options: Any) -> bytes:
        from reportlab.pdfgen.canvas import Canvas

        held = io.BytesIO()
        canvas = Canvas(held, pagesize=size, invariant=True, **options)
        for page in pages:
            canvas.setFont("Times-Roman", 11)
            page(canvas)
            canvas.showPage()
        canvas.save()
        return held.getvalue()

    return make


@pytest.fixture(scope="session")
def lines() -> Callable[..., None]:
    """A function that draws lines below each other, the first at height `y`."""

    def draw(canvas: Any, said: Sequence[str], x: float = 72, y: float = 700, size: float = 11, **font: str) -> None:
        canvas.setFont(font.get("font", "Times-Roman"), size)
        for number, line in enumerate(said):
            canvas.drawString(x, y - 1.25 * size * number, line)

    return draw
