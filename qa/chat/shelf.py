"""What is known of each document in a store: the rows of the documents page and of the endpoint `/documents`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.store import Store
from index.texts import Head

PER_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document as a line of a list; `pages` is 0 where the original has none, `added` an ISO 8601 time in UTC."""

    id: str
    title: str
    kind: str
    pages: int
    passages: int
    added: str
    files: tuple[str, ...]


Titled = TypeVar("Titled", Row, Head)


def rows_of(store: Store) -> list[Row]:
    """All documents of a store, in the order in which they were added."""
    return [
        Row(
            id=document.id,
            title=document.title,
            kind=document.kind,
            pages=document.pages,
            passages=passages,
            added=max(source.added for source in document.sources),
            files=tuple(Path(source.uri).name for source in document.sources),
        )
        for document, passages in zip(store.documents.heads, store.generation.passages.counts(), strict=True)
    ]


def by_title(things: Iterable[Titled]) -> list[Titled]:
    """Documents or rows in the order in which people look for them: in any case, numbers by their size.

    >>> from types import SimpleNamespace as Of
    >>> [one.title for one in by_title([Of(title="Note 10"), Of(title="note 9"), Of(title="Atlas")])]
    ['Atlas', 'note 9', 'Note 10']
    """
    return sorted(things, key=lambda thing: _pieces(thing.title))


def matching(rows: Iterable[Row], words: str) -> list[Row]:
    """The rows whose title, kind or file names hold every one of some words, in any case."""
    wanted = words.casefold().split()
    return [
        row for row in rows if all(word in " ".join((row.title, row.kind, *row.files)).casefold() for word in wanted)
    ]


def page_of(rows: Sequence[Row], page: int) -> tuple[Sequence[Row], int, int]:
    """The rows of a page, its number (the nearest one that there is, counted from 1), and how many pages there are."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(page, 1), pages)
    return rows[(page - 1) * PER_PAGE : page * PER_PAGE], page, pages


def _pieces(title: str) -> list[tuple[int, str]]:
    """Words and numbers in turns: a number is compared by its digits' count first."""
    pieces = re.split(r"([0-9]+)", title.casefold())
    return [(len(piece.lstrip("0")), piece.lstrip("0")) if at % 2 else (0, piece) for at, piece in enumerate(pieces)]
