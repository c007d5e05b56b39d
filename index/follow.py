"""Keeping a store up to date with the folders that were added to it: new, changed, moved and deleted files.

What a file holds decides, not its name or date: the sha256 of its bytes. A file that looks as it did (size and times)
is not opened; a new file with the bytes of one that is gone is that file under another name.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import Document, Source
from corpus.errors import DocumentError, UnknownDocument
from corpus.files import bytes_of
from corpus.read import document_from
from index.assemble import EncoderSource, assemble
from index.encoder import Encoder
from index.look import Look, look_of, settled
from index.manifest import LAYOUT
from index.pointer import read_manifest, read_pointer
from index.publish import PATIENCE, building
from index.reading import Reach, find_files, is_address, not_read, read_addresses, warn_of
from index.remembered import Remembered
from index.report import Progress, Report, no_progress
from index.seen import Seen, SeenFiles
from index.shelf import Shelf
from index.store import Store


def update(
    path: Path,
    *,
    encoder: Encoder | str | None = None,
    progress: Progress = no_progress,
    patience: float = PATIENCE,
    fetch: Reach | None = None,
) -> Report:
    """Make the store hold what its folders hold now, and what the files that were added one by one hold now.

    Only what changed is read, and only passages that are new are embedded; where nothing changed the store is not even
    opened. Documents of files that are gone from a folder go too. A folder that is gone as a whole (a disk that is not
    plugged in) keeps its documents, and so does a file that was added by its own name; both with a warning.
    Addresses are asked again only with `fetch`, which says how far that goes.

    Raises:
        StoreError: the store is missing, damaged, read-only or busy.
    """
    read_pointer(path)  # a clear error before a folder is made
    with building(path, patience=patience):
        disk = _Disk.look(path, progress)
        if fetch is None and (report := _as_it_was(path, disk)):
            return report
        store = Store.open(path)
        shelf, report = Shelf(store.documents), disk.report
        files = _Reading(shelf, disk).run(progress)
        addresses = tuple(disk.follow.addresses) if fetch else ()
        for document in read_addresses(addresses, fetch or Reach(), report, progress).values():
            shelf.put(document, report)
        if report.changed:
            assemble(path, shelf.documents, EncoderSource(encoder, store), report, progress)
        else:
            report.generation, report.passages = store.id, len(store.generation.passages)
        SeenFiles(generation=report.generation, files=files).save(path)
    return report


def forget(path: Path, name: str, *, patience: float = PATIENCE) -> str:
    """Follow a folder or an address no longer; its documents stay. The name that it had is returned.

    Raises:
        UnknownDocument: the store does not follow it.
        StoreError: the store is missing, damaged, read-only or busy.
    """
    read_pointer(path)
    with building(path, patience=patience):
        follow = Remembered.load(path)
        known = name if is_address(name) else os.path.realpath(name)
        if known not in (*follow.folders, *follow.addresses):
            followed = ", ".join((*follow.folders, *follow.addresses)) or "nothing"
            raise UnknownDocument(f"{path} does not follow {name!r}.", hint=f"It follows {followed}.")
        follow, seen = follow.drop([known]), SeenFiles.load(path)
        follow.save(path)
        for uri, one in seen.files.items():  # from now on like files that were added by their own names
            seen.files[uri] = replace(one, brought=one.brought and follow.holds(uri))
        seen.save(path)
    return known


@dataclass(slots=True, kw_only=True)
class _Disk:
    """The files as they are now, what was known of them, and what there is to report already."""

    follow: Remembered
    seen: SeenFiles
    looks: dict[str, Look] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)  # by a folder, not named themselves
    away: set[str] = field(default_factory=set)  # folders that are not there or cannot be listed
    report: Report = field(default_factory=Report)

    @staticmethod
    def look(path: Path, progress: Progress) -> _Disk:
        """Look at every file in the store's folders and at those that were added one by one."""
        disk = _Disk(follow=Remembered.load(path), seen=SeenFiles.load(path))
        for done, (folder, links) in enumerate(disk.follow.folders.items()):
            progress("Looking", done, len(disk.follow.folders))
            try:
                found = find_files(path, [folder], Reach(follow_links=links), disk.report)
            except DocumentError as error:
                disk.away.add(folder)
                disk.report.warnings.append(
                    f"{folder} cannot be looked at; its documents stay. {error} If it is gone for good: "
                    f"python -m index forget {folder}"
                )
                continue
            names = (str(file) for file, brought in found.items() if brought)
            disk.brought.update(name for name in names if not disk.follow.leaves_out(name))
        disk.away.update(disk.report.closed)
        disk.add(disk.brought)
        disk.add(uri for uri in disk.seen.files if not disk.was_brought(uri))
        return disk

    def add(self, uris: Iterable[str]) -> None:
        """Look at these files too."""
        for uri in uris:
            if uri not in self.looks and (look := look_of(uri)):
                self.looks[uri] = look

    def was_brought(self, uri: str) -> bool:
        """Whether a folder brought a file when it was last seen."""
        one = self.seen.files.get(uri)
        return self.follow.holds(uri) or (one is not None and one.brought)

    def is_away(self, uri: str) -> bool:
        """Whether a file may lie in a folder that is not there."""
        if Remembered(folders=dict.fromkeys(self.away, False)).holds(uri):
            return True
        return self.was_brought(uri) and any(self.follow.folders.get(folder) for folder in self.away)  # through a link


