"""Plain text that is none, or too much of it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from scripts.hostile import Bad, of

_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
_WORDS = "The café was bought by Åsa in 1954; „so it was“, said the mayor – and left. "
_ENCODINGS = "latin-1 cp1252 utf-7 utf-16-le utf-16-be utf-32-le utf-32-be cp500 mac-roman".split()
_RUSSIAN, _JAPANESE = "Паром купили в 1954 году. ", "船は一九五四年に買われました。"
_MB = 10**6


def bad() -> Iterator[Bad]:
    """All of them."""
    yield from _empty()
    yield from _encodings()
    yield from _letters()
    yield from _long()


def _empty() -> Iterator[Bad]:
    for ending in ("txt", "md", "html", "csv", "pdf", "docx", "pptx", "xlsx", "epub"):
        yield of("empty", f"empty.{ending}", b"")
    for number, data in enumerate((b" \n\t\r", b"\x00", b"\x00" * 100_000, b"---\n" * 9, b"\x0c" * 9, b".,;:!?")):
        yield of("empty", f"wordless{number}.txt", data)
    for encoding, mark in _MARKS.items():
        yield of("empty", f"mark-{encoding}.txt", mark)


def _encodings() -> Iterator[Bad]:
    for encoding, mark in _MARKS.items():
        yield of("encoding", f"marked-{encoding}.txt", mark + _WORDS.encode(encoding))
        yield of("encoding", f"mark-and-noise-{encoding}.txt", mark + bytes(range(256)) * 3)
        yield of("encoding", f"mark-and-odd-{encoding}.txt", mark + _WORDS.encode(encoding) + b"\xff")
    for encoding in _ENCODINGS:
        yield of("encoding", f"unmarked-{encoding}.txt", _WORDS.encode(encoding, "replace") * 9)
    for encoding in ("koi8-r", "cp1251", "iso8859-5"):
        yield of("encoding", f"{encoding}.txt", _RUSSIAN.encode(encoding) * 20)
    for encoding in ("shift-jis", "euc-jp", "iso2022-jp", "gb18030", "big5"):
        yield of("encoding", f"{encoding}.txt", _JAPANESE.encode(encoding, "replace") * 20)
    yield of("encoding", "overlong.txt", b"It is \xc0\xaf old." * 9)
    yield of("encoding", "surrogates.txt", "It is \ud83d\ude00 old.".encode("utf-8", "surrogatepass"))
    yield of("encoding", "half.txt", _WORDS.encode()[:-75])
    yield of("encoding", "mixed.txt", _WORDS.encode() + _WORDS.encode("cp1252") + _WORDS.encode("utf-16-le"))
    yield of("encoding", "noise.txt", bytes(n * n * 7 % 251 for n in range(100_000)))
    for (
        declared
    ) in "utf-7 bogus rot13 hex zip bz2 idna punycode unicode_escape undefined utf-16 utf-8-sig mbcs".split():
        page = f'<meta charset="{declared}"><p>It is old, said '.encode() + b"\xe9ric.\\x41 +ADw-script+AD4-"
        yield of("encoding", f"declared-{declared}.html", page)


def _letters() -> Iterator[Bad]:
    yield of("letters", "bidi.txt", "The \u202egnp.exe\u202c is \u2066old\u2069.\u200f\u061c It is.\n" * 99)
    yield of("letters", "zero-width.txt", "T\u200bh\u200de\u2060 \ufeffb\u00ado\u200ca\u034ft is old.\n" * 99)
    yield of("letters", "only-zero-width.txt", "\u200b\u200d\u2060\ufeff" * 99)
    yield of("letters", "marks.txt", "A" + "\u0301" * 200_000 + " is old.")
    yield of("letters", "unordered-marks.txt", "A" + "\u0301\u0316\u0334" * 70_000 + " is old.")
    yield of("letters", "expanding.txt", "\ufdfa\u1f82\ufb2c " * 50_000)
    yield of("letters", "every-letter.txt", "".join(map(chr, (*range(32, 0xD800), *range(0xE000, 0x11000)))))
    yield of("letters", "private.txt", "".join(map(chr, range(0xE000, 0xF8FF))) + " It is old.")
    yield of("letters", "escapes.txt", "\x1b]0;owned\x07\x1b[2J\x1b[31mIt is old.\x9b5n " * 200)
    yield of("letters", "controls.txt", "It is old.\x01\x02\x03\x04 " * 5)


def _long() -> Iterator[Bad]:
    yield of("long", "line-1-mb.txt", b"word " * (_MB // 5))
    yield of("long", "unbroken-1-mb.txt", b"a" * _MB)
    yield of("long", "lines-1-mb.txt", b"a\n" * (_MB // 2))
    yield of("long", "pages.txt", b"a\f" * 100_000)
    yield of("long", "dots.txt", b"a." * 200_000)
    yield of("long", "abbreviations.txt", b"Mr. U.S. Dr. " * 50_000)
    yield of("long", "brackets.txt", b'("' * 200_000 + b" It is old.")
    yield of("long", "underlines.txt", b"A\n=\n" * 100_000)
    yield of("long", "headings.txt", b"Owners\n\n" * 50_000)
    yield of("long", "numbers.txt", b"1" * 300_000 + b" 1.1.1.1" * 50_000)
    yield of("long", "spaces.txt", b"It is" + b" " * _MB + b"old.")
    yield of("long", "returns.txt", b"It is\r\r\n\x0b" * 100_000)
    yield of("long", "line-100-mb.txt", lambda: b"word " * (20 * _MB), heavy=True)
    yield of("long", "unbroken-100-mb.txt", lambda: b"a" * (100 * _MB), heavy=True)
    yield of("long", "lines-100-mb.txt", lambda: b"a\n" * (50 * _MB), heavy=True)
    yield of("long", "empty-lines-100-mb.txt", lambda: b"\n" * (100 * _MB) + b"a", heavy=True)
    yield of("long", "noise-100-mb.txt", lambda: bytes(range(256)) * (100 * _MB // 256), heavy=True)
    yield of("long", "latin-1-100-mb.txt", lambda: _WORDS.encode("latin-1", "replace") * _MB, heavy=True)
    yield of("long", "marks-20-mb.txt", lambda: b"A" + "\u0301".encode() * (10 * _MB), heavy=True)
    yield of("long", "too-large.txt", lambda: b"a " * (60 * _MB), heavy=True)
