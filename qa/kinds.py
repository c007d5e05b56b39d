"""Which kind of answer a question wants, by rules that can be read.

A question's first words say most: who, when and where ask for a short fact, why and how for sentences, "which rivers"
for a list, an auxiliary verb for the sentence that decides. The kinds are the coarse ones of question taxonomies (Li
and Roth 2002, "Learning Question Classifiers": description against entity, human, location and number), with lists
and yes-no questions apart. Nothing here looks at a document. Measured in `tests/qa/test_kinds.py`.
"""

from __future__ import annotations

import re
from typing import Literal

Wanted = Literal["fact", "sentences", "list", "yes-no"]

_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|"
    r"(?:is|are|was|were|do|does|did|has|have|had|could|would|should|must)n['’]t|can['’]t|cannot|won['’]t)"
)
_SINGULAR = frozenset("is was has does isn't wasn't hasn't doesn't".split())
# What people say before they ask; what follows is the question.
_COURTESY = re.compile(
    r"(?:please |kindly )*(?:(?:can|could|would|will) you )?(?:please )?"
    r"(?:(?:tell|remind) me|let me know|do you know|i(?: would|['’]d)? (?:like|want|need) to know)[ ,:]+"
    rf"(?={_WH}\b|if\b|whether\b|in {_WH}\b)",
    re.IGNORECASE,
)
_ORDER = re.compile(r"(?:please |kindly )*(?:(?:can|could|would|will) you )?(?:please )?", re.IGNORECASE)
# "In 1997, why did ...": the clause before the comma sets the scene.
_SCENE = re.compile(
    r"(?:in|on|at|after|before|during|according to|since|under|by|for|while|when|as|if|despite|besides|given|with)\b"
    rf"[^?]*?, (?=(?:(?:in|on|at|to|from|by|for) )?{_WH}\b|{_AUXILIARY}\b)",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    rf"(?:in|on|at|to|from|by|for|of|with|since|under|within|until|about|up to|as) (?={_WH}\b)", re.IGNORECASE
)
_ASKS_TO_TELL = re.compile(
    r"describe|explain|summari[sz]e|outline|discuss|define|tell me|compare|(?:give|provide)(?: me)? an? "
    r"(?:\w+ )?(?:overview|summary|account|description|explanation)"
)
# Nouns whose answer is told rather than named.
_TOLD = (
    "(?:differences?|purposes?|roles?|reasons?|effects?|impacts?|influences?|meaning|definition|consequences?|"
    "(?:dis)?advantages?|benefits?|drawbacks?|causes?|outcomes?|results?|reactions?|responses?|significance|importance|"
    "functions?|relations(?:hips?)?|connections?|arguments?|rationale|point|idea|story|background|ways?|happening|"
    "problem|view|opinion)"
)
_SAYS = re.compile(
    r"\b(?:say|do|think|argue|decide|claim|conclude|recommend|suggest|believe|propose|announce|find|mean|call for|"
    r"complain|warn|show|promise|allow|require|change|contribute|feel|represent)\b(?:$| (?:about|of|in|on|if|when|to|"
    r"after|during|with|that|for|by)\b)"
)
_MEASURES = re.compile(
    r"(?:many|much|long|old|far|often|tall|high|fast|quickly|deep|heavy|big|large|small|wide|thick|hot|cold|soon|late|common|"
    r"early|young|short|strong|loud|frequently|expensive|near|close|powerful)\b"
)
_NUMBER = re.compile(r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]|1\d|both|several|all)")
_STOP = frozenset(
    "of in on at to from by for with about under between among during through against into the a an that who which he "
    "she it they we you i there".split()
)
_PLURALS = frozenset("people men women children species series criteria phenomena media feet teeth mice geese".split())
_THIRD_PERSON = (
    r"(?:produces|guarantees|contains|controls|determines|separates|connects|drives|holds|keeps|gives|provides|"
    r"protects|prevents|powers|follows|comes|goes|lies|replaces|covers|allows)\b(?! (?:is|are|was|were|do|does|did)\b)"
)
_FIRST_OF_TWO = frozenset("sports news arms sales customs goods economics physics politics mathematics".split())
_NAMES_ONE = re.compile(r"(?:first|last|only|main|best|next|previous|current|maximum|minimum|most|least|\w{3,}est)$")


