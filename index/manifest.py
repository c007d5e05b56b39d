"""What a generation says of itself: format, encoder, splitting and the hash of every file in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus import Splitting
from corpus.errors import StoreDamaged, StoreForeign

FORMAT = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of all files in a store, in one place."""

    current: str = "current"
    lock: str = "lock"
    generations: str = "generations"
    building: str = ".building-"
    manifest: str = "manifest.json"
    documents: str = "documents.jsonl"
    lines: str = "lines.npy"  # where the line of each document begins
    heads: str = "heads.jsonl"
    passages: str = "passages.npy"
    keys: str = "keys.npy"
    dense: str = "dense.faiss"
    near: str = "near.faiss"  # in large stores
    lexical: str = "lexical"
    words: str = "words"
    folders: str = "folders.json"
    seen: str = "seen.json"
    uploads: str = "uploads"  # files that came through the chat; they are documents like those of any other folder


LAYOUT = Layout()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A generation's description; `files` maps a path inside it to the size in bytes and the sha256 of the file."""

    id: str
    created: str
    encoder: Mapping[str, str | int]
    splitting: Splitting
    documents: int
    passages: int
    files: Mapping[str, tuple[int, str]]

    def to_bytes(self) -> bytes:
        """The manifest as JSON, the same bytes for equal manifests."""
        data: dict[str, Any] = {"format": FORMAT, **asdict(self)}
        return json.dumps(data, indent=1, sort_keys=True).encode() + b"\n"

    @staticmethod
    def from_bytes(data: bytes, where: Path) -> Manifest:
        """Read a manifest whose hash has been checked.

        Raises:
            StoreForeign: another format version wrote it.
        """
        fields = json.loads(data)
        found = fields.pop("format", None)
        if found != FORMAT:
            raise StoreForeign(
                f"{where} has format {found!r}; this version of Pincite reads format {FORMAT}.",
                hint="Build the store anew from its documents: python -m index add PATH... --store NEW_FOLDER",
            )
        fields["splitting"] = Splitting(**fields["splitting"])
        fields["files"] = {name: (int(size), str(digest)) for name, (size, digest) in fields["files"].items()}
        return Manifest(**fields)


def hashes_below(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and sha256 of every file below `folder`, by its path there."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(folder: Path) -> list[Path]:
    """The files of a generation; those that file managers leave (.DS_Store) are none of them."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file of a generation with its manifest, before any of them is parsed.

    Raises:
        StoreDamaged: a file is missing, was added, or has other bytes.
    """
    hint = "Restore the folder from a copy, or build the store anew from its documents."
    found = {path.relative_to(folder).as_posix() for path in files_below(folder)} - {LAYOUT.manifest}
    if found != set(manifest.files):
        changed = sorted(found ^ set(manifest.files))
        raise StoreDamaged(f"{folder}: files are missing or foreign: {', '.join(changed)}.", hint=hint)
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if path.stat().st_size != size:
            raise StoreDamaged(f"{path} has {path.stat().st_size:,} bytes; {size:,} were written.", hint=hint)
        if (now := sha256_of(path)) != digest:
            raise StoreDamaged(f"{path} has sha256 {now[:16]}…; {digest[:16]}… was written.", hint=hint)
