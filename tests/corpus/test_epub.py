"""EPUB books: the chapters in order, each as a page."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from corpus import Draft
from corpus.errors import DamagedDocument, DocumentError, UndecodableText
from corpus.formats import epub

Zipped = Callable[[Mapping[str, str | bytes]], bytes]
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/package.opf"/></rootfiles></container>'
)
SPACES = "xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'"
PAGE = f"<html {SPACES}><head><title/></head>\n<body>{{}}</body></html>"


def book(
    chapters: Mapping[str, str], *, doctype: str = "", properties: str = "", order: tuple[str, ...] = ()
) -> dict[str, str | bytes]:
    """The members of a book; each chapter is the inside of a body. `properties` are those of the chapter `nav`."""
    kind = 'media-type="application/xhtml+xml"'
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" {kind} {properties if name == "nav" else ""}/>'
        for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in order or chapters)
    title = "<title xmlns='http://purl.org/dc/elements/1.1/'>The  Clock</title>"
    inside = f"<metadata>{title}</metadata><manifest>{items}</manifest><spine>{spine}</spine>"
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/package.opf": f"{doctype}<package xmlns='http://www.idpf.org/2007/opf'>{inside}</package>",
        **{f"OPS/text/{name}.xhtml": PAGE.format(body) for name, body in chapters.items()},
    }


@pytest.fixture
def read(zipped: Zipped, origins_hold: Callable[[Draft], None]) -> Callable[..., Draft]:
    def reading(members: Mapping[str, str | bytes]) -> Draft:
        draft = epub.parse(zipped(members), "clock.epub")
        origins_hold(draft)
        return draft

    return reading


def test_chapters_in_the_order_of_the_spine(read: Callable[..., Draft]) -> None:
    chapters = {"b": "<h1>Two</h1>\n<p>It ran.</p>", "a": "<h1>One</h1><p>It stood.</p>", "unread": "<p>Q</p>"}
    draft = read(book(chapters, order=("a", "b", "a")))
    assert draft.text.split("\n\n") == ["One", "It stood.", "Two", "It ran."]
    assert draft.title == "The Clock"
    assert [run.place for run in draft.origins] == [
        "a.xhtml, line 2",
        "a.xhtml, line 2",
        "b.xhtml, line 2",
        "b.xhtml, line 3",
    ]


def test_pages_are_xml_and_so_are_their_empty_elements(read: Callable[..., Draft]) -> None:
    body = "<p>one<a id='x'/> two&nbsp;&eacute;</p><script/><p>three &amp; four</p>"
    assert read(book({"a": body})).text == "one two\u00a0é\n\nthree & four"


@pytest.mark.parametrize("body", ["<p>one<br>two", "<p>one &nosuch; two</p>", "<p>one<p>two"])
def test_pages_that_are_no_xml_are_read_as_browsers_do(read: Callable[..., Draft], body: str) -> None:
    members = book({"a": ""}) | {"OPS/text/a.xhtml": f"<html><body>{body}"}
    assert read(members).text.startswith("one")
    assert read(members).text.endswith("two")


def test_footnotes_stay_and_the_table_of_contents_goes(read: Callable[..., Draft]) -> None:
    chapters = {
        "nav": "<p>One ... 1</p>",
        "a": "<p>text</p><aside epub:type='footnote'>A note.</aside><aside>Q</aside>",
    }
    assert read(book(chapters, properties='properties="nav"')).text == "text\n\nA note."


def test_a_missing_chapter_is_said(read: Callable[..., Draft]) -> None:
    members = book({"a": "<p>one</p>", "b": "<p>two</p>"})
    del members["OPS/text/b.xhtml"]
    draft = read(members)
    assert draft.text == "one"
    assert draft.warnings == ("The chapter OPS/text/b.xhtml is missing from the file.",)


def test_a_damaged_chapter_is_left_out_and_said(zipped: Zipped, origins_hold: Callable[[Draft], None]) -> None:
    """Another byte in the packed chapter, which its checksum tells, or a page that is no text."""
    members = book({"a": "<p>one</p>", "b": "<p>two two two two two</p>", "c": "<p>three</p>"})
    said = ("The chapter OPS/text/b.xhtml is damaged and was left out.",)
    for data in (_broken(zipped(members), "b.xhtml"), zipped(members | {"OPS/text/b.xhtml": bytes(range(256))})):
        draft = epub.parse(data, "a.epub")
        origins_hold(draft)
        assert (draft.text, draft.warnings) == ("one\n\nthree", said)


def _broken(data: bytes, chapter: str) -> bytes:
    """The zip file with one bit of a member's packed bytes changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = next(member for member in archive.infolist() if member.filename.endswith(chapter))
    made = bytearray(data)
    made[member.header_offset + 30 + len(member.filename) + member.compress_size // 2] ^= 1
    return bytes(made)


def test_a_book_without_a_sound_chapter_is_damaged(zipped: Zipped) -> None:
    with pytest.raises(DamagedDocument, match=r"^a\.epub is damaged: "):
        epub.parse(_broken(zipped(book({"a": "<p>one one one one</p>"})), "a.xhtml"), "a.epub")
    with pytest.raises(UndecodableText, match=r"^a\.epub, part 'OPS/text/a\.xhtml', is not text: "):
        epub.parse(zipped(book({"a": ""}) | {"OPS/text/a.xhtml": bytes(range(256))}), "a.epub")


@pytest.mark.parametrize("head", ["<?xml version='1.0' encoding='UTF-8'?>", ""])
def test_a_bad_byte_changes_no_other_letter(read: Callable[..., Draft], head: str) -> None:
    page = (head + PAGE.format("<p>Café, été and naïve x were old.</p>")).encode().replace(b" x ", b" \xe9 ")
    draft = read(book({"a": ""}) | {"OPS/text/a.xhtml": page})
    assert draft.text == "Café, été and naïve \ufffd were old."
    assert draft.warnings == ("In the chapter OPS/text/a.xhtml 1 byte is no text; \ufffd stands for it.",)


def test_a_page_in_another_encoding_is_not_damaged(read: Callable[..., Draft]) -> None:
    page = PAGE.format("<p>Il a été acheté à l’époque où la mairie était fermée.</p>").encode("cp1252")
    draft = read(book({"a": ""}) | {"OPS/text/a.xhtml": page})
    assert "été acheté" in draft.text
    assert draft.warnings == ()


def test_a_locked_book_says_so(zipped: Zipped) -> None:
    def encryption(what: str) -> str:
        return f"<e xmlns:x='http://www.w3.org/2001/04/xmlenc#'><x:CipherReference URI='{what}'/></e>"

    members = book({"a": "<p>one</p>"})
    fonts = members | {"META-INF/encryption.xml": encryption("OPS/font.otf")}
    assert epub.parse(zipped(fonts), "a.epub").text == "one"
    with pytest.raises(DocumentError, match=r"^a\.epub is locked by its seller"):
        epub.parse(zipped(members | {"META-INF/encryption.xml": encryption("OPS/text/a.xhtml")}), "a.epub")


def test_no_entity_is_expanded(read: Callable[..., Draft]) -> None:
    doctype = '<!DOCTYPE a [<!ENTITY e "expanded">]>'
    members = book({"a": "<p>one</p>"}, doctype=doctype)
    members["OPS/package.opf"] = str(members["OPS/package.opf"]).replace("The  Clock", "The &e; Clock")
    members["OPS/text/a.xhtml"] = doctype.replace("a [", "html [") + PAGE.format("<p>one &e; two</p>")
    draft = read(members)
    assert "expanded" not in draft.title
    assert "expanded" not in draft.text
    assert draft.text.endswith("two")


def test_what_names_no_package(zipped: Zipped) -> None:
    with pytest.raises(DocumentError, match=r"no EPUB book: it names no package"):
        epub.parse(zipped({"META-INF/container.xml": "<container/>"}), "a.epub")
