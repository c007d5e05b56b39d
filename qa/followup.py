"""Follow-up questions made to stand alone, without a language model.

"When was it revised?" after "When was the treaty signed?" is searched as "When was the treaty revised?". Rules over
pronouns, demonstratives, bare question words and fragments; what they stand for comes from the noun phrases of the
question before and from its answer, those first that agree, that play the same part in the sentence and that the cited
sentence names (in the spirit of Lappin and Leass 1994, "An Algorithm for Pronominal Anaphora Resolution"). A question
that stands alone is left as it is: where a rule is in doubt it does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa import words
from qa.answer import Answer
from qa.antecedents import Candidate, candidates, owned, place_in, time_of
from qa.ellipsis import completed
from qa.references import Reference, references

_SINGULAR = {"do": "does", "are": "is", "were": "was", "have": "has"}
_TURNS = 4  # how far back is looked


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A question that stands alone, and in words what stood for what: `it = the treaty`."""

    question: str
    because: str


def rewrite(question: str, previous: Sequence[Answer]) -> Rewrite | None:
    """Make a follow-up stand alone, or return None where it does already, or where it is not known what it means.

    Args:
        question: what was typed.
        previous: the answers of the turns before, the latest last; also those that say nothing. Their `question` is
            what was searched, so a follow-up of a follow-up works.
    """
    asked = " ".join(question.split())
    if not asked or not previous:
        return None
    for answer in reversed(previous[-_TURNS:]):  # a fragment belongs to the latest turn that it can be put into
        if made := completed(asked, answer):
            return Rewrite(question=made[0], because=made[1])
        if answer is previous[-1] and not references(asked):
            return None
    return _resolved(asked, list(reversed(previous[-_TURNS:])))


def _resolved(question: str, turns: Sequence[Answer]) -> Rewrite | None:
    """The question with its references replaced by what they stand for, if something is found for one of them."""
    text, because = question, []
    known: dict[str, str] = {}
    for reference in references(question):
        word = question[reference.start : reference.end]
        key = f"{reference.whom} {reference.form == 'one'} {reference.noun}"
        if key not in known:
            known[key] = _named(reference, question, turns)
        if not known[key]:
            continue
        stands = f"{word.lower() if reference.noun == '' else word} = {known[key]}"
        if stands not in because:
            because.append(stands)
    for reference in reversed(references(question)):
        name = known[f"{reference.whom} {reference.form == 'one'} {reference.noun}"]
        if name:
            shown = owned(name) if reference.form == "owner" else name
            before = text[: reference.start]
            if reference.whom == "many" and not words.is_plural(name.rsplit(None, 1)[-1]) and " and " not in name:
                before = re.sub(r"\b(do|are|were|have) $", lambda found: _SINGULAR[found[1]] + " ", before)
            text = before + shown + text[reference.end :]
    if not because:
        return None
    return Rewrite(question=_opened(text), because="; ".join(because))


def _opened(text: str) -> str:
    """The question without a leading "and", with a capital and a question mark."""
    first, _, rest = text.partition(" ")
    if first.lower().strip(",") in ("and", "but", "so", "then", "ok", "okay") and rest:
        text = rest
    return text[0].upper() + text[1:] + ("" if text[-1] in "?.!" else "?")


def _named(reference: Reference, question: str, turns: Sequence[Answer]) -> str:
    """What a reference stands for; empty where nothing fits."""
    for answer in turns:
        if reference.form == "time":
            found = _time(question[reference.start : reference.end], time_of(answer))
        else:
            found = _best(reference, question, answer)
        if found:
            return found
    if reference.whom == "many" and turns:  # "they" of a company or a court
        return _best(reference, question, turns[0], whom="body")
    return ""


def _time(word: str, when: str) -> str:
    """The time with the preposition that the reference had: "since then" is "since 1998"."""
    first = word.split(None, 1)[0].lower()
    return (
        f"{first} {when.split(None, 1)[1]}"
        if when and first in ("since", "by", "until", "till", "before", "after")
        else when
    )


def _best(reference: Reference, question: str, answer: Answer, whom: str = "") -> str:
    """The likeliest thing of one turn that agrees with a reference."""
    whom = whom or reference.whom
    if whom == "noun":
        return _of_noun(reference.noun, answer)
    fitting = [one for one in candidates(answer) if one.fits(whom) and not _is_in(one.text, question)]
    if whom == "many" and reference.form != "owner":
        fitting = [one for one in fitting if one.text.lower() != "the united states"] or fitting
    if not fitting:
        return ""
    best = max(fitting, key=lambda one: _weight(one, reference, whom))
    if reference.form == "place":
        return f"{best.place or place_in(best.text, answer, 'in')} {best.text}"
    if reference.form == "one":
        return _one_of(best, fitting)
    return best.text


def _weight(one: Candidate, reference: Reference, whom: str) -> float:
    score = one.weight + 1.5 * (one.subject == reference.subject)
    if whom in ("man", "woman"):
        return score + {"no": 0, "perhaps": 0, "surely": 2}[one.person]
    if whom == "place":
        return score + 3 * bool(one.place) + one.proper
    if reference.form in ("one", "event"):
        return score - 4 * one.proper
    return score - (one.person == "perhaps")


def _one_of(best: Candidate, fitting: Sequence[Candidate]) -> str:
    """For "One" of the kind of a common noun: "a base"; nothing where only names were spoken of."""
    kinds = [one for one in [best, *fitting] if not one.proper]
    if not kinds:
        return ""
    head = kinds[0].text.rsplit(None, 1)[-1]
    return f"{'an' if head[0].lower() in 'aeiou' else 'a'} {head}"


def _of_noun(noun: str, answer: Answer) -> str:
    """What "that treaty" is: something named before that is called so, or for "that country" something of its kind."""
    found = candidates(answer)
    lower = noun.lower()
    called = [one for one in found if one.text.lower().split()[-1] == lower or f" {lower} of " in one.text.lower()]
    if called:
        return called[0].text
    kind = words.GENERIC.get(lower.removesuffix("s"))
    fitting = [one for one in found if kind and one.fits("many" if lower.endswith("s") else kind) and one.proper]
    if kind in ("man", "woman"):
        fitting = [one for one in fitting if one.person == "surely"]
    return fitting[0].text if fitting else ""


def _is_in(name: str, question: str) -> bool:
    """Whether a question names this already; then its pronoun means something else."""
    bare = name.lower().removeprefix("the ")
    return f" {bare} " in f" {' '.join(question.lower().replace('?', ' ').replace(',', ' ').split())} "
