"""From a window's logits to its best spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_ANSWER = 40  # word pieces
BEST = 3  # spans a window


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
    scores = start[:, None] + np.lib.stride_tricks.sliding_window_view(padded, width)
    found: list[tuple[int, int, float]] = []
    for flat in np.argsort(-scores, axis=None, kind="stable")[: best * width * 2]:
        first, more = divmod(int(flat), width)
        last = first + more
        if np.isfinite(scores[first, more]) and not any(a <= last and first <= b for a, b, _ in found):
            found.append((first, last, float(scores[first, more])))
            if len(found) == best:
                break
    return found


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen `[start, end)` so that it cuts no word or number of `text`: word pieces may end in the middle of one.

    >>> whole_words("Self-Defense Forces", 14, 17)
    (13, 19)
    """
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
