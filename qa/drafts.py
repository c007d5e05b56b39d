"""Questions made of a document's own sentences, by patterns whose grammar is sure: better few than clumsy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus import Document, sentences
from qa import words

_LONGEST = 200_000  # characters of a document that are looked at
_YEAR = r"(?:1[0-9]|20)\d\d"
_IN_YEAR = rf"In (?:(?:early |mid-|late )?(?:[A-Z][a-z]+ )?)(?P<year>{_YEAR}), "
_NOUN = r"[^,;:()\"“”\n]{3,70}?"
_PAST = rf"[a-z]+ed|{'|'.join(words.BASE_OF_PAST)}"
_VAGUE = frozenset(
    "it he she they we you i this that these those there such here what which who both each one ones others another "
    "some many several few most all none either neither so then thus however following above same former latter".split()
)
_NUMBER = r"\$?\d[\d,.]*\d|\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|seventeen|twenty|thirty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question made of the sentence at `[start, end)` of a document; a good answer holds `expected`, or is in it."""

    question: str
    start: int
    end: int
    expected: str = ""


def drafts(document: Document) -> Iterator[Draft]:
    """The questions that a document's sentences make, in the order of the text."""
    for section in document.sections:
        if section.start > _LONGEST:
            return
        for start, end in sentences(document.text, section.body, min(section.end, section.body + _LONGEST)):
            if any(a < end and start < b for a, b in document.furniture):
                continue
            sentence = " ".join(document.text[start:end].split())
            plain = re.sub(r" \([^()]{1,20}\)", "", sentence)
            if not (sentence[0].isupper() or sentence[0] in "\"“'") or sentence[-1] != "." or len(sentence) > 400:
                continue
            for pattern, make in _PATTERNS:
                if found := pattern.match(plain):
                    question, expected = make(found, document.text)
                    if question:
                        yield Draft(question=question, start=start, end=end, expected=expected)
                        break


def about_headings(document: Document) -> Iterator[Draft]:
    """For a document whose sentences make no question: what it says under each of its headings."""
    for section in document.sections:
        heading = " ".join(document.text[section.start : section.body].split())
        named = 2 <= len(heading.split()) <= 8 and heading != document.title and heading[0].isupper()
        if section.level and named and section.end - section.body > 80 and re.fullmatch(r"[\w’'. -]+", heading):
            question = f"What does the document say about “{heading}”?"
            yield Draft(question=question, start=section.body, end=section.end)


def _when_passive(found: re.Match[str], text: str) -> tuple[str, str]:
    thing = _named(found["thing"], text)
    if not thing or not words.is_participle(found["verb"]):
        return "", ""
    return f"When {found['be']} {thing} {found['verb']}?", found["year"]


def _who_passive(found: re.Match[str], text: str) -> tuple[str, str]:
    thing, verb = _named(found["thing"], text), found["verb"]
    past = next((past for past, done in words.PARTICIPLE_OF_PAST.items() if done == verb), "")
    past = past or (verb if verb.endswith("ed") else "")
    return (f"Who {past} {thing}?", found["who"]) if thing and past else ("", "")


def _when_active(found: re.Match[str], text: str) -> tuple[str, str]:
    who, base = _named(found["thing"], text), _base(found["verb"])
    what = found["what"].strip()
    lower = what.lower().split()
    if not who or not base or not _is_object(lower):
        return "", ""
    return f"When did {who} {base} {what}?", found["year"]


def _how_many(found: re.Match[str], text: str) -> tuple[str, str]:
    del text
    what, rest = found["what"], found["rest"]
    head = what.split()[-1]
    good = (
        words.is_plural(head)
        and words.is_participle(found["verb"])
        and not set(what.lower().split()) & (words.PREPOSITIONS | _VAGUE | {"percent", "per"})
    )
    if not good or set(rest.lower().split()) & (_VAGUE | words.POSSESSIVES):
        return "", ""
    return f"How many {what} {found['be']} {found['verb']} {rest}?", found["number"]


def _what_is(found: re.Match[str], text: str) -> tuple[str, str]:
    thing = _named(found["thing"], text)
    if not thing:
        return "", ""
    role = found["what"].lower().split()[:4]
    person = bool(set(role) & words.PEOPLE) and thing[0].isupper()
    plural = found["be"] in ("are", "were")
    perhaps_person = all(part[0].isupper() for part in thing.split()) and not (
        {part.lower() for part in thing.split()} & words.NO_PERSON or " " not in thing
    )
    if (perhaps_person and not person) or "$" in thing or plural != words.is_plural(thing.split()[-1]):
        return "", ""
    return f"{'Who' if person else 'What'} {found['be']} {thing}?", ""


