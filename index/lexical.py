"""BM25 over stemmed words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.mapped import mapped_array
from index.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Column = tuple[NDArray[np.int32], NDArray[np.float32]]  # passages and their scores

_ARRAYS = ("columns", "scores", "rows", "starts")
_SURELY = 1 - 1e-5  # sums of the same numbers in another order differ by less
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
    """The matrix of scores, passages by terms, in compressed columns as bm25s computes it.

    The column of the term `n` of `terms` is `columns[n]`; of a column `c` the `scores` and their passages (`rows`, in
    ascending order) are those from `starts[c]` to `starts[c + 1]`.
    """

    terms: Vocabulary
    columns: NDArray[np.int32]
    scores: NDArray[np.float32]
    rows: NDArray[np.int32]
    starts: NDArray[np.int64]

    def of(self, terms: Iterable[str]) -> list[_Column]:
        """The columns of those of the terms that are known, in their order."""
        numbers = [number for number in map(self.terms.find, terms) if number is not None]
        spans = [slice(self.starts[at], self.starts[at + 1]) for at in self.columns[numbers].tolist()]
        return [(self.rows[span], self.scores[span]) for span in spans]


class LexicalIndex:
    """BM25 scores (Lucene's variant, k1 1.5, b 0.75; Kamphuis et al. 2020) of passages for the terms of a question.

    bm25s computes the scores; they are kept in arrays that are mapped. Adding up a question's columns needs no bm25s,
    whose import takes as long as reading a passage.
    """

    def __init__(self, columns: _Columns | None, count: int) -> None:
        self._columns = columns  # None where no passage holds a single term
        self._count = count

    @staticmethod
    def build(texts: Iterable[str]) -> LexicalIndex:
        """Index texts; their positions name them."""
        return LexicalIndex.of(map(terms_of, texts))

    @staticmethod
    def of(texts: Iterable[Sequence[str]]) -> LexicalIndex:
        """Index texts of which the terms are known; their positions name them."""
        import numpy as np

        column_of: dict[str, int] = {}
        numbers = [[column_of.setdefault(term, len(column_of)) for term in terms] for terms in texts]
        if not column_of:
            return LexicalIndex(None, len(numbers))
        import bm25s

        index = bm25s.BM25()
        index.index((numbers, column_of), create_empty_token=False, show_progress=False)
        made, terms = index.scores, sorted(column_of)
        columns = _Columns(
            terms=Vocabulary.of(terms),
            columns=np.array([column_of[term] for term in terms], dtype=np.int32),
            scores=made["data"],
            rows=made["indices"],
            starts=made["indptr"],
        )
        return LexicalIndex(columns, len(numbers))

    @staticmethod
    def load(folder: Path, count: int) -> LexicalIndex:
        """Map the index of `count` passages from a folder; without files there it is empty."""
        if not any(folder.glob("*")):  # copies of a store may lack an empty folder
            return LexicalIndex(None, count)
        arrays = {name: mapped_array(folder / f"{name}.npy") for name in _ARRAYS}
        return LexicalIndex(_Columns(terms=Vocabulary.load(*_terms_in(folder)), **arrays), count)

    def save(self, folder: Path) -> None:
        """Write the index into a new folder: NumPy arrays and the terms' letters, no pickle."""
        import numpy as np

        folder.mkdir()
        if self._columns is not None:
            self._columns.terms.save(*_terms_in(folder))
            for name in _ARRAYS:
                np.save(folder / f"{name}.npy", getattr(self._columns, name))

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The score of every passage, shape `(count,)`; 0 where none of the terms occurs."""
        import numpy as np

        total = np.zeros(self._count, dtype=np.float32)
        for rows, scores in self._columns.of(terms) if self._columns else ():
            total[rows] += scores  # a passage is in a column once
        return total

    def scores_of(self, terms: Sequence[str], wanted: NDArray[np.int64]) -> NDArray[np.float32]:
        """The scores of the passages `wanted`, equal to those that `scores` gives them."""
        import numpy as np

        total = np.zeros(len(wanted), dtype=np.float32)
        for rows, scores in self._columns.of(terms) if self._columns else ():
            at = np.minimum(np.searchsorted(rows, wanted.astype(rows.dtype)), len(rows) - 1)
            total += np.where(rows[at] == wanted, scores[at], np.float32(0))
        return total

    def best(self, terms: Sequence[str], k: int, allowed: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """The passages with the `k` highest scores above 0, of all or of those allowed; of equal ones the earlier.

        They are those that `scores` puts first, found without adding up the long columns of frequent words where what
        these could add would put no other passage among the best (MaxScore; Turtle and Flood 1995).
        """
        import numpy as np

        columns = self._columns.of(terms) if self._columns else []
        if allowed is not None:
            may = np.zeros(self._count, dtype=bool)
            may[allowed] = True
            columns = [(rows[inside], scores[inside]) for rows, scores in columns for inside in [may[rows]]]
        columns = [column for column in columns if len(column[0])]
        highest = [float(scores.max()) for _, scores in columns]
        total = np.zeros(self._count, dtype=np.float32)
        least, left = 0.0, sum(highest)  # no more than the k-th best score; what the columns to come can add at most
        for at in sorted(range(len(columns)), key=lambda at: -highest[at]):
            if left < least * _SURELY:
                break
            rows, scores = columns[at]
            total[rows] += scores
            if len(rows) >= k:
                least = max(least, float(np.partition(total[rows], -k)[-k]))
            left -= highest[at]
        candidates = np.flatnonzero(total > max(0.0, least * _SURELY - left))
        return best_of(self.scores_of(terms, candidates), candidates, k)


def best_of(scores: NDArray[np.float32], rows: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """Those of the ascending `rows` with the `k` highest of their `scores`, best first; of equal ones the earlier."""
    import numpy as np

    if len(scores) > k:
        enough = scores >= np.partition(scores, -k)[-k]
        scores, rows = scores[enough], rows[enough]
    return rows[np.argsort(-scores, kind="stable")[:k]]


def _terms_in(folder: Path) -> tuple[Path, Path]:
    return folder / "terms.utf8", folder / "terms.letters.npy"
