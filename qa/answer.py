"""What an answer is: spans of documents, where they stand, and what was searched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypeVar, get_args

from corpus.errors import AnswerError

Kind = Literal["fact", "sentences", "list", "conflict", "none"]
VERSION = 1


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
    has any. Citations are made by `qa.cite.cite` alone, which asserts that the quote stands where it says.
    """

    document: DocumentRef
    start: int
    end: int
    quote: str
    sentence: str
    sentence_start: int
    headings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()

    @property
    def in_sentence(self) -> tuple[str, str, str]:
        """The sentence in three pieces: before the quote, the quote, after it."""
        at = self.start - self.sentence_start
        return self.sentence[:at], self.quote, self.sentence[at + len(self.quote) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One item of an answer: the places that say it, the best first, and the probability that it is right."""

    citations: tuple[Citation, ...]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A passage that was read: characters `[start, end)`, its fused score, its cosine and its BM25 score."""

    document: DocumentRef
    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    pages: tuple[int, ...]
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was looked at: how many documents and passages, which words occur in none of them, and what was read.

    `missing` holds words of the question, as asked, of which no form occurs in the passages, headings and titles
    searched. `best` is the confidence of the best span that was found, also when it was too low to answer.
    """

    documents: int
    passages: int
    missing: tuple[str, ...] = ()
    considered: tuple[Considered, ...] = ()
    best: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer in the documents' own words, or none.

    `generation` names the state of the store that was asked. `kind` is `none` where the documents do not say; then
    there are no parts.
    """

    question: str
    kind: Kind
    parts: tuple[Part, ...]
    searched: Searched
    generation: str

    @property
    def abstained(self) -> bool:
        """Whether the documents do not say, as far as Pincite can tell."""
        return not self.parts

    @property
    def text(self) -> str:
        """The answer's words; empty when it abstains. The items of a list are joined by line breaks."""
        return "\n".join(part.citations[0].quote for part in self.parts)

    @property
    def confidence(self) -> float:
        """The probability that the answer is right, 0 to 1; when it abstains, that of the best span found."""
        return min((part.confidence for part in self.parts), default=self.searched.best)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations, in the order of the parts."""
        return tuple(citation for part in self.parts for citation in part.citations)

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON data: dictionaries, lists, strings and numbers, with a `version`.

        Derived values (`text`, `confidence`, `abstained`) are written for readers in other languages; `from_json`
        derives them anew.
        """
        data = json.loads(json.dumps(asdict(self)))
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
        except (ValueError, KeyError, TypeError):
            raise AnswerError(
                "This is no answer: it is not JSON with a version.", hint="Give what to_json made."
            ) from None
        if found != VERSION:
            raise AnswerError(
                f"The answer has version {found!r}; {VERSION} is known.",
                hint="Use the version of Pincite that made it.",
            )
        try:
            return _answer_from(raw)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise AnswerError(
                f"The answer is incomplete or malformed: {error}.", hint="Give what to_json made."
            ) from None


_Placed = TypeVar("_Placed", Citation, Considered)


def _answer_from(raw: Mapping[str, Any]) -> Answer:
    if raw["kind"] not in get_args(Kind):
        raise ValueError(f"kind {raw['kind']!r}")
    searched = raw["searched"]
    return Answer(
        question=raw["question"],
        kind=raw["kind"],
        parts=tuple(
            Part(citations=tuple(_placed(Citation, c) for c in part["citations"]), confidence=part["confidence"])
            for part in raw["parts"]
        ),
        searched=Searched(
            documents=searched["documents"],
            passages=searched["passages"],
            missing=tuple(searched["missing"]),
            considered=tuple(_placed(Considered, passage) for passage in searched["considered"]),
            best=searched["best"],
        ),
        generation=raw["generation"],
    )


def _placed(made: type[_Placed], raw: Mapping[str, Any]) -> _Placed:
    """A citation or a considered passage from its data: the tuples and the document put back."""
    given = {field.name: raw[field.name] for field in fields(made)}
    given |= {
        "document": DocumentRef(**raw["document"]),
        "headings": tuple(raw["headings"]),
        "pages": tuple(raw["pages"]),
    }
    return made(**given)
