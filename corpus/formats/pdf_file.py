"""A PDF file in the hands of pdfium: opening it, with errors in words, and one caller at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

from corpus.errors import DamagedDocument, DocumentError, EncryptedDocument

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

LOCK = RLock()  # pdfium is not thread-safe: whatever calls it holds this, page by page
_MOST_PAGES = 20_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_SECURITY = 5  # FPDF_ERR_SECURITY


@contextmanager
def opened(data: bytes, name: str) -> Iterator[PdfDocument]:
    """Open a PDF; what is done with it needs `LOCK`.

    Raises:
        EncryptedDocument: it opens with a password only, or its encryption is not known.
        DamagedDocument: it is cut off or no PDF at all, or has no page.
        DocumentError: it has more pages than a document for people has.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    with LOCK:
        try:
            document = PdfDocument(data)
        except PdfiumError as error:
            raise _in_words(error, data, name) from None
        pages = len(document)
    try:
        if not pages:
            raise DamagedDocument(f"{name} has no pages.", hint="Open it in a viewer and print it to a new PDF.")
        if pages > _MOST_PAGES:
            raise DocumentError(f"{name} has {pages:,} pages; at most {_MOST_PAGES:,} are read.", hint="Split it.")
        yield document
    finally:
        with LOCK:
            document.close()


def page_of(document: PdfDocument, number: int) -> PdfPage | None:
    """Page `number`, counted from 1; None where the file has none that can be loaded. Call it with `LOCK` held."""
    from pypdfium2 import PdfiumError

    try:
        return document[number - 1]
    except PdfiumError:
        return None


def _in_words(error: Exception, data: bytes, name: str) -> DocumentError:
    code = getattr(error, "err_code", None)
    if code == _PASSWORD:
        return EncryptedDocument(
            f"{name} is protected by a password.",
            hint="Open it in a viewer with its password and save or print it without one.",
        )
    if code == _SECURITY:
        return EncryptedDocument(
            f"{name} is encrypted in a way that is not known.",
            hint="Print it to a new PDF from a viewer that opens it.",
        )
    seen = "it does not begin as a PDF does" if b"%PDF-" not in data[:1024] else "it is damaged or was cut off"
    return DamagedDocument(
        f"{name} cannot be read as PDF: {seen} ({len(data):,} bytes).",
        hint="Get the file again; if a viewer opens it, print it to a new PDF.",
    )
