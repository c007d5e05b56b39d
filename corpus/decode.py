"""From bytes to text: which encoding, and whether it is text at all."""

import codecs
import re

from corpus.errors import UndecodableText

_MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LATIN_1 = frozenset("iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 us-ascii ascii".split())
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # tab, newlines, form feed and escape are text


def decode(data: bytes, name: str, charset: str = "") -> str:
    """Return the text that `data` encodes.

    Tried in this order: a byte order mark, the `charset` that came with an address, UTF-8, an encoding that an HTML
    head declares, and what `charset-normalizer` takes for the likeliest. `name` is only for the message.

    Raises:
        UndecodableText: no encoding fits, or the bytes are a program's rather than a person's.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_decoded(data, encoding), data, name)
    if charset and (text := _decoded(data, _meant_by(charset))) is not None:
        return _checked(text, data, name)
    if (text := _decoded(data, "utf-8")) is not None:
        return _checked(text, data, name)
    declared = _DECLARED.search(data, 0, 4096)
    if declared and (text := _decoded(data, _meant_by(declared[1].decode("ascii")))) is not None:
        return _checked(text, data, name)
    return _checked(None if b"\x00" in data else _guessed(data), data, name)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _meant_by(declared: str) -> str:
    """The encoding that a page means: as in browsers, ASCII and Latin-1 stand for Windows-1252 (WHATWG Encoding)."""
    return "cp1252" if declared.lower() in _LATIN_1 else declared


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(data)
    best = found.best()
    if best is None:
        return None
    # A few accents and curly quotes fit many encodings equally well: of those, take the one that is used most by far.
    tied = [match for match in found if (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    return str(next((match for match in tied if "cp1252" in match.could_be_from_charset), best))


def _checked(text: str | None, data: bytes, name: str) -> str:
    controls = 0 if text is None else len(_CONTROLS.findall(text))
    if text is None or controls > len(text) // 100:
        seen = f"{controls:,} control characters" if text is not None else "no encoding fits"
        raise UndecodableText(
            f"{name} is not text: {seen} in {len(data):,} bytes that begin {data[:8].hex(' ')}.",
            hint="Save it as UTF-8 text if another program shows it well.",
        )
    return text
