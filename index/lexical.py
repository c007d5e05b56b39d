"""BM25 over stemmed words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
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


@lru_cache(maxsize=200_000)  # a text has few words, each of them many times
def _bare(word: str) -> str:
    return re.sub(r"[.'’]", "", re.sub(r"['’]s$", "", word.lower()))


def stem_of(word: str) -> str:
    """The Snowball stem of a word in lower case."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:  # PyStemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """The matrix of scores, passages by terms, in compressed columns as bm25s computes and saves it.

    The column of a term is its entry `n` in `numbers`; its `scores` and their passages (`rows`) are those from
    `starts[n]` to `starts[n + 1]`.
    """

    numbers: Mapping[str, int]
    scores: NDArray[np.float32]
    rows: NDArray[np.int32]
    starts: NDArray[np.int64]


class LexicalIndex:
    """BM25 scores (Lucene's variant, k1 1.5, b 0.75; Kamphuis et al. 2020) of passages for the terms of a question.

    bm25s makes the scores and their files. Adding up a question's columns needs no bm25s, whose import takes as long
    as reading a passage.
    """

    def __init__(self, columns: _Columns | None, count: int, built: Any = None) -> None:
        self._columns = columns  # None where no passage holds a single term
        self._count = count
        self._built = built  # bm25s's own index, which knows how it is saved

    @staticmethod
    def build(texts: Sequence[str]) -> LexicalIndex:
        """Index texts; their positions name them."""
        import bm25s

        terms = [terms_of(text) for text in texts]
        if not any(terms):
            return LexicalIndex(None, len(texts))
        index = bm25s.BM25()
        index.index(terms, show_progress=False)
        made = index.scores
        columns = _Columns(numbers=index.vocab_dict, scores=made["data"], rows=made["indices"], starts=made["indptr"])
        return LexicalIndex(columns, len(texts), index)

    @staticmethod
    def load(folder: Path, count: int) -> LexicalIndex:
        """Read the index of `count` passages from a folder; without files there it is empty."""
        import numpy as np

        if not any(folder.glob("*")):  # copies of a store may lack an empty folder
            return LexicalIndex(None, count)
        scores, rows, starts = (
            np.load(folder / f"{name}.csc.index.npy", allow_pickle=False) for name in ("data", "indices", "indptr")
        )
        numbers = json.loads((folder / "vocab.index.json").read_bytes())
        return LexicalIndex(_Columns(numbers=numbers, scores=scores, rows=rows, starts=starts), count)

    def save(self, folder: Path) -> None:
        """Write an index that was built here into a new folder: NumPy arrays and JSON, no pickle."""
        folder.mkdir()
        if self._built is not None:
            self._built.save(folder, show_progress=False)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The score of every passage, shape `(count,)`; 0 where none of the terms occurs."""
        import numpy as np

        total = np.zeros(self._count, dtype=np.float32)
        if self._columns is None:
            return total
        for number in map(self._columns.numbers.get, terms):
            if number is not None:
                column = slice(self._columns.starts[number], self._columns.starts[number + 1])
                total[self._columns.rows[column]] += self._columns.scores[column]  # a passage is in a column once
        return total
