"""Words of a question that point outside of it: "it", "he", "their", "there", "then", "that treaty", "one".

Each rule is written to leave a word alone when it may stand for something in the question itself, or for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from qa import words
from qa.expletive import is_expletive
from qa.phrases import Parsed, parse
from qa.tokens import Token

Form = Literal["plain", "owner", "place", "time", "one", "event"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Characters `[start, end)` of a question that point outside of it, and what kind of thing they point to.

    `noun` is the noun that came with it ("that treaty"), `subject` whether it is the subject of an active verb.
    """

    start: int
    end: int
    whom: str
    form: Form = "plain"
    noun: str = ""
    subject: bool = False


def references(question: str) -> list[Reference]:
    """The references of a question, in order; none where it stands alone."""
    parsed = parse(question)
    found: list[Reference] = []
    for n, token in enumerate(parsed.tokens):
        if _quoted(question, token) or (token.capital and n):
            continue
        word = token.lower
        one: Reference | None = None
        if word in words.PERSONAL:
            one = _personal(parsed, n)
        elif word == "there":
            one = _there(parsed, n)
        elif word == "then":
            one = _then(parsed, n)
        elif word in ("this", "that", "these", "those", "same"):
            one = _demonstrative(parsed, n)
        elif word == "one":
            one = _one(parsed, n)
        if one and not (found and one.start < found[-1].end):
            found.append(one)
    return found


def _quoted(question: str, token: Token) -> bool:
    return len(re.findall('["“”]', question[: token.start])) % 2 == 1


def _word(parsed: Parsed, n: int) -> str:
    """The word at a position in lower case; "?" beyond the question's ends."""
    return parsed.tokens[n].lower if 0 <= n < len(parsed.tokens) else "?"


def _ends_at(parsed: Parsed, n: int) -> bool:
    return all(not token.text[0].isalnum() for token in parsed.tokens[n:])


def _personal(parsed: Parsed, n: int) -> Reference | None:
    word, after = _word(parsed, n), _word(parsed, n + 1)
    if "or" in (after, _word(parsed, n - 1)):  # "he or she" is anybody
        return None
    owner = word in words.POSSESSIVES and (word != "her" or (after.isalpha() and not _closed(after)))
    if after == "'s" or (word == "it" and is_expletive(parsed, n)):  # "it's" for "its" or "it is": too doubtful
        return None
    if _within(parsed, n, owner=owner):
        return None
    token = parsed.tokens[n]
    return Reference(
        start=token.start, end=token.end, whom=words.PERSONAL[word], form="owner" if owner else "plain",
        subject=owner or (_opens_clause(_word(parsed, n - 1)) and not _passive(parsed, n)),
    )  # fmt: skip


def _closed(word: str) -> bool:
    return (
        word in words.PREPOSITIONS or word in words.AUXILIARIES or word in words.CONJUNCTIONS or word in words.ADVERBS
    )


def _opens_clause(word: str) -> bool:
    """Whether a subject may follow this word."""
    return word in words.AUXILIARIES or word in words.CONJUNCTIONS or word in words.SUBORDINATORS or word in words.WH


def _passive(parsed: Parsed, n: int) -> bool:
    after = [_word(parsed, m) for m in range(n + 1, n + 4)]
    if _word(parsed, n - 1) in words.BE:
        return words.is_participle(after[0]) or (after[0] in words.ADVERBS and words.is_participle(after[1]))
    return any(one in ("be", "been") and words.is_participle(two) for one, two in pairwise(after))


def _within(parsed: Parsed, n: int, *, owner: bool) -> bool:
    """Whether a pronoun may stand for something in its own question."""
    word, whom = _word(parsed, n), words.PERSONAL[_word(parsed, n)]
    at = parsed.tokens[n].start
    anybody = any(_word(parsed, m) in words.ANYBODY for m in range(n)) or re.search(
        r"\b(?:each|every|any|a|an|no) \w+", parsed.question[:at].lower()
    )
    if anybody and word in ("they", "them", "their", "he", "his", "him", "she", "her"):
        return True
    boundary = max(
        (parsed.tokens[m].start for m in range(1, n) if m != parsed.wh and _is_boundary(parsed, m, n)), default=-1
    )
    for phrase in parsed.phrases:
        before, after_comma = phrase.end <= at, _opening_clause(parsed, at) < phrase.start
        if not _agrees(phrase.text, phrase.head, whom, plural=phrase.plural):
            continue
        if after_comma and not before:
            return True
        if before and owner and not (phrase.asked and parsed.auxiliary == n - 1 and parsed.verb > n):
            return True
        if before and not owner and phrase.end <= boundary:
            return True
    asked = _word(parsed, parsed.wh) if parsed.wh >= 0 else ""
    lone = asked in ("who", "whose") and parsed.wh < n and whom != "thing"
    return owner and lone and _word(parsed, parsed.wh + 1) not in words.AUXILIARIES


