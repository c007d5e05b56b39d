"""Serve chats over small stores without weights, for the tests: `python serve.py FOLDER`.

In a process of its own, as people run it, so that Gradio's threads, event loops and environment stay out of the tests.
Prints a line for each kind of chat with its address, then serves until it is stopped.
"""

import asyncio
import io
import ipaddress
import os
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import uvicorn
from reportlab.pdfgen.canvas import Canvas
from shaped import crowded_assistant, shaped_assistant

import app
from corpus import Passage
from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add, remove
from qa import Assistant
from qa.chat.serving import Serving
from qa.features import FEATURES
from qa.policy import Policy
from qa.reader import Reading
from qa.reader.word_reader import WordReader

HARBOUR = """# The Harbour of Lisse

## The lighthouse

The lighthouse was built in 1874. Its first keeper was Maria Sander, who stayed for thirty years.

## The \\<b>ferry\\</b> & co.

The ferry crosses to Orme on Sundays. A ticket for the ferry costs 12 crowns.
"""


KINDS = {
    "reading": Serving(),
    "broken": Serving(),
    "empty": Serving(),
    "library": Serving(mcp=True),  # its documents may be changed, others' are left alone
    "shaped": Serving(),
    "crowded": Serving(),
    "paged": Serving(),
    "busy": Serving(),
    "closed": Serving(host="0.0.0.0", may_change=False, auth=("reader", "a:pässword")),
}


def paper() -> bytes:
    """The harbour as a PDF of two pages."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(420, 595))
    canvas.setTitle("The Harbour of Lisse")
    for heading, *lines in (
        ("The lighthouse", "The lighthouse was built in 1874. Its first keeper was Maria", "Sander, who stayed."),
        ("The ferry & co.", "The ferry crosses to Orme on Sundays.", "A ticket for the ferry costs 12 crowns."),
    ):
        canvas.setFont("Times-Bold", 18)
        canvas.drawString(60, 520, heading)
        canvas.setFont("Times-Roman", 11)
        for number, line in enumerate(lines):
            canvas.drawString(60, 480 - 15 * number, line)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


class BrokenReader:
    """Fails on every question that it is asked, with a message that people should not see."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        if "phone home" in question:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as calling:
                calling.connect(("192.0.2.1", 9))  # nothing is sent
        raise RuntimeError("secret")


class BusyReader(WordReader):
    """Reads nothing until there is a file `go` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._go = folder / "go"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        while not self._go.exists():
            time.sleep(0.05)
        return super().read(question, passages)


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: say on standard error when this process turns to another computer."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0] or "localhost"
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    try:
        own = ipaddress.ip_address(host).is_loopback or host == "0.0.0.0"
    except ValueError:
        own = host in ("localhost", socket.gethostname())
    if not own:
        os.write(2, f"FOREIGN {event} {host}\n".encode())


def assistant_in(folder: Path) -> Assistant:
    """An assistant over the harbour: one that reads, one with a broken reader, one of a PDF, or one of no document."""
    folder.mkdir()
    kind = folder.name
    file, store = folder / ("harbour.pdf" if kind == "paged" else "harbour.md"), folder / "store"
    file.write_bytes(paper() if kind == "paged" else HARBOUR.encode())
    add(store, [file], encoder=HashEncoder())
    if kind == "empty":
        remove(store, ["harbour.md"])
    by_margin = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES}, threshold=0.5)
    reader = BrokenReader() if kind == "broken" else BusyReader(folder) if kind == "busy" else WordReader()
    return Assistant(Store.open(store), encoder=HashEncoder(), reader=reader, policy=by_margin)


async def main() -> None:
    """Serve each kind on a port that the system chooses."""
    serving = []
    for kind, serving_as in KINDS.items():
        make = {"shaped": shaped_assistant, "crowded": crowded_assistant}.get(kind, assistant_in)
        at_once, waiting = (1, 1) if kind == "busy" else (app.AT_ONCE, app.WAITING)
        with patch.multiple(app, AT_ONCE=at_once, WAITING=waiting):
            served = app.build(make(Path(sys.argv[1]) / kind), serving_as)
        listening = socket.create_server(("127.0.0.1", 0))
        print(kind, f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        serving.append(uvicorn.Server(uvicorn.Config(served, log_level="warning")).serve(sockets=[listening]))
    await asyncio.gather(*serving)


if __name__ == "__main__":
    sys.addaudithook(watch)
    asyncio.run(main())
