"""What the page asks the server for: data in, data out, and nothing in it trusted."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus import Passage
from corpus.errors import PinciteError
from index.hash_encoder import HashEncoder
from index.store import Store
from index.trace import stage
from index.update import add
from qa import Answer, Assistant
from qa.chat.desk import Desk
from qa.features import FEATURES
from qa.feedback import feedback_file, read_feedback
from qa.policy import Policy
from qa.reader import Reading
from qa.reader.word_reader import WordReader

TEXT = "# Lisse\n\nThe lighthouse was built in 1874.\n\n## Boats 😀\n\nThe ferry crosses to Orme on Sundays.\n"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    (tmp_path / "lisse.md").write_text(TEXT, encoding="utf-8")
    add(tmp_path / "store", [tmp_path / "lisse.md"], encoder=HashEncoder())
    policy = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES}, threshold=0.5)
    return Assistant(Store.open(tmp_path / "store"), encoder=HashEncoder(), reader=WordReader(), policy=policy)


@pytest.fixture
def desk(assistant: Assistant) -> Desk:
    return Desk(assistant)


def asked(desk: Desk, question: str, **context: Any) -> list[dict[str, Any]]:
    """Everything that comes of a question; it can be sent as JSON."""
    news = list(desk.converse(question, {"id": "t1", **context}))
    assert json.loads(json.dumps(news)) == news
    return news


class SlowReader(WordReader):
    """Reads nothing before it was looked at what is being done."""

    @stage("read")
    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        time.sleep(0.1)
        return super().read(question, passages)


def test_what_takes_a_moment_is_answered_step_by_step(
    assistant: Assistant, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.chat.desk._LOOK", 0.01)
    monkeypatch.setattr(assistant, "_reader", SlowReader())
    *steps, last = asked(desk, "When was the lighthouse built?")
    assert len({step["html"] for step in steps}) == len(steps)  # nothing is sent twice
    assert all(step["turn"] is None and "waiting" in step["html"] for step in steps)
    assert "Reading…" in "".join(step["html"] for step in steps)
    assert {one["id"] for one in [*steps, last]} == {"t1"}
    assert Answer.from_json(last["turn"]["answer"]).text == "1874"
    assert last["say"].startswith("Answer: 1874.")
    assert {"search", "read", "decide"} <= set(last["turn"]["seconds"])


def test_what_is_answered_at_once_is_sent_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.chat.desk._LOOK", 30)
    (only,) = asked(desk, "When was the lighthouse built?")
    assert Answer.from_json(only["turn"]["answer"]).text == "1874"


def test_a_follow_up_is_completed_unless_it_shall_not_be(desk: Desk) -> None:
    first = asked(desk, "When was the lighthouse built?")[-1]["turn"]
    for exactly, searched_for in ((False, "Where is the lighthouse?"), (True, "Where is it?")):
        turn = asked(desk, "Where is it?", previous=[first], exactly=exactly)[-1]["turn"]
        assert (turn["asked"], turn["searched_for"]) == ("Where is it?", searched_for)
        assert turn["answer"]["question"] == searched_for


def test_of_two_questions_the_page_asks_the_second_after_the_first(desk: Desk) -> None:
    *steps, last = asked(desk, "Hi! When was the lighthouse built? Where does the ferry go?")
    assert last["turn"]["asked"] == "When was the lighthouse built?"
    assert last["next"] == "Where does the ferry go?"
    assert not any(step.get("next") for step in steps)
    assert not asked(desk, last["next"], previous=[last["turn"]])[-1]["next"]


def test_what_is_put_right_is_shown_with_a_way_back(desk: Desk) -> None:
    typed = "Hello! When was the lihgthouse built?"
    turn = asked(desk, typed)[-1]
    assert turn["turn"]["asked"] == typed
    assert turn["turn"]["searched_for"] == "When was the lighthouse built?"
    assert "lihgthouse = lighthouse" in turn["html"]
    assert "Search as typed" in turn["html"]
    exact = asked(desk, typed, exactly=True)[-1]["turn"]
    assert exact["searched_for"] == typed


def test_a_text_that_is_too_long_is_not_cut_into_questions(desk: Desk) -> None:
    last = asked(desk, "When was the lighthouse built? " * 20)[-1]
    assert "at most" in last["turn"]["problem"]
    assert not last["next"]


def test_documents_to_ask_are_kept_to(desk: Desk, assistant: Assistant) -> None:
    (only,) = assistant.store.documents
    assert asked(desk, "When was the lighthouse built?", documents=[only.id])[-1]["turn"]["answer"]["text"] == "1874"
    assert "holds no document" in asked(desk, "When was it built?", documents=["0" * 64])[-1]["turn"]["problem"]


@pytest.mark.parametrize(
    "context",
    [None, {}, {"previous": "x"}, {"previous": [7, {}, None]}, {"documents": 7}, {"known": 7}, {"max_error": "x"}],
    ids=str,
)
def test_what_a_page_sends_beside_a_question_is_not_trusted(desk: Desk, context: Any) -> None:
    last = list(desk.converse("When was the lighthouse built?", context))[-1]
    assert last["turn"]["problem"] or last["turn"]["answer"]["text"] == "1874"


def test_what_changed_since_the_page_looked_is_said(desk: Desk, assistant: Assistant, tmp_path: Path) -> None:
    known = desk.about()["titles"]
    assert "docs-news" not in asked(desk, "When was the lighthouse built?", known=known)[-1]["html"]
    (tmp_path / "new.md").write_text("# A \\<new> one\n\nOrme has a bridge.\n", encoding="utf-8")
    add(tmp_path / "store", [tmp_path / "new.md"], encoder=HashEncoder())
    html = asked(desk, "When was the lighthouse built?", known=known)[-1]["html"]
    assert "docs-news" in html
    assert "A &lt;new&gt; one" in html
    assert desk.about()["documents"] == 2
    assert desk.about()["titles"] == {d.id: d.title for d in assistant.store.documents}


def test_a_source_is_sent_once_and_then_only_its_marks(desk: Desk, assistant: Assistant) -> None:
    (document,) = assistant.store.documents
    start = document.text.index("Orme")
    first = desk.show({"doc": document.id[:16], "spans": [[start, start + 4], ["0", "5"]]})
    assert (first["doc"], first["title"], first["places"]) == (document.id, "Lisse", ["Boats 😀", "characters 0–5"])
    assert [html.count("<mark") for html in first["blocks"].values()] == [1, 1]
    assert "Boats 😀" in first["html"]
    assert "Boats 😀" in first["contents"]
    again = desk.show({"doc": document.id, "spans": [[start, start + 4]], "have": [document.id]})
    assert (again["html"], again["contents"]) == (None, None)
    assert list(again["blocks"].values()) == [first["blocks"][number] for number in again["blocks"]]


@pytest.mark.parametrize(
    "given",
    [{}, {"doc": "x"}, {"doc": 7, "spans": 7}, {"doc": "DOC", "spans": [[5, 2]]}, {"doc": "DOC", "spans": [["", "x"]]}],
    ids=str,
)
def test_a_link_to_nowhere_is_words(desk: Desk, assistant: Assistant, given: dict[str, Any]) -> None:
    given = {**given, "doc": assistant.store.documents[0].id if given.get("doc") == "DOC" else given.get("doc")}
    with pytest.raises(PinciteError, match=r"This link names no place|The document of this link"):
        desk.show(given)


def test_turns_are_drawn_again_and_those_that_cannot_be_read_are_left_out(desk: Desk) -> None:
    last = asked(desk, "When was the lighthouse built?")[-1]
    drawn = desk.replay([last["turn"], {"asked": 7}, None, {**last["turn"], "asked": "<script>"}])
    assert drawn[0] == last["html"]
    assert drawn[1:3] == [None, None]
    assert "&lt;script&gt;" in str(drawn[3])


def test_a_conversation_is_exported(desk: Desk) -> None:
    turns = [asked(desk, question)[-1]["turn"] for question in ("When was the lighthouse built?", "")]
    data = json.loads(desk.export({"turns": turns, "as": "json"})["text"])
    assert [turn["asked"] for turn in data["turns"]] == ["When was the lighthouse built?"]
    assert "1874" in desk.export({"turns": turns, "as": "markdown"})["text"]


def test_an_opinion_is_kept_in_the_store(desk: Desk, assistant: Assistant) -> None:
    turn = asked(desk, "When was the lighthouse built?")[-1]["turn"]
    said = desk.opinion({"turn": turn, "verdict": "wrong span", "citation": 0, "correction": "in 1874"})
    assert said == {"thanks": "Kept: wrong span. Thank you."}
    (kept,) = read_feedback(feedback_file(assistant.store.path))
    assert (kept.verdict, kept.citation, kept.correction, kept.answer.text) == ("wrong span", 0, "in 1874", "1874")
    for wrong in ({}, {"turn": turn}, {"turn": turn, "verdict": "fine"}, {"turn": {**turn, "answer": None}}):
        with pytest.raises(PinciteError):
            desk.opinion(wrong)
    assert len(read_feedback(feedback_file(assistant.store.path))) == 1


def test_models_that_cannot_be_loaded_are_said(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(assistant)
    assert (desk.about()["ready"], desk.about()["broken"]) == (True, "")

    def fail(*, fully: bool) -> None:
        assert fully
        raise PinciteError("The weights are missing.", hint="Install Pincite again.")

    monkeypatch.setattr(assistant, "warm", fail)
    desk.warm().join()
    assert desk.about()["broken"] == "The weights are missing. Install Pincite again."
