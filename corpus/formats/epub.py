"""EPUB books: the chapters in the order in which they are read, each as the web page that it is.

EPUB 3.3 (W3C): `META-INF/container.xml` names the package document, whose spine lists the chapters. Read with zipfile
and lxml; ebooklib would be the library for it, but its licence is the AGPL.
"""

from __future__ import annotations

import html.entities
import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from corpus.decode import decoded, replaced
from corpus.document import Draft
from corpus.errors import DamagedDocument, EncryptedDocument, UndecodableText
from corpus.formats.blocks import Block, assemble
from corpus.formats.container import XML, Container, tree_of
from corpus.formats.html import blocks_of, main_of
from corpus.formats.html import tree_of as page_of

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"
_PAGES = frozenset(("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document"))
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w+;)")


def parse(data: bytes, name: str) -> Draft:
    """Make a draft of an EPUB book.

    The blocks are those of its pages as HTML; places are "chapter3.xhtml, line 12", by the chapter's file. A chapter
    that is missing or damaged is left out, and a warning names it.

    Raises:
        DamagedDocument: it is damaged or no EPUB, or all its chapters are damaged.
        UndecodableText: the first chapter is no text, and no other can be read.
        EncryptedDocument: its seller locked it.
        DocumentError: it is made to do harm.
    """
    container = Container(data, name)
    listed = container.xml("META-INF/container.xml").find(f".//{_CONTAINER}rootfile")
    where = unquote(listed.get("full-path", "")) if listed is not None else ""
    if where not in container:
        raise DamagedDocument(f"{name} is a zip file, but no EPUB book: it names no package.", hint="Fetch it anew.")
    # dtd of EPUB 2's package documents is declared by some; none of its entities is needed
    package = tree_of(container.read(where, most=XML), f"{name}, part {where!r},")
    warnings: list[str] = []
    locked = _locked(container)
    blocks: list[Block] = []
    lost: list[DamagedDocument | UndecodableText] = []
    for chapter in _chapters(package, posixpath.dirname(where)):
        if chapter in locked:
            raise EncryptedDocument(f"{name} is locked by its seller (DRM).", hint="Give a copy that is not.")
        if chapter not in container:
            warnings.append(f"The chapter {chapter} is missing from the file.")
            continue
        what = f"{name}, part {chapter!r},"
        try:
            found = decoded(container.read(chapter, most=XML), what)
        except (DamagedDocument, UndecodableText) as error:
            lost.append(error)
            warnings.append(f"The chapter {chapter} is damaged and was left out.")
            continue
        if found.bad:
            warnings.append(f"In the chapter {chapter} {replaced(found)}")
        blocks += blocks_of(main_of(_page(found.text, what)), place=f"{posixpath.basename(chapter)}, line {{}}")
    if lost and not blocks:
        raise lost[0]
    return assemble(blocks, title=" ".join((package.findtext(f".//{_TITLE}") or "").split()), warnings=warnings)


def _chapters(package: _Element, folder: str) -> Iterator[str]:
    """The names of the chapters in the container, in the order of the spine, each once."""
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    seen = set()
    for entry in package.iter(f"{_OPF}itemref"):
        item = items.get(entry.get("idref"))
        if (
            item is None
            or item.get("media-type", "").lower() not in _PAGES
            or "nav" in item.get("properties", "").split()
        ):
            continue
        path = posixpath.normpath(posixpath.join("/", folder, unquote(item.get("href", "").partition("#")[0]))).lstrip(
            "/"
        )
        if path not in seen:
            seen.add(path)
            yield path


def _locked(container: Container) -> set[str]:
    """The members that are encrypted; fonts may be in any book, and do not matter."""
    if "META-INF/encryption.xml" not in container:
        return set()
    return {unquote(found.get("URI", "")) for found in container.xml("META-INF/encryption.xml").iter(_ENCRYPTED)}


def _page(text: str, what: str) -> HtmlElement:
    """A chapter's page: as XML, where `<title/>` is a whole element, and as any other page where it is none."""
    from lxml import etree
    from lxml import html as pages

    if "<!ENTITY" not in text:
        parser = pages.XHTMLParser(
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(_ENTITY.sub(_character, text).encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError:
            return page_of(text, what)
        pages.xhtml_to_html(root)
        if root.tag == "html" and root.find("body") is not None:
            return root
    return page_of(text, what)


def _character(entity: re.Match[str]) -> str:
    return html.entities.html5.get(entity[1], entity[0])
