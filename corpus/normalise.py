"""The one place where text is changed, before any offset into it exists."""

import re
import unicodedata
from collections.abc import Iterator

# What people cannot see and no one would quote: soft hyphen, zero-width space, byte order mark.
# The joiners U+200C and U+200D stay: Persian and Indic words and emoji are spelt with them.
_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")
_NEWLINES = re.compile("\r\n|[\r\x85\u2028\u2029]")
_ONE_NEWLINE = dict.fromkeys(map(ord, "\r\x85\u2028\u2029"), "\n")  # where "\r\n" has lost its first half
_LEFT_OUT = re.compile("[\u00ad\u200b\ufeff]+|\r(?=[\u00ad\u200b\ufeff]*\n)")

Run = tuple[int, int, int, int, int]


def normalise(text: str) -> str:
    r"""Return `text` as documents hold it.

    Newlines of every kind become `\\n`; soft hyphens, zero-width spaces and byte order marks go; what remains is put
    in Unicode Normalization Form C (Unicode Standard Annex 15). Everything else stays as it is. Normalising twice
    changes nothing, and texts normalised apart and joined by newlines are normalised.

    >>> normalise("co\\u00adoperate\\r\\ncafe\\u0301")
    'cooperate\\ncafé'
    """
    return unicodedata.normalize("NFC", _NEWLINES.sub("\n", _INVISIBLE.sub("", text)))


def traced(text: str) -> tuple[str, list[Run]]:
    r"""Return `normalise(text)`, and where each of its runs stood in `text`, as `(start, end, first, last, width)`.

    `[start, end)` of the result came from `[first, last)` of `text`: character from character where `width` is 1, as a
    whole where it is 0. Characters that were left out belong to no run.

    >>> traced("co\\u00adop\\r\\ncafe\\u0301")
    ('coop\\ncafé', [(0, 2, 0, 2, 1), (2, 4, 3, 5, 1), (4, 8, 6, 10, 1), (8, 9, 10, 12, 0)])
    """
    found = normalise(text)
    runs = list(_kept(text))
    kept = "".join(text[first:last] for _, _, first, last, _ in runs).translate(_ONE_NEWLINE)
    if len(kept) == len(found) and kept == found:
        return found, runs
    return found, list(_composed(kept, runs))


def _kept(text: str) -> Iterator[Run]:
    """The runs of what is left when invisible characters are left out, and the first half of a newline of two."""
    at = start = 0
    for found in [*_LEFT_OUT.finditer(text), None]:
        end = found.start() if found else len(text)
        if end > at:
            yield start, start + end - at, at, end, 1
            start += end - at
        at = found.end() if found else end


def _composed(kept: str, runs: list[Run]) -> Iterator[Run]:
    """`runs` of `kept`, as they are after its letters and marks were put together."""
    changes = [*_clusters(kept), (len(kept), len(kept), 0)]
    moved = number = 0  # how much shorter the text has become; the first run that is not behind us
    at = 0
    for first, last, size in changes:
        while number < len(runs) and runs[number][0] < first:  # what stands before the change
            start, end, origin, _, _ = runs[number]
            begin, stop = max(start, at), min(end, first)
            if begin < stop:
                yield begin - moved, stop - moved, origin + begin - start, origin + stop - start, 1
            if end > first:
                break
            number += 1
        if last > first:
            begun = runs[number]
            while runs[number][1] < last:
                number += 1
            ended = runs[number]
            origins = begun[2] + first - begun[0], ended[2] + last - ended[0]
            yield first - moved, first - moved + size, *origins, int(last - first == size == 1)
            moved += last - first - size
            at = last


def _clusters(text: str) -> Iterator[tuple[int, int, int]]:
    """Letters with their marks that Normalization Form C changes: `(first, last)` of `text`, and how long they get."""
    for line in re.finditer(r"[^\n]+", text):
        if unicodedata.is_normalized("NFC", line[0]):
            continue
        first = line.start()
        for at in range(first + 1, line.end() + 1):
            if at == line.end() or not _joins(text[at]):
                composed = unicodedata.normalize("NFC", text[first:at])
                if composed != text[first:at]:
                    yield first, at, len(composed)
                first = at


def _joins(character: str) -> bool:
    """Whether a character may become one with the one before it: marks, and the later letters of Hangul syllables."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff" or character == "\U00016d67"
