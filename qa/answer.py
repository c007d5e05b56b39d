"""What an answer is: spans of documents, where they stand, and what was searched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cache
from itertools import groupby
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from corpus.errors import AnswerError
from qa.promise import Promise

Kind = Literal["fact", "sentences", "list", "conflict", "none"]
VERSION = 4
_PAGE_WORDS = {"pptx": ("slide", "slides")}  # what the pages of a format are called, where it is not pages


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRef:
    """A document by name, so that a citation can live without its text; `id` is the sha256 of the normalised text."""

    id: str
    title: str
    uri: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The exact place of a quote: characters `[start, end)` of the document's normalised text.

    `sentence` is the sentence that holds the quote (from the first to the last where it touches several) and begins
    at `sentence_start`; `headings` stand above it, the highest first; `pages` are the pages of the original, if it
    has any, and `places` its other parts that people can find again ("sheet Budget, row 12"). Citations are made by
    `qa.cite.cite` alone, which asserts that the quote stands where it says.
    """

    document: DocumentRef
    start: int
    end: int
    quote: str
    sentence: str
    sentence_start: int
    headings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def in_sentence(self) -> tuple[str, str, str]:
        """The sentence in three pieces: before the quote, the quote, after it."""
        at = self.start - self.sentence_start
        return self.sentence[:at], self.quote, self.sentence[at + len(self.quote) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One item of an answer: the places that say it, the best first, and the probability that it is right.

    Of an answer in sentences every sentence is a part, in document order, and all have the probability that the best of
    them says it; of a list every item is one. The probability is None where none was measured for answers of this kind.
    """

    citations: tuple[Citation, ...]
    confidence: float | None

    def __post_init__(self) -> None:
        """Refuse a part that nothing is cited for."""
        if not self.citations:
            raise AnswerError("A part of the answer has no citation.", hint="Give what to_json made.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that says what the question is about, as asked, and how often it occurs in what was searched.

    `forms` are the words searched that are forms of it (inflections and other spellings; `index.words` defines them),
    as most often written there, the most frequent first. `passages` is the number of passages searched that hold one
    of them: in their own text, in a heading above it or in their document's title. 0 means that no form occurs
    anywhere in what was searched.
    """

    word: str
    forms: tuple[str, ...]
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A passage that was read: characters `[start, end)`, its fused score, its cosine and its BM25 score.

    `lacks` names the question's words (those of `Searched.words`) of which no form stands in the passage, in the
    headings above it or in its document's title.
    """

    document: DocumentRef
    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    pages: tuple[int, ...]
    score: float
    dense: float
    lexical: float
    lacks: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was looked at: how many documents and passages, how often the question's words occur in them, what was read.

    `words` are the words that say what the question is about, in its order, each once. `considered` are the passages
    nearest to the question, the nearest first. `best` is the confidence of the best span that was found, also when it
    was too low to answer.
    """

    documents: int
    passages: int
    words: tuple[Word, ...] = ()
    considered: tuple[Considered, ...] = ()
    best: float = 0.0

    @property
    def missing(self) -> tuple[str, ...]:
        """The question's words, as asked, of which no form occurs in the passages, headings and titles searched."""
        return tuple(word.word for word in self.words if not word.passages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A word as it was typed, and as it was taken."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer in the documents' own words, or none.

    `question` is the question that was searched for. `asked` is what was typed, where that is more or something else: a
    question with a greeting, one of two in one, one with misspelt words, which `corrections` name; else it is empty.
    `generation` names the state of the store that was asked. `kind` is `none` where the documents do not say; then
    there are no parts. `promise` is what was promised of its rightness, None where nothing was asked for.
    """

    question: str
    kind: Kind
    parts: tuple[Part, ...]
    searched: Searched
    generation: str
    asked: str = ""
    corrections: tuple[Correction, ...] = ()
    promise: Promise | None = None

    @property
    def abstained(self) -> bool:
        """Whether the documents do not say, as far as Pincite can tell."""
        return not self.parts

    @property
    def text(self) -> str:
        """The answer's words; empty when it abstains. Items of a list, and sentences, are joined by line breaks."""
        return "\n".join(part.citations[0].quote for part in self.parts)

    @property
    def confidence(self) -> float | None:
        """The probability that the answer is right, 0 to 1; when it abstains, that of the best that was found.

        None where no probability was measured for answers of this kind.
        """
        known = [part.confidence for part in self.parts if part.confidence is not None]
        return None if len(known) < len(self.parts) else min(known, default=self.searched.best)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations, in the order of the parts."""
        return tuple(citation for part in self.parts for citation in part.citations)

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON data: dictionaries, lists, strings and numbers, with a `version`.

        Derived values (`text`, `confidence`, `abstained`, `searched.missing`) are written for readers in other
        languages; `from_json` derives them anew.
        """
        data = json.loads(json.dumps(asdict(self)))
        data["searched"]["missing"] = list(self.searched.missing)
        return {
            "version": VERSION,
            **data,
            "text": self.text,
            "confidence": self.confidence,
            "abstained": self.abstained,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any] | str) -> Answer:
        """Read what `to_json` made, as data or as a JSON string.

        Raises:
            AnswerError: it is no answer, or of a version that is not known.
        """
        try:
            raw = json.loads(data) if isinstance(data, str) else data
            found = raw["version"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise AnswerError(
                "This is no answer: it is not JSON with a version.", hint="Give what to_json made."
            ) from None
        if found != VERSION:
            raise AnswerError(
                f"The answer has version {found!r}; {VERSION} is known.",
                hint="Use the version of Pincite that made it.",
            )
        try:
            answer: Answer = _value_of(Answer, raw)
        except KeyError as error:
            raise AnswerError(f"The answer is incomplete: no {error}.", hint="Give what to_json made.") from None
        except (TypeError, OverflowError) as error:
            raise AnswerError(f"The answer is malformed: {error}.", hint="Give what to_json made.") from None
        return answer


def path_of(place: Citation | Considered) -> str:
    """The way to a place, for people: `The Alliance › Origins, pp. 3–4`. Headings equal to the title are left out."""
    path = " › ".join((place.document.title, *(step for step in place.headings if step != place.document.title)))
    return ", ".join((path, *_pages_in_words(place), *_places_in_words(place.places)))


def _places_in_words(places: Sequence[str]) -> list[str]:
    """Places that follow each other as one: "sheet Fees, rows 4–7" for four rows."""
    said: list[str] = []
    for what, group in groupby(places, key=lambda place: place.rstrip("0123456789")):
        first, *others = group
        many = f"{what.rstrip()}s " if what.endswith(" ") else what
        said.append(f"{many}{first[len(what) :]}–{others[-1][len(what) :]}" if others else first)
    return said


def _pages_in_words(place: Citation | Considered) -> list[str]:
    if not place.pages:
        return []
    one, many = _PAGE_WORDS.get(place.document.kind, ("p.", "pp."))
    first, last = place.pages[0], place.pages[-1]
    return [f"{one} {first}" if first == last else f"{many} {first}–{last}"]


@cache  # four answers are read with every question of a conversation
def _types_of(wanted: type) -> dict[str, Any]:
    """The fields of a dataclass with their types."""
    types = get_type_hints(wanted)
    return {field.name: types[field.name] for field in fields(wanted)}


def _value_of(wanted: Any, raw: Any) -> Any:
    """JSON data as a value of the type `wanted`: one of the classes above, a tuple, a literal, a string or a number.

    Of a union with None, null is None.

    Raises:
        KeyError: a field is missing.
        TypeError: something is of another type.
        OverflowError: a whole number is too large to be a float.
    """
    if isinstance(wanted, type) and is_dataclass(wanted):
        return wanted(**{name: _value_of(kind, raw[name]) for name, kind in _types_of(wanted).items()})
    if get_origin(wanted) is tuple and isinstance(raw, list):
        return tuple(_value_of(get_args(wanted)[0], item) for item in raw)
    if get_origin(wanted) is UnionType:
        return None if raw is None else _value_of(get_args(wanted)[0], raw)
    if wanted is float and type(raw) is int:  # JavaScript writes 1.0 as 1
        return float(raw)
    if get_origin(wanted) is Literal and raw not in get_args(wanted):
        raise TypeError(f"{raw!r:.60} is none of {', '.join(get_args(wanted))}")
    if get_origin(wanted) is not Literal and type(raw) is not wanted:
        raise TypeError(f"{raw!r:.60} is no {wanted.__name__}")
    return raw
