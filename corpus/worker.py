"""The reading process: `main` turns the bytes of one file after another into drafts, until its parent hangs up."""

from __future__ import annotations

import os
import sys
from typing import IO, Any

from corpus.confine import allow_processor, confine, peak_memory
from corpus.document import Draft
from corpus.errors import DocumentError, ParserFailed
from corpus.wire import LONGEST_TEXT, draft_as_message, picture_as_message, receive, send

_FILES = 1000  # read by one process; then a fresh one takes over
_TIRED = 400_000_000  # bytes of memory; what once held more starts afresh
_ANY = (2**20, 2**40)  # the parent has looked at the file's size


def main(memory: int, seconds: int) -> None:
    """Read the files that come in on standard input; each may take `seconds` of processor time."""
    requests, replies = _pipes()
    confine(memory)
    reserve = bytearray(2**20)  # given up when memory runs out, so that there is some left to say so
    for count in range(1, _FILES + 1):
        try:
            request, data = receive(requests, _ANY)
        except EOFError:
            return
        allow_processor(seconds)
        try:
            head, body = _read(request, data)
        except MemoryError:
            del reserve
            head, body = {"memory": True, "last": True}, b""
        head["last"] = head.get("last") or count == _FILES or peak_memory() > _TIRED
        send(replies, head, body)
        if head["last"]:
            return


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output for messages alone: what a library prints goes nowhere."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return sys.stdin.buffer, replies


def _read(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    from corpus.drafting import drafted
    from corpus.formats.pdf_page import picture_of

    name = request["name"]
    try:
        if "page" in request:
            return picture_as_message(picture_of(data, name, request["page"], request["groups"]))
        kind, draft = drafted(data, name, request["ending"], request["charset"])
        _check_length(draft, name)
        head, body = draft_as_message(draft)
    except DocumentError as error:
        return _error(error), b""
    except MemoryError:
        raise
    except RecursionError:
        return _error(ParserFailed(f"{name} is nested too deep to be read.", hint="Save its text as a .txt file.")), b""
    except Exception as error:
        says = f"{type(error).__name__}: {error}"[:200]
        hint = "It may be damaged; save it again from the program that made it, or save its text as a .txt file."
        return _error(ParserFailed(f"{name} cannot be read: {says}.", hint=hint)), b""
    return {"kind": kind, "draft": head}, body


def _check_length(draft: Draft, name: str) -> None:
    if len(draft.text) > LONGEST_TEXT:
        raise ParserFailed(
            f"{name} has {len(draft.text):,} characters; at most {LONGEST_TEXT:,} are read.",
            hint="Split it into parts.",
        )


def _error(error: DocumentError) -> dict[str, Any]:
    return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
