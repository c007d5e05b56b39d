"""Changing what is in a store: add, remove, rebuild, clear away."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.errors import StoreMissing
from corpus.folders import is_folder
from index.assemble import EncoderSource, assemble
from index.encoder import Encoder
from index.publish import PATIENCE, building, clear
from index.reading import Reach, find_files, is_address, read_addresses, read_files
from index.remembered import Remembered
from index.report import Progress, Report, no_progress
from index.seen import Seen, SeenFiles
from index.shelf import Shelf
from index.store import Store, find_documents


def add(
    path: Path,
    files: Iterable[str | Path],
    *,
    encoder: Encoder | str | None = None,
    progress: Progress = no_progress,
    patience: float = PATIENCE,
    reach: Reach = Reach(),  # noqa: B008  # frozen
) -> Report:
    """Read files, folders and addresses into the store at `path`, which is made if there is none.

    A file that was in the store before is replaced where its content changed; only passages that are new are
    embedded. A file that cannot be read is reported and the others go on. Folders and addresses are remembered for
    `index.follow.update`. `encoder` is one, or its name; None is the store's own. `patience` is how many seconds to
    wait while another builds.

    Raises:
        DocumentMissing: a path that does not exist.
        StoreForeign: the store was made by another encoder than the one named.
        StoreError: the store is damaged, read-only or busy.
    """
    report, given = Report(), list(files)
    named = [name for name in given if not is_address(name)]
    found = find_files(path, named, reach, report)
    folders = {os.path.realpath(folder): reach.follow_links for folder in named if is_folder(Path(folder))}
    read, seen = read_files(found, report, progress)
    fetched = read_addresses([str(name) for name in given if is_address(name)], reach, report, progress)
    with building(path, patience=patience):
        store = open_if_any(path)
        shelf = Shelf(store.documents if store else ())
        for document in (*read, *fetched.values()):
            shelf.put(document, report)
        if report.changed:
            assemble(path, shelf.documents, EncoderSource(encoder, store), report, progress)
        elif store:
            report.generation, report.passages = store.id, len(store.generation.passages)
        if report.generation:
            follow = Remembered.load(path)
            follow.take_in(map(str, found)).follow(folders, {at: one.uri for at, one in fetched.items()}).save(path)
            remember_seen(path, store, report, seen)
    return report


def remove(
    path: Path, names: Sequence[str], *, encoder: Encoder | str | None = None, patience: float = PATIENCE
) -> Report:
    """Take documents out of the store. Their text stays in older generations until `clear_away`.

    A file in a folder that the store follows is not taken in again until it is named.

    Raises:
        UnknownDocument: a name that means no document; nothing is removed then.
        StoreError: the store is missing, damaged, read-only or busy.
    """
    report = Report()
    Store.open(path)  # a clear error before a folder is made
    with building(path, patience=patience):
        store = Store.open(path)
        gone = {head.id: head for name in names for head in find_documents(store.documents.heads, name, path)}
        for document in gone.values():
            report.note("removed", document.uri, document.title)
        kept = [document for document in store.documents if document.id not in gone]
        assemble(path, kept, EncoderSource(encoder, store), report, no_progress)
        uris = [source.uri for document in gone.values() for source in document.sources]
        follow, seen = Remembered.load(path), SeenFiles.load(path)
        brought = [uri for uri in uris if follow.holds(uri) or (uri in seen.files and seen.files[uri].brought)]
        follow.leave_out(brought).drop(uris).save(path)
        remember_seen(path, store, report, {}, gone=uris)
    return report


def rebuild(
    path: Path,
    *,
    encoder: Encoder | str | None = None,
    progress: Progress = no_progress,
    patience: float = PATIENCE,
) -> Report:
    """Read every document's files again and embed everything anew, with another encoder if one is named.

    A document whose files are gone is kept from the store, with a warning; one from an address is kept as it is.

    Raises:
        StoreError: the store is missing, damaged, read-only or busy.
    """
    report = Report()
    Store.open(path)
    with building(path, patience=patience):
        store = Store.open(path)
        files = {Path(uri): False for uri in Shelf(store.documents).sources() if os.path.isfile(uri)}  # noqa: PTH113  # False, too, where it cannot be asked
        read, seen = read_files(files, report, progress)
        fresh = {document.uri: document for document in read}
        shelf = Shelf(())
        for document in store.documents:
            again = [fresh[source.uri] for source in document.sources if source.uri in fresh]
            if fetched := tuple(source for source in document.sources if is_address(source.uri)):
                again.insert(0, document.with_sources(fetched))
            if not again:
                report.warnings.append(
                    f"{document.title}: its file is gone or unreadable; kept as it was in the store."
                )
            for one in again or [document]:
                shelf.put(one, report)
        chosen = encoder or str(store.generation.manifest.encoder["name"])
        assemble(path, shelf.documents, EncoderSource(chosen, None), report, progress, after=store.id)
        remember_seen(path, store, report, seen)
    return report


def clear_away(path: Path, *, patience: float = PATIENCE) -> list[str]:
    """Delete all generations but the current one; what was removed from the store is then gone from the disk.

    Raises:
        StoreError: the store is missing, damaged, read-only or busy.
    """
    Store.open(path)
    with building(path, patience=patience):
        return clear(path, keep=Store.open(path).id)


def remember_seen(
    path: Path, before: Store | None, report: Report, files: dict[str, Seen], *, gone: Iterable[str] = ()
) -> None:
    """Keep how files looked when a change was made of them. The caller holds the lock.

    What was kept of another generation than `before` counts no more: a change was cut off before it came to this.
    """
    seen = SeenFiles.load(path)
    if before and seen.generation != before.id:
        seen.files.clear()
    seen.generation = report.generation
    seen.files |= files
    for uri in gone:
        seen.files.pop(uri, None)
    seen.save(path)


def open_if_any(path: Path) -> Store | None:
    """The store at `path`, None if there is none."""
    try:
        return Store.open(path)
    except StoreMissing:
        return None
