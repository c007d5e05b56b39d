"""What Word, PowerPoint and Excel files have in common: parts in a zip, and relationships from one to another.

ECMA-376 part 2, "Open Packaging Conventions". The parts are read with lxml and not with python-docx, python-pptx or
openpyxl: these give up on a file in which one picture is missing or one style is odd, load every picture, and do not
know footnotes, text boxes, tracked changes and content controls. They are what the tests make files with.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from corpus.errors import DamagedDocument, DocumentError
from corpus.formats.container import XML, Container, tree_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from corpus.formats.blocks import Block

_OFFICE = "http://schemas.openxmlformats.org"
W = f"{{{_OFFICE}/wordprocessingml/2006/main}}"
A = f"{{{_OFFICE}/drawingml/2006/main}}"
P = f"{{{_OFFICE}/presentationml/2006/main}}"
S = f"{{{_OFFICE}/spreadsheetml/2006/main}}"
R = f"{{{_OFFICE}/officeDocument/2006/relationships}}"
M = f"{{{_OFFICE}/officeDocument/2006/math}}"
C = f"{{{_OFFICE}/drawingml/2006/chart}}"
MC = f"{{{_OFFICE}/markup-compatibility/2006}}"
_NO_TITLES = frozenset(("word document", "powerpoint presentation", "untitled", "presentation", "document", "slide 1"))
_RELATION = f"{{{_OFFICE}/package/2006/relationships}}Relationship"
_STRICT = tuple(  # the names that "Strict Open XML" gives to the same things (ECMA-376 part 1)
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"{_OFFICE}/{common}".encode())
    for strict, common in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("drawingml/main", "drawingml/2006/main"),
        ("presentationml/main", "presentationml/2006/main"),
        ("spreadsheetml/main", "spreadsheetml/2006/main"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("drawingml/chart", "drawingml/2006/chart"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A part that another part refers to: the `id` it uses for it, its kind ("footnotes", "slide") and its name."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of an office file."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the zip. Raises `DocumentError` as `Container` does."""
        self.container = Container(data, name)
        self.name = name

    def main_part(self, root: str, what: str) -> tuple[str, _Element]:
        """The name and the tree of the part that holds the document itself, whose root element is `root`.

        Raises:
            DocumentError: there is none; `what` says in the message what the file should be.
        """
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and relation.part in self.container:
                tree = self.tree(relation.part)
                if tree.tag == root:
                    return relation.part, tree
        raise DamagedDocument(
            f"{self.name} is a zip file, but no {what}.", hint="Check what it is; open it in its program and save it."
        )

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to within the file, or for an empty name what the package itself does."""
        folder, base = posixpath.split(part)
        member = posixpath.join(folder, "_rels", f"{base}.rels")
        if member not in self.container:
            return []
        return [
            Relation(
                id=found.get("Id", ""),
                kind=found.get("Type", "").rpartition("/")[2],
                part=posixpath.normpath(posixpath.join("/", folder, unquote(found.get("Target", "")))).lstrip("/"),
            )
            for found in self.tree(member).iter(_RELATION)
            if found.get("TargetMode") != "External"
        ]

    def related(self, part: str, kind: str) -> str | None:
        """The first part of a kind that `part` refers to and that is there."""
        found = (relation.part for relation in self.relations(part) if relation.kind == kind)
        return next((name for name in found if name in self.container), None)

    def tree(self, part: str) -> _Element:
        """The root element of a part. Raises `DocumentError` where it is missing, damaged or too large."""
        data = self.bytes_of(part, most=XML)
        return tree_of(data, f"{self.name}, part {part!r},")

    def bytes_of(self, part: str, *, most: int) -> bytes:
        """The bytes of a part of XML, in the common names of things."""
        data = self.container.xml_bytes(part, most=most)
        if b"http://purl.oclc.org/ooxml/" in data[:4096]:
            for strict, common in _STRICT:
                data = data.replace(strict, common)
        return data

    def title(self) -> str:
        """The title among the file's properties; empty where there is none, or where they cannot be read."""
        for relation in self.relations(""):
            if relation.kind == "core-properties" and relation.part in self.container:
                try:
                    found = self.tree(relation.part).findtext("{http://purl.org/dc/elements/1.1/}title")
                except DocumentError:  # the words of the document do not depend on it
                    return ""
                return (found or "").strip()
        return ""


def title_of(blocks: Sequence[Block], package: Package) -> str:
    """What people call a file: the heading that it opens with, the title among its properties, or its first heading.

    Properties come second: they are often a template's, and nobody sees them.
    """
    if blocks and blocks[0].level == 1:
        return " ".join(blocks[0].text.split())
    said = package.title()
    if said and said.lower() not in _NO_TITLES:
        return said
    return next((" ".join(block.text.split()) for block in blocks if block.level == 1), "")


def is_on(element: _Element | None, attribute: str = f"{W}val") -> bool:
    """Whether a property that is on or off is on: it is there, and does not say that it is off."""
    return element is not None and element.get(attribute, "1") not in ("0", "false", "off")


def number_of(value: str | None, default: int = 0) -> int:
    """A whole number as XML writes it, `default` where it is none."""
    try:
        return int(value) if value else default
    except ValueError:
        return default
