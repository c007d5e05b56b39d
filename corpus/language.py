"""Which language a text is in, as far as it matters: the reader knows English only."""

from __future__ import annotations

from functools import cache
from typing import Any

_NAMES = dict(
    entry.split()
    for entry in (
        "ar Arabic, bg Bulgarian, ca Catalan, cs Czech, da Danish, de German, el Greek, es Spanish, et Estonian, fa "
        "Persian, fi Finnish, fr French, he Hebrew, hi Hindi, hr Croatian, hu Hungarian, id Indonesian, it Italian, "
        "ja Japanese, ko Korean, lt Lithuanian, lv Latvian, nl Dutch, no Norwegian, nb Norwegian, pl Polish, pt "
        "Portuguese, ro Romanian, ru Russian, sk Slovak, sl Slovenian, sr Serbian, sv Swedish, th Thai, tr Turkish, "
        "uk Ukrainian, vi Vietnamese, zh Chinese, yue Chinese, wuu Chinese, la Latin"
    ).split(", ")
)
_SURE = 0.8  # names and keywords stay below 0.4, questions of five words and more in another language above 0.83


def language_of(text: str) -> str | None:
    """Return the name of the language `text` is in where it is surely not English, else None.

    Decided by script where most letters are not Latin, else by `py3langid`. In doubt a text counts as English: names
    and keywords belong to no language.
    """
    sample = text[:20_000]
    letters = [character for character in sample if character.isalpha()]
    if not letters:
        return None
    code, probability = _identifier().classify(sample)
    if sum(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in letters) * 2 < len(letters):
        return _NAMES.get(code, "another language")
    if code in ("en", "pcm", "zxx") or probability < _SURE:  # Nigerian Pidgin, as keywords look; no language at all
        return None
    return _NAMES.get(code, f"another language ({code})")


@cache
def _identifier() -> Any:  # py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
