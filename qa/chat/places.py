"""Links to places in documents, and passages with theirs."""

from __future__ import annotations

from html import escape

from qa.answer import Considered, DocumentRef
from qa.chat.words import path, why


def target(document: DocumentRef, start: int, end: int) -> str:
    """The permanent link to a place and, for the page's script, its parts."""
    return (
        f'href="{escape(link_to(document, start, end))}" '
        f'data-doc="{escape(document.id)}" data-start="{start}" data-end="{end}"'
    )


def link_to(document: DocumentRef, start: int, end: int) -> str:
    """The permanent link to a place, relative to the page's address; sixteen digits of the id name the document."""
    return f"?doc={document.id[:16]}&start={start}&end={end}"


def passage_of(passage: Considered) -> str:
    """A passage with a link to where it stands, and why it was read."""
    return (
        f'<p class="soft"><a class="place" {target(passage.document, passage.start, passage.end)}>{path(passage)}</a> '
        f'· {escape(why(passage))}</p><div class="paper" dir="auto">{escape(passage.text)}</div>'
    )


def folds(*folded: str) -> str:
    """Folded elements in one row."""
    return f'<div class="folds">{"".join(folded)}</div>' if any(folded) else ""
