"""What people say of an answer: the form, and what is kept of it in the store's folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, cast

from corpus.errors import AnswerError
from qa.answer import Answer
from qa.chat.turn import Turn
from qa.feedback import Feedback, Verdict, feedback_file, keep

_OF_AN_ANSWER: tuple[Verdict, ...] = ("right", "wrong span", "wrong document", "should have said nothing")
_OF_NONE: tuple[Verdict, ...] = ("right", "should have answered")


def asked_for(answer: Answer) -> str:
    """A folded form: what a person says of an answer or of one of its citations."""
    verdicts = _OF_NONE if answer.abstained else _OF_AN_ANSWER
    buttons = "".join(
        f'<button type="submit" name="verdict" value="{verdict}">{verdict.capitalize()}</button>'
        for verdict in verdicts
    )
    about = ""
    if len(answer.citations) > 1:
        numbers = "".join(f'<option value="{n}">citation {n + 1}</option>' for n in range(len(answer.citations)))
        about = f'<label>About <select name="citation"><option value="">the answer</option>{numbers}</select></label>'
    return (
        '<details class="opinion"><summary>Is this right?</summary><form data-form="opinion">'
        f'{about}<label>What would be right (if you like) <input name="correction" maxlength="500"></label>'
        f'<div class="verdicts">{buttons}</div>'
        '<p class="soft">Kept in the store on this computer, to measure with; sent nowhere.</p></form></details>'
    )


def keep_opinion(store: Path, given: Mapping[str, Any]) -> str:
    """Keep what a browser sent: `turn`, `verdict`, and maybe `citation` (from 0) and `correction`. Return thanks.

    Raises:
        PinciteError: there is no such answer, verdict or citation, or nothing can be kept.
    """
    answer = Turn.from_json(given.get("turn")).answer
    if answer is None:
        raise AnswerError("There is no answer to say something of.")
    number = given.get("citation")
    feedback = Feedback(
        verdict=cast("Verdict", str(given.get("verdict"))),
        answer=answer,
        citation=number if isinstance(number, int) else None,
        correction=str(given.get("correction") or ""),
    )
    keep(feedback_file(store), feedback, date=datetime.now(UTC).isoformat(timespec="seconds"))
    return f"Kept: {escape(feedback.verdict)}. Thank you."
