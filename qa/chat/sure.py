"""How sure Pincite must be before it answers: the choices that people have, in words, with what each means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from corpus.errors import PromiseError
from qa.policy import Policy

_SHARES = {
    0.05: "at most 1 of 20 wrong",
    0.1: "at most 1 of 10 wrong",
    0.2: "at most 1 of 5 wrong",
    0.3: "at most 3 of 10 wrong",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice: its name for people, what it means, and the share of wrong answers allowed (None: the usual)."""

    name: str
    means: str
    max_error: float | None = None


def choices_of(policy: Policy) -> list[Choice]:
    """What people can choose from: the usual, and every share of wrong answers that the policy can promise."""
    usual = Choice(
        name="as usual",
        means=f"Answers when it gives itself at least {round(100 * policy.threshold)} chances of 100 of being right.",
    )
    return [usual, *_promised(policy)]


def chooser_of(choices: list[Choice]) -> str:
    """The choices as HTML, the first one chosen; nothing where there is but one."""
    if len(choices) < 2:
        return ""
    rows = "".join(
        f'<li><label><input type="radio" name="sure" value="{"" if one.max_error is None else one.max_error}"'
        f"{' checked' if number == 0 else ''}> <span><b>{escape(one.name)}</b><br>"
        f'<span class="soft">{escape(one.means)}</span></span></label></li>'
        for number, one in enumerate(choices)
    )
    return f"<fieldset><legend>Answer</legend><ul>{rows}</ul></fieldset>"


def _promised(policy: Policy) -> Iterator[Choice]:
    for share, name in _SHARES.items():
        try:
            promise = policy.promise(share)
        except PromiseError:
            continue
        means = (
            f"This holds with a certainty of {promise.sure:.0%}, for questions and documents like those that it was "
            f"measured on: {promise.given:,} of {promise.sample:,} were answered then."
        )
        yield Choice(name=name, means=means, max_error=share)
