"""Fitting the choice of sentences: rankings measured and fitted, and labels from both kinds of data."""

import gzip
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.hash_encoder import HashEncoder
from qa.reader.word_reader import WordReader
from qa.sentences import FEATURES, SIGNS
from training import lists, ranking, sentences
from training.data import Gold, Row
from training.errors import DataError
from training.labelled import Asked, Labelled, is_right, pairs_of, read_asked, spans_of, words_of
from training.road import Remembering, open_road


def asked(rows: list[list[float]], right: list[bool], **more: Any) -> Asked:
    given: dict[str, Any] = {
        "source": "wikiqa_train",
        "question": "Why?",
        "task": "ranking",
        "kind": "sentences",
        "reported": True,
        "golds": sum(right),
        "around": [0.5] * len(rows),
        "spans": [row[0] for row in rows],
    }
    return Asked(**{**given, **more}, features=rows, right=right)


def test_measures_of_a_ranking() -> None:
    """Manning et al. 2008, section 8.4: precision at each right one, averaged over all that there are."""
    scores, right = [5.0, 4.0, 3.0, 2.0, 1.0], [True, False, True, False, True]
    assert ranking.measures_of(scores, right, 3) == pytest.approx(((1 + 2 / 3 + 3 / 5) / 3, 1.0, 1.0))
    assert ranking.measures_of(scores, right, 6) == pytest.approx(((1 + 2 / 3 + 3 / 5) / 6, 1.0, 1.0))
    assert ranking.measures_of([1.0, 2.0], [True, False], 1) == (0.5, 0.5, 0.0)
    assert ranking.measures_of([1.0, 1.0], [True, False], 1) == (1.0, 1.0, 1.0)
    assert ranking.measures_of([1.0], [False], 1) == (0.0, 0.0, 0.0)


def test_a_score_learns_what_tells_right_from_wrong() -> None:
    rng = np.random.default_rng(7)
    ones = []
    for _ in range(80):
        rows = rng.normal(size=(6, len(FEATURES)))
        chance = np.exp(rows @ np.array([2.0, 0.0, -1.0, 0.0]))
        best = rng.choice(6, p=chance / chance.sum())
        ones.append(asked(rows.tolist(), [i == best for i in range(6)]))
    weights = ranking.fit_scores(ones)
    assert weights == pytest.approx([2.0, 0.0, -1.0, 0.0], abs=0.6)


def test_the_gradient_is_zero_at_the_fit() -> None:
    ones = [asked([[1.0, 0, 0, 0], [0.0, 1, 0, 0]], [i % 3 > 0, i % 3 == 0]) for i in range(9)]
    weights = ranking.fit_scores(ones)
    chance = 1 / (1 + math.exp(weights[1] - weights[0]))
    assert 9 * (2 / 3 - chance) == pytest.approx(1e-2 * weights[0], abs=1e-6)


def test_how_near_others_must_be() -> None:
    weights = np.array([1.0, 0.0, 0.0, 0.0])
    rows = [[5.0, 0, 0, 0], [4.5, 0, 0, 0], [1.0, 0, 0, 0]]
    assert ranking.best_nearness(weights, [asked(rows, [True, True, False])]) == 0.5
    assert ranking.best_nearness(weights, [asked(rows, [True, False, False])]) == 0.0


def test_the_table_holds_only_what_was_not_fitted_on() -> None:
    rows = [[1.0, 0, 0, 0], [0.0, 1, 0, 0]]
    ones = [
        asked(rows, [True, False]),
        asked(rows, [False, True], reported=False),
        asked(rows, [True, False], kind="fact"),
    ]
    table = ranking.table_of(dict.fromkeys(FEATURES, 1.0), ones)
    assert set(table) == {"wikiqa_train (2)", "all (2)", "all that want sentences (1)"}
    assert table["all (2)"]["reader's mass"] == {"MAP": 1.0, "MRR": 1.0, "P@1": 1.0}
    assert table["all (2)"]["cosine"]["P@1"] == 0.0


def test_a_fit_and_what_it_does_to_others() -> None:
    rng = np.random.default_rng(3)
    ones = []
    for number in range(200):
        task = ("ranking", "with", "without")[number % 3]
        rows = rng.normal(size=(4, len(FEATURES)))
        found = task != "without"
        rows[1, 0] += 4.0 * found
        ones.append(asked(rows.tolist(), [found and i == 1 for i in range(4)], task=task, reported=number % 2 == 0))
    fitted = sentences.fit([one for one in ones if not one.reported])
    assert tuple(fitted["weights"]) == FEATURES
    assert tuple(fitted["signs"]) == SIGNS
    report = sentences.measure(fitted, [one for one in ones if one.reported])
    assert report["AUROC right"] > 0.9
    assert report["best sentence right, of those with an answer"] > 0.8
    assert 0 <= report["ECE"] < 0.2


