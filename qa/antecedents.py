"""What a pronoun may stand for: the noun phrases of an earlier question, and the answer that it got."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa import words
from qa.answer import Answer
from qa.phrases import Parsed, is_time, parse
from qa.tokens import tokens_of

Person = Literal["no", "perhaps", "surely"]
_TITLED = rf"(?:{'|'.join(sorted(word.capitalize() for word in words.PEOPLE if word.isalpha()))})\.?"
_SHORT = 8  # words of an answer that may stand in a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something named before: `weight` is higher for what is likelier meant, `place` its preposition if it is one."""

    text: str
    plural: bool
    person: Person
    subject: bool
    weight: float
    place: str = ""
    time: bool = False
    proper: bool = False

    def fits(self, whom: str) -> bool:
        """Whether it agrees with a pronoun for `whom`.

        That is a `man`, a `woman`, a `thing`, `many`, a `place` ("there"), or a `body` ("they" of a court).
        """
        name = {word.lower().rstrip(".") for word in self.text.split()}
        agrees = {
            "place": self.person != "surely" and (self.proper or bool(self.place)),
            "many": self.plural,
            "body": bool(name & words.BODIES),
            "thing": not self.plural and self.person != "surely",
            "man": not self.plural and self.person != "no" and not name & words.FEMALE,
            "woman": not self.plural and self.person != "no" and not name & words.MALE,
        }
        return agrees[whom] and not self.time


