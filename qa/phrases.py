"""A question taken apart: what it asks with, its verb, and its noun phrases. Rules and word lists, no model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from qa import words
from qa.tokens import Token, is_closed, opens, tokens_of
from qa.verbs import verbs_of

_YEAR = re.compile(r"(?:1[0-9]|20)\d\d(?:s|[–-]\d{2,4})?")
_JOINS = ("of", "on", "for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase at characters `[start, end)`: `asked` for by the wh-word, the `subject`, or neither.

    `before` is the preposition in front of it, in lower case, empty where there is none.
    """

    text: str
    start: int
    end: int
    head: str
    plural: bool
    subject: bool = False
    asked: bool = False
    owner: bool = False
    before: str = ""

    @property
    def proper(self) -> bool:
        """Whether it is a name."""
        return self.head[:1].isupper()

    @property
    def time(self) -> bool:
        """Whether it names a time."""
        return is_time(self.head)

    @property
    def definite(self) -> bool:
        """Whether it names one thing: a name, or with an article, a demonstrative or an owner."""
        first = self.text.split(None, 1)[0].lower()
        return self.proper or first in ("the", "this", "these", "those") or "'s " in self.text.replace("’", "'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A question and its parts; `wh` and `verb` are positions in `tokens`, -1 where there is none.

    The wh-phrase is `tokens[begin:auxiliary]` where there is an auxiliary, and `auxiliary` is -1 where there is none:
    "Who signed it".
    """

    question: str
    tokens: tuple[Token, ...]
    wh: int
    auxiliary: int
    verb: int
    phrases: tuple[Phrase, ...]


def is_time(text: str) -> bool:
    """Whether a phrase names a time by a year, a month or a word such as "decade"."""
    found = [word.lower() for word in re.findall(r"[\w–-]+", text)]
    return any(_YEAR.fullmatch(word) or word in words.MONTHS for word in found) or (
        bool(found) and found[-1] in words.TIMES
    )


def parse(question: str) -> Parsed:
    """Take a question apart.

    >>> [phrase.text for phrase in parse("When did North Korea leave the Treaty of Orme?").phrases]
    ['North Korea', 'the Treaty of Orme']
    """
    bare = re.sub('["“”]', " ", question)  # of the same length
    tokens = tokens_of(bare)
    wh = next((n for n, token in enumerate(tokens[:3]) if token.lower in words.WH), -1)
    auxiliary, verb = verbs_of(tokens, wh)
    phrases = _joined(_phrases(bare, tokens, (wh, auxiliary, verb)), bare)
    return Parsed(question=question, tokens=tokens, wh=wh, auxiliary=auxiliary, verb=verb, phrases=tuple(phrases))


def _ends(tokens: tuple[Token, ...], n: int, current: list[int]) -> bool:
    """Whether the word at `n` is no part of a noun phrase, `current` being what was read of it."""
    token, word = tokens[n], tokens[n].lower
    if word in ("'s", "'"):
        return not current
    in_name = token.capital and n > 0 and bool(current)  # "Council on Foreign Relations", "World War And Peace"
    if word in words.WH | words.AUXILIARIES | words.PERSONAL.keys() | {"there", "that"}:
        return not in_name
    if word in words.ADVERBS | words.PREPOSITIONS:
        after = tokens[n + 1].lower if n + 1 < len(tokens) else "?"
        ordinal = word in words.ORDINALS and bool(current) and not (is_closed(after) or after in words.BASE)
        return not (ordinal or in_name)
    mark = not (token.text[0].isalnum() or token.text[0] == "$")
    joins = word in words.CONJUNCTIONS or (word in words.SUBORDINATORS and not token.capital)
    return mark or joins or _is_verb_after_noun(tokens, n, current)


def _is_verb_after_noun(tokens: tuple[Token, ...], n: int, current: list[int]) -> bool:
    """Whether the word at `n` is the verb of a clause or a participle: "Japan paid", "the report published in"."""
    if not current or opens(tokens[current[-1]].lower) or tokens[n].capital:
        return False
    word, at_end = tokens[n].lower, n + 1 >= len(tokens) or is_closed(tokens[n + 1].lower)
    return words.is_participle(word) if at_end else tokens[current[-1]].capital and words.is_verb(word)


def _phrases(question: str, tokens: tuple[Token, ...], place: tuple[int, int, int]) -> list[Phrase]:
    wh, auxiliary, verb = place
    found: list[Phrase] = []
    current: list[int] = []

    def flush() -> None:
        while current and (opens(tokens[current[-1]].lower) or tokens[current[-1]].lower in ("'s", "'")):
            current.pop()
        if current:
            found.extend(_made(question, tokens, list(current), place))
        current.clear()

    for n, token in enumerate(tokens):
        if n in (wh, verb, auxiliary) or (n == wh + 1 and n and tokens[wh].lower == "how"):  # "how large", "how many"
            flush()
            continue
        if opens(token.lower) and not (token.capital and n):
            flush()
            current.append(n)
        elif _ends(tokens, n, current):
            flush()
        else:
            current.append(n)
    flush()
    return found


def _made(question: str, tokens: tuple[Token, ...], at: list[int], place: tuple[int, int, int]) -> list[Phrase]:
    """The phrase of the tokens `at`, after the owner in it if there is one: "Japan's budget" has "Japan"."""
    wh, auxiliary, verb = place
    end_of_asked = auxiliary if auxiliary >= 0 else verb
    asked = 0 <= wh < at[0] < end_of_asked
    subject = (auxiliary >= 0 and at[0] > auxiliary and (verb < 0 or at[0] < verb)) or (
        asked and (auxiliary < 0 or _no_subject_after(tokens, auxiliary, verb))
    )
    before = tokens[at[0] - 1].lower if at[0] else ""
    if before in words.PREPOSITIONS and at[0] - 1 != auxiliary:
        subject = False
    made = []
    endings = [n for n in at if tokens[n].lower in ("'s", "'")]
    if endings and endings[0] > at[0]:
        made.append(_phrase(question, tokens, [n for n in at if n < endings[0]], owner=True))
    made.append(_phrase(question, tokens, at, owner=False))
    before = before if before in words.PREPOSITIONS else ""
    return [replace(one, subject=subject, asked=asked, before=before) for one in made]


def _no_subject_after(tokens: tuple[Token, ...], auxiliary: int, verb: int) -> bool:
    """Whether the auxiliary is followed by its verb: "How many citizens were abducted"."""
    return auxiliary + 1 < len(tokens) and (verb == auxiliary + 1 or words.is_participle(tokens[auxiliary + 1].lower))


def _phrase(question: str, tokens: tuple[Token, ...], at: list[int], *, owner: bool) -> Phrase:
    start, end = tokens[at[0]].start, tokens[at[-1]].end
    head = tokens[at[-1]].text
    first = tokens[at[0]].lower
    plural = words.is_plural(head) or (first in words.NUMERALS - {"one"} and not head[0].isupper())
    return Phrase(text=_of(question, start, end), start=start, end=end, head=head, plural=plural, owner=owner)


def _joined(phrases: list[Phrase], question: str) -> list[Phrase]:
    """What belongs together made one: "the Treaty of Orme", "the crime of 1995"; "China and Japan" beside each."""
    joined: list[Phrase] = []
    for phrase in phrases:
        last = joined[-1] if joined else None
        between = question[last.end : phrase.start].strip().lower() if last else ""
        name = last and last.proper and phrase.proper and between in _JOINS and not (last.owner or last.time)
        # "the Free and Open strategy" is one thing
        adjectives = last and between == "and" and last.proper and phrase.text[0].isupper() and not phrase.proper
        if last and adjectives and len(last.text.split()) == 2 and last.text.lower().startswith("the "):
            joined[-1] = replace(
                phrase, text=_of(question, last.start, phrase.end), start=last.start, before=last.before
            )
        elif last and (name or (between == "of" and _YEAR.fullmatch(phrase.text))):
            joined[-1] = replace(last, text=_of(question, last.start, phrase.end), end=phrase.end)
        else:
            joined.append(phrase)
    both = [
        replace(one, text=_of(question, one.start, other.end), end=other.end, head=other.head, plural=True)
        for one, other in pairwise(joined)
        if question[one.end : other.start].strip() == "and" and one.proper == other.proper and not other.time
    ]
    return sorted([*joined, *both], key=lambda phrase: (phrase.start, phrase.end))


def _of(question: str, start: int, end: int) -> str:
    return " ".join(question[start:end].split())