def _is_boundary(parsed: Parsed, m: int, n: int) -> bool:
    word = _word(parsed, m)
    if word in words.SAYING:  # "did Toyota say it will"
        return m + 1 == n
    if word == "to" or (
        word.endswith("ing") and len(word) > 5
    ):  # "signed a treaty to give it", "with rivers crossing it"
        return any(phrase.end == parsed.tokens[m - 1].end for phrase in parsed.phrases) and m + 1 < n
    if word in ("after", "before", "since", "until", "as", "while", "than"):  # a preposition, unless a clause follows
        return m + 1 == n or any(
            _word(parsed, k) in words.AUXILIARIES or words.is_verb(_word(parsed, k)) for k in range(m + 2, n + 2)
        )
    if word in words.CONJUNCTIONS:
        return m + 1 == n or (m + 2 == n and _word(parsed, m + 1) in words.AUXILIARIES)
    return word in words.SUBORDINATORS or word in words.WH or word in (",", ";", ":")


def _opening_clause(parsed: Parsed, at: int) -> int:
    """Where the clause ends that a question opens with, if the pronoun at `at` stands in it: "When it ended, did"."""
    comma = parsed.question.find(",")
    opens = _word(parsed, 0) in words.SUBORDINATORS or _word(parsed, 0) in ("in", "during", "despite", "with")
    return comma if opens and at < comma else len(parsed.question)


def _agrees(text: str, head: str, whom: str, *, plural: bool) -> bool:
    if whom == "many":
        return plural or head.lower() in words.ANYBODY or head[:1].isupper() or text.lower().startswith(("a ", "an "))
    if plural and not head[:1].isupper():
        return False
    if whom == "thing":
        return head.lower() not in words.PEOPLE
    return head[:1].isupper() or head.lower() in words.PEOPLE


def _there(parsed: Parsed, n: int) -> Reference | None:
    """For "There" as a place, not "is there" and "are there"."""
    before, after = _word(parsed, n - 1), _word(parsed, n + 1)
    exists = words.BE | words.HAVE | words.MODALS | {"exist", "exists", "remain", "remains", "was", "over", "out", "up"}
    opens = n == 0 or before in words.CONJUNCTIONS | words.SUBORDINATORS or before in words.WH
    if before in exists or after in words.BE | words.MODALS | words.HAVE or opens or before in ("'s", "?", ","):
        return None
    if (
        parsed.phrases
        and any(p.before in ("in", "on", "at") and p.end <= parsed.tokens[n].start for p in parsed.phrases)
        and any(p.proper and not p.time and p.before and p.end <= parsed.tokens[n].start for p in parsed.phrases)
    ):
        return None
    token = parsed.tokens[n]
    return Reference(start=token.start, end=token.end, whom="place", form="place")


def _then(parsed: Parsed, n: int) -> Reference | None:
    """For "Then" as a time: after a verb or "since", not the one that joins clauses."""
    before, token = _word(parsed, n - 1), parsed.tokens[n]
    if (
        n == 0
        or before in ("and", "but", "so", "if", ",", "or", "what", "why", "how")
        or "," in parsed.question[: token.start]
    ):
        return None
    if re.search(r"\b(?:if|when|after|once)\b.*\w", parsed.question[: token.start].lower()) and parsed.wh != 0:
        return None
    if any(phrase.time for phrase in parsed.phrases):
        return None
    start = (
        parsed.tokens[n - 1].start
        if before in ("back", "by", "since", "until", "till", "before", "after")
        else token.start
    )
    return Reference(start=start, end=token.end, whom="time", form="time")


