"""A parser that does what hostile files make parsers do: what, its text says. Runs in the reading process alone."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import corpus.drafting
import corpus.worker
from corpus.document import Draft
from corpus.errors import EmptyDocument


def parse(text: str, name: str) -> Draft:
    deed, _, rest = text.partition(" ")
    said = DEEDS[deed](rest)
    return said if isinstance(said, Draft) else Draft(text=f"It says {said}.", title=name)


def spin(rest: str) -> None:
    while True:
        pass


def swell(rest: str) -> None:
    held: list[bytearray] = []
    while True:
        held.append(bytearray(10_000_000))


def dig(rest: str) -> Any:
    return dig(rest)


def refuse(rest: str) -> None:
    raise EmptyDocument(f"nothing: {rest}", hint="Try another.")


def fail(rest: str) -> None:
    raise ValueError(rest)


def connect(rest: str) -> str:
    with socket.create_connection(("127.0.0.1", int(rest)), timeout=5) as connection:
        connection.sendall(b"secret")
    return "sent"


def connect_in_c(rest: str) -> str:
    """As a parser in C would that was taken over: without asking Python."""
    system = ctypes.CDLL(None, use_errno=True)
    handle = system.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = (
        socket.AF_INET.to_bytes(2, sys.byteorder) + int(rest).to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    )
    failed = system.connect(handle, address, len(address))
    return os.strerror(ctypes.get_errno()) if failed else "sent"


def write_in_c(rest: str) -> str:
    system = ctypes.CDLL(None, use_errno=True)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    handle = system.open(rest.encode(), os.O_WRONLY | os.O_CREAT, 0o600)
    system.write(handle, b"secret", 6)
    return os.strerror(ctypes.get_errno())


def answer(*message: Any) -> None:
    """Send this in place of a draft."""
    corpus.worker.send = lambda pipe, head, body: _raw(pipe, *message)


def _raw(pipe: Any, *message: Any) -> None:
    pipe.write(*message)
    pipe.flush()
    time.sleep(60)


DEEDS: dict[str, Callable[[str], Any]] = {
    "speak": lambda rest: rest,
    "spin": spin,
    "sleep": lambda rest: time.sleep(60),
    "swell": swell,
    "dig": dig,
    "crash": lambda rest: ctypes.string_at(0),
    "leave": lambda rest: os._exit(int(rest)),
    "print": lambda rest: (os.write(1, b"x" * 100), print("y" * 100, flush=True)),
    "refuse": refuse,
    "fail": fail,
    "connect": connect,
    "connect-in-c": connect_in_c,
    "write": lambda rest: Path(rest).write_text("secret"),
    "write-in-c": write_in_c,
    "remove": lambda rest: Path(rest).unlink(),
    "start": lambda rest: subprocess.run(["true"], check=True),
    "secrets": lambda rest: os.environ.get("SECRET"),
    "pid": lambda rest: os.getpid(),
    "long": lambda rest: Draft(text="a" * int(rest)),
    "outside": lambda rest: Draft(text="a b", headings=((0, 9, 1),)),
    "garbage": lambda rest: answer(b"\x80\x04\x95" * 1000),
    "endless": lambda rest: answer(b"\x00" * 7 + b"\xff" * 9),
}
corpus.drafting._TEXT = (("evil", (".evil",), parse),)
