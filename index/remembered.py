"""What a store follows: folders and addresses that were added, and what was taken out of them by hand."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus.errors import StoreDamaged
from index.manifest import LAYOUT
from index.publish import replace_file

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The folders with whether links in them are followed, the addresses, and hashes of paths that stay out.

    Of an address the one that was given is kept and the one that answered in the end, which its document is known by.

    A file that was removed by hand and still lies in a folder is not taken in again; of its path only the hash is
    kept, since even a name may be what somebody wanted gone.
    """

    folders: dict[str, bool]
    addresses: dict[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    @staticmethod
    def load(store: Path) -> Remembered:
        """What the store at `store` follows; nothing where it never followed anything.

        Raises:
            StoreDamaged: the file is not as it was written.
        """
        path = store / LAYOUT.folders
        try:
            return _remembered_from(json.loads(path.read_bytes()))
        except FileNotFoundError:
            return Remembered(folders={})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreDamaged(
                f"{path} cannot be read: {type(error).__name__}: {error}.",
                hint="Delete it and add the folders again; the documents stay.",
            ) from None

    def save(self, store: Path) -> None:
        """Write it to the store, whose lock the caller holds."""
        data = {
            "format": _FORMAT,
            "folders": [{"path": path, "follow_links": links} for path, links in self.folders.items()],
            "addresses": [{"address": address, "uri": uri} for address, uri in self.addresses.items()],
            "left_out": sorted(self.left_out),
        }
        replace_file(store / LAYOUT.folders, json.dumps(data, indent=1).encode() + b"\n")

    def holds(self, uri: str) -> bool:
        """Whether a file lies in one of the folders."""
        return any(uri.startswith(folder.rstrip(os.sep) + os.sep) for folder in self.folders)

    def leave_out(self, uris: Iterable[str]) -> Remembered:
        """The same, without files of its folders that were removed by hand."""
        return replace(self, left_out=self.left_out.union(map(_mark, uris)))

    def follow(self, folders: Mapping[str, bool], addresses: Mapping[str, str]) -> Remembered:
        """The same, with more folders and addresses."""
        return replace(self, folders={**self.folders, **folders}, addresses={**self.addresses, **addresses})

    def drop(self, names: Collection[str]) -> Remembered:
        """The same, without these folders and addresses."""
        folders = {folder: links for folder, links in self.folders.items() if folder not in names}
        addresses = {one: uri for one, uri in self.addresses.items() if one not in names and uri not in names}
        return replace(self, folders=folders, addresses=addresses)

    def take_in(self, uris: Iterable[str]) -> Remembered:
        """The same, with files that were named again."""
        return replace(self, left_out=self.left_out - {_mark(uri) for uri in uris})

    def leaves_out(self, uri: str) -> bool:
        """Whether a file was removed by hand."""
        return _mark(uri) in self.left_out


def _remembered_from(data: Any) -> Remembered:
    if data["format"] != _FORMAT:
        raise ValueError(f"it has format {data['format']!r}, not {_FORMAT}")
    return Remembered(
        folders={str(folder["path"]): bool(folder["follow_links"]) for folder in data["folders"]},
        addresses={str(one["address"]): str(one["uri"]) for one in data["addresses"]},
        left_out=frozenset(map(str, data["left_out"])),
    )


def _mark(uri: str) -> str:
    return hashlib.sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()
