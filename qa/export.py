"""A conversation as Markdown for people and as JSON for programs, every answer with all its citations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from corpus.errors import AnswerError
from qa.answer import Answer, Citation, path_of

FORMAT = "pincite-conversation"
VERSION = 1
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+\-!|~&$^=@])|(?<=\d)([.)])(?=\s|$)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn: what was typed, the answer, and where it was searched otherwise than typed, what stood for what."""

    asked: str
    answer: Answer
    because: str = ""


def conversation_json(turns: Sequence[Turn], *, date: str) -> str:
    """The conversation as a JSON document; `conversation_from` reads it.

    Args:
        turns: the turns, in order.
        date: when it was exported, in ISO 8601; the caller knows the time.
    """
    data = {
        "format": FORMAT,
        "version": VERSION,
        "pincite": installed_version(),
        "date": date,
        "turns": [{"asked": turn.asked, "because": turn.because, "answer": turn.answer.to_json()} for turn in turns],
    }
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def conversation_from(text: str) -> tuple[Turn, ...]:
    """Read what `conversation_json` wrote.

    Raises:
        AnswerError: it is no conversation, or of a version that is not known.
    """
    hint = "Give what the export as JSON made."
    try:
        data = json.loads(text)
        if data["format"] != FORMAT or data["version"] != VERSION:
            raise AnswerError(f"{data['format']!r:.40}, version {data['version']!r:.20}, is not known.", hint=hint)
        return tuple(_turn_of(raw) for raw in data["turns"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AnswerError("This is no exported conversation.", hint=hint) from None


def conversation_markdown(turns: Sequence[Turn], *, date: str) -> str:
    """The conversation as Markdown: each question, its answer or that there is none, every citation, what was searched.

    Whatever a document, a title or a question holds is shown as it is: nothing in it is read as Markdown or HTML.
    """
    head = f"# A conversation with documents\n\nExported {_escaped(date)} from Pincite {_escaped(installed_version())}."
    return "\n\n".join([head, *(_turn(turn) for turn in turns)]) + "\n"


def copy_text(answer: Answer) -> str:
    """One answer as plain text with its first citation: `“1951” — The Alliance › The treaty, characters 1–5 of …`."""
    if answer.abstained:
        return f"{answer.question}\n{_silence(answer)}"
    places = "\n".join(f"[{number}] {_place(c)}" for number, c in enumerate(answer.citations, 1))
    return f"“{_clean(answer.text)}”\n{places}"


def copy_markdown(answer: Answer) -> str:
    """One answer as Markdown: the sentence as a quotation with the span in bold, and its citations."""
    if answer.abstained:
        return f"{_escaped(answer.question)}\n\n{_escaped(_silence(answer))}"
    return "\n\n".join(_cited(number, citation) for number, citation in enumerate(answer.citations, 1))


def installed_version() -> str:
    """The version of Pincite that is installed; "unknown" in a copy that was not installed."""
    try:
        return version("pincite")
    except PackageNotFoundError:
        return "unknown"


def _turn_of(raw: Mapping[str, Any]) -> Turn:
    asked, because = raw["asked"], raw["because"]
    if not isinstance(asked, str) or not isinstance(because, str):
        raise TypeError(asked)
    return Turn(asked=asked, because=because, answer=Answer.from_json(raw["answer"]))


def _turn(turn: Turn) -> str:
    answer = turn.answer
    blocks = [f"## {_escaped(turn.asked)}"]
    if turn.because or answer.question != turn.asked:
        why = f" ({_escaped(turn.because)})" if turn.because else ""
        blocks.append(f"Searched for: {_escaped(answer.question)}{why}")
    if answer.abstained:
        blocks.append(_escaped(_silence(answer)))
        nearest = [f"- {_escaped(path_of(p))}, characters {p.start}–{p.end}" for p in answer.searched.considered[:3]]
        blocks += ["Nearest, to read for yourself:\n\n" + "\n".join(nearest)] if nearest else []
    else:
        blocks += [f"**{_escaped(part.citations[0].quote).strip()}**" for part in answer.parts]
        blocks += [_cited(number, citation) for number, citation in enumerate(answer.citations, 1)]
    searched = f"{_count(answer.searched.passages, 'passage')} of {_count(answer.searched.documents, 'document')}"
    blocks.append(
        f"Confidence {answer.confidence:.0%}. Searched: {searched}. State of the store: {_escaped(answer.generation)}."
    )
    return "\n\n".join(blocks)


def _cited(number: int, citation: Citation) -> str:
    before, quote, after = (_escaped(piece) for piece in citation.in_sentence)
    marked = f"{before}<mark>{quote}</mark>{after}"
    return f"> {marked}\n>\n> \\[{number}\\] {_escaped(_place(citation))}"


def _place(citation: Citation) -> str:
    where = f"{path_of(citation)}, characters {citation.start}–{citation.end}"
    return _clean(f"{where} of {citation.document.uri}")


def _silence(answer: Answer) -> str:
    searched = answer.searched
    said = (
        f"The documents do not say. Searched: {_count(searched.passages, 'passage')} of "
        f"{_count(searched.documents, 'document')}."
    )
    return f"{said} Not found in them: {', '.join(searched.missing)}." if searched.missing else said


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _clean(text: str) -> str:
    """Words on one line, without control characters."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _escaped(text: str) -> str:
    r"""Any text as one line of Markdown that shows it as it is (CommonMark: every ASCII mark may be escaped).

    >>> print(_escaped("# 1. <b>not</b> *bold*"))
    \# 1\. \<b\>not\</b\> \*bold\*
    """
    line = re.sub(r"\s+", " ", _CONTROLS.sub(" ", text))
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", line)
    return re.sub(r"(?i)\b(https?|ftp|mailto|www)([:.])", r"\1\\\2", escaped)  # no link of itself either