def kind_of(question: str) -> Wanted:
    """The kind of answer that a question in English wants.

    `fact`: a name, number, date or the like. `sentences`: why, how, what happened, what something is, what somebody
    says. `list`: several things, named one by one. `yes-no`: what decides it.

    >>> kind_of("Which rivers meet there?"), kind_of("How long is it?"), kind_of("How is it made?")
    ('list', 'fact', 'sentences')
    """
    text = re.sub(r"\s+", " ", question).strip(" ?!.\"“”'")
    text = text[match.end() :] if (match := _COURTESY.match(text)) else text
    text = text[match.end() :] if (match := _SCENE.match(text)) else text
    text = text[match.end() :] if (match := _PREPOSITION.match(text)) else text
    words = text.split(" ")
    first = words[0].lower()
    if first in ("if", "whether"):
        return "yes-no"
    if ordered := _ordered(text):
        return ordered
    if re.fullmatch(_AUXILIARY, first):
        return "yes-no"
    if not re.fullmatch(rf"{_WH}|(?:who|what|where|when|how)['’]s", first):
        asked = list(re.finditer(rf"\b{_WH}\b", text, re.IGNORECASE))  # "It was signed in what year?"
        return _of_wh(text[asked[-1].start() :]) if asked else "fact"
    return _of_wh(text)


def _ordered(text: str) -> Wanted | None:
    """The kind that an order wants: "Name two rivers", "Explain the rule"; None where the text is no order."""
    text = text[match.end() :] if (match := _ORDER.match(text)) else text
    first, _, rest = text.partition(" ")
    if tells := _ASKS_TO_TELL.match(text.lower()):
        asked = re.match(rf" (?:whether|if|{_WH})\b", text[tells.end() :].lower())
        return "yes-no" if asked and asked[0] in (" whether", " if") else "sentences"
    if first.lower() in ("list", "enumerate") and rest:
        return "list"
    if first.lower() in ("name", "give", "identify", "mention") and rest:
        return "list" if _names_several(rest.split(" "), of_any_length=True) else "fact"
    return None


def _of_wh(text: str) -> Wanted:
    """The kind that a question wants that begins with a question word."""
    spelt = re.sub(r"^(\w+)['’]s ", r"\1 is ", text)
    first, _, rest = spelt.partition(" ")
    first, low = first.lower(), rest.lower()
    if first == "why":
        return "sentences"
    if first == "how":
        return "fact" if _MEASURES.match(low) else "sentences"
    if first in ("who", "whom"):
        several = re.match(r"(?:are|were) ", low) and _names_several(rest.split(" ")[1:], of_any_length=True)
        return "list" if several else "fact"
    if first in ("when", "where", "whose") or not rest:
        return "fact"
    return _of_what(first, rest, low)


def _of_what(first: str, rest: str, low: str) -> Wanted:
    """The kind that a question wants that begins with "what" or "which"; `low` is `rest` in small letters."""
    if re.match(r"(?:happen|caus|led to|leads to|makes?\b|made\b|if\b|explains?\b)", low):
        return "sentences"
    if re.match(_THIRD_PERSON, low):
        return "fact"
    if re.match(r"(?:is|are|was|were) ", low):
        return _of_being(first, rest)
    if re.match(rf"{_AUXILIARY} ", low):
        short = re.search(r"\bstand for$|\b(?:abbreviation|acronym|initials)\b", low)
        return "sentences" if _SAYS.search(low) and not short else "fact"
    told = re.match(rf"(?:\w+ )?{_TOLD}\b", low)
    if told and not _NUMBER.match(low):
        return "sentences"
    return "list" if _names_several(rest.split(" ")) else "fact"


