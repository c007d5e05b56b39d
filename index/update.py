"""Changing what is in a store: add, remove, rebuild, clear away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from corpus import Document, Passage, Source, Splitting, files_below, read_document, split
from corpus.errors import DocumentError, StoreForeign, StoreMissing
from corpus.language import language_of
from index.encoder import DEFAULT_ENCODER, Encoder, open_encoder, words_to_embed
from index.generation import Contents, key_of
from index.publish import building, clear, publish
from index.store import Store, find_documents

if TYPE_CHECKING:
    from index.encoder import Vectors

Progress = Callable[[str, int, int], None]  # what is being done, how much of it is done, how much there is
_BATCH = 64  # passages embedded between two reports of progress


def no_progress(doing: str, done: int, total: int) -> None:
    """Report nothing."""


@dataclass(slots=True)
class Report:
    """What a change did: titles by what became of them, files that failed with the reason, and warnings."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    embedded: int = 0  # passages embedded anew
    passages: int = 0  # passages in the store afterwards
    generation: str = ""


def add(
    path: Path, files: Iterable[str | Path], *, encoder: Encoder | str | None = None, progress: Progress = no_progress
) -> Report:
    """Read files and folders into the store at `path`, which is made if there is none.

    A file that was in the store before is replaced where its content changed; only passages that are new are
    embedded. A file that cannot be read is reported and the others go on. `encoder` is one, or its name; None is the
    store's own.

    Raises:
        DocumentMissing: a path that does not exist.
        StoreForeign: the store was made by another encoder than the one named.
        StoreError: the store is damaged, read-only or busy.
    """
    report = Report()
    read = _read_all(list(dict.fromkeys(file.absolute() for file in files_below(files))), report, progress)
    with building(path):
        store = _open_if_any(path)
        documents = list(store.documents) if store else []
        for document in read:
            _merge(documents, document, report)
        if report.added or report.replaced:
            source = _EncoderSource(encoder, store)
            publish_documents(path, documents, source, report, progress)
        elif store:
            report.generation, report.passages = store.id, len(store.generation.passages)
    return report


def remove(path: Path, names: Sequence[str], *, encoder: Encoder | str | None = None) -> Report:
    """Take documents out of the store. Their text stays in older generations until `clear_away`.

    Raises:
        UnknownDocument: a name that means no document; nothing is removed then.
        StoreError: the store is missing, damaged, read-only or busy.
    """
    report = Report()
    Store.open(path)  # a clear error before a folder is made
    with building(path):
        store = Store.open(path)
        gone = {document.id: document for name in names for document in find_documents(store.documents, name, path)}
        report.removed = [document.title for document in gone.values()]
        kept = [document for document in store.documents if document.id not in gone]
        publish_documents(path, kept, _EncoderSource(encoder, store), report, no_progress)
    return report


def rebuild(path: Path, *, encoder: Encoder | str | None = None, progress: Progress = no_progress) -> Report:
    """Read every document's files again and embed everything anew, with another encoder if one is named.

    A document whose files are gone is kept from the store, with a warning.

    Raises:
        StoreError: the store is missing, damaged, read-only or busy.
    """
    report = Report()
    Store.open(path)
    with building(path):
        store = Store.open(path)
        documents: list[Document] = []
        for document in store.documents:
            files = [source.uri for source in document.sources if Path(source.uri).is_file()]
            fresh = _read_all([Path(file) for file in files], report, progress)
            if not fresh:
                report.warnings.append(
                    f"{document.title}: its file is gone or unreadable; kept as it was in the store."
                )
                _merge(documents, document, report)
            for again in fresh:
                _merge(documents, again, report)
        chosen = encoder or str(store.generation.manifest.encoder["name"])
        publish_documents(path, documents, _EncoderSource(chosen, None), report, progress, after=store.id)
    return report


def clear_away(path: Path) -> list[str]:
    """Delete all generations but the current one; what was removed from the store is then gone from the disk.

    Raises:
        StoreError: the store is missing, damaged, read-only or busy.
    """
    Store.open(path)
    with building(path):
        return clear(path, keep=Store.open(path).id)


def _read_all(files: Sequence[Path], report: Report, progress: Progress) -> list[Document]:
    documents = []
    for done, file in enumerate(files):
        progress("Reading", done, len(files))
        try:
            documents.append(read_document(file))
        except DocumentError as error:
            report.failed.append((str(file), str(error)))
    progress("Reading", len(files), len(files))
    for document in documents:
        if language := language_of(document.text):
            report.warnings.append(
                f"{document.title} looks like {language}: its passages can be found by their words, but the reader "
                "knows English only, so answers from it will be few and often wrong."
            )
    return documents


def _merge(documents: list[Document], new: Document, report: Report) -> None:
    """Put a document that was just read among those of a store, by its text and its source."""
    source = new.sources[0]
    replaced = _drop_source(documents, source, but=new.id)
    same = next((at for at, old in enumerate(documents) if old.id == new.id), None)
    if same is None:
        documents.append(new)
        (report.replaced if replaced else report.added).append(new.title)
        return
    old = documents[same]
    before = next((known for known in old.sources if known.uri == source.uri), None)
    if before is None:
        documents[same] = old.with_sources((*old.sources, source))
        report.added.append(new.title)
    elif before.sha256 == source.sha256:
        report.unchanged.append(new.title)
    else:  # other bytes, the same text
        documents[same] = old.with_sources(tuple(source if known is before else known for known in old.sources))
        report.replaced.append(new.title)


