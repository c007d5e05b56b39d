"""HTML: the words of the main text in blocks, with headings; navigation and the like are left out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.document import Draft
from corpus.errors import DocumentError
from corpus.formats.around import is_around
from corpus.formats.blocks import Block, assemble
from corpus.furniture import furniture_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN = frozenset("script style template noscript".split())  # leaves no trace between the words around it
_OBJECTS = frozenset(  # stands between words, but is none
    "iframe object svg math canvas audio video button input select textarea dialog".split()
)
_FURNITURE = frozenset("nav aside footer form menu".split())  # by HTML's own definition not part of the main text
_FURNITURE_ROLES = frozenset("navigation banner contentinfo complementary search dialog menu toolbar alert".split())
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_NOT_IN_ROWS = frozenset(("table", "pre", "article", "section", *_LEVELS))
_LONGEST_ROW = 1000  # characters, and elements
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_NOTE = re.compile(r"(?:foot|end)note|\b(?:note|admonition)\b")
_LAST_LINE = 65_535  # the parser counts no further
_SPACE = re.compile(r"[ \t\n\r\f]+")  # what HTML collapses; a no-break space is kept


def parse(text: str, name: str) -> Draft:
    """Make a draft of an HTML page.

    Every paragraph, list item, table row, heading and caption of the main text becomes a block; the cells of a row are
    separated by a tab.

    Raises:
        DocumentError: the markup is nested deeper than the parser goes, so that text would be lost.
    """
    root = tree_of(text, name)
    draft = assemble(blocks_of(main_of(root)), title=_SPACE.sub(" ", root.findtext(".//title") or ""))
    found = sorted([*draft.furniture, *furniture_of(draft.text, draft.headings)])
    return replace(draft, furniture=tuple(_joined(found)))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans with those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def tree_of(text: str, name: str) -> HtmlElement:
    """The parsed page. Raises `DocumentError` where the parser would drop text."""
    from lxml import etree, html

    # Bytes and a fixed encoding: the text is decoded already, and a declared encoding must not be obeyed a second time.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError:  # no element at all: nothing, or comments alone
        return html.document_fromstring("<html><body></body></html>")
    if any("depth" in entry.message for entry in parser.error_log):
        raise DocumentError(
            f"{name} nests its tags deeper than 2,048 levels.",
            hint="No page for people does; save its text as a .txt file.",
        )
    return root


def line_in_file(element: HtmlElement) -> int:
    """The line of a page in which an element begins, 0 where the parser lost count."""
    line = element.sourceline or 0
    return line if line < _LAST_LINE else 0


def blocks_of(
    main: HtmlElement, line_of: Callable[[HtmlElement], int] = line_in_file, place: str = "line {}"
) -> list[Block]:
    """The blocks of text below `main`, in order, by a walk that needs no recursion however deep the tree.

    `line_of` gives the line of the file in which an element begins, 0 where it is not known; `place` says how the place
    of a block is named by it.
    """
    from lxml import etree

    gathered = _Gatherer(place=place)
    left_out = around = None
    walk = etree.iterwalk(main, events=("start", "end"))
    for event, element in walk:
        tag = element.tag.lower().rpartition("}")[2] if isinstance(element.tag, str) else ""
        if event == "start" and element is not main and _is_left_out(element, tag):
            left_out = element
            walk.skip_subtree()
            gathered.leave_out(tag)
        elif event == "start":
            if around is None and main.tag == "body" and element is not main and is_around(element, tag):
                around = element
                gathered.flush()
                gathered.around = True
            gathered.open(tag, is_row=tag == "tr" and _is_row(element))
            gathered.add(element.text, line_of(element))
        elif element is not main:
            if element is not left_out:
                gathered.close(tag)
            if element is around:
                gathered.flush()
                around, gathered.around = None, False
            gathered.add(element.tail, line_of(element) if tag in _INLINE else 0)
    gathered.flush()
    return gathered.blocks


@dataclass(slots=True)
class _Gatherer:
    """Collects words until a block's edge."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    level: int = 0
    preformatted: int = 0  # how many <pre> are open
    around: bool = False  # in what stands around the text of the page
    in_row: bool = False  # in a row of a table: blocks in its cells do not part it
    place: str = ""
    line: int | None = None  # of the first words, 0 where it is not known

    def open(self, tag: str, *, is_row: bool) -> None:
        breaks = self.in_row and tag not in _INLINE and tag not in ("td", "th")
        if breaks or tag == "br":
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append("\t")
        elif tag not in _INLINE:
            self.flush()
            self.level = _LEVELS.get(tag, self.level)  # a block that opens a heading belongs to it
            self.preformatted += tag == "pre"
            self.in_row = is_row

    def close(self, tag: str) -> None:
        if tag in _INLINE or tag in ("br", "td", "th"):
            return
        if self.in_row and tag != "tr":
            self.words.append("\n")
            return
        self.flush()
        self.level = 0
        self.preformatted -= tag == "pre"
        self.in_row = False

    def leave_out(self, tag: str) -> None:
        if tag in _OBJECTS:
            self.words.append(" ")
        elif tag not in _INLINE and tag not in _UNSEEN and not self.in_row:
            self.flush()

    def add(self, words: str | None, line: int) -> None:
        if words:
            if self.line is None and words.strip():
                self.line = line and line + words[: len(words) - len(words.lstrip())].count("\n")
            self.words.append(words if self.preformatted else _SPACE.sub(" ", words))

    def flush(self) -> None:
        joined = "".join(self.words)
        if not self.preformatted:
            joined = re.sub(r" *([\n\t]) *", r"\1", re.sub(" {2,}", " ", joined))
        if self.in_row:
            joined = re.sub(r"\n*\t\n*", "\t", re.sub("\n{2,}", "\n", joined))
        if joined.strip():
            place = self.place.format(self.line) if self.line else ""
            self.blocks.append(Block(text=joined.strip("\n\t "), level=self.level, place=place, furniture=self.around))
            self.level = 0
        self.words.clear()
        self.line = None


def main_of(root: HtmlElement) -> HtmlElement:
    """The page's only `<main>` or `<article>` where it has one with words in it, else its body."""
    for query in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(query)
        if len(found) == 1 and "".join(found[0].itertext()).strip():
            return found[0]
    return root.find("body")


def _is_row(element: HtmlElement) -> bool:
    """Whether a row of a table is one of figures and short texts, and not the layout of a page."""
    inner = list(itertools.islice((found.tag for found in element.iterdescendants()), _LONGEST_ROW + 1))
    if len(inner) > _LONGEST_ROW or not _NOT_IN_ROWS.isdisjoint(inner):
        return False
    words = 0
    for text in element.itertext():
        words += len(text)
        if words > _LONGEST_ROW:
            return False
    return True


def _is_left_out(element: HtmlElement, tag: str) -> bool:
    if tag == "aside" and _is_note(element):
        return False
    if tag in _UNSEEN | _OBJECTS | _FURNITURE or element.get("role", "") in _FURNITURE_ROLES:
        return True
    # a page's own header is furniture, an article's header holds its title
    if tag == "header" and not any(parent.tag in ("article", "main", "section") for parent in element.iterancestors()):
        return not element.findall(".//h1")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in element.get("style", "").replace(" ", "").lower()
    )


def _is_note(element: HtmlElement) -> bool:
    """Whether an aside holds footnotes or a remark, which belong to the text."""
    kinds = (element.get("role"), element.get("class"), element.get("epub:type"), element.get(_EPUB_TYPE))
    return any(_NOTE.search(kind) for kind in kinds if kind)
