"""EPUB books of four chapters each: the pages of `made.html` as XHTML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from made import Made
from made.html import LAYOUTS, inside
from made.words import SCRIPTS, Author

_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_PAGE = '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>\n'


def documents() -> Iterator[Made]:
    """Twenty-four books."""
    for seed, (layout, script) in enumerate((layout, script) for layout in LAYOUTS for script in SCRIPTS):
        author = Author(5000 + seed)
        members: dict[str, str] = {}
        sentences: list[str] = []
        headings: list[str] = []
        places: dict[str, str] = {}
        for number in range(1, 5):
            body, said, over, lines = inside(author, layout, script, first_line=3)
            body = re.sub(r"<li>(Sport and weather)", r"</li><li>\1</li>", body)  # XHTML closes what HTML leaves open
            members[f"OEBPS/chapter{number}.xhtml"] = f"{_PAGE}{body}\n</html>"
            sentences += said
            headings += over
            places |= {sentence: f"chapter{number}.xhtml, {line}" for sentence, line in lines.items()}
        yield Made(
            name=f"{seed:02} {layout} {script}.epub", data=_book(members), sentences=tuple(sentences),
            headings=tuple(headings), places=places, layout=f"{layout}, {script}",
        )  # fmt: skip


def _book(members: dict[str, str]) -> bytes:
    names = [name.rpartition("/")[2] for name in members]
    items = "".join(f'<item id="{n}" href="{n}" media-type="application/xhtml+xml"/>' for n in names)
    spine = "".join(f'<itemref idref="{n}"/>' for n in names)
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("mimetype", "application/epub+zip")
        for name, text in {"META-INF/container.xml": _CONTAINER, "OEBPS/content.opf": package, **members}.items():
            made.writestr(name, text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
