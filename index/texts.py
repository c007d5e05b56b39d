"""The documents and passages of a generation, read from its files one by one as they are asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from corpus import Document, Origin, Page, Passage, Section, Source, Sourced
from corpus.errors import StoreDamaged
from index.manifest import LAYOUT
from index.mapped import mapped_array, mapped_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KEPT = 128  # documents that stay read


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Sourced):
    """What lists say of a document: read for all of them at once, without their texts. `pages` counts them."""

    id: str
    sources: tuple[Source, ...]
    pages: int

    @staticmethod
    def of(document: Document) -> Head:
        """The head of a document."""
        return Head(id=document.id, sources=document.sources, pages=len(document.pages))


class Documents(Sequence[Document]):
    """The documents of a store, in the order in which they were added; those asked for last stay in memory."""

    def __init__(self, lines: Any, starts: NDArray[np.int64], heads: Callable[[], tuple[Head, ...]]) -> None:
        """Take the lines as one thing that can be sliced to bytes, where each begins (and one more), and the heads."""
        self._starts, self._load_heads = starts, heads
        self._parsed = partial(_document_at, lines, starts)  # knows nothing of `self`, which would keep files mapped
        self._read = lru_cache(maxsize=_KEPT)(self._parsed)

    @staticmethod
    def load(folder: Path) -> Documents:
        """Map the documents of a generation."""
        starts = mapped_array(folder / LAYOUT.lines)
        # opened now, since a generation may be cleared away while it is in use
        heads = mapped_bytes(folder / LAYOUT.heads)
        return Documents(mapped_bytes(folder / LAYOUT.documents), starts, lambda: _heads_in(heads[:]))

    @staticmethod
    def write(folder: Path, documents: Iterable[Document]) -> None:
        """Write documents into the folder of a new generation: a line of JSON each, and one for its head."""
        import numpy as np

        starts = [0]
        with (folder / LAYOUT.documents).open("wb") as file, (folder / LAYOUT.heads).open("wb") as heads:
            for document in documents:
                starts.append(starts[-1] + file.write(_line(data_of(document))))
                heads.write(_line(asdict(Head.of(document))))
        np.save(folder / LAYOUT.lines, np.array(starts, dtype=np.int64))

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> Document: ...
    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...
    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        if isinstance(number, slice):
            return [self._read(one) for one in range(len(self))[number]]
        return self._read(range(len(self))[number])

    def __iter__(self) -> Iterator[Document]:
        return map(self._read, range(len(self)))

    def find(self, identity: str) -> int | None:
        """The number of the document with this id, None if there is none."""
        return self._numbers.get(identity)

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """The heads of all documents, in their order."""
        return self._load_heads()

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {head.id: number for number, head in enumerate(self.heads)}

    def check(self, where: Path) -> list[int]:
        """Read every document, check that its text hashes to its id, and return how long the texts are.

        Raises:
            StoreDamaged: one does not, or its head says otherwise.
        """
        lengths = []
        for number, head in enumerate(self.heads):
            document = self._parsed(number)
            if hashlib.sha256(document.text.encode("utf-8")).hexdigest() != document.id or Head.of(document) != head:
                raise StoreDamaged(
                    f"{where}: the text of {document.title!r} does not hash to its id.", hint="Build it anew."
                )
            lengths.append(len(document.text))
        return lengths


def _document_at(lines: Any, starts: NDArray[np.int64], number: int) -> Document:
    return document_from(json.loads(lines[starts[number] : starts[number + 1]]))


class Passages(Sequence[Passage]):
    """The passages of a store in the order of its rows, made as they are asked for.

    `rows` has shape `(passages, 3)`: the number of the document, start and end.
    """

    def __init__(self, documents: Documents, rows: NDArray[np.int64]) -> None:
        self._documents = documents
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self._made(one) for one in self.rows[row].tolist()]
        return self._made(self.rows[row].tolist())

    def __iter__(self) -> Iterator[Passage]:
        return map(self._made, self.rows.tolist())

    def in_documents(self, ids: Iterable[str]) -> NDArray[np.int64]:
        """The rows of the passages of some documents, ascending; ids of none are left out."""
        import numpy as np

        chosen = np.zeros(len(self._documents), dtype=bool)
        chosen[[number for number in map(self._documents.find, ids) if number is not None]] = True
        return np.flatnonzero(chosen[self.rows[:, 0]])

    def counts(self) -> list[int]:
        """How many passages each document has."""
        import numpy as np

        return np.bincount(self.rows[:, 0], minlength=len(self._documents)).tolist()  # type: ignore[no-any-return]

    def _made(self, row: list[int]) -> Passage:
        number, start, end = row
        return Passage(document=self._documents[number], start=start, end=end)


def _line(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8") + b"\n"


def _heads_in(lines: bytes) -> tuple[Head, ...]:
    rows = map(json.loads, lines.splitlines())
    return tuple(Head(**row | {"sources": tuple(Source(**source) for source in row["sources"])}) for row in rows)


def data_of(document: Document) -> dict[str, Any]:
    """A document as JSON data."""
    return {
        "id": document.id,
        "sources": [asdict(source) for source in document.sources],
        "sections": [[s.start, s.body, s.end, s.level] for s in document.sections],
        "pages": [[p.number, p.start, p.end] for p in document.pages],
        "furniture": [list(span) for span in document.furniture],
        "origins": [[o.start, o.end, o.place, o.first, o.last, o.width] for o in document.origins],
        "warnings": list(document.warnings),
        "text": document.text,
    }


def document_from(data: dict[str, Any]) -> Document:
    """A document from its JSON data."""
    return Document(
        id=data["id"],
        sources=tuple(Source(**source) for source in data["sources"]),
        text=data["text"],
        sections=tuple(Section(start=a, body=b, end=c, level=d) for a, b, c, d in data["sections"]),
        pages=tuple(Page(number=n, start=a, end=b) for n, a, b in data["pages"]),
        furniture=tuple((a, b) for a, b in data["furniture"]),
        origins=tuple(
            Origin(start=a, end=b, place=place, first=first, last=last, width=width)
            for a, b, place, first, last, width in data["origins"]
        ),
        warnings=tuple(data["warnings"]),
    )