def _drop_source(documents: list[Document], source: Source, *, but: str) -> bool:
    """Forget what a file held before: its document goes, unless the same text has another source."""
    for at, old in enumerate(documents):
        if old.id != but and any(known.uri == source.uri for known in old.sources):
            kept = tuple(known for known in old.sources if known.uri != source.uri)
            if kept:
                documents[at] = old.with_sources(kept)
            else:
                del documents[at]
            return True
    return False


def _open_if_any(path: Path) -> Store | None:
    try:
        return Store.open(path)
    except StoreMissing:
        return None


class _EncoderSource:
    """The encoder to build with, opened only once something must be embedded: removing a document needs none."""

    def __init__(self, wanted: Encoder | str | None, store: Store | None) -> None:
        self.store = store
        self._own = str(store.generation.manifest.encoder["name"]) if store else DEFAULT_ENCODER
        self._wanted = self._own if wanted is None else wanted
        name = self._wanted if isinstance(self._wanted, str) else self._wanted.fingerprint["name"]
        if store and name != self._own:
            self._refuse(f"the encoder {self._own!r}, not {name!r}")

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder. Raises `StoreForeign` if the store's vectors were made by another."""
        encoder = open_encoder(self._wanted) if isinstance(self._wanted, str) else self._wanted
        made = dict(self.store.generation.manifest.encoder) if self.store else dict(encoder.fingerprint)
        if made != dict(encoder.fingerprint):
            self._refuse(f"{made}; here it is {dict(encoder.fingerprint)}")
        return encoder

    @property
    def fingerprint(self) -> Mapping[str, str | int]:
        """The fingerprint of the vectors in the store, without opening the encoder where that is known."""
        return self.store.generation.manifest.encoder if self.store else self.encoder.fingerprint

    def _refuse(self, difference: str) -> NoReturn:
        where = self.store.path if self.store else ""
        raise StoreForeign(
            f"{where} was made with {difference}.",
            hint=f"To change it: python -m index rebuild --store {where} --encoder NAME",
        )


def publish_documents(
    path: Path,
    documents: Sequence[Document],
    source: _EncoderSource,
    report: Report,
    progress: Progress,
    *,
    after: str | None = None,
) -> None:
    """Split, embed and publish; what the store at hand has embedded already is taken from it."""
    store = source.store
    splitting = store.generation.manifest.splitting if store else Splitting()
    passages = _passages_of(documents, source, splitting, progress)
    texts = [words_to_embed(passage) for passage in passages]
    vectors = _vectors_of(texts, source, report, progress)
    contents = Contents(
        documents=documents,
        passages=passages,
        texts=texts,
        vectors=vectors,
        encoder=source.fingerprint,
        splitting=splitting,
    )
    progress("Writing", 0, 1)
    manifest = publish(path, contents, after=after or (store.id if store else None))
    progress("Writing", 1, 1)
    report.passages, report.generation = len(passages), manifest.id


def _passages_of(
    documents: Sequence[Document], source: _EncoderSource, splitting: Splitting, progress: Progress
) -> list[Passage]:
    """The body passages of all documents; those of documents that the store holds are not cut again."""
    known: dict[tuple[str, str], list[Passage]] = {}
    for passage in source.store.generation.passages if source.store else ():
        known.setdefault((passage.document.id, passage.document.title), []).append(passage)
    found: list[Passage] = []
    for done, document in enumerate(documents):
        progress("Splitting", done, len(documents))
        # the title goes into the encoder's window along with each passage, so a new title may call for other cuts
        if (document.id, document.title) in known:
            cut = [replace(passage, document=document) for passage in known[document.id, document.title]]
        else:
            cut = split(document, splitting, lambda passage: source.encoder.fits(words_to_embed(passage)))
        found += [passage for passage in cut if passage.role == "body"]
    progress("Splitting", len(documents), len(documents))
    return found


def _vectors_of(texts: Sequence[str], source: _EncoderSource, report: Report, progress: Progress) -> Vectors:
    """One vector a text, from the store where it holds one for the same text, else from the encoder."""
    import numpy as np

    old = source.store.generation if source.store else None
    row_of = {key: row for row, key in enumerate(old.keys)} if old else {}
    keys = [key_of(text) for text in texts]
    new = list({key: text for key, text in zip(keys, texts, strict=True) if key not in row_of}.items())
    dimension = int(source.fingerprint["dimension"])
    parts = [old.dense.vectors() if old else np.zeros((0, dimension), dtype=np.float32)]
    new.sort(key=lambda item: len(item[1]))  # texts of like length together: less padding
    for at in range(0, len(new), _BATCH):
        progress("Embedding", at, len(new))
        parts.append(source.encoder.encode_documents([text for _, text in new[at : at + _BATCH]]))
    progress("Embedding", len(new), len(new))
    row_of |= {key: len(parts[0]) + i for i, (key, _) in enumerate(new)}
    report.embedded = len(new)
    return np.ascontiguousarray(np.concatenate(parts)[[row_of[key] for key in keys]], dtype=np.float32).reshape(
        -1, dimension
    )
