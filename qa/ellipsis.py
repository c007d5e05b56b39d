"""Fragments put into the question before: "Why?", "and in 2015?", "What about Okinawa?", "And the second one?"."""

from __future__ import annotations

import re

from qa import words
from qa.answer import Answer
from qa.antecedents import candidates, place_in
from qa.phrases import Parsed, Phrase, is_time, parse
from qa.tokens import tokens_of

_BARE = re.compile(
    r"(?:(?:and|but|so|or|ok|okay)[ ,]+)?"
    r"(?P<wh>since when|until when|by when|when|where(?: to| from)?|why(?: not)?|how(?: so| come| exactly)?|who|whom|"
    r"by whom|for whom|with whom|how (?:many|much|long|often)|what for)(?P<else> else)?"
    r"(?: exactly| then| though)?\s*[?.!]*",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:(?:(?:and|but|so|or)\s+)?(?:what|how) about|and|but|or)\s+", re.IGNORECASE)
_ORDINAL = re.compile(rf"(?:the )?(?P<which>{'|'.join(words.ORDINALS)}|other)(?: ones?)?", re.IGNORECASE)
_SPOKEN = {"how so": "how", "how come": "why", "how exactly": "how", "what for": "for what purpose", "whom": "who"}
_ADVERBIAL = ("when", "where", "why", "how")
_PREPOSITIONAL = words.PREPOSITIONS | {"according"}


def completed(question: str, answer: Answer) -> tuple[str, str] | None:
    """A fragment made a whole question with what the question before said, and a line on how; None if it is none."""
    before = answer.question.rstrip(" .!?")
    if not before or len(question.split()) > 8:
        return None
    if bare := _BARE.fullmatch(question):
        made = _asked_anew(" ".join(bare["wh"].lower().split()), parse(before), answer, other=bool(bare["else"]))
        return (made, _after(question, answer)) if made else None
    leading = _LEADING.match(question)
    fragment = question[leading.end() :] if leading else question
    fragment = fragment.strip(" ?.!")
    if not _is_fragment(fragment, leading=leading is not None):
        return None
    if ordinal := _ORDINAL.fullmatch(fragment):
        return _ordinal(ordinal["which"].lower(), before)
    return _put_in(fragment, parse(before), answer)


def _after(fragment: str, answer: Answer) -> str:
    return f"“{fragment.rstrip(' ?')}” asked of “{answer.question}”"


def _is_fragment(fragment: str, *, leading: bool) -> bool:
    """Whether it is a phrase and no sentence: without a verb, a pronoun or a wh-word."""
    lower = [token.lower for token in tokens_of(fragment)]
    if (
        not lower
        or len(lower) > 7
        or lower[0] in ("a", "an", "any", "some", "if", "because", "as", "than", "like", "let's")
    ):
        return False
    if any(
        word in words.AUXILIARIES or word in words.WH or word in words.PERSONAL or word in ("that", "this", "there")
        for word in lower
    ):
        return False
    if any(words.is_verb(word) and n not in (0, len(lower) - 1) and not token[:1].isupper()
           for n, (word, token) in enumerate(zip(lower, fragment.split(), strict=False))):  # fmt: skip
        return False
    opens = lower[0] in _PREPOSITIONAL or bool(_ORDINAL.fullmatch(fragment) and " " in fragment)
    imperative = lower[0] in words.BASE or lower[0] in ("list", "name", "summarize", "describe", "please")
    return (leading and not imperative) or (opens and 1 < len(lower) <= 5)


