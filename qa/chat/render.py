"""Replies as HTML: pure functions, every word of a document, a title or a question escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from qa.answer import Answer, Citation, Considered, Part
from qa.chat.opinion import asked_for
from qa.chat.places import folds, link_to, passage_of, target
from qa.chat.silence import headline, nothing
from qa.chat.turn import Turn
from qa.chat.words import characters, confidence_in_words, count, path
from qa.export import copy_markdown, copy_text

_DOING = {"load": "Loading the models", "read": "Reading", "decide": "Deciding", "compose": "Deciding"}
_NO_QUESTION = '<span class="soft">(no question)</span>'


def turn_of(turn: Turn, note: str = "") -> str:
    """A question and what came back, as one element of the conversation; `note` is HTML that stands before it."""
    return _turn(turn, note + (reply_of(turn.answer, turn.seconds) if turn.answer else problem(turn.problem)))


def waiting(turn: Turn, stage: str) -> str:
    """The turn until its answer is there: what is being done."""
    return _turn(turn, f'<article class="reply waiting"><p>{_DOING.get(stage, "Searching")}…</p></article>')


def problem(message: str) -> str:
    """An error in one line, in a person's words."""
    return f'<article class="reply none"><p class="big">That did not work.</p><p>{escape(message)}</p></article>'


def reply_of(answer: Answer, seconds: Mapping[str, float] | None = None) -> str:
    """An answer, or the statement that there is none."""
    folded = _durations(seconds) if seconds else ""
    return nothing(answer, folded) if answer.abstained else _found(answer, folded)


def spoken(turn: Turn) -> str:
    """A reply in one line, for those who hear the page."""
    answer = turn.answer
    if answer is None:
        return f"That did not work. {turn.problem}"
    if answer.abstained:
        return headline(answer)
    said = "; ".join(answer.text.split("\n"))
    return f"Answer: {said}. {count(len(answer.citations), 'citation')}. {confidence_in_words(answer.confidence)}."


def _turn(turn: Turn, reply: str) -> str:
    asked = escape(turn.asked) if turn.asked.strip() else _NO_QUESTION
    return (
        f'<section class="turn"><div class="question"><h2 class="asked" dir="auto">{asked}</h2>'
        f"{_rewritten(turn) if turn.searched_for != turn.asked else ''}</div>{reply}</section>"
    )


def _rewritten(turn: Turn) -> str:
    """How a follow-up was completed, and two ways out: to edit that, or to search for what was typed."""
    because = f' <span class="because" dir="auto">({escape(turn.because)})</span>' if turn.because else ""
    return (
        f'<p class="searching">Searched for: <span dir="auto">{escape(turn.searched_for)}</span>{because} '
        f'<button type="button" class="link" data-act="edit" data-text="{escape(turn.searched_for)}">Edit</button> '
        f'<button type="button" class="link" data-act="exactly" data-text="{escape(turn.asked)}">'
        "Search as typed</button></p>"
    )


def _found(answer: Answer, folded: str) -> str:
    said = {"sentences": _sentences, "list": _list, "conflict": _sides}.get(answer.kind, _fact)(answer.parts)
    sure = escape(confidence_in_words(answer.confidence))
    gauge = ""
    if answer.confidence is not None:
        gauge = f'<span class="gauge" aria-hidden="true"><i style="width:{round(100 * answer.confidence)}%"></i></span>'
    return (
        f'<article class="reply {answer.kind}">{said}<p class="soft sure">{gauge}{sure}</p>'
        f"{_actions(answer)}{folds(_considered(answer), asked_for(answer), folded)}</article>"
    )


def _fact(parts: Sequence[Part]) -> str:
    """The span, large; the sentence it stands in; where."""
    first = parts[0].citations[0]
    return (
        f'<p class="big" dir="auto">{escape(first.quote)}</p>'
        f"{_in_its_sentence(first)}{_places([c for part in parts for c in part.citations])}"
    )


