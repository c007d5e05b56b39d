"""Documents that disagree: shown side by side where they do, and only there."""

from collections.abc import Callable

import pytest

from qa import Answer, Assistant

BASE = "The lighthouse of Lisse was built in 1874 by Anton Berg. It cost 54,000 crowns in all."
OTHER = "Fish is sold on the quay of Lisse every morning."


@pytest.fixture
def asked(assistant_of: Callable[..., Assistant]) -> Callable[..., Answer]:
    """A function that asks a question of texts, each a document."""

    def ask(question: str, *texts: str) -> Answer:
        return assistant_of({f"{number}.txt": text for number, text in enumerate(texts)}).ask(question)

    return ask


def sides(answer: Answer) -> list[set[str]]:
    """The titles of the documents on each side."""
    return [{citation.document.title for citation in part.citations} for part in answer.parts]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("In which year was the lighthouse of Lisse built?", "1874", "1911"),
        ("How many crowns did it cost in all?", "54,000", "45,000"),
    ],
)
def test_an_edited_copy_is_a_conflict(asked: Callable[..., Answer], question: str, one: str, other: str) -> None:
    answer = asked(question, BASE, BASE.replace(one, other), OTHER)
    assert answer.kind == "conflict"
    assert {part.citations[0].quote for part in answer.parts} == {one, other}
    assert sorted(sides(answer), key=min) == [{"0"}, {"1"}]
    assert set(answer.text.split("\n")) == {one, other}


def test_each_side_has_all_who_say_so(asked: Callable[..., Answer]) -> None:
    texts = [BASE, BASE.replace("1874", "1911"), f"{BASE} They say so.", BASE.replace("1874", "1899")]
    answer = asked("In which year was the lighthouse of Lisse built?", *texts)
    assert sorted(map(sorted, sides(answer))) == [["0", "2"], ["1"], ["3"]]
    assert len(answer.citations) == 4


@pytest.mark.parametrize(
    "other",
    [
        f"{BASE} ",
        f"{BASE} So it is written.",
        BASE.replace("1874", "May 1874"),
        BASE.replace("Lisse", "Orme").replace("1874", "1911"),
        BASE.replace("54,000", "60,000"),
        BASE.replace("The lighthouse", "The second lighthouse").replace("1874", "1911"),
        "Nothing is known of the lighthouse of Lisse before the war of 1911.",
    ],
    ids=["copy", "quoted", "more exact", "of another place", "changed elsewhere", "of another", "of something else"],
)
def test_no_conflict(asked: Callable[..., Answer], other: str) -> None:
    answer = asked("In which year was the lighthouse of Lisse built by Anton Berg?", BASE, other, OTHER)
    assert (answer.kind, len(answer.parts)) == ("fact", 1)
    assert "1874" in answer.text


def test_one_document_does_not_contradict_itself(asked: Callable[..., Answer]) -> None:
    both = f"{BASE}\n\n# Later\n\n{BASE.replace('1874', '1911')}"
    assert asked("In which year was the lighthouse of Lisse built?", both).kind == "fact"
