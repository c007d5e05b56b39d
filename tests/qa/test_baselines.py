"""The simple ways of answering that Pincite is held against."""

from collections.abc import Callable

import pytest

from qa import Assistant
from qa.evaluation.baselines import NAMES, baseline
from qa.evaluation.measures import measures_of
from qa.evaluation.questions import Question
from qa.evaluation.run import evaluate

FILES = {
    "a.txt": "Ships pass by day and night. The lighthouse was built in 1874.",
    "b.txt": "The ferry costs 12 crowns. It crosses to Orme on Sundays.",
}
BUILT = Question(question="When was the lighthouse built?", answers=("1874",))
AssistantOf = Callable[..., Assistant]


def test_bm25_gives_the_first_sentence_of_the_best_passage(assistant_of: AssistantOf) -> None:
    given = baseline("bm25", assistant_of(FILES)).ask(BUILT)
    assert given.text == given.best == "Ships pass by day and night."
    assert [passage.document.title for passage in given.found] == ["a"]  # no word of it stands in the other
    assert given.confidence is not None
    assert given.confidence > 0


def test_cosine_gives_the_nearest_sentence(assistant_of: AssistantOf) -> None:
    given = baseline("cosine", assistant_of(FILES)).ask(BUILT)
    assert given.text == "The lighthouse was built in 1874."
    assert given.confidence is not None
    assert 0.5 < given.confidence < 1


def test_margin_gives_the_span_that_beats_silence_most(assistant_of: AssistantOf) -> None:
    asker = baseline("margin", assistant_of(FILES))
    given = asker.ask(BUILT)
    assert (given.text, given.confidence) == ("1874", 1.0)  # both terms, less half of them
    silent = asker.ask(Question(question="Which Orme engineers designed submarines?", answers=()))
    assert (silent.text, silent.kind) == ("", "none")
    assert silent.best
    assert silent.confidence is not None
    assert silent.confidence < 0


@pytest.mark.parametrize("name", NAMES)
def test_baselines_search_only_what_may_be_found_and_claim_no_probability(assistant_of: AssistantOf, name: str) -> None:
    assistant = assistant_of(FILES)
    (gone,) = assistant.store.select(["a.txt"])
    asker = baseline(name, assistant)  # type: ignore[arg-type]
    given = asker.ask(Question(question=BUILT.question, answers=(), excluded=(gone,)))
    assert all(passage.document.id != gone for passage in given.found)
    assert "1874" not in given.best
    run = evaluate(asker, assistant.store, [BUILT, Question(question="Zzz?", answers=())])
    assert run.header["method"] == name
    assert "ECE" not in measures_of(run)
