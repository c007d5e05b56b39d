"""What a change to a store did, and how far it is while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.errors import DocumentError

Progress = Callable[[str, int, int], None]  # what is being done, how much of it is done, how much there is
Became = Literal["added", "replaced", "unchanged", "moved", "removed"]


def no_progress(doing: str, done: int, total: int) -> None:
    """Report nothing."""


@dataclass(slots=True)
class Report:
    """What a change did: titles by what became of them, files that failed with the reason, and warnings."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)  # folders among those that failed: nobody knows what they hold
    skipped: list[tuple[str, str]] = field(default_factory=list)  # files of folders that are no documents, and why
    kinds: dict[str, str] = field(default_factory=dict)  # of a file that failed or was skipped: the error's class
    read: list[tuple[str, str, str]] = field(default_factory=list)  # each file, its title, and what became of it
    warnings: list[str] = field(default_factory=list)
    embedded: int = 0  # passages embedded anew
    passages: int = 0  # passages in the store afterwards
    generation: str = ""

    def note(self, became: Became, file: str, title: str) -> None:
        """Say what became of a file."""
        titles: list[str] = getattr(self, became)
        titles.append(title)
        self.read.append((file, title, became))

    def fail(self, file: str, error: DocumentError) -> None:
        """Say why a file is not read."""
        self.failed.append((file, str(error)))
        self.kinds[file] = type(error).__name__

    def skip(self, file: str, reason: str, kind: str) -> None:
        """Say why a file of a folder is left out."""
        self.skipped.append((file, reason))
        self.kinds[file] = kind

    @property
    def changed(self) -> bool:
        """Whether the store holds other documents than before."""
        return bool(self.added or self.replaced or self.moved or self.removed)

    def to_data(self) -> dict[str, Any]:
        """The report as JSON data: every file with what became of it, and the counts of passages."""
        unread = [("failed", self.failed), ("skipped", self.skipped)]
        return {
            "files": [{"file": file, "title": title, "became": became} for file, title, became in self.read],
            **{
                name: [{"file": file, "kind": self.kinds.get(file, ""), "reason": reason} for file, reason in rows]
                for name, rows in unread
            },
            "warnings": self.warnings,
            "embedded": self.embedded,
            "passages": self.passages,
            "generation": self.generation,
        }
