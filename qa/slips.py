"""Slips of the finger: the words that one typing error turns into a given one, and how common such an error is.

Damerau (1964) found four kinds in four errors of five: two letters changed places, one was struck wrongly, left out or
added. A letter is struck wrongly beside its key, and added beside the one that was meant or as the same once more
(Kernighan, Church and Gale 1990 counted which); anything else is rare, but for vowels that sound alike.
"""

from __future__ import annotations

from functools import cache
from itertools import product

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_ROWS = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))  # and how far each is moved to the right
_REACH = 1.3  # keys; how far from its middle a key is struck instead
SOUND = 2.0  # how much less common than a slip is a vowel for another, as a logarithm
RARE = 4.0  # and any other letter


@cache
def near_keys(letter: str) -> frozenset[str]:
    """The letters whose keys touch a letter's on a QWERTY keyboard.

    >>> sorted(near_keys("s"))
    ['a', 'd', 'e', 'w', 'x', 'z']
    """
    place = {key: (at + moved, row) for row, (keys, moved) in enumerate(_ROWS) for at, key in enumerate(keys)}
    x, y = place[letter]
    return frozenset(key for key, (a, b) in place.items() if key != letter and (a - x) ** 2 + (b - y) ** 2 < _REACH**2)


def slips(word: str) -> dict[str, float]:
    """The strings of which one typing error makes `word`, in small letters, each with how much less common it is.

    0 is a slip, `SOUND` and `RARE` are less common. The first letter stays: people seldom miss that one.

    >>> slips("treay")["treaty"], slips("traety")["treaty"], "year" in slips("treay")
    (0.0, 0.0, False)
    """
    made: dict[str, float] = {}

    def add(other: str, cost: float) -> None:
        if other != word:
            made[other] = min(cost, made.get(other, cost))

    for at in range(1, len(word)):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        if after:
            add(before + after[0] + letter + after[1:], 0.0)
        around = {before[-1], after[:1]}
        add(before + after, 0.0 if letter in around or near_keys(letter) & around else RARE)
        for meant in _LETTERS:
            both_vowels = meant in _VOWELS and letter in _VOWELS
            add(before + meant + after, 0.0 if meant in near_keys(letter) else SOUND if both_vowels else RARE)
    for at, meant in product(range(1, len(word) + 1), _LETTERS):
        add(word[:at] + meant + word[at:], 0.0)
    return made


def has_a_letter_twice(typed: str, meant: str) -> bool:
    """Whether `typed` is `meant` with one of its letters struck twice.

    >>> has_a_letter_twice("gerrman", "german"), has_a_letter_twice("modi", "mori")
    (True, False)
    """
    return any(typed[at - 1] == typed[at] and typed[:at] + typed[at + 1 :] == meant for at in range(1, len(typed)))


def may_be_another_name(typed: str, meant: str) -> bool:
    """Whether two names differ as names do: Petersson and Peterson, Andersen and Anderson, Clark and Clarke.

    Both in small letters, one typing error apart. Names have a letter once or twice: any vowel, the first letter, and a
    consonant behind a vowel, or behind l, n or r; s behind every letter.

    >>> may_be_another_name("petersson", "peterson"), may_be_another_name("campbbell", "campbell")
    (True, False)
    """
    if len(typed) == len(meant):
        differing = [pair for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
        return len(differing) == 1 and _VOWELS.issuperset(differing[0])
    short, long = sorted((typed, meant), key=len)
    at = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if at == len(short):
        return True
    if long[at] != long[at - 1] or long[at - 2 : at - 1] == long[at]:  # no name has a letter three times in a row
        return False
    if long[at] in _VOWELS or at == 1:
        return True
    return long[at + 1] in _VOWELS | {"h"} and (long[at] == "s" or long[at - 2] in _VOWELS | set("lnr"))
