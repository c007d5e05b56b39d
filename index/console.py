"""Writing to any standard output: where its encoding lacks letters of a name, they are escaped and nothing fails."""

from __future__ import annotations

import codecs
import io
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


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end
