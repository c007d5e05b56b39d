"""An answer with its citations as text to take along; the page's script adds the address of the first place."""

from __future__ import annotations

import re

from qa.answer import Answer, Citation
from qa.chat.words import place

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~!$&])")


def as_text(answer: Answer) -> str:
    """Plain text: every quote with the place where it stands.

    A quote is followed by its sentence where that is longer.
    """
    lines = []
    for part in answer.parts:
        first = part.citations[0]
        lines.append(f"“{_line(first.quote)}”")
        if first.sentence != first.quote:
            lines.append(f"In its sentence: {_line(first.sentence)}")
        lines += [f"— {_line(place(citation))}" for citation in part.citations]
    return "\n".join(lines)


def as_markdown(answer: Answer) -> str:
    """Markdown: every sentence as a block quote with the span in bold, and the place; no word of it is markup."""
    blocks = []
    for part in answer.parts:
        places = [f"— {_plain(place(citation))}" for citation in part.citations]
        blocks.append("\n>\n> ".join([f"> {_marked(part.citations[0])}", *places]))
    return "\n\n".join(blocks)


def _marked(citation: Citation) -> str:
    before, quote, after = map(_plain, citation.in_sentence)
    return f"{before}**{quote.strip()}**{after}"


def _plain(text: str) -> str:
    """Text on one line of which Markdown makes nothing."""
    return _MARKUP.sub(r"\\\1", _line(text))


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
