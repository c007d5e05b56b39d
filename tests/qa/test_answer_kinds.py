"""Answers that are no short facts, asked through the assistant: sentences, lists, yes or no, and silence."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from corpus import Passage
from qa import Answer, Assistant
from qa.cite import check_all
from qa.cli import main
from qa.reader import Reading
from qa.reader.word_reader import WordReader
from qa.sentences import FEATURES, SIGNS, SentenceModel

CLUB = """# The Rowing Club

The club was founded in 1874. It has twelve boats.

## The fire

The boathouse burned down in 1911 because a lamp fell over. As a result, all boats were lost. Nobody was hurt.

## Members

The founding members were Ann Lee, Bo Ray and Cy Orme. Dogs are not allowed in the boathouse.

## Duties

The members of the club have three duties:

- keep the boats dry;
- feed the cat;
- lock the gate.
"""
BY_MASS = SentenceModel(
    weights={name: float(name in ("mass", "words")) for name in FEATURES},
    bias=0.0,
    signs={name: float(name == "mass") for name in SIGNS},
    threshold=0.5,
    near=0.2,
)


@pytest.fixture
def club(assistant_of: Callable[..., Assistant]) -> Assistant:
    assistant = assistant_of({"club.md": CLUB})
    assistant.sentences = BY_MASS
    return assistant


def quotes(answer: Answer) -> list[str]:
    return [part.citations[0].quote for part in answer.parts]


def test_why_is_answered_with_sentences(club: Assistant) -> None:
    answer = club.ask("Why did the boathouse burn down?")
    assert answer.kind == "sentences"
    assert quotes(answer)[0] == "The boathouse burned down in 1911 because a lamp fell over."
    assert all(citation.quote == citation.sentence for citation in answer.citations)
    assert check_all(answer.citations, {document.id: document for document in club.store.documents}) == []
    assert {part.confidence for part in answer.parts} == {answer.confidence} == {answer.searched.best}
    assert Answer.from_json(answer.to_json()) == answer


def test_yes_or_no_is_answered_with_the_sentence_that_decides(club: Assistant) -> None:
    answer = club.ask("Are dogs allowed in the boathouse?")
    assert (answer.kind, answer.text) == ("sentences", "Dogs are not allowed in the boathouse.")


@pytest.mark.parametrize("question", ["Why is Norwegian cheese exported?", "Is cheese exported to Peru?"])
def test_sentences_are_not_made_up(club: Assistant, question: str) -> None:
    answer = club.ask(question)
    assert (answer.kind, answer.abstained, answer.text) == ("none", True, "")
    assert answer.confidence == answer.searched.best < 0.5
    assert answer.searched.missing


def test_a_row_of_words_is_a_list(club: Assistant) -> None:
    answer = club.ask("Who were the founding members?")
    assert (answer.kind, quotes(answer)) == ("list", ["Ann Lee", "Bo Ray", "Cy Orme"])
    assert answer.text == "Ann Lee\nBo Ray\nCy Orme"
    assert answer.confidence is None
    assert answer.to_json()["confidence"] is None
    assert Answer.from_json(answer.to_json()) == answer
    assert check_all(answer.citations, {document.id: document for document in club.store.documents}) == []


def test_a_block_of_items_is_a_list(club: Assistant) -> None:
    answer = club.ask("What are the three duties of the members of the club?")
    assert (answer.kind, quotes(answer)) == ("list", ["keep the boats dry", "feed the cat", "lock the gate"])


def test_a_list_question_with_one_item_is_a_fact(club: Assistant) -> None:
    answer = club.ask("Which years was the club founded?")
    assert (answer.kind, answer.text) == ("fact", "1874")
    assert answer.confidence is not None


def test_a_list_is_not_made_up(club: Assistant) -> None:
    assert club.ask("Which rivers flow through Peru?").kind == "none"


class Silent(WordReader):
    """Sees no sentence and no span."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [replace(reading, spans=(), sentences=()) for reading in super().read(question, passages)]


@pytest.mark.parametrize("question", ["Why did it burn?", "Which boats burned?", "Did it burn?", "When did it burn?"])
def test_a_reader_that_sees_nothing_gives_silence(assistant_of: Callable[..., Assistant], question: str) -> None:
    assert assistant_of({"club.md": CLUB}, reader=Silent()).ask(question).kind == "none"


def test_the_command_line_shows_items_and_sentences(
    club: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("qa.cli._loaded", lambda given: club)
    assert main(["ask", "Who were the founding members?"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(
        "• Ann Lee\n• Bo Ray\n• Cy Orme\n\nThe founding members were »Ann Lee«, Bo Ray and Cy Orme.\n"
    )
    assert "Confidence not measured for lists." in shown
    assert main(["ask", "Are dogs allowed in the boathouse?"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Dogs are not allowed in the boathouse.\n\n[1] ")
    assert shown.count("Dogs are not allowed") == 1
