"""Example questions: what sentences make which, what makes none, and that each is tried."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Document
from index.hash_encoder import HashEncoder
from index.update import add
from qa import Assistant
from qa.drafts import about_headings, drafts
from qa.examples import Examples, find_examples


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The Mole of Orme (MO) was built in 1874 by the town.", "When was the Mole of Orme built?"),
        ("The harbour rules were written by Anna Berg.", "Who wrote the harbour rules?"),
        ("The town council adopted new rules in 1997.", "When did the town council adopt new rules?"),
        ("In 1912, Anna Berg opened the museum.", "When did Anna Berg open the museum?"),
        ("About 54,000 sailors were stationed in Lisse.", "How many sailors were stationed in Lisse?"),
        ("Anna Berg is director of the museum.", "Who is Anna Berg?"),
        ("The Lisse Doctrine was the policy of the town.", "What was the Lisse Doctrine?"),
        ('A "covered work" means either the program or a part of it.', "What does “covered work” mean?"),
    ],
)
def test_a_sentence_makes_a_question(document_of: Callable[..., Document], sentence: str, question: str) -> None:
    made = list(drafts(document_of(sentence)))
    assert [draft.question for draft in made] == [question]
    assert (made[0].start, made[0].end) == (0, len(sentence))
    assert made[0].expected in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built in 1874.",
        "This rule was written by Anna Berg.",
        "However, the mole was built in 1874.",
        "They adopted new rules in 1997.",
        "When the mole was built in 1874, it rained.",
        "Five of the sailors were lost in Lisse.",
        "The town that Anna left was burned in 1874.",
        "In 1874, it frobnicated the mole.",
        "William Farel was the leader of nothing in particular",
        "The mole was frobnic in 1874.",
        "the mole was built in 1874.",
    ],
)
def test_a_doubtful_sentence_makes_none(document_of: Callable[..., Document], sentence: str) -> None:
    assert list(drafts(document_of(sentence))) == []


def test_furniture_makes_none(document_of: Callable[..., Document]) -> None:
    text = "The old mole was built in 1874."
    assert list(drafts(document_of(text, furniture=((0, len(text)),)))) == []


def test_headings_make_questions(document_of: Callable[..., Document]) -> None:
    text = "The old ferry\n\n" + "It goes there. " * 10
    (made,) = about_headings(document_of(text, headings=((0, 13, 2),)))
    assert made.question == "What does the document say about “The old ferry”?"


def test_only_what_is_answered_from_its_sentence_is_kept_and_documents_take_turns(
    assistant_of: Callable[..., Assistant],
) -> None:
    assistant = assistant_of(
        {
            "a.txt": "The old lighthouse was built in 1874.\n\nThe new lighthouse was painted in 1911.",
            "b.txt": "The small ferry was bought in 1932.",
        }
    )
    found = find_examples(assistant, most=3)
    assert [(example.question, example.title) for example in found[:2]] == [
        ("When was the old lighthouse built?", "a"),
        ("When was the small ferry bought?", "b"),
    ]
    for example in found:
        assert not assistant.ask(example.question).abstained
    assert find_examples(assistant, most=1) == found[:1]
    assert find_examples(assistant, seconds=-1) == ()


def test_examples_are_kept_until_the_store_changes(assistant_of: Callable[..., Assistant], tmp_path: Path) -> None:
    assistant = assistant_of({"a.txt": "The old lighthouse was built in 1874."})
    examples = Examples(assistant)
    first = examples.find()
    assert [example.question for example in first] == ["When was the old lighthouse built?"]
    assert examples.ready() is first
    assert examples.find() is first
    (tmp_path / "b.txt").write_text("The small ferry was bought in 1932.")
    add(tmp_path / "store", [tmp_path / "b.txt"], encoder=HashEncoder())
    assistant.ask("When was the old lighthouse built?")  # moves to the new state
    assert len(examples.find()) == 2
