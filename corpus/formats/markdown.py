"""Markdown: the words a reader of the rendered page sees, so that no quote carries asterisks or link addresses."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.document import Draft
from corpus.formats.blocks import assemble
from corpus.formats.html import blocks_of, tree_of

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"""^title:[ \t]*["']?(.+?)["']?[ \t]*\r?$""", re.MULTILINE | re.IGNORECASE)


def parse(text: str, name: str) -> Draft:
    """Make a draft of a Markdown file (CommonMark with tables and strikethrough; front matter is read for its title).

    Raises:
        DocumentError: raw HTML in it is nested too deep to be read whole.
    """
    from markdown_it import MarkdownIt

    title = ""
    if front := _FRONT_MATTER.match(text):
        found = _TITLE.search(front[1])
        title = found[1] if found else ""
        text = text[front.end() :]
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    draft = assemble(blocks_of(tree_of(page, name).body), title=title)
    if not draft.title and draft.headings and draft.headings[0][2] == 1:
        start, end, _ = draft.headings[0]
        return replace(draft, title=" ".join(draft.text[start:end].split()))
    return draft
