"""A store's own calibration: what it does to confidences, and how it is kept."""

import dataclasses
import json
import logging
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus import Passage
from corpus.errors import PromiseError, StoreReadOnly
from qa import Answer, Assistant
from qa.calibration import LEAST, calibrate, fitted_to, forget, save
from qa.policy import Policy, sigmoid
from qa.promise import Scores
from qa.reader import Reading
from qa.reader.word_reader import WordReader


@pytest.fixture
def policy(by_margin: Policy) -> Policy:
    return dataclasses.replace(by_margin, fingerprint="abc")


def overconfident(count: int, seed: int = 1) -> list[tuple[float, bool]]:
    """Answers whose log-odds are three times too large and one too high."""
    rng = random.Random(seed)
    odds = [rng.gauss(0, 1.5) for _ in range(count)]
    return [(sigmoid(3 * x + 1), rng.random() < sigmoid(x)) for x in odds]


def test_overconfidence_is_undone(policy: Policy) -> None:
    made = calibrate(overconfident(4000), policy, "made up")
    assert made.slope == pytest.approx(1 / 3, abs=0.04)
    assert made.shift == pytest.approx(-1 / 3, abs=0.1)
    assert made.scores.kind == "made up"


def test_the_order_of_the_answers_stays(policy: Policy) -> None:
    """Also where confidence and right answers go against each other."""
    pairs = [(c, not right) for c, right in overconfident(200)]
    made = calibrate(pairs, policy, "")
    assert made.slope > 0
    assert [right for _, right in sorted(pairs, key=lambda pair: -pair[0])] == list(made.scores.right)


@pytest.mark.parametrize(
    "pairs", [[(0.5, True), (0.5, False)] * (LEAST // 2 - 1), [(0.5, True)] * LEAST, [(0.5, False)] * LEAST, []]
)
def test_too_few_questions_or_of_one_outcome_are_refused(policy: Policy, pairs: list[tuple[float, bool]]) -> None:
    with pytest.raises(PromiseError, match="to calibrate takes 30 questions"):
        calibrate(pairs, policy, "")


def test_certainty_is_no_division_by_zero(policy: Policy) -> None:
    made = calibrate([(1.0, True), (0.0, False)] * 20, policy, "")
    assert all(0 <= c <= 1 for c in made.scores.confidence)


def test_it_is_kept_beside_the_store_and_used(tmp_path: Path, policy: Policy) -> None:
    assert fitted_to(tmp_path, policy) is policy
    made = calibrate(overconfident(300), policy, "mine")
    save(made, tmp_path)
    assert fitted_to(tmp_path, policy) == made.applied_to(policy)
    assert [path.name for path in tmp_path.iterdir()] == ["calibration.json"]
    assert forget(tmp_path)
    assert not forget(tmp_path)
    assert fitted_to(tmp_path, policy) is policy


def test_one_for_another_policy_is_left_aside(tmp_path: Path, policy: Policy, caplog: pytest.LogCaptureFixture) -> None:
    save(calibrate(overconfident(300), policy, "mine"), tmp_path)
    other = dataclasses.replace(policy, fingerprint="def")
    with caplog.at_level(logging.WARNING):
        assert fitted_to(tmp_path, other) is other
    assert "made for another version of the reader" in caplog.text


@pytest.mark.parametrize(
    "text", ["", "[]", '{"policy": "abc"}', json.dumps({"slope": "a", "shift": 0, "policy": "abc"})]
)
def test_a_damaged_one_is_left_aside(
    tmp_path: Path, policy: Policy, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "calibration.json").write_text(text)
    with caplog.at_level(logging.WARNING):
        assert fitted_to(tmp_path, policy) is policy
    assert "is no calibration" in caplog.text


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path, policy: Policy) -> None:
    with pytest.raises(StoreReadOnly, match="cannot be written"):
        save(calibrate(overconfident(300), policy, ""), tmp_path / "nowhere")


def test_a_promise_raises_the_threshold(harbour: Assistant, by_margin: Policy) -> None:
    question = "When was the lighthouse built?"
    given = harbour.ask(question)
    assert given.text == "1874"
    surer = [(min(0.999, given.confidence + 0.0005), True)] * 60
    unsure = [(given.confidence, False)] * 60
    harbour.policy = dataclasses.replace(by_margin, scores=Scores.of(surer + unsure, ""))
    assert harbour.ask(question, max_error=0.1).abstained
    harbour.policy = dataclasses.replace(by_margin, scores=Scores.of([(given.confidence, True)] * 60, ""))
    assert harbour.ask(question, max_error=0.1).text == "1874"
    with pytest.raises(PromiseError, match="needs 299 labelled answers"):
        harbour.ask(question, max_error=0.01)


def test_a_promise_is_stated_with_its_answer_and_kept_of_spans_read_everywhere(
    assistant_of: Callable[..., Assistant],
) -> None:
    class Counting(WordReader):
        passages = 0

        def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
            self.passages += len(passages)
            return super().read(question, passages)

    reader = Counting()
    texts = {f"{n}.txt": f"The ferry of pier {n} leaves Orme at {n} since the storm." for n in range(6)}
    assistant = assistant_of(texts, reader=reader)
    question = "Why does the ferry of pier 3 leave Orme?"
    assert assistant.ask(question).kind == "sentences"
    assert assistant.ask(question).promise is None
    sure = assistant.best_span(question).confidence
    assert sure is not None
    assistant.policy = dataclasses.replace(assistant.policy, scores=Scores.of([(sure, True)] * 60, "60 of mine"))
    reader.passages = 0
    answer = assistant.ask(question, max_error=0.1)
    assert (answer.kind, reader.passages) == ("fact", len(texts))
    assert answer.promise == assistant.policy.promise(0.1)
    assert Answer.from_json(answer.to_json()) == answer


def test_under_a_promise_a_question_has_one_try(harbour: Assistant, by_margin: Policy) -> None:
    two = "Who exported Norwegian cheese to Peru? And when was the lighthouse built?"
    assert harbour.ask(two).text == "1874"
    sure = harbour.ask(two).confidence
    harbour.policy = dataclasses.replace(by_margin, scores=Scores.of([(sure, True)] * 60, ""))
    answer = harbour.ask(two, max_error=0.1)
    assert answer.abstained
    assert "cheese" in answer.question


def test_a_policy_without_scores_promises_nothing(harbour: Assistant) -> None:
    with pytest.raises(PromiseError, match="no labelled questions"):
        harbour.ask("When was the lighthouse built?", max_error=0.1)


def test_an_assistant_takes_its_stores_calibration(assistant_of: Callable[..., Assistant]) -> None:
    store = assistant_of({"a.txt": "The ferry leaves at nine."}).store
    shipped = Policy.open()
    save(calibrate(overconfident(300), shipped, "mine"), store.path)
    assert Assistant(store).policy.slope != 1.0
    forget(store.path)
    assert Assistant(store).policy == shipped
