"""What is shown where the documents do not say: what was searched, which words were found, what to read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qa.answer import Answer, Considered, Searched
from qa.chat.opinion import asked_for
from qa.chat.places import folds, target
from qa.chat.wishes import wish_of
from qa.chat.words import count, path

_NEAREST = 3  # passages offered
_CAN = "Ask who, when, where, which, how many, why or how, in one sentence. Every answer is a quotation."


def headline(answer: Answer) -> str:
    """An abstention in one sentence."""
    return "There is no question in this." if wish_of(answer.question) == "greeting" else "The documents do not say."


def nothing(answer: Answer, folded: str) -> str:
    """An abstention: what was searched and found, then the nearest passages; `folded` comes last."""
    searched = answer.searched
    if wish_of(answer.question) == "greeting":
        return f'<article class="reply none"><p class="big">{headline(answer)}</p><p>{_CAN}</p></article>'
    scope = f"{count(searched.documents, 'document')}, {count(searched.passages, 'passage')}"
    return (
        '<article class="reply none"><p class="big">' + headline(answer) + "</p>"
        f"<p>Searched {scope}.{_missing(searched)}</p>{_present(searched)}{_instead(answer)}"
        f"{_nearest(searched.considered[:_NEAREST])}"
        '<p class="actions"><button type="button" class="link" data-act="edit" '
        f'data-text="{escape(answer.question)}">Edit question</button></p>{folds(asked_for(answer), folded)}</article>'
    )


def _instead(answer: Answer) -> str:
    """What to do where the question wants what no quotation can give."""
    if wish_of(answer.question) != "writing":
        return ""
    return f"<p>Pincite quotes and writes nothing of its own, so it makes no summary or comparison. {_CAN}</p>"


def _missing(searched: Searched) -> str:
    if not searched.missing:
        return ""
    verb = "These words occur" if len(searched.missing) > 1 else "This word occurs"
    return f" {verb} nowhere in them: {_listed(searched.missing)}."


def _present(searched: Searched) -> str:
    """How often the question's other words occur, and in which form where it is another one."""
    found = []
    for word in searched.words:
        if word.passages:
            other = word.forms and word.word.lower() not in (form.lower() for form in word.forms)
            form = f", as {_listed(word.forms)}" if other else ""
            found.append(f"<i>{escape(word.word)}</i> in {count(word.passages, 'passage')}{form}")
    return f'<p class="soft">Found, but without an answer: {"; ".join(found)}.</p>' if found else ""


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"<i>{escape(word)}</i>" for word in words)


def _nearest(passages: Sequence[Considered]) -> str:
    """The passages that came nearest, the beginning of each: to read, not to take for answers."""
    if not passages:
        return ""
    items = "".join(
        f'<li><a class="place" {target(p.document, p.start, p.end)}>{path(p)}</a>'
        f'{_lacking(p)}<div class="paper" dir="auto">{escape(p.text)}</div></li>'
        for p in passages
    )
    return (
        '<p class="soft">The nearest passages, to read for yourself. They are no answers; Pincite is careful and can '
        "miss what they do say.</p>"
        f'<ul class="nearest">{items}</ul>'
    )


def _lacking(passage: Considered) -> str:
    return f' <span class="soft">· without {_listed(passage.lacks)}</span>' if passage.lacks else ""
