"""Which generation of a store counts: one small file, changed by one rename."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from corpus.errors import StoreDamaged, StoreMissing
from index.manifest import LAYOUT, Manifest

_POINTER = re.compile(r"(\d{6,}-[0-9a-f]{12}) ([0-9a-f]{64})\n")


def read_pointer(path: Path) -> tuple[str, str]:
    """The name of the current generation and the sha256 of its manifest.

    Raises:
        StoreMissing: there is no store at `path`.
        StoreDamaged: the pointer is not as it was written.
    """
    file = path / LAYOUT.current
    try:
        text = file.read_bytes().decode("ascii", "replace")
    except (FileNotFoundError, NotADirectoryError):
        kind = (
            "an empty folder"
            if path.is_dir() and not any(path.iterdir())
            else "no store"
            if path.exists()
            else "nothing"
        )
        raise StoreMissing(
            f"There is {kind} at {str(path)!r}.", hint=f"Make one: python -m index add PATH... --store {path}"
        ) from None
    except OSError as error:
        raise StoreMissing(f"{file} cannot be read: {error.strerror}.", hint="Check its permissions.") from None
    found = _POINTER.fullmatch(text)
    if not found:
        raise StoreDamaged(
            f"{file} is damaged: it holds {text[:40]!r} instead of a generation and its hash.",
            hint="Restore the folder from a copy, or build the store anew from its documents.",
        )
    return found[1], found[2]


def read_manifest(folder: Path, digest: str) -> Manifest:
    """The manifest in `folder`, whose bytes must have the sha256 `digest`.

    Raises:
        StoreDamaged: it is missing or has other bytes.
        StoreForeign: another format version wrote it.
    """
    file = folder / LAYOUT.manifest
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise StoreDamaged(
            f"{file} is missing.", hint="Restore the folder from a copy, or build the store anew."
        ) from None
    if (found := hashlib.sha256(data).hexdigest()) != digest:
        raise StoreDamaged(
            f"{file} has sha256 {found[:16]}…; {digest[:16]}… was published.",
            hint="Restore the folder from a copy, or build the store anew from its documents.",
        )
    return Manifest.from_bytes(data, file)
