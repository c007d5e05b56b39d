"""Changing what is in a store: add, remove, rebuild, clear away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus import Document, Source, files_below, located, read_document
from corpus.errors import DocumentError, StoreMissing
from corpus.language import language_of
from index.assemble import EncoderSource, Progress, Report, assemble, no_progress
from index.encoder import Encoder
from index.manifest import LAYOUT
from index.publish import PATIENCE, building, clear
from index.store import Store, find_documents


def add(
    path: Path,
    files: Iterable[str | Path],
    *,
    encoder: Encoder | str | None = None,
    progress: Progress = no_progress,
    patience: float = PATIENCE,
) -> Report:
    """Read files and folders into the store at `path`, which is made if there is none.

    A file that was in the store before is replaced where its content changed; only passages that are new are
    embedded. A file that cannot be read is reported and the others go on. `encoder` is one, or its name; None is the
    store's own. `patience` is how many seconds to wait while another builds.

    Raises:
        DocumentMissing: a path that does not exist.
        StoreForeign: the store was made by another encoder than the one named.
        StoreError: the store is damaged, read-only or busy.
    """
    report = Report()
    found = dict.fromkeys(map(located, files_below(files)))
    own = located(path)  # a store may lie in a folder that is added; its files are no documents, but uploads are
    theirs = [file for file in found if not file.is_relative_to(own) or file.is_relative_to(own / LAYOUT.uploads)]
    read = _read_all(theirs, report, progress)
    with building(path, patience=patience):
        store = _open_if_any(path)
        documents = list(store.documents) if store else []
        for document in read:
            _merge(documents, document, report)
        if report.added or report.replaced:
            source = EncoderSource(encoder, store)
            assemble(path, documents, source, report, progress)
        elif store:
            report.generation, report.passages = store.id, len(store.generation.passages)
    return report


def remove(
    path: Path, names: Sequence[str], *, encoder: Encoder | str | None = None, patience: float = PATIENCE
) -> Report:
    """Take documents out of the store. Their text stays in older generations until `clear_away`.

    Raises:
        UnknownDocument: a name that means no document; nothing is removed then.
        StoreError: the store is missing, damaged, read-only or busy.
    """
    report = Report()
    Store.open(path)  # a clear error before a folder is made
    with building(path, patience=patience):
        store = Store.open(path)
        gone = {document.id: document for name in names for document in find_documents(store.documents, name, path)}
        report.removed = [document.title for document in gone.values()]
        kept = [document for document in store.documents if document.id not in gone]
        assemble(path, kept, EncoderSource(encoder, store), report, no_progress)
    return report


def rebuild(
    path: Path,
    *,
    encoder: Encoder | str | None = None,
    progress: Progress = no_progress,
    patience: float = PATIENCE,
) -> Report:
    """Read every document's files again and embed everything anew, with another encoder if one is named.

    A document whose files are gone is kept from the store, with a warning.

    Raises:
        StoreError: the store is missing, damaged, read-only or busy.
    """
    report = Report()
    Store.open(path)
    with building(path, patience=patience):
        store = Store.open(path)
        documents: list[Document] = []
        for done, document in enumerate(store.documents):
            progress("Reading", done, len(store.documents))
            files = [source.uri for source in document.sources if Path(source.uri).is_file()]
            fresh = _read_all([Path(file) for file in files], report, no_progress)
            if not fresh:
                report.warnings.append(
                    f"{document.title}: its file is gone or unreadable; kept as it was in the store."
                )
                _merge(documents, document, report)
            for again in fresh:
                _merge(documents, again, report)
        progress("Reading", len(store.documents), len(store.documents))
        chosen = encoder or str(store.generation.manifest.encoder["name"])
        assemble(path, documents, EncoderSource(chosen, None), report, progress, after=store.id)
    return report


def clear_away(path: Path, *, patience: float = PATIENCE) -> list[str]:
    """Delete all generations but the current one; what was removed from the store is then gone from the disk.

    Raises:
        StoreError: the store is missing, damaged, read-only or busy.
    """
    Store.open(path)
    with building(path, patience=patience):
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
        report.warnings += [f"{document.title}: {warning}" for warning in document.warnings]
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
        report.note("replaced" if replaced else "added", source.uri, new.title)
        return
    old = documents[same]
    before = next((known for known in old.sources if known.uri == source.uri), None)
    if before is None:
        documents[same] = old.with_sources((*old.sources, source))
        report.note("replaced" if replaced else "added", source.uri, new.title)
    elif before.sha256 == source.sha256:
        report.note("unchanged", source.uri, new.title)
    else:  # other bytes, the same text, perhaps with other headings; the first source's count
        read_last = new if before is old.sources[0] else old
        documents[same] = read_last.with_sources(tuple(source if known is before else known for known in old.sources))
        report.note("replaced", source.uri, new.title)


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
