"""Where a stretch of the text stands in the file that it came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A run `[start, end)` of the text and its place in the original.

    `place` is what people call the part of the file: "page 3", "slide 2", "paragraph 14", "sheet Budget, row 12"; it is
    empty where the file is one piece, as plain text is. Character `start + i` of the run stands at
    `[first + i * width, first + (i + 1) * width)` of that part. The unit depends on the format: characters of a page as
    pdfium counts them, bytes of a text file, characters of a paragraph or cell. A `width` of 0 says that the run came
    from `[first, last)` as a whole, and no more is known of its characters.
    """

    start: int
    end: int
    place: str = ""
    first: int = 0
    last: int = 0
    width: int = 1

    def part(self, start: int, end: int) -> Origin:
        """The run cut to the characters of `[start, end)`, which must touch it."""
        start, end = max(start, self.start), min(end, self.end)
        if not self.width:
            return Origin(start=start, end=end, place=self.place, first=self.first, last=self.last, width=0)
        first = self.first + (start - self.start) * self.width
        last = first + (end - start) * self.width
        return Origin(start=start, end=end, place=self.place, first=first, last=last, width=self.width)


def origins_of(origins: Sequence[Origin], start: int, end: int) -> Iterator[Origin]:
    """The runs that `[start, end)` of the text came from, each cut to it, in the order of the text.

    Characters that no run holds (the empty line that parts two paragraphs) came from nowhere. `origins` are sorted and
    do not overlap.

    >>> run = Origin(start=10, end=20, place="page 2", first=100, last=110)
    >>> [(part.place, part.first, part.last) for part in origins_of([run], 12, 15)]
    [('page 2', 102, 105)]
    """
    at = max(0, bisect_right(origins, start, key=lambda run: run.start) - 1)
    while at < len(origins) and origins[at].start < end:
        if origins[at].end > start:
            yield origins[at].part(start, end)
        at += 1
