"""One immutable state of a store: written whole, read whole, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Document, Passage, Splitting
from corpus.errors import StoreDamaged
from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.manifest import LAYOUT, Manifest, check_files, hashes_below
from index.mapped import mapped_array
from index.memo import Memo
from index.texts import Documents, Passages
from index.word_index import WordIndex, searched_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """Documents, their passages, and the indexes over these; row `i` of each index is `passages[i]`."""

    manifest: Manifest
    documents: Documents
    passages: Passages
    dense: DenseIndex
    lexical: LexicalIndex
    words: WordIndex
    keys: NDArray[np.uint8]  # (passages, 32): what names each vector

    @staticmethod
    def open(folder: Path, manifest: Manifest, *, anew: bool = False) -> Generation:
        """Map a generation after checking the hash of each of its files and what must hold between them.

        Of a large one that this machine has checked before, and whose files look as they did then, that is not done
        again (`index.memo`), unless it is to be checked `anew`.

        Raises:
            StoreDamaged: a file is not what was written, or a passage lies outside of its document.
        """
        memo = Memo.of(folder, manifest)
        known = memo.holds() and not anew
        if not known:
            check_files(folder, manifest)
        documents = Documents.load(folder)
        passages = Passages(documents, mapped_array(folder / LAYOUT.passages))
        generation = Generation(
            manifest=manifest,
            documents=documents,
            passages=passages,
            dense=DenseIndex.load(folder),
            lexical=LexicalIndex.load(folder / LAYOUT.lexical, len(passages)),
            words=WordIndex.load(folder / LAYOUT.words),
            keys=mapped_array(folder / LAYOUT.keys),
        )
        if not known:
            generation.check(folder)
            memo.save()
        return generation

    def check(self, where: Path) -> None:
        """Assert what must hold between the files of a generation.

        Raises:
            StoreDamaged: it does not.
        """
        import numpy as np

        counts = {len(self.passages), len(self.keys), len(self.dense), self.manifest.passages}
        lengths = np.array([*self.documents.check(where), 0], dtype=np.int64)  # the last for a number that is none
        number, start, end = self.passages.rows.T
        known = (number >= 0) & (number < len(self.documents))
        inside = known & (start >= 0) & (start < end) & (end <= lengths[np.where(known, number, -1)])
        outside = int(np.count_nonzero(~inside))
        if len(counts) > 1 or outside:
            raise StoreDamaged(
                f"{where}: counts of passages {sorted(counts)}, {outside} outside of their documents.",
                hint="Build the store anew from its documents.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a generation is made of, before it has files."""

    documents: Sequence[Document]
    passages: Sequence[Passage]
    texts: Sequence[str]  # what was embedded of each passage
    vectors: Vectors  # (len(passages), dimension)
    encoder: Mapping[str, str | int]
    splitting: Splitting
    before: DenseIndex | None = None  # of the generation that this one follows

    def lexical(self) -> LexicalIndex:
        """The index of what was embedded, by its terms."""
        return LexicalIndex.build(self.texts)

    def words(self) -> WordIndex:
        """The index of what is said to be searched, by its words."""
        return WordIndex.build(map(searched_text, self.passages))


def write_generation(folder: Path, contents: Contents, *, number: int) -> Manifest:
    """Write all files of a generation into a new folder; its manifest comes last.

    `number` counts the generations of a store, so that their names sort by age.
    """
    import numpy as np

    folder.mkdir(parents=True)
    Documents.write(folder, contents.documents)
    numbers = {document.id: i for i, document in enumerate(contents.documents)}
    rows = [(numbers[p.document.id], p.start, p.end) for p in contents.passages]
    np.save(folder / LAYOUT.passages, np.array(rows, dtype=np.int64).reshape(-1, 3))
    np.save(folder / LAYOUT.keys, _as_rows([key_of(text) for text in contents.texts]))
    DenseIndex.build(contents.vectors, before=contents.before).save(folder)
    contents.lexical().save(folder / LAYOUT.lexical)
    contents.words().save(folder / LAYOUT.words)
    files = hashes_below(folder)
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    manifest = Manifest(
        id=f"{number:06d}-{digest[:12]}",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=contents.encoder,
        splitting=contents.splitting,
        documents=len(contents.documents),
        passages=len(contents.passages),
        files=files,
    )
    (folder / LAYOUT.manifest).write_bytes(manifest.to_bytes())
    return manifest


def key_of(text: str) -> bytes:
    """What names a vector: the hash of the text that was embedded."""
    return hashlib.sha256(text.encode("utf-8")).digest()


def _as_rows(keys: list[bytes]) -> NDArray[np.uint8]:
    import numpy as np

    return np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, 32)
