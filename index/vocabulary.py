"""Sorted words in two files that are mapped, not read: opening a large vocabulary costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.mapped import mapped_array, mapped_bytes


class Vocabulary(Sequence[str]):
    """Different words in the order of their UTF-8 bytes; a word's place in it is its number.

    Their bytes stand one after the other; word `i` is those from `starts[i]` to `starts[i + 1]`.
    """

    def __init__(self, letters: Any, starts: Any) -> None:
        """Take what can be sliced to bytes, and the numbers of the first of each word's bytes, one more than words."""
        self._letters = letters
        self._starts = memoryview(starts)  # single items of it come faster than those of an array

    @staticmethod
    def of(words: Sequence[str]) -> Vocabulary:
        """A vocabulary in memory, of words sorted by their UTF-8 bytes, which is the order of their code points."""
        import numpy as np

        encoded = [word.encode("utf-8") for word in words]
        return Vocabulary(b"".join(encoded), np.cumsum([0, *map(len, encoded)], dtype=np.int64))

    @staticmethod
    def load(letters: Path, starts: Path) -> Vocabulary:
        """Map a vocabulary from its two files."""
        return Vocabulary(mapped_bytes(letters), mapped_array(starts))

    def save(self, letters: Path, starts: Path) -> None:
        """Write the two files."""
        import numpy as np

        letters.write_bytes(self._letters[:])
        np.save(starts, np.asarray(self._starts))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: Any) -> Any:  # words by numbers; nobody slices it
        return self._letters[self._starts[number] : self._starts[number + 1]].decode("utf-8")

    def find(self, word: str) -> int | None:
        """The number of a word, None if it is not there: a binary search."""
        wanted = word.encode("utf-8", "surrogatepass")  # half a pair is in no text
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            found = self._letters[self._starts[middle] : self._starts[middle + 1]]
            if found == wanted:
                return middle
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return None
