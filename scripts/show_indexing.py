"""Index a folder of 300 mixed files, ten bad ones among them, and print what a person sees on a terminal.

    python scripts/show_indexing.py [--columns 100]

The command line runs in a pseudo-terminal (not on Windows); shown are the bars as they stood half-way, and what is left
on the screen in the end.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from fcntl import ioctl
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scripts.hostile.seeds import docx, epub, page, pdf, pptx, stream, xlsx, zipped  # noqa: E402  # the root comes first

_FILES = 300
_SEES = "The {0} was bought in {1}. It carried {2} people a day, and it was sold again after {3} years."
_NAMES = "ferry pier mill dam lamp bridge tower harbour school engine".split()


def main() -> None:
    """Make, index, print."""
    parser = argparse.ArgumentParser(description="Print what a person sees when a folder is indexed.")
    parser.add_argument("--columns", type=int, default=100, help="of the terminal (default: %(default)s)")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        make(Path(name, "notes"))
        status, raw = on_a_terminal(["add", "notes"], Path(name), given.columns)
    bars, rest = raw.split("\x1b[?25h", 1) if "\x1b[?25h" in raw else ("", raw)
    frames = [frame for frame in re.split(r"\x1b\[2K", plain(bars, keep="\x1b[2K")) if "/s" in frame]
    print("$ pincite index add notes")
    for doing in ("Reading", "Embedding"):
        seen = [line for frame in frames for line in frame.splitlines() if doing in line]
        if seen:
            print(seen[len(seen) // 2].rstrip())
    print("\n".join(line.rstrip() for line in plain(rest).strip("\n").splitlines()))
    print(f"$ echo $?\n{status}")


def make(folder: Path) -> None:
    """300 files of nine formats in folders of thirty, ten of them bad."""
    folder.mkdir()
    endings = list(_WRITERS)
    for number in range(_FILES - 10):
        ending = endings[number % len(endings)]
        words = _SEES.format(_NAMES[number % 10], 1800 + number % 200, number * 7 % 900 + 10, number % 40 + 2)
        path = folder / _NAMES[number // 30] / f"{number:03}.{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(_WRITERS[ending](words))
    sound = _WRITERS["docx"]("It is old.")
    for name, data in {
        "empty.txt": b"",
        "scan.pdf": pdf(page(b"0 0 100 100 re f")),
        "cut.docx": sound[: len(sound) // 2],
        "half.pdf": pdf(page())[:200],
        "program.txt": bytes(range(256)) * 20,
        "nested.html": b"<div>" * 200_000 + b"It is old.",
        "bomb.docx": zipped({**docx(), "word/document.xml": b" " * 300_000_000}),
        "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
        "blank.md": b"\n\n---\n",
    }.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "pipe.txt")


_WRITERS: dict[str, Callable[[str], bytes]] = {
    "txt": lambda words: words.encode(),
    "md": lambda words: f"# Note\n\n{words}\n".encode(),
    "html": lambda words: f"<html><title>Note</title><h1>Note</h1><p>{words}".encode(),
    "csv": lambda words: f"what,note\nbought,{words.replace(',', ';')}\n".encode(),
    "docx": lambda words: zipped(docx(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")),
    "pptx": lambda words: zipped(pptx(f"<a:p><a:r><a:t>{words}</a:t></a:r></a:p>")),
    "xlsx": lambda words: zipped(xlsx(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{words}</t></is></c></row>')),
    "epub": lambda words: zipped(epub(f"<html><body><h1>Note</h1><p>{words}</p></body></html>")),
    "pdf": lambda words: pdf(page(stream(b"BT /F1 9 Tf 40 700 Td (" + words.encode() + b") Tj ET"))),
}


def on_a_terminal(arguments: list[str], folder: Path, columns: int) -> tuple[int, str]:
    """Exit status and everything that `pincite index` writes on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": str(columns), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pincite", "index", *arguments]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=theirs, stderr=theirs) as running:  # noqa: S603
        os.close(theirs)
        parts = []
        while part := _read(ours):
            parts.append(part)
    os.close(ours)
    return running.returncode, b"".join(parts).decode().replace("\r\n", "\n")


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # how Linux says that nobody is there any more
        return b""


def plain(text: str, keep: str = "") -> str:
    """Without colours and movements of the cursor, except `keep`."""
    return re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", lambda found: found[0] if found[0] == keep else "", text).replace("\r", "")


if __name__ == "__main__":
    main()
