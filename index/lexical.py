"""BM25 over stemmed words, with bm25s."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"\w+(?:[.'’]\w+)*")
# Words that a question asks with rather than about.
STOP_WORDS = frozenset(
    "a an the and or but of to in on at by for with from as is are was were be been being it its this that these "
    "those there what which who whom whose when where why how do does did has have had can could will would "
    "should may might must i you he she they we his her their our your me him them us not no so if than then "
    "about into over any some".split()
)
COUNTRY = frozenset(("US", "U.S", "US's", "US’s"))  # not the pronoun


def words_of(text: str) -> list[tuple[str, str]]:
    """The words of `text` that carry meaning, as written, each with its stem (Snowball, English; Porter 2001).

    Dots and apostrophes inside a word are dropped before stemming, so that "U.S." and "US" have one stem.

    >>> words_of("The U.S. forces' bases")
    [('U.S', 'us'), ('forces', 'forc'), ('bases', 'base')]
    """
    found = [(word, _bare(word)) for word in _WORD.findall(text)]
    kept = [(word, bare) for word, bare in found if bare not in STOP_WORDS or word in COUNTRY]
    return list(zip([word for word, _ in kept], _stemmer().stemWords([bare for _, bare in kept]), strict=True))


def terms_of(text: str) -> list[str]:
    """The stems of the words of `text` that carry meaning.

    >>> terms_of("The U.S. forces' bases")
    ['us', 'forc', 'base']
    """
    return [stem for _, stem in words_of(text)]


def _bare(word: str) -> str:
    return re.sub(r"[.'’]", "", re.sub(r"['’]s$", "", word.lower()))


def stem_of(word: str) -> str:
    """The Snowball stem of a word in lower case."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:  # PyStemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")


class LexicalIndex:
    """BM25 scores (Lucene's variant, k1 1.5, b 0.75; Kamphuis et al. 2020) of passages for the terms of a question."""

    def __init__(self, index: Any, count: int) -> None:
        self._index = index  # None where no passage holds a single term
        self._count = count

    @staticmethod
    def build(texts: Sequence[str]) -> LexicalIndex:
        """Index texts; their positions name them."""
        import bm25s

        terms = [terms_of(text) for text in texts]
        if not any(terms):
            return LexicalIndex(None, len(texts))
        index = bm25s.BM25()
        index.index(terms, show_progress=False)
        return LexicalIndex(index, len(texts))

    @staticmethod
    def load(folder: Path, count: int) -> LexicalIndex:
        """Read the index of `count` passages from a folder; without files there it is empty."""
        import bm25s

        if not any(folder.glob("*")):  # copies of a store may lack an empty folder
            return LexicalIndex(None, count)
        return LexicalIndex(bm25s.BM25.load(folder, show_progress=False), count)

    def save(self, folder: Path) -> None:
        """Write the index into a new folder: NumPy arrays and JSON, no pickle."""
        folder.mkdir()
        if self._index is not None:
            self._index.save(folder, show_progress=False)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The score of every passage, shape `(count,)`; 0 where none of the terms occurs."""
        import numpy as np

        known = [] if self._index is None else [term for term in terms if term in self._index.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)
