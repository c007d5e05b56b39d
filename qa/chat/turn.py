"""One turn of a conversation, as the browser keeps it and the server draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import AnswerError
from qa.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was asked and what came of it: an answer (which may be that there is none), or a problem in words.

    `searched_for` is the question as it was searched, which differs from `asked` where a follow-up was completed;
    `because` says what stood for what then. `seconds` are the durations of the stages in the order in which they ended.
    """

    asked: str
    searched_for: str
    because: str = ""
    answer: Answer | None = None
    problem: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The turn as JSON data."""
        return {
            "asked": self.asked,
            "searched_for": self.searched_for,
            "because": self.because,
            "answer": self.answer.to_json() if self.answer else None,
            "problem": self.problem,
            "seconds": dict(self.seconds),
        }

    @staticmethod
    def from_json(data: Any) -> Turn:
        """Read what `to_json` made and a browser kept; nothing in it is trusted.

        Raises:
            AnswerError: it is no turn, or its answer is malformed or of another version.
        """
        if not isinstance(data, Mapping):
            raise AnswerError("This is no turn of a conversation.", hint="Ask again.")
        seconds = data.get("seconds")
        texts = {name: data.get(name) for name in ("asked", "searched_for", "because", "problem")}
        if not all(isinstance(text, str) for text in texts.values()) or not isinstance(seconds, Mapping):
            raise AnswerError("This is no turn of a conversation: a text or the durations are missing.")
        if not all(isinstance(step, str) and isinstance(took, int | float) for step, took in seconds.items()):
            raise AnswerError("The durations of this turn are no numbers.")
        answer = Answer.from_json(data["answer"]) if data.get("answer") is not None else None
        return Turn(**{name: str(text) for name, text in texts.items()}, answer=answer, seconds=dict(seconds))
