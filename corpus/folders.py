"""From folders to the files in them: what is hidden, ignored or elsewhere is left out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DocumentMissing
from corpus.files import bytes_of, unreadable

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE = ".pinciteignore"
_WINDOWS = os.name == "nt"
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT
Rules = tuple[tuple[str, "GitIgnoreSpec"], ...]  # ignore files from the top down: the folder of each, and its patterns


def files_below(
    paths: Iterable[str | Path],
    *,
    follow_links: bool = False,
    left_out: list[Path] | None = None,
    closed: dict[Path, DocumentMissing] | None = None,
) -> Iterator[Path]:
    """The files that `paths` name: each file itself, and for a folder the files in it and below, in name order.

    Left out are hidden files and folders, what a `.pinciteignore` in the folder or below it names (in the syntax of
    `.gitignore`), and links that lead out of the folder or to folders. With `follow_links` links are followed
    wherever they lead; a folder that is met twice is read once. Links that were left out are put into `left_out`,
    folders below that cannot be listed into `closed`, with the reason.

    Raises:
        DocumentMissing: a path that does not exist, or a folder among `paths` that cannot be listed.
    """
    for path in map(Path, paths):
        if is_folder(path):
            links = [] if left_out is None else left_out
            yield from _walk(path, links, {} if closed is None else closed, follow_links=follow_links)
        elif path.exists():
            yield path
        else:
            raise DocumentMissing(f"There is no file or folder {str(path)!r}.", hint="Check the path.")


def is_folder(path: Path) -> bool:
    """Whether `path` is a folder. Raises `DocumentMissing` where the system cannot say."""
    try:
        return path.is_dir()
    except OSError as error:
        raise unreadable(path, error) from None


def _walk(
    top: Path, left_out: list[Path], closed: dict[Path, DocumentMissing], *, follow_links: bool
) -> Iterator[Path]:
    """The files below a folder. A stack instead of recursion: folders may be nested deeper than Python goes."""
    real = os.path.realpath(top)
    seen = {real}
    waiting: list[tuple[str, Rules]] = [(str(top), ())]
    while waiting:
        folder, rules = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            reason = unreadable(Path(folder), error)
            if folder == str(top):
                raise reason from None
            closed[Path(folder)] = reason
            continue
        rules = _with_rules_of(folder, entries, rules)
        below: list[tuple[str, Rules]] = []
        for entry in _entries_read(entries, rules, follow_links=follow_links):
            if _is_directory(entry, follow_links=follow_links):
                target = os.path.realpath(entry.path) if follow_links else entry.path
                if target not in seen:
                    seen.add(target)
                    below.append((entry.path, rules))
            elif follow_links or not _is_link(entry) or _is_file_within(entry, real):
                yield Path(entry.path)
            else:
                left_out.append(Path(entry.path))
        waiting += reversed(below)


def _entries_read(entries: list[os.DirEntry[str]], rules: Rules, *, follow_links: bool) -> Iterator[os.DirEntry[str]]:
    for entry in entries:
        folder = _is_directory(entry, follow_links=follow_links)
        if not entry.name.startswith(".") and not _is_ignored(entry.path, rules, folder=folder):
            yield entry


def _is_directory(entry: os.DirEntry[str], *, follow_links: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow_links) and (follow_links or not _is_link(entry))
    except OSError:  # a link that leads in a circle
        return False


def _is_link(entry: os.DirEntry[str]) -> bool:
    """Whether it is a link, or a junction, as which Windows links folders; Python takes these for the folders."""
    if entry.is_symlink():
        return True
    return _WINDOWS and getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _JUNCTION


def _is_file_within(entry: os.DirEntry[str], folder: str) -> bool:
    """Whether a link leads to a file in the folder."""
    target = os.path.realpath(entry.path)
    return os.path.isfile(target) and Path(target).is_relative_to(folder)  # noqa: PTH113


def _with_rules_of(folder: str, entries: list[os.DirEntry[str]], rules: Rules) -> Rules:
    if not any(entry.name == IGNORE for entry in entries):
        return rules
    from pathspec import GitIgnoreSpec

    path = Path(folder, IGNORE)
    lines = bytes_of(path).decode("utf-8", "replace").splitlines()
    try:
        return (*rules, (folder, GitIgnoreSpec.from_lines(lines)))
    except ValueError as error:
        raise DocumentMissing(f"{path} cannot be read: {error}.", hint="Its syntax is that of .gitignore.") from None


def _is_ignored(path: str, rules: Rules, *, folder: bool) -> bool:
    """Whether the last pattern that says something of a path, in the ignore file nearest to it, leaves it out."""
    for top, patterns in reversed(rules):
        relative = os.path.relpath(path, top).replace(os.sep, "/")
        found = patterns.check_file(relative + "/" if folder else relative).include
        if found is not None:
            return found
    return False
