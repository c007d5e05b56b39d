"""Which words occur where: postings, so that "occurs nowhere" is a fact and costs no scan."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Passage
from index.mapped import mapped_array
from index.vocabulary import Vocabulary
from index.words import Asked, asked_words, keys_of, words_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

_ARRAYS = ("firsts", "starts", "rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A word of a question, its forms that occur (the most frequent first), and in how many texts one of them does."""

    asked: Asked
    forms: tuple[str, ...]
    texts: int


def searched_text(passage: Passage) -> str:
    """Where the words of a passage are looked for: its document's title, the headings above it, and its own text."""
    return "\n\n".join((passage.document.title, *passage.headings, passage.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordIndex:
    """For each word as written, the texts that hold it, in ascending order.

    The words of one key stand side by side: those of key `n` are the `words` from `firsts[n]` to `firsts[n + 1]`. Word
    `i` occurs in the texts `rows[starts[i]:starts[i + 1]]`.
    """

    keys: Vocabulary
    firsts: NDArray[np.int32]
    words: Vocabulary
    starts: Rows
    rows: NDArray[np.int32]

    @staticmethod
    def build(texts: Iterable[str]) -> WordIndex:
        """Index texts; their positions name them."""
        return WordIndex.of(set(words_in(text)) for text in texts)

    @staticmethod
    def of(texts: Iterable[Collection[tuple[str, str]]]) -> WordIndex:
        """Index texts of which the words are known, each once and with its key; their positions name them."""
        import numpy as np

        holding: dict[str, dict[str, array[int]]] = {}
        for row, words in enumerate(texts):
            for written, key in words:
                spellings = holding.setdefault(key, {})
                if written not in spellings:
                    spellings[written] = array("i")
                spellings[written].append(row)
        keys = sorted(holding)
        ordered = [sorted(holding[key].items()) for key in keys]
        postings = [rows for spellings in ordered for _, rows in spellings]
        return WordIndex(
            keys=Vocabulary.of(keys),
            firsts=np.cumsum([0, *map(len, ordered)], dtype=np.int32),
            words=Vocabulary.of([word for spellings in ordered for word, _ in spellings]),
            starts=np.cumsum([0, *map(len, postings)], dtype=np.int64),
            rows=np.frombuffer(b"".join(rows.tobytes() for rows in postings), dtype=np.int32),
        )

    @staticmethod
    def load(folder: Path) -> WordIndex:
        """Map an index from a folder."""
        firsts, starts, rows = (mapped_array(folder / f"{name}.npy") for name in _ARRAYS)
        keys, words = (Vocabulary.load(*files) for files in _vocabularies(folder).values())
        return WordIndex(keys=keys, firsts=firsts, words=words, starts=starts, rows=rows)

    def save(self, folder: Path) -> None:
        """Write the index into a new folder: NumPy arrays and the words' letters."""
        import numpy as np

        folder.mkdir()
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        for name, files in _vocabularies(folder).items():
            getattr(self, name).save(*files)

    def texts_with(self, word: str, *, as_spelt: bool = False) -> int:
        """How many texts hold a word of its key, about: texts that hold it in two spellings count twice.

        With `as_spelt`, how many hold the word itself, in capitals or not.
        """
        numbers = (i for key in keys_of(word) for i in self._words_of(key))
        return sum(
            int(self.starts[i + 1] - self.starts[i])
            for i in numbers
            if not as_spelt or self.words[i].casefold() == word.casefold()
        )

    def together(self, words: Sequence[str], others: Sequence[str]) -> dict[str, int]:
        """For each of `words`, how many of the `others` one text with a word of its key holds at most."""
        import numpy as np

        found = {word: self._rows_with(word) for word in words}
        held = np.zeros(1 + max((int(rows.max()) for rows in found.values() if len(rows)), default=0), dtype=np.int32)
        for other in others:
            rows = self._rows_with(other)
            held[np.unique(rows[rows < len(held)])] += 1
        return {word: int(held[rows].max()) if len(rows) else 0 for word, rows in found.items()}

    def occurrences(self, question: str, rows: Rows | None, text_of: Callable[[int], str]) -> list[Occurrence]:
        """Where the words of a question occur among the texts `rows` (None: all); `text_of` gives a text by its row.

        A word with hyphens is looked for as a whole ("email" is a form of "e-mail"); where it occurs nowhere and some
        of its parts do, these stand for it.
        """
        import numpy as np

        def look_for(asked: Asked) -> Occurrence:
            spellings = {word: where for key in asked.keys for word, where in self._postings(key)}
            if rows is not None:
                spellings = {word: where[np.isin(where, rows)] for word, where in spellings.items()}
            if asked.unspaced:
                spellings = _together(asked, spellings, text_of)
            held = {word: where for word, where in spellings.items() if len(where)}
            return Occurrence(asked=asked, forms=_without_spellings(held), texts=_count_of_all(list(held.values())))

        found: list[Occurrence] = []
        for asked in asked_words(question):
            whole, parts = look_for(asked), [look_for(part) for part in asked.parts]
            found += parts if not whole.texts and any(part.texts for part in parts) else [whole]
        return list({one.asked.keys: one for one in reversed(found)}.values())[::-1]

    def _rows_with(self, word: str) -> NDArray[np.int32]:
        """The texts that hold a word of its key, some of them more than once."""
        import numpy as np

        postings = [where for key in keys_of(word) for _, where in self._postings(key)]
        return np.concatenate(postings) if postings else np.zeros(0, dtype=np.int32)

    def _words_of(self, key: str) -> range:
        """The numbers of the words of a key."""
        number = self.keys.find(key)
        return range(0) if number is None else range(self.firsts[number], self.firsts[number + 1])

    def _postings(self, key: str) -> list[tuple[str, NDArray[np.int32]]]:
        return [(self.words[i], self.rows[self.starts[i] : self.starts[i + 1]]) for i in self._words_of(key)]


def _vocabularies(folder: Path) -> dict[str, tuple[Path, Path]]:
    """The files of each vocabulary."""
    return {name: (folder / f"{name}.utf8", folder / f"{name}.letters.npy") for name in ("keys", "words")}


def _count_of_all(postings: list[NDArray[np.int32]]) -> int:
    """How many texts are in any of some postings. Marking them takes less time than sorting them."""
    import numpy as np

    if len(postings) < 2:
        return sum(map(len, postings))
    marked = np.zeros(1 + max(int(where[-1]) for where in postings), dtype=bool)
    for where in postings:
        marked[where] = True
    return int(np.count_nonzero(marked))


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
