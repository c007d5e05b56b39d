"""Which bytes of a text file each character of its normalised text came from."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from corpus.decode import Decoded
from corpus.normalise import traced
from corpus.origin import Origin

_MOST_RUNS = 200_000  # kept of one file; where a text of two scripts has more, some come as one
_WIDTHS_UTF_8 = re.compile(
    "([\0-\x7f\udc80-\udcff]+)|([\x80-\u07ff]+)|([\u0800-\ud7ff\ue000-\uffff]+)|([\U00010000-\U0010ffff]+)"
)
_WIDTHS_UTF_16 = re.compile("([\0-\uffff]+)|([\U00010000-\U0010ffff]+)")

Stretch = tuple[int, int, int, int, int]  # characters [first, last), the bytes [first, last), bytes for a character


def byte_origins(data: bytes, found: Decoded) -> tuple[Origin, ...]:
    """The origins of `normalise(found.text)`: bytes of the file that `found` was decoded from.

    A run has characters of equally many bytes each; a width of 0 says that its bytes are known as a whole: where
    normalising put several characters together, or an encoding writes several at once. Decoding the bytes of a run and
    normalising gives its text.
    """
    stretches = list(_stretches(data, found))
    runs: list[Origin] = []
    at = 0
    for start, end, first, last, width in traced(found.text)[1]:
        while stretches[at][1] <= first:
            at += 1
        if not width:
            ended = at
            while stretches[ended][1] < last:
                ended += 1
            origin = _bytes(stretches[at], first, first + 1)[0], _bytes(stretches[ended], last - 1, last)[1]
            runs.append(Origin(start=start, end=end, first=origin[0], last=origin[1], width=0))
            continue
        place = at
        while place < len(stretches) and stretches[place][0] < last:
            stretch = stretches[place]
            one, other = max(first, stretch[0]), min(last, stretch[1])
            begin, stop = _bytes(stretch, one, other)
            moved = start - first
            runs.append(Origin(start=one + moved, end=other + moved, first=begin, last=stop, width=stretch[4]))
            place += 1
    return tuple(_fewer(runs))


def _bytes(stretch: Stretch, first: int, last: int) -> tuple[int, int]:
    """The bytes of some characters of a stretch; all of them where it is known as a whole."""
    begun, _, start, end, width = stretch
    return (start + (first - begun) * width, start + (last - begun) * width) if width else (start, end)


def _fewer(runs: list[Origin]) -> Iterator[Origin]:
    """At most `_MOST_RUNS` runs: several in a row become one that is known as a whole."""
    step = -(-len(runs) // _MOST_RUNS)
    if step <= 1:
        yield from runs
        return
    for at in range(0, len(runs), step):
        group = runs[at : at + step]
        yield Origin(start=group[0].start, end=group[-1].end, first=group[0].first, last=group[-1].last, width=0)


def _stretches(data: bytes, found: Decoded) -> Iterator[Stretch]:
    """Characters of equally many bytes."""
    text, start = found.text, found.start
    encoding = codecs.lookup(found.encoding).name
    if len(text) == len(data) - start:
        widths: Iterator[tuple[int, int]] = iter([(len(text), 1)]) if text else iter(())
    elif encoding == "utf-8":
        text = data[start:].decode("utf-8", "surrogateescape") if found.bad else text  # a character for each bad byte
        widths = _widths(_WIDTHS_UTF_8, text, (1, 2, 3, 4))
    elif encoding.startswith("utf-16"):
        widths = _widths(_WIDTHS_UTF_16, text, (2, 4))
    elif encoding.startswith("utf-32"):
        widths = iter([(len(text), 4)]) if text else iter(())
    else:
        yield from _one_by_one(data, start, encoding)
        return
    at = 0
    for count, width in widths:
        yield at, at + count, start, start + count * width, width
        at, start = at + count, start + count * width


def _widths(pattern: re.Pattern[str], text: str, widths: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """How many characters in a row have how many bytes each: group `n` of the pattern has `widths[n]`."""
    for run in pattern.finditer(text):
        yield len(run[0]), widths[(run.lastindex or 1) - 1]


def _one_by_one(data: bytes, start: int, encoding: str) -> Iterator[Stretch]:
    """Any other encoding, asked byte by byte which of them end a character."""
    decoder = codecs.getincrementaldecoder(encoding)()
    at, first = 0, start
    stretch: Stretch | None = None
    for index in range(start, len(data) + 1):
        made = decoder.decode(data[index : index + 1], final=index == len(data))
        end = min(index + 1, len(data))
        if not made:
            continue
        width = end - first if len(made) == 1 else 0
        if stretch and width and stretch[4] == width:
            stretch = stretch[0], at + 1, stretch[2], end, width
        else:
            if stretch:
                yield stretch
            stretch = at, at + len(made), first, end, width
        at, first = at + len(made), end
    if stretch:
        yield stretch
