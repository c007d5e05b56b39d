"""From bytes to text: which encoding, and whether it is text at all."""

import codecs
import re
from dataclasses import dataclass

from corpus.errors import UndecodableText

_MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_LATIN_1 = frozenset("iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 us-ascii ascii".split())
_ESCAPED = re.compile("[\udc80-\udcff]")  # what `surrogateescape` makes of a byte
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_SOUND = 100  # characters for each bad byte: with fewer it is another encoding, or no text
_HALF = 3  # bytes at most of a character that was cut in two
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # tab, newlines, form feed and escape are text


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the encoding that it is in, and how many bytes stand before it (a byte order mark).

    `bad` is how many bytes are no text in that encoding; for each of them the text has a U+FFFD.
    """

    text: str
    encoding: str
    start: int = 0
    bad: int = 0


def replaced(found: Decoded) -> str:
    """What to say of bad bytes.

    >>> replaced(Decoded("a\ufffd", "utf-8", bad=1))
    '1 byte is no text; \ufffd stands for it.'
    """
    what = "1 byte is no text" if found.bad == 1 else f"{found.bad:,} bytes are no text"
    return f"{what}; \ufffd stands for {'it' if found.bad == 1 else 'each'}."


def decoded(data: bytes, name: str, charset: str = "") -> Decoded:
    """Find the encoding of `data`.

    Tried in this order: a byte order mark, the `charset` that came with an address, UTF-8, an encoding that an HTML
    head or an XML declaration names, UTF-8 with a few bad bytes (in any other encoding every accent would become two
    wrong letters), and what `charset-normalizer` takes for the likeliest. `name` is only for the message.

    Raises:
        UndecodableText: no encoding fits, or the bytes are a program's rather than a person's.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            found = _in(data, encoding, len(mark))
            return _checked(found or (_mended(data, len(mark)) if encoding == "utf-8" else None), data, name)
    declared = _DECLARED.search(data, 0, 4096)
    for encoding in (charset, "utf-8", declared[1].decode("ascii") if declared else ""):
        if encoding and (found := _in(data, _meant_by(encoding))) is not None:
            return _checked(found, data, name)
    return _checked(_mended(data) or (None if b"\x00" in data else _guessed(data)), data, name)


def _in(data: bytes, encoding: str, start: int = 0) -> Decoded | None:
    try:
        return Decoded(data[start:].decode(encoding), encoding, start)
    except (UnicodeError, LookupError):
        return None


def _mended(data: bytes, start: int = 0) -> Decoded | None:
    """UTF-8 with a few bad bytes. Where no mark says that it is UTF-8, most of what is not ASCII must be sound."""
    text, bad = _ESCAPED.subn("\ufffd", data[start:].decode("utf-8", "surrogateescape"))
    if bad > max(_HALF, len(text) // _SOUND) or 2 * bad >= len(text):
        return None
    if not start and len(text) - len(_BEYOND_ASCII.sub("", text)) <= 2 * bad:  # the bad ones among them
        return None
    return Decoded(text, "utf-8", start, bad)


def _meant_by(declared: str) -> str:
    """The encoding that a page means: as in browsers, ASCII and Latin-1 stand for Windows-1252 (WHATWG Encoding)."""
    return "cp1252" if declared.lower() in _LATIN_1 else declared


def _guessed(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    found = from_bytes(data)
    best = found.best()
    if best is None:
        return None
    # A few accents and curly quotes fit many encodings equally well: of those, take the one that is used most by far.
    tied = [match for match in found if (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    chosen = next((match for match in tied if "cp1252" in match.could_be_from_charset), best)
    return _in(data, chosen.encoding)


def _checked(found: Decoded | None, data: bytes, name: str) -> Decoded:
    controls = 0 if found is None else len(_CONTROLS.findall(found.text))
    if found is None or controls > len(found.text) // 100:
        seen = f"{controls:,} control characters" if found is not None else "no encoding fits"
        raise UndecodableText(
            f"{name} is not text: {seen} in {len(data):,} bytes that begin {data[:8].hex(' ')}.",
            hint="Save it as UTF-8 text if another program shows it well.",
        )
    return found
