"""The evidence of absence through the whole road, held against a plain scan of the documents."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Passage
from index import Hit, Store
from index.hash_encoder import HashEncoder
from index.update import add
from qa import Assistant, Word
from qa.absence import searched_for
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


# Words of one meaning in all of their forms, none of which is a form of another family.
KINSHIP = (
    *("lamp lamps", "ferry ferries", "treaty treaties", "build builds built building", "sell sells sold selling"),
    *("sign signs signed signing", "city cities", "write writes wrote written", "bridge bridges", "child children"),
    *("harbour harbours harbor harbors", "organise organised organize organized", "café cafés cafe", "mouse mice"),
    *("Tokyo", "1951", "54,000", "U.S US", "carry carries carried", "stone stones", "river rivers"),
)
FILLERS = "the of and in with for on was were by from that it which".split()
STORES, QUESTIONS = 50, 200  # 10,000 cases


def test_ten_thousand_generated_statements_are_those_of_a_plain_scan(tmp_path: Path) -> None:
    draws = random.Random(7)
    families = [family.split() for family in KINSHIP]
    cases = 0
    for number in range(STORES):
        store = store_of(draws, families, tmp_path / str(number))
        passages = [
            (p, {word.rstrip(".").removesuffix("'s") for word in words_of_passage(p).split()})
            for p in store.generation.passages
        ]
        hits = [Hit(passage=p, score=0, rank=at, dense=0, lexical=0) for at, (p, _) in enumerate(passages, 1)]
        for _ in range(QUESTIONS):
            asked = draws.sample(families, draws.randint(1, 5))
            question = " ".join(f"{draws.choice(FILLERS)} {draws.choice(family)}" for family in asked) + "?"
            only = draws.choice([None, frozenset(draws.sample([d.id for d in store.documents], 2))])
            among = [hit for hit in hits if only is None or hit.passage.document.id in only]
            searched = searched_for(question, store, only, among, best=0.0)
            scanned = [(p, words) for p, words in passages if only is None or p.document.id in only]
            assert searched.passages == len(scanned)
            assert searched.documents == len(store.documents if only is None else only)
            for word, family in zip(searched.words, asked, strict=True):
                holding = [p for p, words in scanned if words & set(family)]
                assert word.passages == len(holding), (question, word)
                assert set(word.forms) <= {form for _, words in scanned for form in words & set(family)}
                assert bool(word.forms) == bool(holding)
                lacking = {(p.start, p.end, p.document.id) for p, words in scanned if not words & set(family)}
                said = {(c.start, c.end, c.document.id) for c in searched.considered if word.word in c.lacks}
                assert said == lacking & {(c.start, c.end, c.document.id) for c in searched.considered}
            cases += 1
    assert cases == 10_000


def store_of(draws: random.Random, families: list[list[str]], folder: Path) -> Store:
    """Four documents of a few paragraphs, made of some of the families and of words that mean nothing."""
    folder.mkdir()
    present = draws.sample(families, 14)
    for name in ("north", "south", "east", "west"):
        paragraphs = [
            " ".join(f"{draws.choice(FILLERS)} {draws.choice(draws.choice(present))}" for _ in range(6))
            for _ in range(draws.randint(1, 4))
        ]
        (folder / f"{name}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    add(
        folder / "store", [folder / f"{name}.txt" for name in ("north", "south", "east", "west")], encoder=HashEncoder()
    )
    return Store.open(folder / "store")


def words_of_passage(passage: Passage) -> str:
    """A passage with its headings and its document's title."""
    return "\n".join((passage.document.title, *passage.headings, passage.text))
