"""Questions as people type them: seven ways in which a clean question comes out otherwise, with a seed.

The accepted answers stay the same, except that of two questions in one either may be answered.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

from index.lexical import STOP_WORDS
from qa.evaluation.questions import Question
from qa.evaluation.readings import key_of
from qa.question import LONGEST

Kind = Literal["misspelt", "lower case", "no question mark", "keywords", "too long", "two questions", "quoted"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_SEED = 20261124
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BEFORE = (
    "Hello, I hope you can help me. I have been looking through these documents for a while now. ",
    "Good morning! Sorry to bother you with this, it is probably a simple thing, but I would like to know it. ",
    "Hi there, my colleague and I were talking about this over lunch and could not agree on it. ",
)
_AFTER = (
    " Thank you very much in advance, that would help me a lot!",
    " Please be as exact as you can. Many thanks!",
    " I would be grateful for any help with this.",
)


def perturbed(questions: Sequence[Question], kind: Kind) -> list[Question]:
    """Every question in another form, under the same key, so that runs can be compared question by question."""
    return [_perturbed(question, questions[number - 1], kind) for number, question in enumerate(questions)]


def _perturbed(question: Question, other: Question, kind: Kind) -> Question:
    rng = random.Random(f"{_SEED} {kind} {key_of(question)}")
    text = question.question
    if kind == "two questions":
        both = [text, other.question] if rng.random() < 0.5 else [other.question, text]
        return replace(
            question,
            id=key_of(question),
            question=" ".join(both)[:LONGEST],
            answers=(*question.answers, *other.answers),
            spans=(*question.spans, *other.spans),
        )
    if kind == "misspelt":
        text = misspelt(text, rng)
    elif kind == "lower case":
        text = text.lower()
    elif kind == "no question mark":
        text = text.rstrip("?! ")
    elif kind == "keywords":
        text = keywords(text)
    elif kind == "too long":
        text = f"{rng.choice(_BEFORE)}{text}{rng.choice(_AFTER)}"[:LONGEST]
    else:
        text = quoted(text, rng)
    return replace(question, id=key_of(question), question=text)


def misspelt(text: str, rng: random.Random) -> str:
    """A typing error in one word of four letters or more, in two where there are at least six such words.

    Two letters change places, one is struck beside its key, left out or typed twice (the four kinds of Damerau 1964);
    first letters stay.
    """
    words = list(re.finditer(r"[A-Za-z]{4,}", text))
    if not words:
        return text
    chosen = rng.sample(words, 2 if len(words) >= 6 else 1)
    for word in sorted(chosen, key=lambda match: -match.start()):
        text = text[: word.start()] + _typo(word[0], rng) + text[word.end() :]
    return text


def _typo(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    same = word[at] == word[at + 1]  # changing places would change nothing
    kind = rng.choice(("beside", "missing", "twice") if same else ("swapped", "beside", "missing", "twice"))
    if kind == "swapped":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "beside":
        return word[:at] + rng.choice(beside(word[at])) + word[at + 1 :]
    return word[:at] + (word[at] * 2 if kind == "twice" else "") + word[at + 1 :]


def beside(letter: str) -> str:
    """The letters left and right of a letter's key on a QWERTY keyboard, in its case.

    >>> beside("g"), beside("Q")
    ('fh', 'W')
    """
    row = next(row for row in _ROWS if letter.lower() in row)
    at = row.index(letter.lower())
    found = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    return found.upper() if letter.isupper() else found


def keywords(text: str) -> str:
    """The words that carry meaning alone, as typed into a search box; the text itself where there are none.

    >>> keywords("When was the lighthouse of Lisse built?")
    'lighthouse Lisse built'
    """
    words = re.findall(r"[\w'’.,-]*\w", text)
    return " ".join(word for word in words if word.lower() not in STOP_WORDS) or text


def quoted(text: str, rng: random.Random) -> str:
    """One to three words in a row between quotation marks, the first of which carries meaning."""
    words = [m for m in re.finditer(r"\w[\w'’-]*", text) if m[0].lower() not in STOP_WORDS]
    if not words:
        return f"“{text}”"
    first = rng.choice(words)
    following = [m for m in re.finditer(r"\w[\w'’-]*", text) if m.start() >= first.start()]
    last = following[min(rng.randrange(3), len(following) - 1)]
    return f"{text[: first.start()]}“{text[first.start() : last.end()]}”{text[last.end() :]}"
