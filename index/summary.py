"""What a person reads after a change: counts, what became of which file, and why some were not read."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from pathlib import Path

from index.report import Report

_SHOWN = 5  # files of one kind of failure, four times as many of one kind of change; the rest is counted
_MATTERS = {  # by the class of the error
    "AddressRefused": "Address that is not fetched",
    "DamagedDocument": "Damaged",
    "DocumentError": "Refused",
    "DocumentChanging": "Written to while it was read",
    "DocumentMissing": "Cannot be opened",
    "EmptyDocument": "No words in it",
    "EncryptedDocument": "Locked with a password",
    "Link": "Link out of the folder",
    "ParserFailed": "Parser crashed or was stopped",
    "UndecodableText": "No text",
    "UnsupportedFormat": "Kind of file that is not read",
}


def printable(text: str) -> str:
    r"""`text` without what a terminal obeys or hides: control characters, line breaks, marks of direction.

    >>> printable("a\x1b[2Jb\n")
    'a\\x1b[2Jb\\n'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def counts_of(report: Report, *, names: Collection[str]) -> str:
    """How many files became what, in one line: those of `names` always, the others where there are any.

    >>> counts_of(Report(added=["The Ferry"], moved=["The Pier"]), names=("added", "failed"))
    '1 added, 1 moved, 0 failed'
    """
    order = ("added", "replaced", "moved", "removed", "unchanged", "failed", "skipped")
    counts = {name: len(getattr(report, name)) for name in order}
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count or name in names)


def print_changes(report: Report) -> None:
    """Each file that changed, one a line; of many the first."""
    for became in ("added", "replaced", "moved", "removed"):
        files = [file for file, _, what in report.read if what == became]
        for file in files[: 4 * _SHOWN]:
            print(f"{became:<9} {printable(_short(file))}")
        if len(files) > 4 * _SHOWN:
            print(f"{became:<9} and {len(files) - 4 * _SHOWN:,} more")


def print_problems(report: Report) -> None:
    """Why files were not read, and what to know of those that were: a table on a terminal, else a line each."""
    if report.failed or report.skipped:
        if sys.stderr.isatty():
            _print_table(report)
        else:
            for word, rows in (("failed", report.failed), ("skipped", report.skipped)):
                for file, reason in rows:
                    print(f"{word}: {printable(file)}: {printable(reason)}", file=sys.stderr)
    for warning in report.warnings:
        print(f"warning: {printable(warning)}", file=sys.stderr)


def _print_table(report: Report) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    count = len(report.failed) + len(report.skipped)
    title = f"{count:,} file{'s were' if count > 1 else ' was'} not read"
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    table.add_column("File", overflow="fold", ratio=2)
    table.add_column("What is the matter", overflow="fold", ratio=3)
    for word, rows in (("failed", report.failed), ("skipped", report.skipped)):
        groups: dict[str, list[tuple[str, str]]] = {}
        for file, reason in rows:
            groups.setdefault(report.kinds.get(file, ""), []).append((file, reason))
        for kind, group in sorted(groups.items(), key=lambda item: -len(item[1])):
            table.add_row(Text(f"{_MATTERS.get(kind, kind)}: {len(group):,} {word}", style="bold"), "")
            for file, reason in group[:_SHOWN]:
                table.add_row(Text("  " + printable(_short(file))), Text(printable(_without_name(reason, file))))
            if len(group) > _SHOWN:
                table.add_row(Text(f"  and {len(group) - _SHOWN:,} more"), "")
    Console(file=sys.stderr).print(table)


def _short(file: str) -> str:
    """A path as seen from the current folder where it lies in it."""
    here = os.getcwd() + os.sep  # noqa: PTH109
    return file.removeprefix(here) if Path(file).is_absolute() else file


def _without_name(reason: str, file: str) -> str:
    """The reason without the path that stands beside it, which messages begin with."""
    for name in (file, repr(file)):
        if reason.startswith(name + " "):
            rest = reason.removeprefix(name + " ")
            return rest[:1].upper() + rest[1:]
    return reason
