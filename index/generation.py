"""One immutable state of a store: written whole, read whole, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import Document, Origin, Page, Passage, Section, Source, Splitting
from corpus.errors import StoreDamaged
from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.manifest import LAYOUT, Manifest, check_files, hashes_below
from index.word_index import WordIndex, searched_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """Documents, their passages, and the indexes over these; row `i` of each index is `passages[i]`."""

    manifest: Manifest
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    dense: DenseIndex
    lexical: LexicalIndex
    words: WordIndex
    keys: tuple[bytes, ...]

    @staticmethod
    def open(folder: Path, manifest: Manifest) -> Generation:
        """Read a generation after checking the hash of each of its files.

        Raises:
            StoreDamaged: a file is not what was written, or a passage lies outside of its document.
        """
        import numpy as np

        check_files(folder, manifest)
        lines = (folder / LAYOUT.documents).read_text(encoding="utf-8").split("\n")
        documents = tuple(document_from(json.loads(line)) for line in lines if line)
        rows = np.load(folder / LAYOUT.passages, allow_pickle=False)
        passages = tuple(
            Passage(document=documents[number], start=start, end=end) for number, start, end in rows.tolist()
        )
        generation = Generation(
            manifest=manifest,
            documents=documents,
            passages=passages,
            dense=DenseIndex.load(folder / LAYOUT.dense),
            lexical=LexicalIndex.load(folder / LAYOUT.lexical, len(passages)),
            words=WordIndex.load(folder / LAYOUT.words),
            keys=tuple(row.tobytes() for row in np.load(folder / LAYOUT.keys, allow_pickle=False)),
        )
        generation.check(folder)
        return generation

    def check(self, where: Path) -> None:
        """Assert what must hold between the files of a generation.

        Raises:
            StoreDamaged: it does not.
        """
        for document in self.documents:
            if hashlib.sha256(document.text.encode("utf-8")).hexdigest() != document.id:
                raise StoreDamaged(
                    f"{where}: the text of {document.title!r} does not hash to its id.", hint="Build it anew."
                )
        counts = {len(self.passages), len(self.keys), len(self.dense), self.manifest.passages}
        outside = [p for p in self.passages if not 0 <= p.start < p.end <= len(p.document.text)]
        if len(counts) > 1 or outside:
            raise StoreDamaged(
                f"{where}: counts of passages {sorted(counts)}, {len(outside)} outside of their documents.",
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


def write_generation(folder: Path, contents: Contents, *, number: int) -> Manifest:
    """Write all files of a generation into a new folder; its manifest comes last.

    `number` counts the generations of a store, so that their names sort by age.
    """
    import numpy as np

    folder.mkdir(parents=True)
    with (folder / LAYOUT.documents).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(data_of(document), ensure_ascii=False) + "\n" for document in contents.documents)
    numbers = {document.id: i for i, document in enumerate(contents.documents)}
    rows = [(numbers[p.document.id], p.start, p.end) for p in contents.passages]
    np.save(folder / LAYOUT.passages, np.array(rows, dtype=np.int64).reshape(-1, 3))
    np.save(folder / LAYOUT.keys, _as_rows([key_of(text) for text in contents.texts]))
    DenseIndex.build(contents.vectors).save(folder / LAYOUT.dense)
    LexicalIndex.build(contents.texts).save(folder / LAYOUT.lexical)
    WordIndex.build(map(searched_text, contents.passages)).save(folder / LAYOUT.words)
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
