"""A store: a folder of immutable generations, and a pointer to the one that counts."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Document, located
from corpus.errors import StoreDamaged, StoreMissing, UnknownDocument
from index.fuse import fuse
from index.generation import Generation
from index.hits import Hit
from index.manifest import LAYOUT
from index.pointer import read_manifest, read_pointer
from index.trace import stage
from index.word_index import Occurrence, searched_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Vectors
    from index.texts import Documents, Head

_CANDIDATES = 100  # of each kind, before they are fused


def default_store() -> Path:
    """The store that is meant when none is named: `$PINCITE_STORE`, else `.pincite` in the current folder."""
    return Path(os.environ.get("PINCITE_STORE") or ".pincite")


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One generation of a store, open for searching. It stays whole whatever is published after it."""

    path: Path
    generation: Generation

    @staticmethod
    @stage("open")
    def open(path: str | Path, *, anew: bool = False) -> Store:
        """Open the current generation of the store at `path`, after checking the hash of each of its files.

        A large one that this machine has checked before is not checked again where its files look as they did, unless
        it is to be checked `anew`; see `index.memo`.

        Raises:
            StoreMissing: there is no store.
            StoreDamaged: its files are not those that were written.
            StoreForeign: another format version wrote it.
        """
        path = Path(path)
        for _ in range(3):  # a generation that was current a moment ago may have been cleared away since
            pointer = read_pointer(path)
            try:
                return Store(path=path, generation=_open_generation(path, *pointer, anew=anew))
            except StoreDamaged:
                if read_pointer(path) == pointer:
                    raise
        raise StoreDamaged(f"{path} changes faster than it can be opened.", hint="Try again when no build is running.")

    @property
    def id(self) -> str:
        """The name of the generation."""
        return self.generation.manifest.id

    @property
    def documents(self) -> Documents:
        """The documents, in the order in which they were added, each read when it is asked for."""
        return self.generation.documents

    def is_current(self) -> bool:
        """Whether no newer generation has been published."""
        try:
            return read_pointer(self.path)[0] == self.id
        except (StoreMissing, StoreDamaged):
            return True  # what is open is all there is

    def document(self, identity: str) -> Document:
        """The document with this id.

        Raises:
            UnknownDocument: there is none.
        """
        number = self.documents.find(identity)
        if number is not None:
            return self.documents[number]
        raise UnknownDocument(
            f"No document {identity[:16]}… is in {self.path}.", hint="It may have been removed or changed."
        )

    def select(self, names: Iterable[str]) -> frozenset[str]:
        """The ids of the documents that `names` mean: a title, a source (path or address), a file's name, or an id.

        Raises:
            UnknownDocument: a name that means none of them.
        """
        found: set[str] = set()
        for name in names:  # whole ids are looked up, since programs give thousands of them
            known = self.documents.find(name) is not None
            same = [name] if known else [head.id for head in find_documents(self.documents.heads, name, self.path)]
            found.update(same)
        return frozenset(found)

    @stage("search")
    def search(
        self, vector: Vectors, terms: Sequence[str], k: int, allowed: Collection[str] | None = None
    ) -> list[Hit]:
        """The `k` best passages for a question's vector and terms, best first; ties go to the earlier passage.

        Args:
            vector: the question's vector, shape `(dimension,)`, length 1.
            terms: its stems (`index.lexical.terms_of`).
            k: how many passages at most.
            allowed: ids of the documents to search; None searches all.
        """
        import numpy as np

        if k < 1 or not self.generation.passages:
            return []
        rows, lexical = self._rows_of(allowed), self.generation.lexical
        by_words = lexical.best(terms, _CANDIDATES, rows)
        by_meaning = self.generation.dense.nearest(vector, max(k, _CANDIDATES), rows)
        candidates = np.union1d(by_words, by_meaning)
        dense, words = self.generation.dense.cosines(vector, candidates), lexical.scores_of(terms, candidates)
        scores = fuse(dense, words)
        order = np.lexsort((candidates, -scores))[:k]
        return [
            Hit(
                passage=self.generation.passages[int(candidates[i])],
                score=float(scores[i]),
                rank=rank,
                dense=float(dense[i]),
                lexical=float(words[i]),
            )
            for rank, i in enumerate(order, 1)
        ]

    def occurrences(self, question: str, allowed: Collection[str] | None = None) -> list[Occurrence]:
        """The words that say what a question is about, and in how many of the passages searched they occur.

        A word occurs in a passage when a form of it (`index.words`) is a word of the passage, of a heading above it
        or of its document's title. `allowed` are ids of documents; None means all.
        """
        passages = self.generation.passages
        return self.generation.words.occurrences(
            question, self._rows_of(allowed), lambda row: searched_text(passages[row])
        )

    def count_passages(self, allowed: Collection[str] | None = None) -> int:
        """How many passages the documents with the ids `allowed` have; all documents if None."""
        rows = self._rows_of(allowed)
        return len(self.generation.passages) if rows is None else len(rows)

    def _rows_of(self, allowed: Collection[str] | None) -> NDArray[np.int64] | None:
        return None if allowed is None else self.generation.passages.in_documents(allowed)


def find_documents(documents: Iterable[Head], name: str, where: Path) -> list[Head]:
    """The documents that a person means by `name`: title, source (also as a relative path), file name, or begin of id.

    Raises:
        UnknownDocument: none.
    """
    wanted = name.strip().casefold()
    path = "" if "\0" in name else str(located(name.strip())).casefold()
    found = [document for document in documents if wanted and not _names_of(document).isdisjoint((wanted, path))]
    if not found and re.fullmatch(r"[0-9a-f]{8,64}", wanted):
        found = [document for document in documents if document.id.startswith(wanted)]
    if not found:
        titles = ", ".join(repr(document.title) for document in list(documents)[:8]) or "no document at all"
        raise UnknownDocument(
            f"{where} holds no document {name!r}.", hint=f"It holds {titles}; see python -m index list."
        )
    return found


def _names_of(document: Head) -> set[str]:
    names: set[str] = set()
    for source in document.sources:
        names |= {source.title, source.uri, Path(source.uri).name, Path(source.uri).stem}
    return {name.casefold() for name in names}


def _open_generation(path: Path, name: str, digest: str, *, anew: bool) -> Generation:
    folder = path / LAYOUT.generations / name
    try:
        return Generation.open(folder, read_manifest(folder, digest), anew=anew)
    except OSError as error:
        raise StoreDamaged(
            f"{error.filename or folder} cannot be read: {error.strerror}.",
            hint="Check its permissions, restore the folder from a copy, or build the store anew.",
        ) from error
