"""The letters of a word as people read them, and which characters of the page each came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.formats.pdf_probe import Probe

HYPHEN = "\x02"  # how pdfium writes a hyphen that breaks a word at a line's end
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ACCENTS = dict(
    zip(
        "`´^~¨¯˘˙˚˝ˇ¸˛ˆ˜",
        "\u0300\u0301\u0302\u0303\u0308\u0304\u0306\u0307\u030a\u030b\u030c\u0327\u0328\u0302\u0303",
        strict=True,
    )
)
_DOTTED = {"ı": "i", "ȷ": "j"}  # what an accent is drawn over
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0a8": "◦"}  # of Symbol and Wingdings
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_SPELT = _BULLETS | _LIGATURES
_UNSEEN = re.compile("[\x00\x01\x03-\x1f\x7f-\x9f\ufffe]")
_SPECIAL = re.compile(
    "[\x00-\x1f\x7f-\x9f\ufffe\ud800-\udfff\ufb00-\ufb06\ue000-\uf8ff`´^~¨¯˘˙˚˝ˇ¸˛ˆ˜]|[0-9][^0-9]|[^0-9][0-9]"
)
_RAISED = 0.15  # of the size of the letters beside it

Letter = tuple[str, int, int]


def spelt(characters: list[str], begun: int, probe: Probe) -> tuple[str, list[tuple[int, int]]]:
    """The letters of a word whose characters begin with number `begun` of the page, and the characters of each.

    Accents that stand by themselves come onto their letters, as old TeX fonts draw them; small raised figures are
    spelt as such (m²); ligatures are spelt out; what UTF-16 cuts in two is put together; what cannot be seen goes. The
    list is empty where letter `i` is simply character `begun + i`.
    """
    plain = "".join(characters)
    if not _SPECIAL.search(plain):
        return plain, []
    letters = list(_Speller(characters, begun, probe).letters())
    return "".join(text for text, _, _ in letters), [(first, last) for text, first, last in letters for _ in text]


def seen(character: str) -> str:
    """A character by itself as people read it; empty for what cannot be seen."""
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return "" if _UNSEEN.match(character) else _SPELT.get(character, character)


@dataclass(slots=True)
class _Speller:
    characters: list[str]
    begun: int
    probe: Probe

    def letters(self) -> Iterator[Letter]:
        """The letters with the characters that each came from."""
        waiting: Letter | None = None
        at = 0
        while at < len(self.characters):
            character, index = self.characters[at], self.begun + at
            if waiting and character in _ACCENTS and waiting[0].isalpha() and self._carries(index, index - 1):
                letter = _DOTTED.get(waiting[0], waiting[0])
                waiting = letter + _ACCENTS[character], waiting[1], index + 1  # an accent behind its letter
                at += 1
                continue
            if waiting:
                yield waiting
            text, taken = self._letter(at)
            waiting = (text, index, index + taken) if text else None
            at += taken
        if waiting:
            yield waiting

    def _letter(self, at: int) -> tuple[str, int]:
        """The letter that begins with character `at` of the word, and how many characters it takes."""
        character, index = self.characters[at], self.begun + at
        following = self.characters[at + 1] if at + 1 < len(self.characters) else ""
        if character in _ACCENTS and following and self._carries(index, index + 1):
            return _DOTTED.get(following, following) + _ACCENTS[character], 2
        if "\ud800" <= character < "\udc00" <= following <= "\udfff":
            return (character + following).encode("utf-16", "surrogatepass").decode("utf-16"), 2
        if "0" <= character <= "9" and self._is_raised(index):
            return character.translate(SUPERSCRIPT), 1
        return seen(character), 1

    def _carries(self, accent: int, letter: int) -> bool:
        """Whether an accent stands above or below a letter and not beside it."""
        code = self.probe.code(letter)
        if code > 0x24F or not chr(code).isalpha():
            return False
        one, other = self.probe.tight(accent), self.probe.tight(letter)
        shared = min(one[2], other[2]) - max(one[0], other[0])
        return shared > 0.6 * min(one[2] - one[0], other[2] - other[0])

    def _is_raised(self, index: int) -> bool:
        """Whether a figure is smaller and stands higher than the first character of the word that is no figure."""
        upright = next((i for i, character in enumerate(self.characters) if not character.isdigit()), None)
        if upright is None:
            return False
        size = self.probe.height(self.begun + upright)
        if self.probe.height(index) > 0.85 * size:
            return False
        one, other = self.probe.origin(self.begun + upright), self.probe.origin(index)
        along, up = one[0] - other[0], other[1] - one[1]
        turned = abs(self.probe.angle(index)) > 0.1
        return (abs(along) if turned else up) > _RAISED * size
