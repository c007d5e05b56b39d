"""What kind of file it is: by what is in it, whatever it is called."""

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpus import drafting, read_document
from corpus.errors import DamagedDocument, DocumentError, EncryptedDocument, UnsupportedFormat
from corpus.kind import kind_of

Zipped = Callable[[Mapping[str, str | bytes]], bytes]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"


@pytest.mark.parametrize(
    ("main", "kind"),
    [
        (MAIN.format("wordprocessingml.document"), "docx"),
        (MAIN.format("wordprocessingml.template"), "docx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "docx"),
        (MAIN.format("presentationml.slideshow"), "pptx"),
        ("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", "pptx"),
        (MAIN.format("spreadsheetml.sheet"), "xlsx"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
    ],
)
@pytest.mark.parametrize("promised", [None, "docx", "epub"])
def test_a_zip_is_what_it_lists(zipped: Zipped, main: str, kind: str, promised: str | None) -> None:
    embedded = '<Default ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
    data = zipped({"[Content_Types].xml": f'{embedded}<Override ContentType="{main}"/>'})
    assert kind_of(data, promised, "a") == kind


def test_books_and_zips_that_say_nothing(zipped: Zipped) -> None:
    assert kind_of(zipped({"mimetype": "application/epub+zip\n"}), None, "a") == "epub"
    assert kind_of(zipped({"META-INF/container.xml": ""}), "docx", "a") == "epub"
    assert kind_of(zipped({"word/document.xml": ""}), "docx", "a") == "docx"


def test_text_is_left_to_others() -> None:
    assert kind_of(b"It is old.", None, "a.txt") is None
    assert kind_of(b"\xef\xbb\xbf <!DOCTYPE html>", "xlsx", "a.xlsx") is None
    assert kind_of("<html>".encode("utf-16"), "docx", "a.docx") is None
    assert kind_of(b"  %PDF-1.4", "pdf", "a.pdf") == kind_of(b"%PDF-1.4", None, "a.txt") == "pdf"


def wrong(data: bytes, kind: type[DocumentError], message: str, promised: str | None = None) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        kind_of(data, promised, "a.x")
    assert type(caught.value) is kind
    assert caught.value.hint


def test_what_is_not_read_is_named(zipped: Zipped) -> None:
    wrong(
        OLE + "WordDocument".encode("utf-16-le"), UnsupportedFormat, r"^a\.x is a Word file of the kind before 2007\."
    )
    wrong(OLE + "Workbook".encode("utf-16-le"), UnsupportedFormat, "is an Excel file of the kind before 2007")
    wrong(OLE + "PowerPoint Document".encode("utf-16-le"), UnsupportedFormat, "is a PowerPoint file of the kind")
    wrong(OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedDocument, "is locked with a password", "docx")
    wrong(OLE, UnsupportedFormat, "is an OLE file")
    wrong(b"{\\rtf1", UnsupportedFormat, "is an RTF file")
    wrong(b"\x89PNG\r\n", UnsupportedFormat, "is a picture file", "docx")
    wrong(b"\x1f\x8b\x08", UnsupportedFormat, "is a gzip file")
    wrong(zipped({"a.txt": "words"}), UnsupportedFormat, "is a zip file")
    wrong(zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), UnsupportedFormat, "is an OpenDocument file")
    wrong(zipped({"[Content_Types].xml": "ms-excel.sheet.binary.x"}), UnsupportedFormat, "is a binary Excel file")


def test_an_ending_that_promises_what_is_not_there() -> None:
    wrong(b"It is old.", DamagedDocument, r"^a\.x is damaged or no Word file: it begins 49 74 20 69", "docx")
    wrong(b"", DamagedDocument, "is damaged or no Excel file: there is nothing in it", "xlsx")
    wrong(b"PK\x03\x04", DamagedDocument, "is damaged", "docx")


def test_files_are_read_as_what_they_are(tmp_path: Path, word: Callable[..., bytes]) -> None:
    data = word("<w:p><w:r><w:t>It is old.</w:t></w:r></w:p>")
    for name in ("notes.docx", "notes", "notes.txt", "notes.pdf", "notes.xlsx"):
        (tmp_path / name).write_bytes(data)
        document = read_document(tmp_path / name)
        assert (document.kind, document.text) == ("docx", "It is old.")
    (tmp_path / "report.xlsx").write_bytes(b"<html><table><tr><td>It</td><td>3</td></tr></table>")
    document = read_document(tmp_path / "report.xlsx")
    assert (document.kind, document.text) == ("html", "It\t3")


def test_whatever_a_damaged_file_does_to_its_reader_is_said(
    word: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes, name: str) -> None:
        raise KeyError("deep\nwithin")

    monkeypatch.setattr(drafting, "_BINARY", (("docx", (".docx",), broken),))
    with pytest.raises(
        DamagedDocument, match=r"^a\.x is damaged or no Word file: KeyError \('deep\\nwithin'\)\."
    ) as caught:
        drafting.drafted(word(""), "a.x", "")
    assert caught.value.hint


def test_every_cut_of_an_office_file_is_text_or_an_error(word: Callable[..., bytes]) -> None:
    data = word("<w:p><w:r><w:t>It is old.</w:t></w:r></w:p>" * 30)
    for at in range(0, len(data), len(data) // 60):
        for damaged in (data[:at], data[:at] + bytes((data[at] ^ 0xFF,)) + data[at + 1 :]):
            with contextlib.suppress(DocumentError):  # nothing else may be raised
                drafting.drafted(damaged, "a.docx", ".docx")
