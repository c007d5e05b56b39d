"""One small sound file of each binary format, written by hand, to be cut, mutated and filled with bad parts."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence

_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = {
    "docx": "wordprocessingml.document",
    "pptx": "presentationml.presentation",
    "xlsx": "spreadsheetml.sheet",
}
WORDS = "The ferry was bought in 1954."


def zipped(members: Mapping[str, bytes | Sequence[bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these members; one that is a sequence is packed piece by piece, so that a bomb fills nobody here."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name)  # of no date, so that the same members are the same bytes
            entry.compress_type = method
            with archive.open(entry, "w") as member:
                for piece in [data] if isinstance(data, bytes) else data:
                    member.write(piece)
    return made.getvalue()


def deflated(pieces: Iterable[bytes]) -> bytes:
    """Pieces, packed one after the other."""
    packing = zlib.compressobj()
    return b"".join([*map(packing.compress, pieces), packing.flush()])


def relations(*targets: tuple[str, str]) -> bytes:
    """A part of relationships `rId1`, `rId2`, …, each of a type and a target."""
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return _XML + f'<Relationships xmlns="{space}">{rows}</Relationships>'.encode()


def _types(kind: str, main: str, **others: str) -> bytes:
    base = "application/vnd.openxmlformats-officedocument."
    parts = {main: f"{_TYPES[kind]}.main", **others}
    rows = "".join(f'<Override PartName="/{part}" ContentType="{base}{name}+xml"/>' for part, name in parts.items())
    return (
        _XML
        + (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            f'ContentType="application/xml"/>{rows}</Types>'
        ).encode()
    )


def docx(body: str = f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>", before: str = "") -> dict[str, bytes]:
    """The members of a Word file; `before` comes between the XML declaration and the document."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'{before}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return {
        "[Content_Types].xml": _types("docx", "word/document.xml"),
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": _XML + document.encode(),
    }


def pptx(text: str = f"<a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p>", before: str = "") -> dict[str, bytes]:
    """The members of a PowerPoint file with one slide."""
    spaces = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        f'xmlns:r="{_RELATIONS}"'
    )
    show = f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>'
    slide = (
        f'{before}<p:sld {spaces}><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id="2" name="a"/><p:cNvSpPr/><p:nvPr/>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{text}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
    types = _types("pptx", "ppt/presentation.xml", **{"ppt/slides/slide1.xml": "presentationml.slide"})
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": _XML + show.encode(),
        "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml")),
        "ppt/slides/slide1.xml": _XML + slide.encode(),
    }


