"""What kind of file it is: by its first bytes, by what a zip holds, and by its ending where these leave it open.

Endings lie: a download is called `.docx` and is a PDF, a mail program drops the ending, a report is HTML called `.xls`.
"""

from __future__ import annotations

import re

from corpus.errors import DamagedDocument, DocumentError, EncryptedDocument, UnsupportedFormat
from corpus.formats.container import SAVE_AGAIN, Container

NAMES = {"docx": "Word", "pptx": "PowerPoint", "xlsx": "Excel", "epub": "EPUB", "pdf": "PDF"}
_MAIN_PART = re.compile(rb"(word|presentation|powerpoint|spreadsheet|excel)[\w.-]*?\.main\+xml")
_KIND_OF_MAIN = {b"word": "docx", b"spreadsheet": "xlsx", b"excel": "xlsx"}  # all others are PowerPoint's
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word, Excel and PowerPoint before 2007; today, around encrypted files
_OLD = (  # the name of a stream that it has, the program, and what to save it as
    ("WordDocument", "a Word", ".docx"),
    ("PowerPoint Document", "a PowerPoint", ".pptx"),
    ("Workbook", "an Excel", ".xlsx"),
    ("Book", "an Excel", ".xlsx"),
)
_ZIPPED = ("docx", "pptx", "xlsx", "epub")
_UNPACK = "Unpack it and give what is in it."
_PICTURE = "Pictures are not read; give the words that it shows as text."
_UNREAD = (
    (b"{\\rtf", "an RTF file", "Open it in a word processor and save it as .docx."),
    (b"\x1f\x8b", "a gzip file", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"\x89PNG", "a picture file", _PICTURE),
    (b"\xff\xd8\xff", "a picture file", _PICTURE),
    (b"GIF8", "a picture file", _PICTURE),
)


def kind_of(data: bytes, promised: str | None, name: str) -> str | None:
    """The kind of a file that is read from bytes ("docx", "pdf"), None for one that may be text.

    `promised` is the kind that its ending promises, None where it promises text or nothing; `name` is what it is called
    in messages.

    Raises:
        UnsupportedFormat: a kind of file that is not read.
        DamagedDocument: its ending promises what its bytes do not hold, or the zip cannot be opened.
        EncryptedDocument: it is locked with a password.
    """
    if data.startswith(b"%PDF-") or (promised == "pdf" and b"%PDF-" in data[:1024]):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data, promised, name)
    if data.startswith(_OLE):
        raise _old(data, name)
    for start, what, hint in _UNREAD:
        if data.startswith(start):
            raise UnsupportedFormat(f"{name} is {what}.", hint=hint)
    if promised and not looks_like_html(data):
        begins = f"it begins {data[:8].hex(' ')}" if data else "there is nothing in it"
        raise DamagedDocument(f"{name} is damaged or no {NAMES[promised]} file: {begins}.", hint=SAVE_AGAIN)
    return None


def looks_like_html(data: bytes) -> bool:
    """Whether bytes begin as a page does, in any width of characters."""
    start = data[:1024].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _kind_of_zip(data: bytes, promised: str | None, name: str) -> str:
    """The kind of document that a zip file is, by what is in it; its ending decides where that says nothing."""
    container = Container(data, name)
    listed = container.read("[Content_Types].xml") if "[Content_Types].xml" in container else b""
    if found := _MAIN_PART.search(listed):
        return _KIND_OF_MAIN.get(found[1], "pptx")
    if b"ms-excel.sheet.binary" in listed:
        raise UnsupportedFormat(f"{name} is a binary Excel file.", hint="Open it in Excel and save it as .xlsx.")
    media = container.read("mimetype")[:200].strip() if "mimetype" in container else b""
    if media == b"application/epub+zip" or "META-INF/container.xml" in container:
        return "epub"
    if promised in _ZIPPED:
        return promised
    if media.startswith(b"application/vnd.oasis.opendocument"):
        raise UnsupportedFormat(
            f"{name} is an OpenDocument file.", hint="Open it in LibreOffice and save it as .docx, .xlsx or .pptx."
        )
    raise UnsupportedFormat(f"{name} is a zip file.", hint=_UNPACK)


def _old(data: bytes, name: str) -> DocumentError:
    """The error for a file of the format that Office used until 2007, or an encrypted one."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedDocument(f"{name} is locked with a password.", hint="Save it without one from its program.")
    for stream, program, ending in _OLD:
        if stream.encode("utf-16-le") in data:
            return UnsupportedFormat(
                f"{name} is {program} file of the kind before 2007.",
                hint=f"Open it in its program or LibreOffice and save it as {ending}.",
            )
    return UnsupportedFormat(f"{name} is an OLE file.", hint="Save what is in it as text, .docx, .xlsx or .pptx.")