def _asked_anew(wh: str, before: Parsed, answer: Answer, *, other: bool) -> str:
    """The question before with another question word: "When was it signed" as "Where was it signed?"; or empty."""
    wh = _SPOKEN.get(wh, wh)
    if before.wh < 0 and (before.auxiliary != 0 or other):  # no question: some words to look for
        return ""
    old = before.tokens[before.wh] if before.wh >= 0 else None
    if old and (other or old.lower == wh):
        return f"{before.question[: old.end]} else{before.question[old.end :]}?" if other and old.lower == wh else ""
    simple = not old or (before.wh == 0 and old.lower in _ADVERBIAL and before.auxiliary == 1)
    rest = before.question[before.tokens[before.auxiliary].start :] if simple else ""
    if wh in _ADVERBIAL or wh.startswith(("where ", "since ", "until ", "by ", "for ", "with ")):
        clause = rest or _passive(before) or _asked_subject(before) or (_cleft(before, answer) if old else "")
        return f"{wh[0].upper()}{wh[1:]} {_lower_auxiliary(clause)}?" if clause else _and(before.question, wh)
    if wh == "why not" and not old:
        return f"{_negated(before)}?"
    passive = before.auxiliary >= 0 and before.tokens[before.auxiliary].lower in words.BE and before.verb >= 0
    if wh == "who" and passive:
        return f"By whom {_lower_auxiliary(rest)}?" if rest else _and(before.question, "by whom")
    return _and(before.question, wh)


def _lower_auxiliary(clause: str) -> str:
    """A clause that opened a question, within one: "Did Japan send" as "did Japan send"."""
    first, space, rest = clause.partition(" ")
    return f"{first.lower()}{space}{rest}" if first.lower() in words.AUXILIARIES else clause


def _cleft(before: Parsed, answer: Answer) -> str:
    """For "Who pressed for it", answered: "was it that the United States pressed for it"."""
    if before.auxiliary >= 0 or before.verb < 0 or before.tokens[before.wh].lower != "who":
        return ""
    named = next((one.text for one in candidates(answer) if one.person == "surely"), "")
    return f"was it that {named} {before.question[before.tokens[before.verb].start :]}" if named else ""


def _and(text: str, wh: str) -> str:
    return f"{text}, and {wh}?"


def _negated(before: Parsed) -> str:
    first = before.tokens[0].lower
    short = {"will": "won't", "can": "can't", "shall": "shouldn't", "may": "can't", "am": "aren't"}.get(
        first, f"{first}n't"
    )
    return f"Why {short}{before.question[before.tokens[0].end :]}"


def _passive(before: Parsed) -> str:
    """For "Who wrote the book" as "was the book written", where the verb's participle is known; else empty."""
    if before.auxiliary >= 0 or before.wh != 0 or before.verb != 1 or before.tokens[0].lower not in ("who", "what"):
        return ""
    past = before.tokens[before.verb].lower
    participle = words.PARTICIPLE_OF_PAST.get(past, past if past.endswith("ed") else "")
    thing = (
        next((p for p in before.phrases if p.start == before.tokens[2].start), None) if len(before.tokens) > 2 else None
    )
    if not participle or not thing or thing.owner:
        return ""
    plural = thing.plural and not (thing.proper and thing.text.endswith("States"))
    return f"{'were' if plural else 'was'} {thing.text} {participle}{before.question[thing.end :]}"


def _asked_subject(before: Parsed) -> str:
    """For "How many citizens were abducted" as "were citizens abducted"; empty where the asked noun is no subject."""
    noun = next((p for p in before.phrases if p.asked and p.subject), None)
    if noun is None or before.auxiliary < 0:
        return ""
    auxiliary = before.tokens[before.auxiliary]
    return f"{auxiliary.text} {'' if noun.plural else 'the '}{noun.text}{before.question[auxiliary.end :]}"


def _ordinal(which: str, before: str) -> tuple[str, str] | None:
    """For "And the second one?" after a question about several: "What is the second of the Three Principles?"."""
    parsed = parse(before)
    several = [p for p in parsed.phrases if p.plural and not p.asked] or [p for p in parsed.phrases if p.plural]
    if not several or which == "other":
        return None
    phrase = several[0]
    whole = (
        phrase.text
        if phrase.text.split(None, 1)[0].lower() in (*words.ARTICLES, "its", "their") or phrase.proper
        else f"the {phrase.text}"
    )
    auxiliary = parsed.tokens[parsed.auxiliary].lower if parsed.auxiliary >= 0 else ""
    past = auxiliary in ("were", "was")
    return f"What {'was' if past else 'is'} the {which} of {whole}?", f"the {which} one = the {which} of {whole}"


