"""Blocks of text, and how they are put together into a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.document import Draft
from corpus.normalise import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, table row or heading; `level` is 1 to 6 for a heading and 0 for everything else."""

    text: str
    level: int = 0


def assemble(blocks: Iterable[Block], *, title: str = "") -> Draft:
    r"""Join blocks by empty lines into a draft.

    Blocks are normalised one by one: an empty line between them keeps the whole normalised, so offsets are final.

    >>> assemble([Block(text="Origins", level=2), Block(text="It began in 1951.")]).text
    'Origins\\n\\nIt began in 1951.'
    """
    parts: list[str] = []
    headings: list[tuple[int, int, int]] = []
    at = 0
    for block in blocks:
        text = normalise(block.text).strip()
        if not text:
            continue
        if block.level:
            headings.append((at, at + len(text), block.level))
        parts.append(text)
        at += len(text) + 2
    return Draft(text="\n\n".join(parts), title=normalise(title).strip(), headings=tuple(headings))