def xlsx(
    rows: str = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{WORDS}</t></is></c><c r="B1"><v>1954</v></c></row>',
    *,
    before: str = "",
    shared: str = f"<si><t>{WORDS}</t></si>",
    dimension: str = "A1:B1",
) -> dict[str, bytes]:
    """The members of an Excel file with one sheet."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    book = f'<workbook {space} xmlns:r="{_RELATIONS}"><sheets><sheet name="Ferries" sheetId="1" r:id="rId1"/></sheets></workbook>'
    sheet = f'{before}<worksheet {space}><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    parts = {
        "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet",
        "xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
    }
    return {
        "[Content_Types].xml": _types("xlsx", "xl/workbook.xml", **parts),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _XML + book.encode(),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": _XML + sheet.encode(),
        "xl/sharedStrings.xml": _XML + f"<sst {space}>{shared}</sst>".encode(),
    }


def epub(
    page: str = f"<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>The Ferry</h1><p>{WORDS}</p></body></html>",
    *,
    root: str = "OEBPS/content.opf",
    spine: str = '<itemref idref="a"/>',
    href: str = "a.xhtml",
) -> dict[str, bytes]:
    """The members of an EPUB with one chapter."""
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        f'<rootfile full-path="{root}" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Ferries</dc:title></metadata><manifest>'
        f'<item id="a" href="{href}" media-type="application/xhtml+xml"/></manifest><spine>{spine}</spine></package>'
    )
    return {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": _XML + container.encode(),
        "OEBPS/content.opf": _XML + package.encode(),
        "OEBPS/a.xhtml": _XML + page.encode(),
    }


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"", xref: bool = True) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    made, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    if xref:
        made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    return bytes(made)


def stream(data: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object."""
    if packed:
        data, entries = zlib.compress(data), entries + b"/Filter /FlateDecode"
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def page(
    content: bytes = b"BT /F1 12 Tf 72 700 Td (" + WORDS.encode() + b") Tj ET",
    *,
    resources: bytes = b"",
    box: bytes = b"0 0 612 792",
    more: Sequence[bytes] = (),
) -> list[bytes]:
    """The objects of a PDF with one page; further ones are numbered from 6."""
    return [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>> %s>>>>"
        % (box, resources),
        content if content.startswith(b"<<") else stream(content),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        *more,
    ]


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RICH_BODY = (
    f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The Ferry</w:t></w:r></w:p><w:p><w:r><w:t>{WORDS}</w:t>'
    '</w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>'
    '</w:numPr></w:pPr><w:ins w:id="5" w:author="a"><w:r><w:t>It is old.</w:t></w:r></w:ins></w:p><w:tbl><w:tr><w:tc>'
    '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Year</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1954</w:t>'
    '</w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE'
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:tab/><w:br w:type="page"/></w:r></w:p>'
)
_STYLES = (
    f'<w:styles xmlns:w="{_W}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>'
    '<w:basedOn w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Normal"/></w:styles>'
)
_NOTES = f'<w:footnotes xmlns:w="{_W}"><w:footnote w:id="1"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>'
_SLIDE = (
    "<a:p><a:pPr lvl='1'><a:buChar char='-'/></a:pPr><a:r><a:t>The Ferry</a:t></a:r><a:br/><a:fld type='slidenum'>"
    f"<a:t>1</a:t></a:fld></a:p><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></p:txBody></p:sp><p:graphicFrame><a:graphic>"
    "<a:graphicData uri='http://schemas.openxmlformats.org/drawingml/2006/table'><a:tbl><a:tr><a:tc><a:txBody><a:p>"
    "<a:r><a:t>Year</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    "<p:sp><p:nvSpPr><p:cNvPr id='9' name='b'/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p/>"
)
_ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="b"><v>1</v></c></row><row r="3"><c r="A3" s="1"><v>43831.5</v>'
    '</c><c r="C3" t="e"><v>#N/A</v></c><c r="D3" t="str"><f>1+1</f><v>2</v></c><c r="E3"><v>0.1</v></c></row>'
)
_BOOK_STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt '
    'numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/>'
    "</cellXfs></styleSheet>"
)


def _rich_docx() -> bytes:
    members = {**docx(_RICH_BODY), "word/styles.xml": _STYLES.encode(), "word/footnotes.xml": _NOTES.encode()}
    members["word/_rels/document.xml.rels"] = relations(("styles", "styles.xml"), ("footnotes", "footnotes.xml"))
    return zipped(members)


def _rich_xlsx() -> bytes:
    members = {**xlsx(_ROWS), "xl/styles.xml": _BOOK_STYLES.encode()}
    parts = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))
    members["xl/_rels/workbook.xml.rels"] = relations(*parts)
    return zipped(members)


def _rich_pdf() -> bytes:
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        b"1 beginbfrange <41> <7a> <0041> endbfrange 2 beginbfchar <20> <0020> <2e> <002e> endbfchar endcmap end"
    )
    lines = (
        b"BT /F1 18 Tf 72 700 Td (The Ferry) Tj /F1 11 Tf 0 -30 Td ("
        + WORDS.encode()
        + b") Tj 0 -14 Td [(It) -250 (is) -250 (old.)] TJ ET"
    )
    objects = page(stream(lines, packed=True), more=[stream(cmap, packed=True), b"<</Title (Ferries)>>"])
    objects[1] = b"<</Type /Pages /Kids [3 0 R 3 0 R] /Count 2>>"
    objects[4] = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R>>"
    return pdf(objects, trailer=b"/Info 7 0 R")


SEEDS: dict[str, tuple[Callable[[], bytes], ...]] = {
    "pdf": (lambda: pdf(page()), _rich_pdf),
    "docx": (lambda: zipped(docx()), _rich_docx),
    "pptx": (lambda: zipped(pptx()), lambda: zipped(pptx(_SLIDE))),
    "xlsx": (lambda: zipped(xlsx()), _rich_xlsx),
    "epub": (
        lambda: zipped(epub()),
        lambda: zipped(
            epub(
                "<html><body><h2 id='a'>The Ferry</h2><ul><li>Old.</li></ul><table><tr><td>1954</td></tr></table></body></html>"
            )
        ),
    ),
}
