"""Names that climb, break lines and fill the screen, and things in a folder that are no files."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.hostile import SECRET_FILE, Bad, of

_NAMES = {
    "traversal": "..%2f..%2fetc%2fpasswd.txt",
    "dots": "...txt",
    "backslashes": "..\\..\\windows\\win.txt",
    "line-break": "two\nlines.txt",
    "return": "back\rover.txt",
    "tab": "tab\there.txt",
    "escape": "a\x1b[2J\x1b]0;owned\x07.txt",
    "dash": "-rf.txt",
    "option": "--store=x.txt",
    "spaces": "  .txt",
    "quotes": "'\"`$(touch owned)`.txt",
    "markup": "<b onmouseover=alert(1)>&amp;[red].txt",
    "bidi": "a\u202etxt.md",
    "zero-width": "a\u200bb.txt",
    "decomposed": "cafe\u0301.txt",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467.txt",
    "255-bytes": "x" * 251 + ".txt",
    "255-bytes-of-others": "\u65e5" * 83 + ".txt",
    "device": "con.txt",
    "address": "http:a.txt",
    "no-ending": "a",
    "only-ending": "a.",
    "many-endings": "a.pdf.docx.txt",
    "wrong-ending": "page.html.pdf.txt",
}


def bad() -> Iterator[Bad]:
    """All of them."""
    for name in _NAMES.values():
        yield of("names", name, "It is old.")
    yield of("names", os.fsdecode(b"caf\xe9.txt"), "It is old.")  # not UTF-8
    links: dict[str, str | Path] = {
        "out.txt": Path("..", "hostile-outside.txt"),
        "secret.txt": Path("..", SECRET_FILE),
        "loop.txt": "loop.txt",
        "dangling.txt": "none.txt",
        "zero.txt": "/dev/zero",
        "passwd.txt": "/etc/passwd",
        "process.txt": "/proc/self/environ",
        "up": "..",
        "self": ".",
    }
    for name, target in links.items():
        yield Bad(group="links", name=name, write=lambda path, target=target: path.symlink_to(target))
    for name, write in _MADE.items():
        yield Bad(group="no files", name=name, write=write)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    """A path of a socket must be short, so that it is made from inside of its folder."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def _unreadable(path: Path) -> None:
    path.write_text("It is old.")
    path.chmod(0)


def _closed(path: Path) -> None:
    path.mkdir()
    (path / "inner.txt").write_text("It is old.")
    path.chmod(0)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 2**30)


_MADE: dict[str, Callable[[Path], object]] = {
    "pipe.txt": _pipe,
    "pipe.pdf": _pipe,
    "socket.txt": _socket,
    "unreadable.txt": _unreadable,
    "closed": _closed,
    "folder.txt": Path.mkdir,
    "folder.pdf": Path.mkdir,
    "sparse.txt": _sparse,
}
