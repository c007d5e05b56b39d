"""Word, PowerPoint, Excel and EPUB files: zips and XML that lie, loop, swell and point elsewhere."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator

from scripts.hostile import SECRET_FILE, Bad, of
from scripts.hostile.seeds import docx, epub, pptx, relations, xlsx, zipped

_MANY = 200_000
_MB = 2**20
_BOMB = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
_OUTSIDE = f'<!DOCTYPE a [<!ENTITY j SYSTEM "{SECRET_FILE}">]>'
# of each format: its members with this text and this before its main part, and the name of that part
_FORMATS: dict[str, tuple[Callable[[str, str], dict[str, bytes]], str]] = {
    "docx": (lambda text, before: docx(f"<w:p><w:r><w:t>{text} Old.</w:t></w:r></w:p>", before), "word/document.xml"),
    "pptx": (
        lambda text, before: pptx(f"<a:p><a:r><a:t>{text} Old.</a:t></a:r></a:p>", before),
        "ppt/slides/slide1.xml",
    ),
    "xlsx": (
        lambda text, before: xlsx(
            f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text} Old.</t></is></c></row>', before=before
        ),
        "xl/worksheets/sheet1.xml",
    ),
    "epub": (
        lambda text, before: epub(f"{before}<html xmlns='http://www.w3.org/1999/xhtml'><p>{text} Old.</p></html>"),
        "OEBPS/a.xhtml",
    ),
}


def bad() -> Iterator[Bad]:
    """All of them."""
    for kind in _FORMATS:
        yield from _packing(kind)
        yield from _bombs(kind)
        yield from _xml(kind)
    yield from _locked()
    yield from _word()
    yield from _excel()
    yield from _slides()
    yield from _books()


def _packing(kind: str) -> Iterator[Bad]:
    """Zips that are none, or not as they say."""
    members, main = _FORMATS[kind][0]("It is", ""), _FORMATS[kind][1]
    sound = zipped(members)
    for tenth in range(1, 10):
        yield of("truncated", f"{tenth}-tenths.{kind}", sound[: len(sound) * tenth // 10])
    yield of("zip", f"no-members.{kind}", zipped({}))
    yield of("zip", f"other-members.{kind}", zipped({"a.txt": b"It is old."}))
    yield of("zip", f"text.{kind}", "It is old.")
    yield of("zip", f"html.{kind}", "<html><p>It is old.")
    yield of("zip", f"only-end.{kind}", sound[-22:])
    yield of("zip", f"before-and-after.{kind}", b"#!/bin/sh\n" * 99 + sound + b"\0" * 99)
    yield of("zip", f"climbing.{kind}", zipped({**members, "../../../tmp/owned.txt": b"x", "/etc/owned": b"x"}))
    yield of("zip", f"no-main.{kind}", zipped({name: data for name, data in members.items() if name != main}))
    for number, method in enumerate((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)):
        yield of("zip", f"method{number}.{kind}", zipped(members, method))
    for name, offset, value in (("encrypted", 8, b"\x01\x00"), ("method-99", 10, b"\x63\x00"), ("crc", 16, b"abcd")):
        yield of("zip", f"{name}.{kind}", _with_entry(sound, offset, value))
    for name, size in (("small", 1), ("huge", 2**32 - 2)):
        yield of("zip", f"declared-{name}.{kind}", _with_entry(sound, 24, struct.pack("<I", size)))
    yield of("zip", f"overlapping.{kind}", _overlapping(sound))


def _with_entry(data: bytes, offset: int, value: bytes) -> bytes:
    """The zip with other bytes in every entry of its list, and in the headers that stand before the members."""
    made = bytearray(data)
    for mark, back in ((b"PK\x01\x02", 0), (b"PK\x03\x04", 2)):
        at = made.find(mark)
        while at >= 0:
            made[at + offset - back : at + offset - back + len(value)] = value
            at = made.find(mark, at + 4)
    return bytes(made)


def _overlapping(data: bytes) -> bytes:
    """All entries of the list name the first member's bytes (Fifield 2019)."""
    made = bytearray(data)
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 42 : at + 46] = bytes(4)
        at = made.find(b"PK\x01\x02", at + 4)
    return bytes(made)


