"""From a window's logits to its best spans."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_ANSWER = 40  # word pieces
BEST = 3  # spans a window
_JOINER = "\u200d"  # zero-width joiner: an emoji of several signs


def best_spans(
    start: NDArray[np.float32], end: NDArray[np.float32], *, longest: int = LONGEST_ANSWER, best: int = BEST
) -> list[tuple[int, int, float]]:
    """The best spans of a stretch, best first, as `(first piece, last piece, score)`; they do not overlap.

    A span's score is the sum of its start and end logits; it ends where it starts or later and has at most `longest`
    pieces (Devlin et al. 2019, section 4.3). Both arrays have shape `(pieces,)`.
    """
    import numpy as np

    if not len(start):
        return []
    width = min(longest, len(start))
    padded = np.concatenate([end, np.full(width - 1, -np.inf, dtype=end.dtype)])
    scores = start[:, None] + np.lib.stride_tricks.sliding_window_view(padded, width)  # (first piece, pieces more)
    firsts = np.arange(len(start))[:, None]
    lasts = firsts + np.arange(width)
    found: list[tuple[int, int, float]] = []
    while len(found) < best:
        first, more = divmod(int(np.argmax(scores)), width)
        score, last = float(scores[first, more]), first + more
        if not np.isfinite(score):  # what is left overlaps or ends outside
            break
        found.append((first, last, score))
        scores[(firsts <= last) & (lasts >= first)] = -np.inf
    return found


def mass(start: NDArray[np.float32], end: NDArray[np.float32]) -> float:
    """The logarithm of the summed exponentials of the scores of all spans of a stretch; shapes `(pieces,)`, not empty.

    >>> import numpy as np
    >>> zeros = np.zeros(2, dtype=np.float32)
    >>> round(float(np.exp(mass(zeros, zeros))), 3)  # [0, 0], [0, 1] and [1, 1]
    3.0
    """
    import numpy as np

    ends = np.logaddexp.accumulate(end[::-1].astype(np.float64))[::-1]  # of all ends at a piece or behind it
    return float(np.logaddexp.reduce(start.astype(np.float64) + ends))


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen `[start, end)` so that it cuts no word or number of `text`: word pieces may end in the middle of one.

    An empty span stays as it is.

    >>> whole_words("Self-Defense Forces", 14, 17)
    (13, 19)
    >>> whole_words("about 54,000 people", 6, 8)
    (6, 12)
    """
    if start == end:
        return start, end
    while start > 0 and _cuts(text, start):
        start -= 1
    while end < len(text) and _cuts(text, end):
        end += 1
    return start, end


def _cuts(text: str, at: int) -> bool:
    """Whether an edge before `text[at]` is inside of a word, of a number, or of what people see as one character."""
    left, right = text[at - 1], text[at]
    if left.isspace() or right.isspace():
        return False
    if _is_mark(right) or _JOINER in (left, right):
        return True
    if left in ".,":
        return right.isdigit() and at > 1 and text[at - 2].isdigit()
    if right in ".,":
        return left.isdigit() and text[at + 1 : at + 2].isdigit()
    return right.isalnum() and (left.isalnum() or _is_mark(left))


def _is_mark(character: str) -> bool:
    """Whether it stands on the character before it: an accent, a vowel sign."""
    return unicodedata.category(character).startswith("M")