def _demonstrative(parsed: Parsed, n: int) -> Reference | None:
    word, before, after = _word(parsed, n), _word(parsed, n - 1), _word(parsed, n + 1)
    if word == "same":
        return _same_time(parsed, n)
    if word in ("this", "that") and after in words.TIMES and _word(parsed, n + 2) not in words.TIMES:
        return _that_time(parsed, n)
    follows = before in words.AUXILIARIES or before in words.PREPOSITIONS - {"than"}
    relative = word == "that" and not (follows or (n > 0 and _ends_at(parsed, n + 1)))
    pointing_on = word == "those" and (
        after in words.PREPOSITIONS | words.WH or after == "that"
    )  # "those of", "those who"
    if relative or pointing_on or after in words.ABOUT_THE_STORE or after[0].isdigit() or (n == 0 and word == "that"):
        return None
    return _determiner(parsed, n) or _demonstrative_pronoun(parsed, n, follows=follows)


def _that_time(parsed: Parsed, n: int) -> Reference | None:
    """For "that year" and "at this time"."""
    word, before, after = _word(parsed, n), _word(parsed, n - 1), _word(parsed, n + 1)
    if before in words.WH or (after != "time" and word == "this"):
        return None
    start = n - 1 if before in ("in", "at", "during", "by", "since") else n
    return Reference(start=parsed.tokens[start].start, end=parsed.tokens[n + 1].end, whom="time", form="time")


def _determiner(parsed: Parsed, n: int) -> Reference | None:
    """For "that treaty" and "these islands"."""
    token, after = parsed.tokens[n], _word(parsed, n + 1)
    if not after[0].isalpha() or _closed(after) or _predicate(parsed, n):
        return None
    phrase = next((p for p in parsed.phrases if p.start == token.start), None)
    end = phrase.end if phrase else parsed.tokens[n + 1].end
    noun = parsed.question[token.end : end].split()[-1]
    return Reference(start=token.start, end=end, whom="noun", noun=noun)


def _demonstrative_pronoun(parsed: Parsed, n: int, *, follows: bool) -> Reference | None:
    """For "Why was that?" and "How did people feel about this?"."""
    token, after = parsed.tokens[n], _word(parsed, n + 1)
    if token.lower in ("these", "those"):
        return Reference(start=token.start, end=token.end, whom="many")
    alone = follows or _ends_at(parsed, n + 1)
    if not alone or after in {"of", "which"} | words.AUXILIARIES or "," in parsed.question[: token.start]:
        return None
    return Reference(start=token.start, end=token.end, whom="thing", form="event")


def _predicate(parsed: Parsed, n: int) -> bool:
    """Whether the word after a demonstrative is said of it: "Why was that historic?", "When did that happen?"."""
    before, after = _word(parsed, n - 1), _word(parsed, n + 1)
    if before in words.BE:
        return after in words.ADJECTIVES or words.is_participle(after) or after.endswith("ing")
    return (before in words.DO | words.MODALS and after in words.BASE) or (
        before in words.HAVE and words.is_participle(after)
    )


def _same_time(parsed: Parsed, n: int) -> Reference | None:
    """For "In the same year"."""
    if _word(parsed, n - 1) != "the" or _word(parsed, n + 1) not in words.TIMES - {"age", "time"} or n < 3:
        return None
    if _word(parsed, n + 2) in ("as", "that") or any(
        phrase.time and phrase.end < parsed.tokens[n].start for phrase in parsed.phrases
    ):
        return None
    start = n - 2 if _word(parsed, n - 2) in ("in", "during") else n - 1
    return Reference(start=parsed.tokens[start].start, end=parsed.tokens[n + 1].end, whom="time", form="time")


def _one(parsed: Parsed, n: int) -> Reference | None:
    """For "When did China open one?", not "one of", "one thing", "which one"."""
    after = _word(parsed, n + 1)
    known_verb = 0 <= parsed.verb < n and parsed.verb == n - 1
    if not known_verb or not (_ends_at(parsed, n + 1) or after in words.PREPOSITIONS - {"of"} or after == "there"):
        return None
    token = parsed.tokens[n]
    return Reference(start=token.start, end=token.end, whom="thing", form="one")