def _of_being(first: str, rest: str) -> Wanted:
    """The kind that "what is ..." and "what are ..." want: a definition, an attribute, or all of several things."""
    verb, _, thing = rest.partition(" ")
    words, low = thing.split(" "), thing.lower()
    numbered = any(_NUMBER.fullmatch(word.lower()) for word in words[:3])
    if first == "which":
        return "list" if verb.lower() in ("are", "were") else "fact"
    told = re.match(rf"(?:some (?:of )?)?(?:the |its |their |his |her )?(?:[\w-]+ )?{_TOLD}\b", low)
    if not numbered and (told or re.match(r"meant by|(?:so )?\w+ (?:about|with)\b", low)):
        return "sentences"
    if verb.lower() in ("are", "were"):
        whose = re.match(r"(?:the|all|its|their|his|her|our|some|these|those)\b|[\w-]+['’]s?\s", low)
        return "list" if numbered or (whose and _names_several(words, of_any_length=True)) else "sentences"
    return "sentences" if _is_defined(words) else "fact"


def _is_defined(words: list[str]) -> bool:
    """Whether "what is" before these words asks what the thing is rather than for its price, colour or owner.

    "The" before a thing without a capital letter, "of" behind one, a possessive, a superlative, "called" at the end or
    a clause that tells the thing apart from others ask for an attribute or a name.
    """
    lower = [word.lower() for word in words]
    names_no_thing = lower[0] in ("there", "it", "this", "that", "he", "she", "they", "so") and len(words) < 3
    is_owned = any(re.search(r"['’]s?$", word) for word in words)
    is_told_apart = not {"that", "which", "who", "where"}.isdisjoint(lower[1:]) or len(words) > 7
    if names_no_thing or is_owned or is_told_apart or lower[-1] in ("called", "named", "ranked", "worth", "like"):
        return False
    if words[0].lower() in ("a", "an"):
        return True
    if any(_NAMES_ONE.fullmatch(word.lower()) for word in words):
        return False
    capital = any(word[:1].isupper() for word in words[1:])
    at = next(
        (i for i, word in enumerate(words) if word.lower() in ("of", "for", "in", "on", "to", "at", "between")), 0
    )
    if at:
        return words[at - 1][:1].isupper() and words[at].lower() == "of"
    return capital if words[0].lower() in ("the", "its", "their", "his", "her", "this", "that") else True


def _names_several(words: list[str], *, of_any_length: bool = False) -> bool:
    """Whether a noun phrase at the head of `words` is plural.

    Without `of_any_length` the words behind the noun may be a verb in the third person ("river flows"), so only the
    first word, one behind an adjective, or one before an auxiliary can be the noun.
    """
    while words and words[0].lower() in ("the", "its", "their", "his", "her", "other", "me", "us", "some"):
        words = words[1:]
    phrase: list[str] = []
    for word in words:
        if word.lower() in _STOP or re.fullmatch(_AUXILIARY, word.lower()):
            break
        phrase.append(word)
    behind = words[len(phrase)].lower() if len(phrase) < len(words) else ""
    if not phrase or (behind in _SINGULAR and phrase[-1].lower() in _PLURALS):
        return words[:1] == ["all"]
    if _NUMBER.fullmatch(phrase[0].lower()):
        return True
    is_before_verb = re.fullmatch(_AUXILIARY, behind) is not None
    return ((of_any_length or is_before_verb) and _is_plural(phrase[-1])) or _opens_with_plural(phrase)


def _opens_with_plural(phrase: list[str]) -> bool:
    """Whether the first word that is no adjective is a plural noun, and not one that goes with another noun."""
    adjective = r"(?:al|ive|ous|ic|ful|ed|ish|ese|an|ern|able|other|new|old|big|main)$"
    at = next((i for i, word in enumerate(phrase) if not re.search(adjective, word.lower())), 0)
    noun, following = phrase[at], phrase[at + 1] if at + 1 < len(phrase) else ""
    names_place = noun[0].isupper() and following[:1].islower()  # "Which Texas city"
    return _is_plural(noun) and not names_place and not (following and noun.lower() in _FIRST_OF_TWO)


def _is_plural(word: str) -> bool:
    word = word.lower().strip(",;:")
    return word in _PLURALS or bool(re.search(r"[^suiy'’]s$|[aeo]ys$|ies$", word) and len(word) > 3)
