"""Misspelt words put right: by the words of the documents, and by those that the reader knows whole.

A noisy-channel model in small (Kernighan, Church and Gale 1990): a word that neither the documents nor the reader's
vocabulary hold is taken for the likeliest of those that one typing error would turn into it (Damerau 1964: two letters
changed places, one was struck wrongly, left out or added). Nobody is told apart by it: names, which have a capital,
are put right only where two letters changed places, since Petersson may well not be Peterson.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from index.lexical import stem_of
from qa.answer import Correction

_WORD = re.compile(r"(?<![\w’'.@/-])[A-Za-z]{4,24}(?![\w’'@/-]|\.\w)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PIECES = Path(__file__).parent / "reader" / "tokenizer.json"
_IN_DOCUMENTS = 2.0  # how much more a word that the documents hold counts, as a factor of its logarithm


def corrected(question: str, texts_with: Callable[[str], int]) -> tuple[str, tuple[Correction, ...]]:
    """The question with misspelt words put right, and which.

    Args:
        question: as typed.
        texts_with: how many passages hold a form of a word.
    """
    pieces: list[str] = []
    changes: list[Correction] = []
    at = 0
    for match in _WORD.finditer(question):
        meant = _meant(match[0], texts_with, is_first=not question[: match.start()].strip(" \"'“‘(¿"))
        if meant and meant != match[0]:
            pieces += [question[at : match.start()], meant]
            at = match.end()
            changes.append(Correction(typed=match[0], meant=meant))
    return "".join([*pieces, question[at:]]), tuple(dict.fromkeys(changes))


def _meant(word: str, texts_with: Callable[[str], int], *, is_first: bool) -> str:
    """The word that was meant; empty where the word is known, or nothing is near."""
    plain = word.lower()
    if texts_with(word):
        return ""
    known = _vocabulary()
    if plain in known or stem_of(plain) in _stems():
        return ""
    is_name = word != plain and not (is_first and word[1:].islower())
    near = set(_swapped(plain)) if is_name else _edited(plain)
    scores: dict[str, float] = {}
    for other in near:
        texts = texts_with(other)
        # a short word that is not in the documents is near to too many
        if texts or (other in known and not is_name and (len(plain) > 4 or sorted(other) == sorted(plain))):
            scores[other] = _IN_DOCUMENTS * math.log1p(texts) - math.log(known.get(other, len(known)))
    if not scores:
        return ""
    best = max(sorted(scores), key=scores.__getitem__)
    return best.upper() if word.isupper() else best.capitalize() if word[0].isupper() else best


def _swapped(word: str) -> Iterator[str]:
    """The words from which two neighbouring letters that changed places make `word`; first letters stay."""
    for at in range(1, len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _edited(word: str) -> set[str]:
    """All strings one typing error away whose first letter is the same: people seldom miss that one."""
    made = set(_swapped(word))
    for at in range(1, len(word) + 1):
        made.update(word[:at] + letter + word[at:] for letter in _LETTERS)
        if at < len(word):
            made.add(word[:at] + word[at + 1 :])
            made.update(word[:at] + letter + word[at + 1 :] for letter in _LETTERS)
    return {other for other in made if len(other) > 2 and other != word}


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
