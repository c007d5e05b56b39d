"""Answers as HTML: pure functions, every word of a document, a title or a question escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qa.answer import Answer, Citation, Considered, path_of

HEAD = '<header class="head"><b>Pincite</b><span>answers in your documents’ own words</span></header>'


def confidence_in_words(confidence: float | None) -> str:
    """A word and a number: what share of such answers is right, where that was measured.

    >>> confidence_in_words(0.86)
    'Likely: about 86 of 100 such answers are right'
    """
    if confidence is None:
        return "How often such answers are right was not measured: hold them against the passage"
    word = (
        "Very likely"
        if confidence >= 0.9
        else "Likely"
        if confidence >= 0.7
        else "Perhaps"
        if confidence >= 0.5
        else "Unsure"
    )
    return f"{word}: about {min(99, round(100 * confidence))} of 100 such answers are right"


def turn(question: str, reply: str) -> str:
    """A question and what came back, as one element of the conversation."""
    return f'<section class="turn"><p class="asked" dir="auto">{escape(question)}</p>{reply}</section>'


def reply_of(answer: Answer) -> str:
    """An answer, or the statement that there is none."""
    return _nothing(answer) if answer.abstained else _found(answer)


def problem(message: str) -> str:
    """An error in one line, in a person's words."""
    return f'<article class="reply none"><p class="big">That did not work.</p><p>{escape(message)}</p></article>'


def waiting(doing: str) -> str:
    """What is shown until the answer is there."""
    return f'<article class="reply waiting"><p>{escape(doing)}</p></article>'


def welcome(titles: Sequence[str], passages: int) -> str:
    """What is shown before the first question."""
    if not titles:
        return (
            '<section class="welcome"><p class="big">There is no document yet.</p>'
            "<p>Add some from a terminal: <code>python -m index add FILE_OR_FOLDER</code></p></section>"
        )
    shown = "".join(f'<li dir="auto">{escape(title)}</li>' for title in titles[:8])
    more = f"<li>and {len(titles) - 8} more</li>" if len(titles) > 8 else ""
    return (
        '<section class="welcome"><p class="big">Ask your documents.</p>'
        "<p>Every answer is a quotation with the place where it stands. "
        "When the documents do not say, you are told so.</p>"
        f'<ul>{shown}{more}</ul><p class="soft">{_count(len(titles), "document")}, {_count(passages, "passage")}. '
        "Nothing leaves this computer.</p></section>"
    )


def _found(answer: Answer) -> str:
    first = answer.citations[0]
    before, quote, after = map(escape, first.in_sentence)
    sentence = f'<blockquote class="sentence" dir="auto">{before}<mark>{quote}</mark>{after}</blockquote>'
    return (
        f'<article class="reply">{_words(answer)}{"" if answer.kind == "sentences" else sentence}'
        f'<p class="soft">{escape(confidence_in_words(answer.confidence))}</p>'
        f"{_places(answer)}{_considered(answer)}</article>"
    )


def _words(answer: Answer) -> str:
    """The answer's words: a list's items as such, every sentence a paragraph."""
    quotes = [escape(part.citations[0].quote) for part in answer.parts]
    if answer.kind == "list":
        return '<ul class="big">' + "".join(f'<li dir="auto">{quote}</li>' for quote in quotes) + "</ul>"
    return "".join(f'<p class="big" dir="auto">{quote}</p>' for quote in quotes)


def _nothing(answer: Answer) -> str:
    searched = answer.searched
    missing = ""
    if searched.missing:
        words = ", ".join(f"<i>{escape(word)}</i>" for word in searched.missing)
        missing = (
            f" {'These words occur' if len(searched.missing) > 1 else 'This word occurs'} nowhere in them: {words}."
        )
    nearest = "".join(f"<li>{_passage(passage)}</li>" for passage in searched.considered[:3])
    folded = _folded("The nearest passages, to read for yourself", nearest) if nearest else ""
    return (
        '<article class="reply none"><p class="big">The documents do not say.</p>'
        f"<p>Searched {_count(searched.documents, 'document')}, {_count(searched.passages, 'passage')}.{missing}</p>"
        f"{folded}</article>"
    )


def _places(answer: Answer) -> str:
    """Every citation with the passage it stands in and the quote marked there: the first open, the others folded."""
    shown = []
    for number, citation in enumerate(answer.citations, 1):
        passage = next((p for p in answer.searched.considered if _holds(p, citation)), None)
        start, words = (passage.start, passage.text) if passage else (citation.sentence_start, citation.sentence)
        at, stop = citation.start - start, citation.end - start
        marked = f"{escape(words[:at])}<mark>{escape(words[at:stop])}</mark>{escape(words[stop:])}"
        shown.append(
            f"<details{' open' if number == 1 else ''}><summary>{number} · {_path(citation)} "
            f'<span class="soft">characters {citation.start:,}–{citation.end:,}</span></summary>'
            f'<div class="paper" dir="auto">{marked}</div></details>'
        )
    return "".join(shown)


def _considered(answer: Answer) -> str:
    """The passages that were read and are not cited."""
    others = [p for p in answer.searched.considered if not any(_holds(p, citation) for citation in answer.citations)]
    if not others:
        return ""
    items = "".join(f"<li>{_passage(passage)}</li>" for passage in others)
    return _folded(f"Also considered: {_count(len(others), 'passage')}", items)


def _folded(summary: str, items: str) -> str:
    return f'<details><summary>{summary}</summary><ul class="passages">{items}</ul></details>'


def _passage(passage: Considered) -> str:
    why = f"score {passage.score:.2f}: by meaning {passage.dense:.2f}, by words {passage.lexical:.1f}"
    return f'<p class="soft">{_path(passage)} · {why}</p><div class="paper" dir="auto">{escape(passage.text)}</div>'


def _holds(passage: Considered, citation: Citation) -> bool:
    return (
        passage.document.id == citation.document.id and passage.start <= citation.start and citation.end <= passage.end
    )


def _path(place: Citation | Considered) -> str:
    return f'<span class="path" dir="auto">{escape(path_of(place))}</span>'


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
