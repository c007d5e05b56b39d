"""Whether a hyphen at a line's end belongs to the word or only breaks it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from corpus.formats.pdf_letters import HYPHEN

HYPHENS = (HYPHEN, "-", "\u2010", "\u00ad")

# Compounds that are written with a hyphen begin or end like this.
_FIRST = frozenset(
    "self well ill all ex non half quasi pseudo cross so high low long short full part old new open hard soft large "
    "small real decision two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy "
    "eighty ninety first second third one".split()
)
_LAST = frozenset(
    "based free like known term level wide scale side year old related called being specific aware driven defined "
    "dependent independent standing grained sized range speed quality in-law".split()
)
# Words that are written as one begin like this, although their parts are words as well.
_CLOSED = frozenset(
    "some any every no with under over out up there where here never fore after inter trans sub super".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Words:
    """The words of a document, to tell what a broken one was; what a hyphen breaks off counts for nothing."""

    def __init__(self, words: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        broken = False
        for text in words:
            ends_broken = text[-1:] in HYPHENS
            if not broken and not ends_broken:
                self._seen.update(_WORD.findall(text.lower()))
            broken = ends_broken

    def keep_hyphen(self, before: str, after: str) -> bool:
        """Whether `before-after` is spelt with its hyphen.

        In this order: a hyphen stays before a capital or figure, after one letter, and in what has another hyphen.
        The form that the document itself has in the middle of a line wins. Parts that mostly make compounds with a
        hyphen keep it ("self-", "-based"), and so do two parts of three letters or more that are both words of the
        document. Everything else is joined.

        >>> words = Words("a long look at the term they cooperate".split())
        >>> words.keep_hyphen("coop", "erate"), words.keep_hyphen("long", "term"), words.keep_hyphen("T", "shirts")
        (False, True, True)
        """
        left, right = _tail(before), _head(after)
        if not left or not right or not right[0].islower() or len(left) == 1 or "-" in left:
            return True
        left, right = left.lower(), right.lower()
        one, two = self._seen[left + right], self._seen[f"{left}-{right}"]
        if one != two:
            return two > one
        if left in _FIRST or right.split("-")[0] in _LAST:
            return True
        both = self._seen[left] and self._seen[right] and min(len(left), len(right)) > 2
        return bool(both) and left not in _CLOSED


def _tail(text: str) -> str:
    found = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*\Z", text)
    return found[0] if found else ""


def _head(text: str) -> str:
    found = re.match(r"[^\W_]+(?:-[^\W\d_]+)*", text)
    return found[0] if found else ""
