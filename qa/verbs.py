"""Where the verbs of a question are, by word lists and by where verbs stand in English questions."""

from __future__ import annotations

from qa import words
from qa.tokens import Token, is_closed, opens


def verbs_of(tokens: tuple[Token, ...], wh: int) -> tuple[int, int]:
    """The positions of the auxiliary and of the main verb, -1 where there is none."""
    at = wh + 1
    if wh >= 0 and tokens[wh].lower in ("what", "which", "whose", "how") and at < len(tokens):
        if _is_verb_after_what(tokens, wh):
            return -1, at
        for n in range(at, len(tokens)):
            if tokens[n].lower in words.AUXILIARIES:
                return n, _main_verb(tokens, n)
            after_plural = words.is_plural(tokens[n - 1].lower) and n + 1 < len(tokens) and opens(tokens[n + 1].lower)
            if n > at and not tokens[n].capital and (after_plural or words.is_verb(tokens[n].lower)):
                return -1, n
        return -1, -1
    while at < len(tokens) and tokens[at].lower in words.ADVERBS:
        at += 1
    if at < len(tokens) and tokens[at].lower in words.AUXILIARIES:
        return at, _main_verb(tokens, at)
    return -1, (at if wh >= 0 and at < len(tokens) and tokens[at].text[0].isalpha() else -1)


def _is_verb_after_what(tokens: tuple[Token, ...], wh: int) -> bool:
    """Whether "what" is the subject: "What caused the crisis", and not "What concerns has it raised"."""
    after = [token.lower for token in tokens[wh + 1 : wh + 3]]
    if tokens[wh].lower != "what" or after[0] in words.AUXILIARIES:
        return False
    return words.is_verb(after[0]) and not (len(after) > 1 and after[1] in words.AUXILIARIES)


def _main_verb(tokens: tuple[Token, ...], auxiliary: int) -> int:
    """The verb that follows an auxiliary and its subject, -1 if none does."""
    kind = tokens[auxiliary].lower
    seen = int(
        auxiliary + 1 < len(tokens) and words.is_participle(tokens[auxiliary + 1].lower)
    )  # "how many were built"
    last = -1
    run_ended = False
    for n in range(auxiliary + 1, len(tokens)):
        word = tokens[n].lower
        if word in words.SUBORDINATORS - words.PREPOSITIONS or word in words.WH or word in ",;:?!":
            break
        if word in words.PERSONAL and word not in ("his", "its", "their"):
            seen += 1
            continue
        if is_closed(word):
            run_ended = run_ended or (seen > 0 and (word in words.PREPOSITIONS or opens(word)))
            continue
        fits = words.is_participle(word) or word in words.BASE
        if kind in words.BE:
            fits = words.is_participle(word) or word in words.ADJECTIVES or (word.endswith("ing") and len(word) > 5)
        after_plural = kind not in words.BE and not run_ended and words.is_plural(tokens[n - 1].lower)
        if (fits or after_plural) and seen and not tokens[n].capital:
            return n
        seen += 1
        if not run_ended and seen > 1 and not tokens[n].capital:
            last = n
    return -1 if kind in words.BE else last
