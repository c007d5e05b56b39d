"""Markdown: the words a reader of the rendered page sees, so that no quote carries asterisks or link addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.document import Draft
from corpus.errors import DocumentError
from corpus.formats.blocks import assemble
from corpus.formats.html import blocks_of, tree_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# YAML between two lines, from its first key on: a line and a paragraph below it are text
_FRONT_MATTER = re.compile(
    r"""\A---[ \t]*\r?\n(?=["']?[\w-]+["']?[ \t]*:[ \t\r\n])(.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?""",
    re.DOTALL | re.MULTILINE,
)
_DEEPEST = 100  # levels of quotes and lists, one inside the other
_LINE = "data-pincite-line"  # an attribute of the page that Markdown is rendered to
_TITLE = re.compile(r"""^title:[ \t]*["']?(.+?)["']?[ \t]*\r?$""", re.MULTILINE | re.IGNORECASE)


def parse(text: str, name: str) -> Draft:
    """Make a draft of a Markdown file (CommonMark with tables and strikethrough; front matter is read for its title).

    Raises:
        DocumentError: its quotes and lists, or raw HTML in it, are nested too deep to be read whole.
    """
    title = ""
    if front := _FRONT_MATTER.match(text):
        found = _TITLE.search(front[1])
        title = found[1] if found else ""
        text = text[front.end() :]
    above = front[0].count("\n") if front else 0  # lines
    page = tree_of(_page_of(text, name, above), name)
    draft = assemble(blocks_of(page.body, _line_of), title=title)
    if not draft.title and draft.headings and draft.headings[0][2] == 1:
        start, end, _ = draft.headings[0]
        return replace(draft, title=" ".join(draft.text[start:end].split()))
    return draft


def _page_of(text: str, name: str, above: int) -> str:
    """Render to HTML in which elements say their lines, after `above` other lines.

    Raises:
        DocumentError: the parser would drop text.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise DocumentError(
            f"{name} nests quotes and lists deeper than {_DEEPEST} levels.",
            hint="No page for people does; save its text as a .txt file.",
        )
    for token in tokens:
        if token.map and token.nesting >= 0:  # of a block of code the line below its fence
            token.attrSet(_LINE, str(above + token.map[0] + 1 + (token.type == "fence")))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _line_of(element: HtmlElement) -> int:
    """The line that an element, or the nearest around it, says; 0 in HTML that stood in the Markdown."""
    while element is not None:
        if said := element.get(_LINE):
            return int(said) if said.isdecimal() else 0
        element = element.getparent()
    return 0