def _as_it_was(path: Path, disk: _Disk) -> Report | None:
    """The report of an update that finds nothing changed, without opening the store; None where something may have."""
    name, digest = read_pointer(path)
    if disk.away or disk.seen.generation != name or not disk.seen.unchanged(disk.looks):
        return None
    report = disk.report
    for uri, one in disk.seen.files.items():
        if one.reason:
            _tell_again(uri, one, disk)
        else:
            report.note("unchanged", uri, Path(uri).stem)
    report.generation = name
    report.passages = read_manifest(path / LAYOUT.generations / name, digest).passages
    return report


def _tell_again(uri: str, one: Seen, disk: _Disk) -> None:
    """Report a file that could not be read before and has not changed since."""
    if uri in disk.brought and one.kind == "UnsupportedFormat":
        disk.report.skip(uri, one.reason, one.kind)
    else:
        disk.report.failed.append((uri, one.reason))
        disk.report.kinds[uri] = one.kind


class _Reading:
    """Goes through the files of a disk and brings the documents of a shelf up to date."""

    def __init__(self, shelf: Shelf, disk: _Disk) -> None:
        self.shelf, self.disk, self.report = shelf, disk, disk.report
        self.known = {uri: source for uri, source in shelf.sources().items() if not is_address(uri)}
        disk.add(uri for uri in self.known if not disk.was_brought(uri))
        self.files: dict[str, Seen] = {}
        gone = [uri for uri in self.known if uri not in disk.looks and not disk.is_away(uri)]
        self.gone = {self.known[uri].sha256: uri for uri in reversed(gone)}
        self.vanished = dict.fromkeys(gone)

    def run(self, progress: Progress) -> dict[str, Seen]:
        """Read what changed; return how every file looks now."""
        fresh: list[Document] = []
        for done, (uri, look) in enumerate(self.disk.looks.items()):
            progress("Reading", done, len(self.disk.looks))
            if document := self._read(uri, look):
                fresh.append(document)
        progress("Reading", len(self.disk.looks), len(self.disk.looks))
        for document in fresh:
            self.shelf.put(document, self.report)
        warn_of(fresh, self.report)
        for uri in self.vanished:
            self._lose(uri, self.known[uri])
        self.files |= {uri: one for uri, one in self.disk.seen.files.items() if self.disk.is_away(uri)}
        return self.files

    def _read(self, uri: str, look: Look) -> Document | None:
        """What a file holds now, None where that is known already or cannot be read."""
        before, source = self.disk.seen.files.get(uri), self.known.get(uri)
        if before and before.look == look and (before.reason or (source and source.sha256 == before.sha256)):
            self._keep(uri, before)
            return None
        brought = uri in self.disk.brought
        one = Seen(look=settled(look), brought=brought)
        try:
            data = bytes_of(Path(uri))
            one = replace(one, sha256=hashlib.sha256(data).hexdigest())
            if source and source.sha256 == one.sha256:
                self._keep(uri, one)
                return None
            if before and before.reason and before.sha256 == one.sha256:
                self._keep(uri, replace(before, look=one.look))
                return None
            self.files[uri] = one
            if not source and (old := self.gone.pop(one.sha256, None)):
                del self.vanished[old]
                self.shelf.move(old, uri, self.report)
                return None
            return document_from(data, uri=uri, name=Path(uri).stem, ending=Path(uri).suffix)
        except DocumentError as error:
            failed = not_read(uri, error, one.look, self.report, brought=brought)
            self.files[uri] = replace(failed, sha256=one.sha256)
            return None

    def _keep(self, uri: str, one: Seen) -> None:
        self.files[uri] = one
        if one.reason:
            _tell_again(uri, one, self.disk)
        else:
            self.report.note("unchanged", uri, self.known[uri].title)

    def _lose(self, uri: str, source: Source) -> None:
        """A file is gone: so is its document, unless a person added it by its own name."""
        if self.disk.was_brought(uri):
            self.shelf.take(uri)
            self.report.note("removed", uri, source.title)
        else:
            self.report.warnings.append(
                f"{source.title}: {uri} is gone; the document stays until it is removed: python -m index remove {uri}"
            )