def candidates(answer: Answer) -> list[Candidate]:
    """What one turn named, the likeliest first before the pronoun is looked at."""
    parsed = parse(answer.question)
    said = _text_of(answer)
    found = [one for one in (_of_answer(answer, parsed, said),) if one]
    asked_who = parsed.wh >= 0 and parsed.tokens[parsed.wh].lower in ("who", "whom")
    evidence = " ".join([said, *(" ".join(citation.headings) for citation in answer.citations)]).lower()
    passive = parsed.auxiliary >= 0 and parsed.verb >= 0 and parsed.tokens[parsed.auxiliary].lower in words.BE
    for position, phrase in enumerate(parsed.phrases):
        text = _self_contained(phrase.text, found, parsed)
        if not text:
            continue
        defined = asked_who and phrase.subject and parsed.verb < 0  # "Who is Michael Auslin?"
        person: Person = "surely" if defined and phrase.proper else _person(text, answer)
        likely = (
            2.0 * phrase.definite
            + (phrase.head.lower() in evidence)
            - 1.5 * phrase.owner
            - bool(phrase.before)
            - 0.1 * position
        )
        found.append(
            Candidate(
                text=text, plural=phrase.plural, person=person, subject=phrase.subject and not passive,
                weight=likely - phrase.asked,
                place=phrase.before if phrase.before in ("in", "on", "at") else "",
                time=phrase.time, proper=phrase.proper,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: -one.weight)


def time_of(answer: Answer) -> str:
    """The time that a turn spoke of, with its preposition: "in 1951"; empty where it spoke of none."""
    parsed = parse(answer.question)
    spoken = [phrase for phrase in parsed.phrases if phrase.time]
    if quote := _quote(answer):
        when = re.fullmatch(r"(?:(in|on|since|by|during|around|about)\s+)?(.{3,40})", quote, re.IGNORECASE)
        if when and is_time(when[2]) and len(quote.split()) <= 4:
            day = re.search(
                rf"\b\d{{1,2}}\b.*\b(?:{'|'.join(words.MONTHS)})|(?:{'|'.join(words.MONTHS)}) \d{{1,2}}\b",
                when[2],
                re.IGNORECASE,
            )
            return f"{'on' if day else 'in'} {when[2]}"
    return f"{spoken[-1].before or 'in'} {spoken[-1].text}" if spoken else ""


def place_in(name: str, answer: Answer, default: str = "") -> str:
    """The preposition that the passages put before a place: "on" Okinawa, "in" Iraq; `default` where they never do."""
    found = re.findall(rf"\b(in|on|at) {re.escape(name)}\b(?!['’]s)", _text_of(answer))
    return max(set(found), key=found.count) if found else default


def _quote(answer: Answer) -> str:
    return " ".join(answer.parts[0].citations[0].quote.split()).strip(" .,;:") if len(answer.parts) == 1 else ""


def _text_of(answer: Answer) -> str:
    cited = [citation.sentence for citation in answer.citations]
    return " ".join([*cited, *(passage.text for passage in answer.searched.considered[:5])])


def _of_answer(answer: Answer, parsed: Parsed, said: str) -> Candidate | None:
    """The answer as something to speak of, where it is a short noun phrase that the question asked for."""
    quote = _quote(answer)
    tokens = tokens_of(quote)
    asked = parsed.tokens[parsed.wh].lower if parsed.wh >= 0 else ""
    if asked in ("who", "whom") and len(tokens) > _SHORT:  # a whole sentence: the name that it opens with
        opening = re.match(r"(?:[A-Z][\w.'’-]+ )+", quote)
        quote = opening[0].strip() if opening else ""
        tokens = tokens_of(quote)
    if not tokens or len(tokens) > _SHORT or asked not in ("who", "whom", "what", "which", "where"):
        return None
    before = ""
    if tokens[0].lower in words.PREPOSITIONS and len(tokens) > 1:
        before, quote = tokens[0].lower, quote[tokens[1].start :]
        tokens = tokens[1:]
    lower = [token.lower for token in tokens]
    heads = [n for n, word in enumerate(lower) if word in ("of", "on", "for", "in", "at")]
    last = tokens[(heads[0] if heads and heads[0] else len(tokens)) - 1]
    nominal = tokens[0].capital or lower[0] in words.ARTICLES | {"its", "his", "their"}
    if not nominal or any(word in words.AUXILIARIES | words.SUBORDINATORS | {",", ";"} for word in lower):
        return None
    if any(word in words.PARTICIPLE_OF_PAST and not token.capital for word, token in zip(lower, tokens, strict=True)):
        return None  # a clause
    if lower[0] in words.POSSESSIVES or (tokens[0].capital and not last.capital and words.is_verb(last.lower)):
        return None
    person: Person = (
        "surely"
        if asked in ("who", "whom") and last.capital and lower[-1] not in words.NO_PERSON
        else _person(quote, answer)
    )
    if lower[0] == "a" or lower[0] == "an":
        quote = f"the {quote.split(None, 1)[1]}"
    defines = asked in ("what", "who") and parsed.verb < 0 and any(p.definite and p.subject for p in parsed.phrases)
    defines = defines or (asked == "what" and parsed.auxiliary < 0)  # "What caused the crisis?" is about the crisis
    weight = 2.5 if defines else 6.0 if asked in ("who", "whom") else 5.0
    plural = words.is_plural(last.text) or (" and " in quote)
    return Candidate(
        text=_decapitalised(quote), plural=plural, person=person, subject=parsed.auxiliary < 0,
        weight=1.0 if asked == "where" else weight, proper=last.capital,
        place=place_in(quote, answer, before if before in ("in", "on", "at") else "in") if asked == "where" else "",
    )  # fmt: skip


def _decapitalised(text: str) -> str:
    """A phrase without the capital that it has for opening its sentence: "The treaty" is "the treaty"."""
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in words.ARTICLES and rest else text


def _self_contained(text: str, before: Sequence[Candidate], parsed: Parsed) -> str:
    """A phrase as it may stand in another question: definite, its own pronoun resolved; empty where it cannot be."""
    first, _, rest = text.partition(" ")
    lower = first.lower()
    if lower in ("his", "her", "its", "their"):
        whose = next((p.text for p in parsed.phrases if p.subject and not p.text.lower().startswith(lower)), "")
        return f"{owned(whose)} {rest}" if whose and rest else ""
    if lower in words.QUANTIFIERS | words.POSSESSIVES and rest and lower != "no":
        text = rest
    if lower in ("a", "an", "this", "that", "these", "those") and rest:
        return f"the {rest}"
    named = text[:1].isupper() and not words.is_plural(text.rsplit(None, 1)[-1].lower())
    if lower in words.ARTICLES or named or text.rsplit(None, 1)[-1][:1].isupper() or "'s " in text.replace("’", "'"):
        return _decapitalised(text)
    return f"the {text}" if text else ""


def owned(name: str) -> str:
    """The possessive: "the treaty's", "the principles'".

    >>> owned("the treaty"), owned("the Principles")
    ("the treaty's", "the Principles'")
    """
    return f"{name}'" if words.is_plural(name.rsplit(None, 1)[-1]) else f"{name}'s"


def _person(text: str, answer: Answer) -> Person:
    """Whether a phrase names a person: by a title, by its shape, or because the passages speak of it as of a place."""
    parts = text.replace("’", "'").split()
    lower = [part.lower().rstrip(".") for part in parts]
    if lower[0] in words.ARTICLES:
        return "perhaps" if lower[-1] in words.PEOPLE else "no"
    titled = bool(set(lower) & words.PEOPLE) and lower[-1] not in words.NO_PERSON
    shaped = all(part[0].isupper() and re.fullmatch(r"[^\W\d]+(?:[-'][^\W\d]+)*\.?", part) for part in parts)
    if titled and (shaped or lower[-1] in words.PEOPLE):
        return "surely"
    if not shaped or set(lower) & words.NO_PERSON or len(parts) > 4:
        return "no"
    return _person_in_passages(text, answer)


def _person_in_passages(name: str, answer: Answer) -> Person:
    """What the passages say of a name: "President Abe" is a person's, "in Japan" is not."""
    said, escaped = _text_of(answer), re.escape(name)
    if re.search(rf"\b{_TITLED}(?: [A-Z][\w.]+)* {escaped}\b", said):
        return "surely"
    if re.search(rf"\b(?:[Ii]n|across|throughout|inside|into) {escaped}\b(?!['’]s)|\b[Tt]he {escaped}\b", said):
        return "no"
    full = re.search(rf"\b([A-Z][a-z]+) (?:[A-Z]\. )?{escaped}\b", said)
    closed = words.NO_PERSON | words.PREPOSITIONS | words.ARTICLES | words.SUBORDINATORS
    return "perhaps" if " " in name or (full and full[1].lower() not in closed) else "no"
