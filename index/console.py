"""Writing to any standard output: where its encoding lacks letters of a name, they are escaped and nothing fails."""

from __future__ import annotations

import codecs
import io
import os
import sys

_ESCAPED = "pincite.escaped"


def write_anything() -> None:
    r"""Have letters that the encoding of standard output and error lacks written as `\u0416`, as JSON does.

    On Windows output that goes to a file or another program is in the encoding of the country.
    """
    codecs.register_error(_ESCAPED, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ESCAPED)


def nobody_reads() -> int:
    """What to do, and the exit status, where the program that read the output has ended, as `head` does.

    What is still to be written goes nowhere, so that Python does not complain about it at the end (the way that its
    documentation gives). The status is the one that a shell gives to a program that a broken pipe ended.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + 13


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end