def _bombs(kind: str) -> Iterator[Bad]:
    make, main = _FORMATS[kind]
    members = make("It is", "")
    head, tail = members[main].split(b"It is", 1)
    yield of("bombs", f"50-mb.{kind}", lambda: zipped({**members, main: head + b"ha " * (17 * _MB) + tail}))
    yield of(
        "bombs", f"spaces.{kind}", lambda: zipped({**members, main: [head, *[b" " * _MB] * 300, tail]}), heavy=True
    )
    yield of("bombs", f"unused.{kind}", lambda: zipped({**members, "a.bin": [bytes(_MB)] * 700}), heavy=True)
    yield of("bombs", f"twice.{kind}", lambda: zipped({**members, main: zipped({main: bytes(50 * _MB)})}))
    yield of("bombs", f"members.{kind}", lambda: zipped({**members, **{f"a{n}.xml": b"" for n in range(20_000)}}))
    yield of("bombs", f"100000-members.{kind}", lambda: zipped({f"a{n}": b"" for n in range(100_000)}), heavy=True)


def _xml(kind: str) -> Iterator[Bad]:
    make, main = _FORMATS[kind]
    yield of("entities", f"bomb.{kind}", zipped(make("&j;&j;", _BOMB)))
    yield of("entities", f"external.{kind}", zipped(make("&j;", _OUTSIDE)))
    yield of(
        "entities", f"parameter.{kind}", zipped(make("x", _OUTSIDE.replace(" j ", " % j ").replace("]>", "%j;]>")))
    )
    yield of("nested tags", f"nested.{kind}", zipped(make("<a>" * _MANY + "</a>" * _MANY, "")))
    members = make("It is", "")
    yield of("xml", f"attributes.{kind}", zipped(make("<a " + " ".join(f'b{n}="1"' for n in range(50_000)) + "/>", "")))
    yield of("xml", f"not-closed.{kind}", zipped({**members, main: members[main][:-9]}))
    yield of("xml", f"noise.{kind}", zipped({**members, main: bytes(range(256)) * 40}))
    yield of("xml", f"empty-part.{kind}", zipped({**members, main: b""}))
    yield of(
        "xml",
        f"utf-16.{kind}",
        zipped({**members, main: members[main].decode().replace("UTF-8", "UTF-16").encode("utf-16")}),
    )
    yield of("xml", f"wrong-encoding.{kind}", zipped({**members, main: members[main].replace(b"UTF-8", b"rot13")}))
    yield of("xml", f"many-elements.{kind}", lambda: zipped(make("<a/>" * 2_000_000, "")), heavy=True)


def _locked() -> Iterator[Bad]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for kind in _FORMATS:
        package = ole + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4000)
        yield of("encrypted", f"locked.{kind}", package)
        yield of("encrypted", f"only-mark.{kind}", ole)
        yield of("encrypted", f"old.{kind[:3]}", ole + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(4000))
    space = 'xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#"'
    method = '<e:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
    locked = '<e:CipherData><e:CipherReference URI="OEBPS/a.xhtml"/></e:CipherData>'
    rights = f"<encryption {space}><e:EncryptedData>{method}{locked}</e:EncryptedData></encryption>"
    noise = bytes(n * n % 251 for n in range(4000))
    yield of(
        "encrypted",
        "rights.epub",
        zipped({**epub(), "META-INF/encryption.xml": rights.encode(), "OEBPS/a.xhtml": noise}),
    )
    yield of(
        "parts", "no-rights.epub", zipped({**epub(), "META-INF/encryption.xml": f"<encryption {space}/>".encode()})
    )


