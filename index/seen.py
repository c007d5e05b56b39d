"""What the files of a store looked like when they were last read, so that an update need not read them again.

A cache: without it every file is read and hashed once more, nothing else. Size and times are a shortcut to "unchanged";
what they do not settle the sha256 of the bytes decides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.look import Look
from index.manifest import LAYOUT
from index.publish import replace_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One file: its look, the sha256 of its bytes (empty if unknown), and why it was not read (empty if it was).

    `brought` says that a folder brought it, be it through a link, and not its own name.
    """

    look: Look
    brought: bool = False
    sha256: str = ""
    reason: str = ""
    kind: str = ""


@dataclass(slots=True, kw_only=True)
class SeenFiles:
    """All files of a store by path, and the generation that was made of them."""

    generation: str = ""
    files: dict[str, Seen] = field(default_factory=dict)

    @staticmethod
    def load(store: Path) -> SeenFiles:
        """What was seen; nothing where that is unknown, or was seen by another version, which may read other files."""
        try:
            data: Any = json.loads((store / LAYOUT.seen).read_bytes())
            if data["version"] != _version():
                return SeenFiles()
            files = {uri: _seen_from(*fields) for uri, fields in data["files"].items()}
            return SeenFiles(generation=str(data["generation"]), files=files)
        except (OSError, ValueError, KeyError, TypeError):
            return SeenFiles()

    def save(self, store: Path) -> None:
        """Write it to the store, whose lock the caller holds."""
        files = {uri: [one.look, one.brought, one.sha256, one.reason, one.kind] for uri, one in self.files.items()}
        data = {"version": _version(), "generation": self.generation, "files": files}
        replace_file(store / LAYOUT.seen, json.dumps(data).encode() + b"\n")

    def unchanged(self, looks: Mapping[str, Look]) -> bool:
        """Whether these are exactly the files seen, and all of them look as they did."""
        return looks.keys() == self.files.keys() and all(self.files[uri].look == look for uri, look in looks.items())


def _seen_from(look: list[int], brought: bool, *words: str) -> Seen:  # noqa: FBT001  # as it stands in the file
    sha256, reason, kind = words
    size, changed, touched = look
    return Seen(look=(size, changed, touched), brought=brought, sha256=sha256, reason=reason, kind=kind)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pincite")
    except PackageNotFoundError:  # run from its folder
        return ""
