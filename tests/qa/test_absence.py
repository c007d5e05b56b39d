"""The evidence of absence through the whole road, held against a plain scan of the documents."""

import re
from collections.abc import Callable

import pytest

from qa import Assistant, Word
from qa.answer import Considered

FILES = {
    "harbour.md": "# The Harbour\n\n## The ferry\n\nIt crosses to Orme.\n\n## Lamps\n\nLamps burn; treaties do not.\n",
    "treaty.txt": "The Treaty was signed. The treaty is old. Who built the Café?",
    "copy.txt": "The treaty was signed in 1951, they say.",
}


def words_of(place: Considered) -> str:
    """A passage with its headings and its document's title."""
    return "\n".join((place.document.title, *place.headings, place.text))


def test_every_word_has_its_forms_and_a_count(assistant_of: Callable[..., Assistant]) -> None:
    searched = assistant_of(FILES).ask("Who builds ferries, cafes and cheese by treaty?").searched
    assert searched.words == (
        Word(word="builds", forms=("built",), passages=1),
        Word(word="ferries", forms=("ferry",), passages=1),
        Word(word="cafes", forms=("Café",), passages=1),
        Word(word="cheese", forms=(), passages=0),
        Word(word="treaty", forms=("treaty", "treaties"), passages=3),
    )
    assert searched.missing == ("cheese",)


@pytest.mark.parametrize("only", [None, ["harbour"], ["treaty", "copy"], []])
def test_what_each_passage_lacks_is_not_in_it(assistant_of: Callable[..., Assistant], only: list[str] | None) -> None:
    assistant = assistant_of(FILES)
    searched = assistant.ask("Which harbour lamps did the treaty of 1951 name?", documents=only).searched
    forms = {"harbour": "harbour", "lamps": "lamps?", "treaty": "treat(y|ies)", "1951": "1951", "name": "name"}
    assert [word.word for word in searched.words] == list(forms)
    assert len(searched.considered) == searched.passages
    for word, form in forms.items():
        without = [p for p in searched.considered if not re.search(rf"\b{form}\b", words_of(p), re.IGNORECASE)]
        assert [p for p in searched.considered if word in p.lacks] == without
        (found,) = [found for found in searched.words if found.word == word]
        assert found.passages == searched.passages - len(without)
    assert all(list(p.lacks) == [word for word in forms if word in p.lacks] for p in searched.considered)


def test_an_answer_has_the_evidence_too(harbour: Assistant) -> None:
    answer = harbour.ask("When was the lighthouse built?")
    assert not answer.abstained
    assert [(word.word, word.passages) for word in answer.searched.words] == [("lighthouse", 1), ("built", 1)]
    assert [p.lacks for p in answer.searched.considered] == [(), ("lighthouse", "built")]
