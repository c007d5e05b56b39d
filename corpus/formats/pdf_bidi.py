"""Words that are written from right to left, letter after letter as they are read.

pdfium gives some of them as they stand on the page, from left to right; where the letters stand decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.picture import Box

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT = re.compile(f"[{_LETTERS}]")
_LEFT_TO_RIGHT = re.compile(r"[0-9A-Za-z]+(?:[.,:/-][0-9A-Za-z]+)*")


def is_backwards(text: str) -> bool:
    """Whether most letters of `text` are of a script that runs from right to left."""
    return len(_RIGHT_TO_LEFT.findall(text)) * 2 > sum(map(str.isalpha, text))


def reading_order(characters: Sequence[str], boxes: Sequence[Box]) -> list[int]:
    """The numbers of the characters of a word as they are read, by where they stand on an upright page.

    Figures and Latin letters within it run from left to right; what is drawn as one sign stays as it is.

    >>> reading_order("\u05d2\u05d1\u05d0", [(0, 0, 4, 9), (5, 0, 9, 9), (10, 0, 14, 9)])
    [2, 1, 0]
    """
    order = list(range(len(characters)))
    if not any(map(_RIGHT_TO_LEFT.match, characters)):
        return order
    order.sort(key=lambda at: -(boxes[at][0] + boxes[at][2]))
    text = "".join(characters[at] for at in order)
    for run in _LEFT_TO_RIGHT.finditer(text):
        order[run.start() : run.end()] = order[run.start() : run.end()][::-1]
    return order
