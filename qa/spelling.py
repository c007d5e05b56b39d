"""Misspelt words put right: by the words of the documents, and by those that the reader knows whole.

A noisy-channel model in small (Kernighan, Church and Gale 1990): a word that neither the documents nor the reader's
vocabulary hold, or the documents next to never, is taken for the likeliest of those that one typing error would turn
into it (`qa.slips`), by how often the documents hold it, how common it is, and how many of the question's other words
stand near it somewhere. Nobody is told apart by it: a name, which has a capital, is put right where two letters changed
places, or where the documents hold the other name among the question's words, or often without a letter that is twice
in this one, and names do not differ so. A word of which the documents hold another
form only is put right where stem and end stay.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from index.lexical import STOP_WORDS, stem_of, words_of
from qa.answer import Correction
from qa.slips import RARE, has_a_letter_twice, may_be_another_name, slips

_WORD = re.compile(r"(?<![\w’'.@/-])[A-Za-z]{3,24}(?![\w@/-]|\.\w|[’'](?!s\b))")
_VOWEL = re.compile(r"[aeiouy]")
_PIECES = Path(__file__).parent / "reader" / "tokenizer.json"
_IN_DOCUMENTS = 2.0  # how much more a word that the documents hold counts, as a factor of its logarithm
_TOGETHER = 3.0  # how much it counts that all other words of the question stand near it somewhere
_SELDOM = 100  # a word that is in so many fewer texts than another may be that one misspelt, in the documents as well
_SHORT = 4  # letters; a shorter word is near to too many
_COMMON = 30  # texts that hold a word which is known without its neighbours
_LONG = 8  # letters from which a word is known again whatever letter is wrong


class Words(Protocol):
    """The words of the documents; an `index.word_index.WordIndex` is one."""

    def texts_with(self, word: str, *, as_spelt: bool = False) -> int:
        """How many texts hold a form of a word, or the word as it is spelt, in capitals or not."""

    def together(self, words: Sequence[str], others: Sequence[str]) -> Mapping[str, int]:
        """How many of the others one text with a form of a word holds at most, for each of `words`."""


def corrected(question: str, words: Words, texts: int) -> tuple[str, tuple[Correction, ...]]:
    """The question with misspelt words put right, and which.

    Args:
        question: as typed.
        words: those of the documents.
        texts: how many texts there are.
    """
    pieces: list[str] = []
    changes: list[Correction] = []
    at = 0
    for match in _WORD.finditer(question):
        word = match[0]
        typed = _Typed(
            word=word,
            is_name=_is_name(word, is_first=not question[: match.start()].strip(" \"'“‘(¿")),
            others=frozenset(other for other, _ in words_of(question) if other != word),
            words=words,
            texts=texts,
        )
        meant = typed.meant()
        if meant and meant != word:
            pieces += [question[at : match.start()], meant]
            at = match.end()
            changes.append(Correction(typed=word, meant=meant))
    return "".join([*pieces, question[at:]]), tuple(dict.fromkeys(changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """A word as typed, the other words of the question that carry meaning, and what is known of words."""

    word: str
    is_name: bool
    others: frozenset[str]
    words: Words
    texts: int

    def meant(self) -> str:
        """The word that was meant; empty where this one is known, or nothing is near."""
        plain, known, held = self.word.lower(), _vocabulary(), self.words.texts_with(self.word)
        is_seldom = held * _SELDOM <= self.texts and not self.is_name
        is_form = (held and not is_seldom) or stem_of(plain) in _stems()
        if plain in STOP_WORDS or plain in known or (is_form and self.words.texts_with(self.word, as_spelt=True)):
            return ""
        near = {
            other: _Other(cost=cost, texts=texts)
            for other, cost in slips(plain).items()
            if (texts := self._texts_of(other)) or (other in known and not self.is_name)
            if not is_form or (stem_of(other) == stem_of(plain) and other[-2:] == plain[-2:])  # no other form of it
        }
        together = self.words.together([*near, self.word], sorted(self.others)) if near else {}
        scores = {
            other: _IN_DOCUMENTS * math.log1p(one.texts)
            - math.log(known.get(other, len(known)))
            - one.cost
            + _TOGETHER * together[other] / max(1, len(self.others))
            for other, one in near.items()
            if self._may_be(other, one, together[other])
            and (not held or is_form or self._is_seldom_beside(other, one, held, together))
        }
        if not scores:
            return ""
        best = max(sorted(scores), key=scores.__getitem__)
        return best.upper() if self.word.isupper() else best.capitalize() if self.word[0].isupper() else best

    def _texts_of(self, other: str) -> int:
        """How many texts hold a word, about; words that are in no index are in every second one."""
        return self.texts // 2 if other in STOP_WORDS else self.words.texts_with(other, as_spelt=True)

    def _may_be(self, other: str, one: _Other, together: int) -> bool:
        plain = self.word.lower()
        is_swapped, lacks_vowel = sorted(other) == sorted(plain), not _VOWEL.search(plain)
        if len(plain) < _SHORT:  # near to too many
            lost_its_vowel = lacks_vowel and len(other) > len(plain) and not self.is_name
            is_common = lost_its_vowel and other in _vocabulary() and one.texts >= _COMMON
            return one.cost == 0 and (is_common or (other in STOP_WORDS and (is_swapped or lacks_vowel)))
        if is_swapped or (other in STOP_WORDS and one.cost < RARE):
            return True
        stands_near = together > 0 and 2 * together >= len(self.others)
        if self.is_name or lacks_vowel:  # an abbreviation, it may be
            is_other_name = self.is_name and (self.word.isupper() or may_be_another_name(plain, other))
            is_common = has_a_letter_twice(plain, other) and other in _vocabulary() and one.texts >= _COMMON
            return one.cost == 0 and (stands_near or is_common) and not is_other_name
        if one.cost == 0:
            return one.texts > 0 or len(plain) > _SHORT
        is_common = other in _vocabulary() and len(plain) >= (_LONG if one.cost >= RARE else _SHORT + 1)
        return is_common or (one.cost < RARE and stands_near)

    def _is_seldom_beside(self, other: str, one: _Other, held: int, together: Mapping[str, int]) -> bool:
        """Whether a word that the documents hold may all the same be another one misspelt."""
        fits = other in STOP_WORDS or together[other] > together[self.word]
        return fits and len(self.word) >= _SHORT and one.cost < RARE and one.texts >= _SELDOM * held


@dataclass(frozen=True, slots=True, kw_only=True)
class _Other:
    """A word that may have been meant: how uncommon the error is, and how many texts hold it."""

    cost: float
    texts: int


def _is_name(word: str, *, is_first: bool) -> bool:
    return word != word.lower() and not (is_first and word[1:].islower())


def load_words() -> None:
    """Load now what the first question of an unknown word would wait for."""
    _stems()


@cache
def _vocabulary() -> dict[str, int]:
    """The words that the reader's tokenizer does not cut, each with its rank: the more frequent, the lower."""
    from tokenizers import Tokenizer

    pieces = Tokenizer.from_file(str(_PIECES)).get_vocab()
    return {piece: rank for piece, rank in pieces.items() if len(piece) > 2 and piece.isalpha()}


@cache
def _stems() -> frozenset[str]:
    """The stems of those words: a form of a word that is known is not misspelt."""
    return frozenset(map(stem_of, _vocabulary()))
