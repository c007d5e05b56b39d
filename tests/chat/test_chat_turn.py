"""Turns as a browser keeps them: read back whole, and never trusted."""

import json
from typing import Any

import pytest

from corpus.errors import PinciteError
from qa import Answer, Searched
from qa.chat.turn import Turn

NONE = Answer(question="Why?", kind="none", parts=(), searched=Searched(documents=1, passages=2), generation="1")
TURN = Turn(asked="and why?", searched_for="Why?", because="x", answer=NONE, seconds={"search": 0.5})


@pytest.mark.parametrize("turn", [TURN, Turn(asked="?", searched_for="?", problem="Empty.")], ids=["answer", "problem"])
def test_a_turn_comes_back_as_it_was(turn: Turn) -> None:
    assert Turn.from_json(json.loads(json.dumps(turn.to_json()))) == turn


@pytest.mark.parametrize(
    "change",
    [
        {"asked": 7},
        {"searched_for": None},
        {"because": ["x"]},
        {"problem": {}},
        {"seconds": "long"},
        {"seconds": {"search": "long"}},
        {"answer": {"version": 99}},
        {"answer": "x"},
    ],
    ids=str,
)
def test_a_turn_that_is_none_is_refused_in_words(change: dict[str, Any]) -> None:
    with pytest.raises(PinciteError):
        Turn.from_json({**TURN.to_json(), **change})


@pytest.mark.parametrize("data", [None, 7, "x", [], ["asked"]], ids=repr)
def test_what_is_no_turn_at_all_is_refused(data: Any) -> None:
    with pytest.raises(PinciteError, match="This is no turn"):
        Turn.from_json(data)