def _what_means(found: re.Match[str], text: str) -> tuple[str, str]:
    del text
    term = found["term"]
    if found["verb"].lower() == "means":
        return f"What does “{term}” mean?", ""
    return f"What does “{term}” refer to?", ""


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], tuple[str, str]]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (rf"(?P<thing>[A-Z]{_NOUN}) (?P<be>was|were) (?P<verb>[a-z]+) in (?P<year>{_YEAR})\b(?![–-])", _when_passive),
        (
            rf"(?P<thing>[A-Z]{_NOUN}) (?:was|were) (?P<verb>[a-z]+) by "
            r"(?P<who>(?:Prime Minister |President |Dr\. )?[A-Z][a-z]+(?: [A-Z]\.)?(?: [A-Z][a-z]+)+)[.,]",
            _who_passive,
        ),
        (
            rf"(?P<thing>[A-Z]{_NOUN}) (?P<verb>{_PAST}) (?P<what>[^,;:()\"“”\n]{{3,60}}?) in "
            rf"(?P<year>{_YEAR})[.,](?: |$)",
            _when_active,
        ),
        (rf"{_IN_YEAR}(?P<thing>{_NOUN}) (?P<be>was|were) (?P<verb>[a-z]+)[.,—](?: |$)", _when_passive),
        (
            rf"{_IN_YEAR}(?P<thing>{_NOUN}) (?P<verb>{_PAST}) (?P<what>[^,;:()\"“”\n—]{{3,60}}?)[.,—](?: |$)",
            _when_active,
        ),
        (
            rf"(?:(?:About|Around|Some|Nearly|Almost|Over|More than|At least) )?(?P<number>(?i:{_NUMBER})) "
            r"(?P<what>[^,;:()\"“”\n]{3,40}?) (?P<be>was|were|are|is) (?P<verb>[a-z]+) "
            r"(?P<rest>(?:in|on|at|by|from|to) [^,;:()\"“”.\n]{3,50})[.,]",
            _how_many,
        ),
        (r"(?:An? |The )?[\"“](?P<term>[A-Za-z][\w -]{2,40})[\"”] (?P<verb>means|refers to) ", _what_means),
        (
            rf"(?P<thing>[A-Z]{_NOUN}) (?P<be>is|was|are|were) "
            r"(?P<what>(?:the|an?) (?!same|only|case|reason|result)[a-z].{10,}|"
            r"(?:[A-Z][\w-]+['’]s |director |author |professor )[a-z].{10,})",
            _what_is,
        ),
    )
)


def _named(phrase: str, text: str) -> str:
    """A sentence's subject as it stands inside a question; empty where it is no name or noun that says enough."""
    parts = phrase.split()
    lower = [part.lower().removesuffix("'s").removesuffix("’s") for part in parts]
    if not 1 <= len(parts) <= 8 or set(lower) & (_VAGUE | words.AUXILIARIES | words.WH | words.POSSESSIVES):
        return ""
    if lower[0] in words.PREPOSITIONS | words.ADVERBS | words.SUBORDINATORS | words.QUANTIFIERS | {"a", "an"} or lower[
        -1
    ] in (words.PREPOSITIONS | words.CONJUNCTIONS | words.ARTICLES | words.ADVERBS):
        return ""
    verb = any(word in words.PARTICIPLE_OF_PAST or word.endswith(("ing", "ly")) for word in lower)
    joined = words.CONJUNCTIONS & set(lower) and not all(p[0].isupper() or p == "and" for p in parts)
    content = [part for part in parts if part.lower() not in words.ARTICLES | words.PREPOSITIONS]
    said = any(part[0].isupper() for part in parts[1:]) or len(content) >= 2 or _is_name(parts[0], text)
    if verb or joined or not said:
        return ""
    first = parts[0]
    full_name = len(parts) > 1 and parts[1][0].isupper() and lower[0] not in words.ARTICLES | words.NUMERALS
    if not (full_name or _is_name(first, text)):
        first = first.lower()
        if first not in words.ARTICLES and not re.search(rf"(?<![\w-]){re.escape(first)}\b", text):
            return ""  # whether it keeps its capital cannot be known
    return " ".join([first, *parts[1:]])


def _is_name(word: str, text: str) -> bool:
    """Whether a word that opens a sentence is written with a capital within sentences too, and never without."""
    if word.lower() in words.ARTICLES or word.lower() in words.NUMERALS:
        return False
    if any(character.isupper() for character in word[1:]):
        return True
    bare = re.escape(word.removesuffix("'s").removesuffix("’s"))
    return bool(re.search(rf"[a-z,] {bare}\b", text)) and not re.search(rf"\b{bare.lower()}\b", text)


def _base(verb: str) -> str:
    """The base form of a past tense; empty where it is none that we know: "adopted" is "adopt", "sent" is "send"."""
    if verb in words.BASE_OF_PAST:
        return words.BASE_OF_PAST[verb]
    if not verb.endswith("ed"):
        return ""
    stem = verb[:-2]
    for base in (stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else "", f"{stem[:-1]}y"):
        if base in words.BASE:
            return base
    return ""


def _is_object(lower: list[str]) -> bool:
    """Whether the words between a verb and its year are one noun phrase, perhaps with what follows a preposition."""
    wrong = _VAGUE | words.AUXILIARIES | words.WH | words.SUBORDINATORS | words.CONJUNCTIONS
    starts = lower[0] in words.ARTICLES | {"its", "their", "his", "her"} or lower[0] not in words.PREPOSITIONS
    verbs = any(word in words.PARTICIPLE_OF_PAST for word in lower)
    return 1 <= len(lower) <= 9 and len(lower[-1]) > 1 and starts and not (set(lower) & wrong) and not verbs
