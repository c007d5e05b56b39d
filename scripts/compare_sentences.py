"""Print precision and recall of sentence boundaries on the labelled texts, ours beside other libraries'.

pip install sentencex pysbd; python scripts/compare_sentences.py
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus import sentences  # noqa: E402  # the project's root comes first

LABELLED = sorted((ROOT / "tests" / "data" / "sentences").glob("*.txt"))


def main() -> None:
    """Print a line for each library that is installed."""
    for name, ends in (("pincite", ours), ("sentencex", by_sentencex), ("pysbd", by_pysbd)):
        try:
            print(f"{name:<10} precision {{:.3f}}  recall {{:.3f}}  F1 {{:.3f}}".format(*score(ends)))
        except ImportError:
            print(f"{name:<10} is not installed")


def score(ends: Callable[[str], Iterable[int]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the ends of sentences over all labelled texts."""
    right = found = labelled = 0
    for path in LABELLED:
        *pieces, _ = path.read_text(encoding="utf-8").split("¶")
        gold = {sum(map(len, pieces[: n + 1])) for n in range(len(pieces))}
        guessed = set(ends(path.read_text(encoding="utf-8").replace("¶", "")))
        right, found, labelled = right + len(gold & guessed), found + len(guessed), labelled + len(gold)
    return right / found, right / labelled, 2 * right / (found + labelled)


def ours(text: str) -> Iterator[int]:
    """The ends that this project finds."""
    return (end for _, end in sentences(text))


def by_sentencex(text: str) -> Iterator[int]:
    """The ends that sentencex finds."""
    import sentencex

    return located(text, sentencex.segment("en", text))


def by_pysbd(text: str) -> Iterator[int]:
    """The ends that pysbd finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its regular expressions
        import pysbd

        return located(text, pysbd.Segmenter(language="en", clean=False).segment(text))


def located(text: str, pieces: Iterable[str]) -> Iterator[int]:
    """Where the pieces end in the text, white space around them left out."""
    at = 0
    for piece in pieces:
        words = piece.strip()
        start = text.find(words, at) if words else -1
        if start >= 0:
            at = start + len(words)
            yield at


if __name__ == "__main__":
    main()