def test_pairs_become_questions_with_their_right_sentences(tmp_path: Path) -> None:
    rows = [("Why?", "It rained.", 1), ("Why?", "It snowed.", 0), ("When?", "In May.", 0)]
    for source in ("selqa", "trecqa_wang"):
        with gzip.open(tmp_path / f"{source}.jsonl.gz", "wt") as out:
            out.writelines(json.dumps({"question": q, "passage": p, "label": label}) + "\n" for q, p, label in rows)
    why, when = pairs_of(tmp_path, "selqa")
    assert (why.texts, why.right) == (("It rained.\n\nIt snowed.",), {"it rained"})
    assert (when.question, when.right) == ("When?", frozenset())
    assert pairs_of(tmp_path, "trecqa_wang")[0].texts == ("It rained.", "It snowed.")
    with pytest.raises(DataError, match="cannot read wikiqa_train"):
        pairs_of(tmp_path, "wikiqa_train")


def test_spans_become_the_sentences_that_hold_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = "The dam failed. Rain had filled it for weeks. " + "Nobody had checked it. " * 12
    row = {
        "id": "1",
        "title": "Dam",
        "context": context,
        "question": "Why did the dam fail?",
        "answers": [{"text": "Rain", "start": 16}],
    }
    with gzip.open(tmp_path / "some.jsonl.gz", "wt") as out:
        out.write(json.dumps(row) + "\n" + json.dumps({**row, "question": "Who checked it?"}) + "\n")
    monkeypatch.setattr("training.labelled.SPANS", ("some",))
    (one,) = spans_of(tmp_path)
    assert one.right == {"rain had filled it for weeks"}
    assert one.texts == (f"Dam\n\n{context}",)


@pytest.mark.parametrize(
    ("words", "right"),
    [("rain had filled it", True), ("rain had filled it for weeks and months", True), ("rain", False), ("it", True)],
)
def test_a_sentence_cut_elsewhere_is_still_the_labelled_one(words: str, right: bool) -> None:
    assert (
        is_right(words, frozenset({"rain had filled it for weeks", "it"} - ({"it"} if len(words) > 12 else set())))
        == right
    )
    assert words_of("Rain had – filled: it!") == "rain had filled it"


def test_lists_are_measured_item_by_item() -> None:
    pairs = [(["Ann", "the Bo Ray"], ["Bo Ray", "Cy"]), ([], ["Di"])]
    score = lists.measure(pairs, lists.exact)
    assert (score.precision, score.recall, score.f1) == pytest.approx((1 / 2, 1 / 3, 0.4))
    partly = lists.measure([(["the Bo Ray"], ["Bo Ray"])], lists.partial)
    assert (partly.precision, partly.recall) == pytest.approx((0.6, 1.0))
    assert lists.measure([], lists.exact).f1 == 0.0


def test_the_methods_part_what_the_single_span_does_not() -> None:
    from qa.reader import Reading, Span
    from training.evaluate import passage_of

    row = Row(
        id="1",
        title="",
        context="Ann Lee and Bo Ray sang.",
        question="Who sang?",
        answers=(Gold(text="Ann Lee", start=0),),
    )
    reading = Reading(passage=passage_of(row), spans=(Span(start=0, end=18, score=2.0),), null_score=0.0)
    assert lists.METHODS["the single span"](reading, row) == ["Ann Lee and Bo Ray"]
    assert lists.METHODS["its items"](reading, row) == ["Ann Lee", "Bo Ray"]
    assert lists.METHODS["its items and those of near spans"](reading, row) == ["Ann Lee", "Bo Ray"]


def test_a_question_goes_the_road_with_and_without_what_answers_it(tmp_path: Path) -> None:
    questions = [
        Labelled(
            source="wikiqa_train",
            question=f"Why did the {name} dam fail?",
            texts=(f"The {name} dam failed since rain came.\n\nThe town of {name} is old and small.",),
            right=frozenset({words_of(f"The {name} dam failed since rain came.")} if name != "Orme" else set()),
        )
        for name in ("Lisse", "Malm", "Orme")
    ]
    models = Remembering(encoder=HashEncoder(), reader=WordReader())
    road = open_road(tmp_path / "w", questions, 2, models)
    assert {one.question for one in road.questions} == {one.question for one in questions}
    found = {one.task: one for one in road.ask(questions[0], 0)}
    assert set(found) == {"ranking", "with", "without"}
    assert found["ranking"].right == [True, False]
    assert sum(found["with"].right) == 1
    assert len(found["with"].features) == 6
    assert not any(found["without"].right)
    assert len(found["without"].features) == 4
    assert [one.task for one in road.ask(questions[2], 2)] == ["silent"]
    assert found["with"].golds == 1
    (tmp_path / "asked.jsonl").write_text(json.dumps(asdict(found["with"])) + "\n")
    assert read_asked(tmp_path / "asked.jsonl") == [found["with"]]
    assert read_asked(tmp_path / "none.jsonl") == []