def _word() -> Iterator[Bad]:
    table = "<w:tbl><w:tr><w:tc>" * 500 + "<w:p><w:r><w:t>It is old.</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 500
    yield of("parts", "tables.docx", zipped(docx(table)))
    yield of("parts", "wide.docx", zipped(docx("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 100_000 + "</w:tr></w:tbl>")))
    yield of(
        "parts",
        "spans.docx",
        zipped(docx('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc></w:tr></w:tbl>')),
    )
    yield of("parts", "paragraphs.docx", lambda: zipped(docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 100_000)))
    notes = "".join(f'<w:r><w:footnoteReference w:id="{n % 3 - 1}"/></w:r>' for n in range(10_000))
    yield of("parts", "notes.docx", zipped(docx(f"<w:p>{notes}<w:r><w:t>Old.</w:t></w:r></w:p>")))
    for name, target in {
        "outside": "http://127.0.0.1:9/a.xml",
        "file": f"file:///{SECRET_FILE}",
        "up": f"../../{SECRET_FILE}",
    }.items():
        yield of("parts", f"{name}.docx", zipped({**docx(), "_rels/.rels": relations(("officeDocument", target))}))
        yield of(
            "parts",
            f"template-{name}.docx",
            zipped(
                {
                    **docx(),
                    "word/_rels/document.xml.rels": relations(
                        ("attachedTemplate", target), ("footnotes", target), ("styles", target)
                    ),
                }
            ),
        )
    loop = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    styles = f'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{loop}</w:styles>'
    styled = docx('<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>It is old.</w:t></w:r></w:p>')
    yield of(
        "parts",
        "style-loop.docx",
        zipped(
            {
                **styled,
                "word/styles.xml": styles.encode(),
                "word/_rels/document.xml.rels": relations(("styles", "styles.xml")),
            }
        ),
    )


def _excel() -> Iterator[Bad]:
    cell = '<c r="{0}" t="{1}"><v>{2}</v></c>'
    for name, (place, kind, value) in {
        "far-cell": ("XFD1048576", "n", "1954"),
        "beyond": ("ZZZZZZ99999999999", "n", "1954"),
        "no-place": ("", "n", "1954"),
        "bad-place": ("1A", "n", "1954"),
        "shared-beyond": ("A1", "s", "999999"),
        "shared-below": ("A1", "s", "-1"),
        "shared-word": ("A1", "s", "one"),
        "infinite": ("A1", "n", "1e999"),
        "not-a-number": ("A1", "n", "NaN"),
        "long-number": ("A1", "n", "9" * 100_000),
        "bad-kind": ("A1", "zz", "1954"),
    }.items():
        row = f'<row r="1">{cell.format(place, kind, value)}</row>'
        yield of("parts", f"{name}.xlsx", zipped(xlsx(row)))
    yield of("parts", "dimension.xlsx", zipped(xlsx(dimension="A1:XFD1048576")))
    yield of(
        "parts",
        "backwards.xlsx",
        zipped(xlsx("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(999, 0, -1)))),
    )
    yield of("parts", "repeated.xlsx", zipped(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>' * 50_000)))
    swollen = f"<si><t>{'ha ' * 10_000}</t></si>"
    used = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    yield of("bombs", "shared-text.xlsx", zipped(xlsx(used, shared=swollen)))
    book = xlsx()
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 20_000)).encode()
    many = book["xl/workbook.xml"].replace(b"<sheets>", b"<sheets>" + sheets)
    yield of("bombs", "sheets.xlsx", zipped({**book, "xl/workbook.xml": many}))
    yield of("parts", "no-sheets.xlsx", zipped({**book, "xl/_rels/workbook.xml.rels": relations()}))


def _slides() -> Iterator[Bad]:
    show = pptx()
    again = b"".join(b'<p:sldId id="%d" r:id="rId1"/>' % n for n in range(300, 30_000))
    yield of(
        "bombs",
        "slides.pptx",
        zipped(
            {
                **show,
                "ppt/presentation.xml": show["ppt/presentation.xml"].replace(b"<p:sldIdLst>", b"<p:sldIdLst>" + again),
            }
        ),
    )
    yield of("parts", "no-slide.pptx", zipped({**show, "ppt/_rels/presentation.xml.rels": relations()}))
    yield of(
        "parts",
        "self.pptx",
        zipped({**show, "ppt/_rels/presentation.xml.rels": relations(("slide", "presentation.xml"))}),
    )
    notes = relations(("notesSlide", "slide1.xml"), ("slideLayout", "slide1.xml"))
    yield of("parts", "notes-loop.pptx", zipped({**show, "ppt/slides/_rels/slide1.xml.rels": notes}))
    yield of(
        "parts",
        "outside.pptx",
        zipped({**show, "ppt/_rels/presentation.xml.rels": relations(("slide", f"../../{SECRET_FILE}"))}),
    )


def _books() -> Iterator[Bad]:
    yield of("parts", "outside.epub", zipped(epub(root=f"../../{SECRET_FILE}")))
    yield of("parts", "chapter-outside.epub", zipped(epub(href=f"../../../{SECRET_FILE}")))
    yield of("parts", "chapter-address.epub", zipped(epub(href="http://127.0.0.1:9/a.xhtml")))
    yield of("parts", "self.epub", zipped(epub(root="META-INF/container.xml")))
    yield of("parts", "package-as-chapter.epub", zipped(epub(href="content.opf")))
    yield of("parts", "no-spine.epub", zipped(epub(spine="")))
    yield of("parts", "unknown-chapter.epub", zipped(epub(spine='<itemref idref="z"/>')))
    long = f"<html><body><p>{'It is old. ' * 2000}</p></body></html>"
    yield of("bombs", "chapters.epub", zipped(epub(long, spine='<itemref idref="a"/>' * 50_000)))
    yield of("nested tags", "divs.epub", zipped(epub("<html><body>" + "<div>" * _MANY + "It is old.")))
    yield of("parts", "no-mimetype.epub", zipped({name: data for name, data in epub().items() if name != "mimetype"}))
