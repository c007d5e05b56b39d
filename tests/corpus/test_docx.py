"""Word files: what a reader of the document sees, and where it stands."""

import io
from collections.abc import Callable, Mapping

import pytest

from corpus import Draft
from corpus.errors import DocumentError
from corpus.formats import docx

Word = Callable[..., bytes]
STYLES = (
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:styleId="H2"><w:name w:val="Kapitel"/><w:basedOn w:val="H1"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:styleId="Own"><w:name w:val="Ours"/><w:basedOn w:val="H2"/></w:style>'
    '<w:style w:styleId="Named"><w:name w:val="Heading 3"/></w:style>'
    '<w:style w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="C"><w:name w:val="toc 1"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
)


def p(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph; a run without markup is text."""
    inner = "".join(run if run.startswith("<") else f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def blocks(draft: Draft) -> list[str]:
    return draft.text.split("\n\n")


def places(draft: Draft) -> list[tuple[str, str]]:
    return [(draft.text[run.start : run.end], run.place) for run in draft.origins]


@pytest.fixture
def read(word: Word, origins_hold: Callable[[Draft], None]) -> Callable[..., Draft]:
    def reading(body: str, **parts: str) -> Draft:
        draft = docx.parse(word(body, styles=STYLES, **parts), "notes.docx")
        origins_hold(draft)
        return draft

    return reading


def test_headings_by_style_chain_name_and_outline(read: Callable[..., Draft]) -> None:
    draft = read(
        p("Book", style="T") + p("One", style="H1") + p("Two", style="Own") + p("Three", style="Named")
        + p("Four", properties='<w:outlineLvl w:val="3"/>')
        + p("text", style="H1", properties='<w:outlineLvl w:val="9"/>')
        + p("round", style="Loop") + p("long " * 60, style="H1")
    )  # fmt: skip
    found = [(draft.text[a:b], level) for a, b, level in draft.headings]
    assert found == [("Book", 1), ("One", 1), ("Two", 2), ("Three", 3), ("Four", 4)]
    assert draft.title == "Book"


def test_a_table_of_contents_is_furniture(read: Callable[..., Draft]) -> None:
    draft = read(p("One", "<w:r><w:tab/></w:r>", "3", style="C") + p("One", style="H1") + p("It is old."))
    assert [draft.text[a:b] for a, b in draft.furniture] == ["One\t3"]
    assert [draft.text[a:b] for a, b, _ in draft.headings] == ["One"]


def test_tracked_changes_are_taken_as_accepted(read: Callable[..., Draft]) -> None:
    removed = "<w:del><w:r><w:delText>not </w:delText></w:r></w:del><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
    added = "<w:ins><w:r><w:t>very </w:t></w:r></w:ins><w:moveTo><w:r><w:t>old</w:t></w:r></w:moveTo>"
    assert read(p("It is ", removed, added, ".")).text == "It is very old."
    ends = "<w:rPr><w:del/></w:rPr>"
    assert blocks(read(p("one ", properties=ends) + p("two") + p("three"))) == ["one two", "three"]
    row = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr>"
    assert read(f"<w:tbl>{row}</w:tbl>{p('kept')}").text == "kept"


def test_fields_show_their_result_alone(read: Callable[..., Draft]) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>PAGEREF x</w:instrText></w:r>"
    inner = f"{mark('begin')}{code}{mark('separate')}<w:r><w:t>7</w:t></w:r>{mark('end')}"
    nested = f"{mark('begin')}{code}{inner}{mark('separate')}<w:r><w:t>seen</w:t></w:r>{mark('end')}"
    assert read(p("a ", inner, " b")).text == "a 7 b"
    assert read(p("a ", nested, " b")).text == "a seen b"
    assert read(p("a ", mark("end"), "b")).text == "a b"
    opened = p("a ", mark("begin"), code, mark("separate"), "x") + p("y", mark("end"), " z")
    assert blocks(read(opened)) == ["a x", "y z"]


def t(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def e(words: str) -> str:
    return f"<m:r><m:t>{words}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f"<w:hyperlink r:id='r9'>{t('link')}</w:hyperlink>", "a link z"),
        (f"<w:smartTag>{t('tag')}</w:smartTag>", "a tag z"),
        (f"<w:sdt><w:sdtContent>{t('form')}</w:sdtContent></w:sdt>", "a form z"),
        (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{t('Click')}</w:sdtContent></w:sdt>", "a  z"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>", "a  z"),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>seen</w:t></w:r>", "a seen z"),
        ("<w:r><w:rPr><w:rStyle w:val='Ghost'/></w:rPr><w:t>unseen</w:t></w:r>", "a  z"),
        ("<w:r><w:br/><w:tab/><w:noBreakHyphen/><w:t>x</w:t></w:r>", "a \n\t-x z"),
        ("<w:r><w:softHyphen/><w:t>x</w:t></w:r>", "a x z"),
        ("<w:r><w:sym w:font='Symbol' w:char='F061'/><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>", "a α→ z"),
        ("<w:r><w:sym w:font='Odd' w:char='F061'/><w:sym w:font='Arial' w:char='00E9'/></w:r>", "a é z"),
        (f"<w:r><w:ruby><w:rt>{t('kan')}</w:rt><w:rubyBase>{t('漢')}</w:rubyBase></w:ruby></w:r>", "a 漢 z"),
    ],
)
def test_what_a_line_holds(read: Callable[..., Draft], inside: str, expected: str) -> None:
    assert read(p("a ", inside, " z")).text == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f"<m:f><m:num>{e('1')}</m:num><m:den>{e('a+b')}</m:den></m:f>", "1/(a+b)"),
        (f"<m:sSup><m:e>{e('10')}</m:e><m:sup>{e('6')}</m:sup></m:sSup>", "10^6"),
        (f"<m:sSub><m:e>{e('x')}</m:e><m:sub>{e('i')}</m:sub></m:sSub>", "x_i"),
        (f"<m:rad><m:e>{e('2')}</m:e></m:rad>", "√(2)"),
        (f"<m:d><m:dPr><m:begChr m:val='['/></m:dPr><m:e>{e('a')}</m:e><m:e>{e('b')}</m:e></m:d>", "[a, b)"),
        (
            f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{e('0')}</m:sub><m:e>{e('i')}</m:e></m:nary>",
            "∑_0 i",
        ),
    ],
)
def test_equations_are_written_in_a_line(read: Callable[..., Draft], inside: str, expected: str) -> None:
    assert read(p("a ", f"<m:oMath>{inside}</m:oMath>", " z")).text == f"a {expected} z"


def test_rows_of_tables_with_their_places(read: Callable[..., Draft]) -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    table = f"<w:tbl>{row(p('Item'), p('Cost'))}{row(p('Rope') + p('thick'), p('12'))}{row(p(), p('3'))}</w:tbl>"
    draft = read(p("before") + table + f"<w:sdt><w:sdtContent>{table}</w:sdtContent></w:sdt>" + p("after"))
    rows = list(enumerate(("Item\tCost", "Rope\nthick\t12", "3"), 1))
    assert places(draft) == [
        ("before", "paragraph 1"),
        *((text, f"table {number}, row {at}") for number in (1, 2) for at, text in rows),
        ("after", "paragraph 2"),
    ]
    assert [run.first for run in draft.origins if draft.text[run.start : run.end] == "3"] == [1, 1]


def test_columns_of_prose_in_a_table_are_paragraphs(read: Callable[..., Draft]) -> None:
    cell = "<w:tc>" + p("One", style="H1") + p("word " * 150) + "</w:tc>"
    draft = read(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>")
    assert len(blocks(draft)) == 4
    assert [level for _, _, level in draft.headings] == [1, 1]
    assert [(run.first, run.last) for run in draft.origins[:3]] == [(0, 3), (4, 753), (755, 758)]


def test_notes_follow_the_paragraph_or_the_end(read: Callable[..., Draft]) -> None:
    def note(tag: str, number: int, text: str, kind: str = "") -> str:
        return f'<w:{tag} w:id="{number}" {kind}>{p(text)}</w:{tag}>'

    draft = read(
        p("One", '<w:r><w:endnoteReference w:id="5"/></w:r>', '<w:r><w:footnoteReference w:id="2"/></w:r>', ".")
        + p("Two."),
        footnotes=note("footnote", 0, "line", 'w:type="separator"') + note("footnote", 2, "See there."),
        endnotes=note("endnote", 5, "At the end.") + note("endnote", 6, "Nobody refers to it."),
    )
    assert places(draft) == [
        ("One.", "paragraph 1"), ("See there.", "footnote 1"), ("Two.", "paragraph 2"), ("At the end.", "endnote 1"),
    ]  # fmt: skip


def test_text_boxes_are_read_once(read: Callable[..., Draft]) -> None:
    box = f"<w:txbxContent>{p('in the box')}</w:txbxContent>"
    choice, fallback = f"<w:drawing>{box}</w:drawing>", f"<w:pict>{box}</w:pict>"
    both = f"<mc:Choice>{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>"
    both = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    draft = read(p("before ", f"<w:r>{both}</w:r>", "after") + p("last"))
    assert places(draft) == [("before after", "paragraph 1"), ("in the box", "text box 1"), ("last", "paragraph 2")]


def test_what_normalising_changed_stands_for_the_word_that_came(read: Callable[..., Draft]) -> None:
    draft = read(p("a cafe\u0301 by the sea"))
    assert draft.text == "a café by the sea"
    assert [(run.first, run.last, run.width) for run in draft.origins] == [(0, 2, 1), (2, 7, 0), (7, 18, 1)]


def test_python_docx_writes_what_is_read(origins_hold: Callable[[Draft], None]) -> None:
    library = pytest.importorskip("docx")
    made = library.Document()
    made.add_heading("Harbour rules", 0)
    made.add_heading("Berths", 1)
    made.add_paragraph("Each berth is let by the year.")
    made.add_paragraph("ropes", style="List Bullet")
    made.sections[0].header.paragraphs[0].text = "unseen"
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Fee", "12"
    stream = io.BytesIO()
    made.save(stream)
    draft = docx.parse(stream.getvalue(), "rules.docx")
    origins_hold(draft)
    assert blocks(draft) == ["Harbour rules", "Berths", "Each berth is let by the year.", "ropes", "Fee\t12"]
    assert [level for _, _, level in draft.headings] == [1, 1]


def test_the_names_of_strict_files_are_known(zipped: Callable[[Mapping[str, str | bytes]], bytes]) -> None:
    strict, package = "http://purl.oclc.org/ooxml", "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'Id="r1" Type="{strict}/officeDocument/relationships/officeDocument" Target="/word/document.xml"'
    space = f'xmlns:w="{strict}/wordprocessingml/main"'
    data = zipped(
        {
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship {relation}/></Relationships>',
            "word/document.xml": f"<w:document {space}><w:body>{p('It is old.')}</w:body></w:document>",
        }
    )
    assert docx.parse(data, "strict.docx").text == "It is old."


def test_what_is_no_word_file(zipped: Callable[[Mapping[str, str | bytes]], bytes]) -> None:
    with pytest.raises(DocumentError, match=r"^a\.docx is a zip file, but no Word file"):
        docx.parse(zipped({"a.txt": "It is old."}), "a.docx")


def test_a_missing_part_that_holds_no_text_is_no_error(word: Word) -> None:
    data = word(p("It is old."), footnotes="")
    cut = data.replace(b"word/footnotes.xml", b"word/footnotex.xml")
    assert docx.parse(cut, "a.docx").text == "It is old."
