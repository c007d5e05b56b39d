"""The documents of a store while they change: put in, taken out and moved by the files that they came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from corpus import Document, Source
from index.report import Report


class Shelf:
    """Documents in their order, found by text and by source without a walk through all of them.

    A document may have several sources (two files with one text); a source has one document.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._holder = {source.uri: document.id for document in self._documents.values() for source in document.sources}

    @property
    def documents(self) -> list[Document]:
        """The documents, in the order in which they came."""
        return list(self._documents.values())

    def sources(self) -> dict[str, Source]:
        """Every source by its path or address."""
        return {source.uri: source for document in self._documents.values() for source in document.sources}

    def put(self, new: Document, report: Report) -> None:
        """Take in a document that was just read, by its text and its source."""
        source = new.sources[0]
        replaced = self._holder.get(source.uri, new.id) != new.id and self.take(source.uri) is not None
        old = self._documents.get(new.id)
        if old is None:
            self._keep(new)
            report.note("replaced" if replaced else "added", source.uri, new.title)
            return
        before = next((known for known in old.sources if known.uri == source.uri), None)
        if before is None:
            self._keep(old.with_sources((*old.sources, source)))
            report.note("replaced" if replaced else "added", source.uri, new.title)
        elif before.sha256 == source.sha256:
            report.note("unchanged", source.uri, new.title)
        else:  # other bytes, the same text, perhaps with other headings; the first source's count
            read_last = new if before is old.sources[0] else old
            self._keep(read_last.with_sources(tuple(source if known is before else known for known in old.sources)))
            report.note("replaced", source.uri, new.title)

    def take(self, uri: str) -> str | None:
        """Forget a source: its document goes, unless the same text has another one. Its title; None if unknown."""
        holder = self._holder.pop(uri, None)
        if holder is None:
            return None
        old = self._documents[holder]
        kept = tuple(source for source in old.sources if source.uri != uri)
        if kept:
            self._documents[holder] = old.with_sources(kept)
        else:
            del self._documents[holder]
        return next(source.title for source in old.sources if source.uri == uri)

    def move(self, old: str, new: str, report: Report) -> None:
        """The file `old` is called `new` now; so is its document, where the file's name was its title."""
        document = self._documents[self._holder.pop(old)]
        source = next(source for source in document.sources if source.uri == old)
        title = Path(new).stem if source.title == Path(old).stem else source.title
        moved = replace(source, uri=new, title=title)
        self._keep(document.with_sources(tuple(moved if known is source else known for known in document.sources)))
        report.note("moved", new, title)

    def _keep(self, document: Document) -> None:
        self._documents[document.id] = document
        self._holder |= {source.uri: document.id for source in document.sources}