def _put_in(fragment: str, before: Parsed, answer: Answer) -> tuple[str, str] | None:
    """A phrase put in the place of the one of its kind in the question before, or at its end."""
    lower = fragment.lower()
    head = fragment.split(None, 1)[0].lower()
    text = before.question
    if is_time(fragment.rsplit(None, 1)[-1]) or head in _PREPOSITIONAL:
        phrase_of = fragment if head in _PREPOSITIONAL or head in ("last", "next", "this") else f"in {fragment}"
        old = _same_kind(phrase_of, before)
        if (
            before.wh == 0
            and before.tokens[0].lower == "when"
            and is_time(fragment.rsplit(None, 1)[-1])
            and before.auxiliary == 1
        ):
            yes_no = text[before.tokens[1].start :]
            return f"{yes_no[0].upper()}{yes_no[1:]} {phrase_of}?", _after(phrase_of, answer)
        if old is None:
            return f"{text} {phrase_of}?", _after(phrase_of, answer)
        start = text.rfind(old.before, 0, old.start) if old.before else old.start
        return f"{text[:start]}{phrase_of}{text[old.end :]}?", f"{phrase_of} in place of {text[start : old.end]}"
    target = _target(fragment, before)
    if target is None:
        place = place_in(fragment, answer)
        return (f"{text} {place} {fragment}?", _after(f"{place} {fragment}", answer)) if place else None
    if lower == target.text.lower():
        return None
    return f"{_agreeing(before, target, fragment)}?", f"{fragment} in place of {target.text}"


def _same_kind(fragment: str, before: Parsed) -> Phrase | None:
    """The phrase of the question before that a prepositional fragment takes the place of."""
    head = fragment.split(None, 1)[0].lower()
    if is_time(fragment.rsplit(None, 1)[-1]):
        return next((p for p in reversed(before.phrases) if p.time), None)
    named = fragment.rsplit(None, 1)[-1][:1].isupper()
    places = ("in", "on", "at")
    fitting = [
        p for p in before.phrases
        if not p.time and p.proper == named and (p.before == head or (named and p.before in places and head in places))
    ]  # fmt: skip
    return fitting[-1] if fitting else None


def _target(fragment: str, before: Parsed) -> Phrase | None:
    """The phrase that a name or a noun takes the place of: of the same sort, the subject first."""
    proper = fragment.rsplit(None, 1)[-1][:1].isupper()
    fitting = [p for p in before.phrases if p.proper == proper and not p.time and not p.asked]
    if not fitting and not proper:
        fitting = [p for p in before.phrases if not p.time and not p.asked]
    single = [p for p in fitting if " and " not in p.text]
    same_head = [p for p in single if p.head.lower() == fragment.rsplit(None, 1)[-1].lower()]
    owners = [p for p in single if p.owner]
    subjects = [p for p in single if p.subject and not p.owner]
    for some in (same_head, owners, subjects, single):
        if some:
            return some[0]
    return None


def _agreeing(before: Parsed, target: Phrase, fragment: str) -> str:
    """The question with the fragment in the target's place, the auxiliary before it in number."""
    text = before.question
    start = target.start
    if before.auxiliary >= 0:
        auxiliary = before.tokens[before.auxiliary]
        pairs = {"is": "are", "was": "were", "does": "do", "has": "have"}
        plural = words.is_plural(fragment.rsplit(None, 1)[-1])
        wanted = pairs.get(auxiliary.text) if plural else {v: k for k, v in pairs.items()}.get(auxiliary.text)
        if wanted and target.subject and not target.owner and text[auxiliary.end : start].strip() == "":
            return f"{text[: auxiliary.start]}{wanted} {fragment}{text[target.end :]}"
    return f"{text[:start]}{fragment}{text[target.end :]}"
