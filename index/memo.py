"""Large stores that this machine has checked: hashing gigabytes at every start would take longer than the answer.

A file counts as unchanged while its size, its times (of the last change of its bytes, and of anything), and its inode
are those of when it was hashed. That notices whatever writes to it; what a disk forgets by itself it does not, and
`python -m index verify` hashes every file always. Kept in the user's cache folder, never in the store, so that a store
that comes from elsewhere is hashed here.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.look import look_of, settled
from index.manifest import LAYOUT, Manifest, files_below

LEAST = 8 * 2**20  # bytes of a store worth remembering; a smaller one is hashed in some milliseconds, every time
_MOST = 64  # stores that are remembered
_FORMAT = 1
_Looks = dict[str, list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """How the files of a generation look, and where it is kept that they were once found sound."""

    file: Path | None  # None where nothing is kept
    looks: _Looks

    @staticmethod
    def of(folder: Path, manifest: Manifest) -> Memo:
        """Look at the files of a generation; those that changed a moment ago may change again and look the same."""
        if sum(size for size, _ in manifest.files.values()) < LEAST:
            return Memo(file=None, looks={})
        name = hashlib.sha256(f"{os.path.realpath(folder)}\0{manifest.id}".encode("utf-8", "surrogatepass"))
        there = {path.relative_to(folder).as_posix() for path in files_below(folder)}
        names = there | manifest.files.keys() | {LAYOUT.manifest}
        looks = {name: [*settled(look_of(folder / name)), _inode_of(folder / name)] for name in sorted(names)}
        return Memo(file=cache_folder() / "checked" / f"{name.hexdigest()}.json", looks=looks)

    def holds(self) -> bool:
        """Whether the generation was found sound on this machine when its files looked as they look now."""
        if self.file is None or any(size < 0 for size, *_ in self.looks.values()):
            return False
        try:
            return bool(json.loads(self.file.read_bytes()) == {"format": _FORMAT, "looks": self.looks})
        except (OSError, ValueError):
            return False

    def save(self) -> None:
        """Remember that it is sound; a cache that cannot be written to is done without."""
        if self.file is None or any(size < 0 for size, *_ in self.looks.values()):
            return
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.file.parent)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump({"format": _FORMAT, "looks": self.looks}, file)
            Path(name).replace(self.file)
            kept = sorted(self.file.parent.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
            for old in kept[:-_MOST]:
                old.unlink()


def cache_folder() -> Path:
    """Where this user's programs keep what they could find out again; `$PINCITE_CACHE` says otherwise."""
    if named := os.environ.get("PINCITE_CACHE"):
        return Path(named)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # which raises nothing where there is none
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "pincite"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "pincite")
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache", "pincite")


def _inode_of(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return -1
