"""PDF files that loop, swell, lie about their lengths, or are cut off."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from scripts.hostile import SECRET_FILE, Bad, of
from scripts.hostile.seeds import WORDS, deflated, page, pdf, stream

_MB = 2**20
_SAYS = b"BT /F1 12 Tf 72 700 Td (" + WORDS.encode() + b") Tj ET "


def bad() -> Iterator[Bad]:
    """All of them."""
    sound = pdf(page())
    for tenth in range(1, 10):
        yield of("truncated", f"{tenth}-tenths.pdf", sound[: len(sound) * tenth // 10])
    yield from _file(sound)
    yield from _pages()
    yield from _streams()
    yield from _content()
    yield from _fonts()


def _file(sound: bytes) -> Iterator[Bad]:
    yield of("pdf file", "header.pdf", b"%PDF-1.7\n")
    yield of("pdf file", "header-and-noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 99)
    yield of("pdf file", "late-header.pdf", b"\n" * 900 + sound)
    yield of("pdf file", "no-table.pdf", pdf(page(), xref=False))
    yield of("pdf file", "no-root.pdf", sound.replace(b"/Root 1 0 R", b"/Root 9 0 R"))
    yield of("pdf file", "table-loop.pdf", sound.replace(b"/Root", b"/Prev %d /Root" % sound.rindex(b"xref\n0")))
    yield of("pdf file", "start-beyond.pdf", sound[: sound.rindex(b"startxref")] + b"startxref\n99999999999\n%%EOF")
    yield of("pdf file", "start-below.pdf", sound[: sound.rindex(b"startxref")] + b"startxref\n-1\n%%EOF")
    yield of("pdf file", "size.pdf", sound.replace(b"/Size 6", b"/Size 2147483647"))
    yield of("pdf file", "table-huge.pdf", sound.replace(b"xref\n0 6", b"xref\n0 999999999"))
    yield of("pdf file", "wrong-places.pdf", sound.replace(b"00 00000 n", b"77 00000 n"))
    yield of("pdf file", "objects.pdf", pdf([*page(), *(b"<</A %d 0 R>>" % n for n in range(100_000))]))
    yield of("pdf file", "nested-arrays.pdf", pdf([*page(), b"[" * 100_000 + b"]" * 100_000]))
    yield of(
        "pdf file", "nested-in-catalog.pdf", pdf([b"<</Type /Catalog /Pages 2 0 R /A " + b"[" * 100_000, *page()[1:]])
    )
    for name, entries in {
        "standard": b"/Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s>" % (b"41" * 32, b"42" * 32),
        "unknown": b"/Filter /Nobody /V 99 /R 99",
        "empty": b"",
        "aes": b"/Filter /Standard /V 5 /R 6 /Length 256 /P -44 /O <%s> /U <%s>" % (b"41" * 48, b"42" * 48),
    }.items():
        trailer = b"/Encrypt <<%s>> /ID [<%s> <%s>]" % (entries, b"43" * 16, b"43" * 16)
        yield of("encrypted", f"locked-{name}.pdf", pdf(page(), trailer=trailer))
    packed = stream(b"6 0 7 12 <</A 1>> <</B 6 0 R>>", b"/Type /ObjStm /N 2 /First 8 /Extends 6 0 R", packed=True)
    yield of("pdf file", "object-stream-loop.pdf", pdf(page(more=[packed])))
    actions = b"/OpenAction <</S /Launch /F (/bin/sh)>> /AA <</WC <</S /JavaScript /JS (while(1);)>>>>"
    yield of("pdf file", "actions.pdf", pdf([page()[0][:-2] + actions + b">>", *page()[1:]]))
    form = b"/AcroForm <</XFA 6 0 R /Fields [6 0 R]>> /Outlines 6 0 R /StructTreeRoot 6 0 R /Names 6 0 R"
    loop = b"<</First 6 0 R /Next 6 0 R /Parent 6 0 R /Kids [6 0 R] /K [6 0 R 6 0 R] /Type /StructElem /S /P>>"
    yield of(
        "pdf file",
        "everything-loops.pdf",
        pdf([page()[0][:-2] + form + b"/MarkInfo <</Marked true>>>>", *page(more=[loop])[1:]]),
    )


def _pages() -> Iterator[Bad]:
    objects = page()
    for name, tree in {
        "loop": b"<</Type /Pages /Kids [2 0 R] /Count 1>>",
        "loop-twice": b"<</Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 3>>",
        "none": b"<</Type /Pages /Kids [] /Count 0>>",
        "count": b"<</Type /Pages /Kids [3 0 R] /Count 2147483647>>",
        "count-below": b"<</Type /Pages /Kids [3 0 R] /Count -7>>",
        "missing": b"<</Type /Pages /Kids [99 0 R 98 0 R] /Count 2>>",
        "null": b"null",
        "same": b"<</Type /Pages /Kids [%s] /Count 20000>>" % (b"3 0 R " * 20_000),
        "wrong-kind": b"<</Type /Pages /Kids [4 0 R 5 0 R 1 0 R] /Count 3>>",
    }.items():
        yield of("page trees", f"pages-{name}.pdf", pdf([objects[0], tree, *objects[2:]]))
    deep = [b"<</Type /Pages /Kids [%d 0 R] /Count 1>>" % (n + 1) for n in range(6, 5000)]
    yield of(
        "page trees",
        "pages-deep.pdf",
        pdf([objects[0], b"<</Type /Pages /Kids [6 0 R] /Count 1>>", *objects[2:], *deep, objects[2]]),
    )
    for name, box in {
        "huge": b"0 0 1e30 1e30",
        "below": b"9 9 -9 -9",
        "zero": b"0 0 0 0",
        "words": b"/a /b",
        "nan": b"nan inf 1 1",
    }.items():
        yield of("page trees", f"box-{name}.pdf", pdf(page(box=box)))
    yield of("page trees", "no-text.pdf", pdf(page(b"0 0 100 100 re f")))
    yield of("page trees", "no-contents.pdf", pdf(page(b"<<>>")))
    yield of("page trees", "contents-loop.pdf", pdf(page(b"<</Contents [4 0 R]>>")))


def _streams() -> Iterator[Bad]:
    for name, filters in {
        "unknown": b"/Filter /Nobody",
        "lzw": b"/Filter /LZWDecode",
        "jbig2": b"/Filter /JBIG2Decode",
        "fax": b"/Filter /CCITTFaxDecode /DecodeParms <</Columns 2147483647 /Rows 2147483647>>",
        "jpeg": b"/Filter /DCTDecode",
        "jpeg2000": b"/Filter /JPXDecode",
        "crypt": b"/Filter /Crypt",
        "chain": b"/Filter [" + b"/ASCIIHexDecode " * 1000 + b"]",
        "predictor": b"/Filter /FlateDecode /DecodeParms <</Predictor 15 /Columns 2147483647 /Colors 99>>",
        "external": b"/F (%s) /FFilter /FlateDecode" % SECRET_FILE.encode(),
        "length": b"/Length 99999999",
    }.items():
        yield of("pdf streams", f"stream-{name}.pdf", pdf(page(stream(_SAYS, filters))))
    bomb = zlib.compress(_SAYS + b" " * (50 * _MB))
    yield of("bombs", "flate.pdf", pdf(page(stream(bomb, b"/Filter /FlateDecode"))))
    yield of("bombs", "flate-twice.pdf", pdf(page(stream(zlib.compress(bomb), b"/Filter [/FlateDecode /FlateDecode]"))))
    yield of(
        "bombs",
        "flate-1-gb.pdf",
        lambda: pdf(page(stream(deflated([_SAYS, *[b" " * _MB] * 1000]), b"/Filter /FlateDecode"))),
        heavy=True,
    )
    yield of(
        "bombs",
        "text-100-mb.pdf",
        lambda: pdf(page(stream(b"BT /F1 1 Tf " + b"(ha ha ha ha ha) Tj " * (5 * _MB) + b" ET", packed=True))),
        heavy=True,
    )


def _content() -> Iterator[Bad]:
    for name, content in {
        "saves": b"q " * 500_000 + _SAYS,
        "restores": b"Q " * 500_000 + _SAYS,
        "numbers": b"9" * 400 + b" 1e999 -1e999 Td " + _SAYS,
        "far": b"BT /F1 1e30 Tf 1e30 -1e30 Td (" + WORDS.encode() + b") Tj ET",
        "no-font": b"BT (" + WORDS.encode() + b") Tj ET",
        "zero-size": b"BT /F1 0 Tf 72 700 Td (" + WORDS.encode() + b") Tj ET",
        "mirrored": b"BT /F1 12 Tf -1 0 0 -1 300 300 Tm (" + WORDS.encode() + b") Tj ET",
        "unclosed": b"BT /F1 12 Tf 72 700 Td (" + WORDS.encode(),
        "brackets": b"BT /F1 12 Tf " + b"[" * 100_000,
        "same-place": b"BT /F1 12 Tf 72 700 Td " + b"(a) Tj 0 0 Td " * 50_000 + b"ET",
        "scattered": b"BT /F1 2 Tf "
        + b"".join(b"%d %d Td (a) Tj " % (n * 7 % 600 - 300, n * 11 % 700 - 350) for n in range(20_000))
        + b"ET",
        "lines": b"BT /F1 1 Tf 1 700 Td " + b"(It is old.) Tj 0 -1 Td " * 20_000 + b"ET",
        "marked": b"/P <</MCID 0>> BDC " * 50_000 + _SAYS,
        "inline-image": b"BI /W 99999999 /H 99999999 /BPC 8 /CS /RGB ID abc EI " + _SAYS,
    }.items():
        yield of("pdf content", f"content-{name}.pdf", pdf(page(stream(content, packed=True))))
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 6 0 R>>>>"
    yield of(
        "pdf content",
        "form-loop.pdf",
        pdf(page(stream(b"/X Do " + _SAYS), resources=b"/XObject <</X 6 0 R>>", more=[stream(b"/X Do /X Do", form)])),
    )
    forms = [stream(b"/X Do " * 10 + _SAYS, form.replace(b"6 0 R", b"%d 0 R" % (n + 1))) for n in range(6, 16)]
    yield of(
        "pdf content",
        "form-tree.pdf",
        pdf(page(stream(b"/X Do"), resources=b"/XObject <</X 6 0 R>>", more=[*forms, stream(_SAYS, form)])),
    )


def _fonts() -> Iterator[Bad]:
    objects = page(b"BT /F1 12 Tf 72 700 Td <000100020003> Tj ET")
    head = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    for name, font in {
        "none": b"null",
        "unknown": b"<</Type /Font /Subtype /Nobody>>",
        "loop": b"<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [5 0 R]>>",
        "type3": b"<</Type /Font /Subtype /Type3 /FontMatrix [0 0 0 0 0 0] /FontBBox [0 0 0 0] /CharProcs <<>> /Encoding <<>> /FirstChar 0 /LastChar 2147483647 /Widths []>>",
        "differences": b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding <</Differences [-1 /a 999999999 /b "
        + b"/c " * 50_000
        + b"]>>>>",
        "file": b"<</Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor <</Type /FontDescriptor /FontFile2 6 0 R>>>>",
    }.items():
        more = [stream(bytes(range(256)) * 40)]
        yield of("pdf fonts", f"font-{name}.pdf", pdf([*objects[:4], font, *more]))
    wide = (
        b"<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [7 0 R]>>"
    )
    inner = b"<</Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>>>"
    for name, mapping in {
        "range": b"1 beginbfrange <0000> <ffff> <0041> endbfrange",
        "backwards": b"1 beginbfrange <ffff> <0000> <0041> endbfrange",
        "long": b"1 beginbfchar <0001> <" + b"0041" * 50_000 + b"> endbfchar",
        "surrogates": b"3 beginbfchar <0001> <d83d> <0002> <de00> <0003> <0000> endbfchar",
        "hidden": b"3 beginbfchar <0001> <202e> <0002> <200b> <0003> <001b> endbfchar",
        "unclosed": b"99999999 beginbfrange <0000>",
    }.items():
        cmap = stream(head + mapping + b" endcmap end", packed=True)
        yield of("pdf fonts", f"map-{name}.pdf", pdf([*objects[:4], wide, cmap, inner]))
