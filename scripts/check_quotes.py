"""Draw quotes from PDF files by chance, and count how many stand under the rectangles that mark them.

    python scripts/check_quotes.py FOLDER [--count 210]

For each quote of one to fourteen words pdfium is asked what text lies within the rectangles that the chat draws: it
must be the quote, but for white space, hyphens, accents and raised figures, which pdfium gives as they are drawn. Each
rectangle is looked at whole and through its middle: where lines stand close, what hangs down from the line above
reaches into the next.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus import Document, Source  # the project's root comes first
from corpus.errors import DocumentError
from corpus.formats.pdf import parse
from corpus.formats.pdf_file import LOCK, opened, page_of
from corpus.formats.pdf_frame import frame_of
from corpus.formats.pdf_page import boxes_of

_EACH = 7  # quotes of a file


def main() -> None:
    """Read the files, draw, count, print what is not there."""
    parser = argparse.ArgumentParser(description="Check that quotes of PDF files stand under their rectangles.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=210)
    given = parser.parse_args()
    chance, right, drawn, files = random.Random(3), 0, 0, 0  # noqa: S311  # nothing secret
    paths = sorted(given.folder.rglob("*.pdf"))
    chance.shuffle(paths)
    for path in paths:
        if drawn >= given.count:
            break
        found = list(quotes(path.read_bytes(), _EACH, chance))
        files += bool(found)
        drawn += len(found)
        right += sum(quote in seen for quote, seen in found)
        for quote, seen in found:
            if quote not in seen:
                print(f"{path.name}: {quote!r} and not {seen!r}")
    print(f"{right} of {drawn} quotes of {files} files stand under their rectangles.")


def quotes(data: bytes, count: int, chance: random.Random) -> Iterator[tuple[str, tuple[str, str]]]:
    """Quotes of a file as `plain` has them, each with what its rectangles and their middles hold."""
    try:
        document = document_of(data)
    except DocumentError:
        return
    words = [found.span() for found in re.finditer(r"\S+", document.text)]
    if len(words) < 200:
        return
    with opened(data, "a.pdf") as pdf, LOCK:
        for _ in range(count):
            at = chance.randrange(len(words))
            start, end = words[at][0], words[min(at + chance.randrange(1, 15), len(words) - 1)][1]
            whole = middle = ""
            for number in document.pages_of(start, end):
                place = f"page {number}"
                ranges = [(run.first, run.last) for run in document.origins_of(start, end) if run.place == place]
                whole += under(page_of(pdf, number), ranges, 0.0)
                middle += under(page_of(pdf, number), ranges, 0.25)
            yield plain(document.text[start:end]), (plain(whole), plain(middle))


def document_of(data: bytes) -> Document:
    """The document that a PDF makes."""
    draft = parse(data, "a.pdf")
    return Document.build(draft, Source(uri="/a.pdf", sha256="", title="A", kind="pdf", added="2026-01-01T00:00:00"))


def under(page: Any, ranges: list[tuple[int, int]], less: float) -> str:
    """What pdfium finds within the rectangles of some characters of an upright page, `less` off their tops and feet."""
    text, frame = page.get_textpage(), frame_of(page)
    width, height = frame.size
    found = []
    for left, top, right, bottom in boxes_of(page, [ranges])[0]:
        cut = (bottom - top) * less
        edges = {"left": frame.left + left * width, "right": frame.left + right * width}
        edges |= {"top": frame.top - (top + cut) * height, "bottom": frame.top - (bottom - cut) * height}
        found.append(text.get_text_bounded(**edges))
    return " ".join(found)


def plain(text: str) -> str:
    """What two spellings of the same printed words share: no white space, hyphens and accents, figures not raised."""
    found = unicodedata.normalize("NFKD", text).replace("ı", "i")
    return "".join(
        c for c in found if not c.isspace() and unicodedata.category(c) != "Mn" and c not in "-\x02\u2010\u00ad\ufffe"
    )


if __name__ == "__main__":
    main()
