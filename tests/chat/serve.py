"""Serve chats over small stores without weights, for the tests: `python serve.py FOLDER`.

In a process of its own, as people run it, so that Gradio's threads, event loops and environment stay out of the tests.
Prints a line for each kind of chat with its address, then serves until it is stopped.
"""

import asyncio
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from shaped import crowded_assistant, shaped_assistant

import app
from corpus import Passage
from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add, remove
from qa import Assistant
from qa.features import FEATURES
from qa.policy import Policy
from qa.reader import Reading
from qa.reader.word_reader import WordReader

KINDS = ("reading", "broken", "empty", "shaped", "crowded")

HARBOUR = """# The Harbour of Lisse

## The lighthouse

The lighthouse was built in 1874. Its first keeper was Maria Sander, who stayed for thirty years.

## The \\<b>ferry\\</b> & co.

The ferry crosses to Orme on Sundays. A ticket for the ferry costs 12 crowns.
"""


class BrokenReader:
    """Fails on every question that it is asked, with a message that people should not see."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        raise RuntimeError("secret")


def assistant_in(folder: Path) -> Assistant:
    """An assistant over the harbour: one that reads, one with a broken reader, or one without any document."""
    folder.mkdir()
    kind = folder.name
    file, store = folder / "harbour.md", folder / "store"
    file.write_text(HARBOUR, encoding="utf-8")
    add(store, [file], encoder=HashEncoder())
    if kind == "empty":
        remove(store, ["harbour.md"])
    by_margin = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES}, threshold=0.5)
    reader = BrokenReader() if kind == "broken" else WordReader()
    return Assistant(Store.open(store), encoder=HashEncoder(), reader=reader, policy=by_margin)


async def main() -> None:
    """Serve each kind on a port that the system chooses."""
    serving = []
    for kind in KINDS:
        make = {"shaped": shaped_assistant, "crowded": crowded_assistant}.get(kind, assistant_in)
        served = app.build(make(Path(sys.argv[1]) / kind))
        listening = socket.create_server(("127.0.0.1", 0))
        print(kind, f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        serving.append(uvicorn.Server(uvicorn.Config(served, log_level="warning")).serve(sockets=[listening]))
    await asyncio.gather(*serving)


if __name__ == "__main__":
    asyncio.run(main())
