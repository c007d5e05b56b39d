"""Which words occur where: postings, so that "occurs nowhere" is a fact and costs no scan."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Passage
from index.words import Asked, asked_words, keys_of, words_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

_VOCABULARY, _STARTS, _ROWS = "vocabulary.json", "starts.npy", "rows.npy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A word of a question, its forms that occur (the most frequent first), and in how many texts one of them does."""

    asked: Asked
    forms: tuple[str, ...]
    texts: int


def searched_text(passage: Passage) -> str:
    """Where the words of a passage are looked for: its document's title, the headings above it, and its own text."""
    return "\n\n".join((passage.document.title, *passage.headings, passage.text))


class WordIndex:
    """For each word as written, the texts that hold it, in ascending order.

    The words of one key stand side by side; `vocabulary` maps a key to its words and the number of the first of them.
    Word `i` occurs in the texts `rows[starts[i]:starts[i + 1]]`.
    """

    def __init__(self, vocabulary: dict[str, list[str]], starts: Rows, rows: NDArray[np.int32]) -> None:
        self._starts = starts
        self._rows = rows
        self._words: dict[str, tuple[int, list[str]]] = {}
        first = 0
        for key, words in vocabulary.items():
            self._words[key] = (first, words)
            first += len(words)

    @staticmethod
    def build(texts: Iterable[str]) -> WordIndex:
        """Index texts; their positions name them."""
        import numpy as np

        holding: dict[str, dict[str, list[int]]] = {}
        for row, text in enumerate(texts):
            for written, key in set(words_in(text)):
                holding.setdefault(key, {}).setdefault(written, []).append(row)
        ordered = {key: dict(sorted(holding[key].items())) for key in sorted(holding)}
        postings = [rows for words in ordered.values() for rows in words.values()]
        starts = np.cumsum([0, *map(len, postings)], dtype=np.int64)
        rows = np.fromiter((row for posting in postings for row in posting), dtype=np.int32, count=int(starts[-1]))
        return WordIndex({key: list(words) for key, words in ordered.items()}, starts, rows)

    @staticmethod
    def load(folder: Path) -> WordIndex:
        """Read an index from a folder."""
        import numpy as np

        vocabulary = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
        starts, rows = (np.load(folder / name, allow_pickle=False) for name in (_STARTS, _ROWS))
        return WordIndex(vocabulary, starts, rows)

    def save(self, folder: Path) -> None:
        """Write the index into a new folder: JSON and NumPy arrays."""
        import numpy as np

        folder.mkdir()
        vocabulary = {key: words for key, (_, words) in self._words.items()}
        (folder / _VOCABULARY).write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8", newline="\n")
        np.save(folder / _STARTS, self._starts)
        np.save(folder / _ROWS, self._rows)

    def texts_with(self, word: str) -> int:
        """How many texts hold a word of its key, about: texts that hold it in two spellings count twice."""
        return sum(len(rows) for key in keys_of(word) for _, rows in self._postings(key))

    def occurrences(self, question: str, rows: Rows | None, text_of: Callable[[int], str]) -> list[Occurrence]:
        """Where the words of a question occur among the texts `rows` (None: all); `text_of` gives a text by its row.

        A word with hyphens is looked for as a whole ("email" is a form of "e-mail"); where it occurs nowhere and some
        of its parts do, these stand for it.
        """
        import numpy as np

        def look_for(asked: Asked) -> Occurrence:
            spellings = {word: where for key in asked.keys for word, where in self._postings(key)}
            if rows is not None:
                spellings = {word: np.intersect1d(where, rows, assume_unique=True) for word, where in spellings.items()}
            if asked.unspaced:
                spellings = _together(asked, spellings, text_of)
            held = {word: where for word, where in spellings.items() if len(where)}
            texts = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *held.values()]))
            return Occurrence(asked=asked, forms=_without_spellings(held), texts=len(texts))

        found: list[Occurrence] = []
        for asked in asked_words(question):
            whole, parts = look_for(asked), [look_for(part) for part in asked.parts]
            found += parts if not whole.texts and any(part.texts for part in parts) else [whole]
        return list({one.asked.keys: one for one in reversed(found)}.values())[::-1]

    def _postings(self, key: str) -> list[tuple[str, NDArray[np.int32]]]:
        first, words = self._words.get(key, (0, []))
        return [(word, self._rows[self._starts[i] : self._starts[i + 1]]) for i, word in enumerate(words, first)]


def _together(
    asked: Asked, signs: dict[str, NDArray[np.int32]], text_of: Callable[[int], str]
) -> dict[str, NDArray[np.int32]]:
    """The texts in which the signs of a word stand together."""
    import numpy as np

    if len(signs) < len(asked.keys):
        return {}
    candidates = reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), signs.values())
    return {asked.word: np.array([row for row in candidates.tolist() if asked.word in text_of(row)], dtype=np.int32)}


def _without_spellings(held: dict[str, NDArray[np.int32]]) -> tuple[str, ...]:
    """The words, most frequent first; of those that differ in case alone the most frequent."""
    ordered = sorted(held, key=lambda word: (-len(held[word]), word))
    forms: dict[str, str] = {}
    for word in ordered:
        forms.setdefault(word.casefold(), word)
    return tuple(forms.values())