def _sentences(parts: Sequence[Part]) -> str:
    """The sentences that say it, in the order in which they stand, each with its number."""
    said, number = [], 1
    for part in parts:
        said.append(f'<span dir="auto">{escape(part.citations[0].quote)}</span>{_number(part.citations[0], number)}')
        number += len(part.citations)
    places = _places([c for part in parts for c in part.citations])
    return f'<p class="big sentences">{" ".join(said)}</p>{places}'


def _list(parts: Sequence[Part]) -> str:
    """Every item with its number."""
    items, number = [], 1
    for part in parts:
        first = part.citations[0]
        items.append(f'<li><span dir="auto">{escape(first.quote)}</span>{_number(first, number)}</li>')
        number += len(part.citations)
    places = _places([c for part in parts for c in part.citations])
    return f'<ul class="big items">{"".join(items)}</ul>{places}'


def _sides(parts: Sequence[Part]) -> str:
    """What the documents say one against another, side by side."""
    sides, number = [], 1
    for part in parts:
        first = part.citations[0]
        sides.append(
            f'<div class="side"><p class="big" dir="auto">{escape(first.quote)}</p>{_in_its_sentence(first)}'
            f"{_places(part.citations, number)}</div>"
        )
        number += len(part.citations)
    return f'<p class="note">The documents do not agree.</p><div class="sides">{"".join(sides)}</div>'


def _in_its_sentence(citation: Citation) -> str:
    before, quote, after = map(escape, citation.in_sentence)
    if not before and not after:  # the quote is the sentence: it stands above already
        return ""
    return f'<blockquote class="sentence" dir="auto">{before}<mark>{quote}</mark>{after}</blockquote>'


def _places(citations: Sequence[Citation], first: int = 1) -> str:
    """Links to where the quotes stand, numbered through the answer."""
    items = "".join(
        f'<li><a class="cite" {target(c.document, c.start, c.end)}><b>{number}</b><span class="where">{path(c)}'
        f'<span class="soft">{characters(c.start, c.end)}</span></span></a></li>'
        for number, c in enumerate(citations, first)
    )
    return f'<ul class="cites" aria-label="Citations">{items}</ul>'


def _number(citation: Citation, number: int) -> str:
    link = target(citation.document, citation.start, citation.end)
    return f'<sup><a class="ref" aria-label="Citation {number}" {link}>{number}</a></sup>'


def _actions(answer: Answer) -> str:
    first = answer.citations[0]
    link = escape(link_to(first.document, first.start, first.end))
    return (
        '<p class="actions">'
        f'<button type="button" class="link" data-act="copy" data-text="{escape(copy_text(answer))}" '
        f'data-link="{link}">Copy with citation</button>'
        f'<button type="button" class="link" data-act="copy" data-text="{escape(copy_markdown(answer))}" '
        f'data-link="{link}">Copy as Markdown</button>'
        f'<button type="button" class="link" data-act="edit" data-text="{escape(answer.question)}">'
        "Edit question</button></p>"
    )


def _considered(answer: Answer) -> str:
    """The passages that were found and are not cited."""
    others = [p for p in answer.searched.considered if not any(_holds(p, citation) for citation in answer.citations)]
    if not others:
        return ""
    items = "".join(f"<li>{passage_of(passage)}</li>" for passage in others)
    summary = f"Also considered: {count(len(others), 'passage')}"
    return f'<details><summary>{summary}</summary><ul class="passages">{items}</ul></details>'


def _durations(seconds: Mapping[str, float]) -> str:
    whole = sum(seconds.values())
    total = f"{whole:.1f} s" if whole >= 0.95 else f"{1000 * whole:,.0f} ms"
    steps = "".join(f"<li>{escape(step)}: {1000 * took:,.0f} ms</li>" for step, took in seconds.items())
    return f'<details class="took"><summary>Answered in {total}</summary><ul>{steps}</ul></details>'


def _holds(passage: Considered, citation: Citation) -> bool:
    return (
        passage.document.id == citation.document.id and passage.start <= citation.start and citation.end <= passage.end
    )
