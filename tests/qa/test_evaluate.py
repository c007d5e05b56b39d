"""Runs: a set whose outcome is known beforehand, the file that keeps it, and what it says in words."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Passage
from corpus.errors import EvaluationError
from qa import Assistant
from qa.evaluation.askers import Given, Pincite, Spans
from qa.evaluation.measures import kinds_of, measures_of
from qa.evaluation.questions import GoldSpan, Question
from qa.evaluation.report import data_of_run, each_in_words, in_words, table_of
from qa.evaluation.run import Run, evaluate, read_run
from qa.promise import Scores
from qa.reader import Reading
from qa.reader.word_reader import WordReader

FILES = {
    "a.txt": "The lighthouse was built in 1874.",
    "b.txt": "The ferry costs 12 crowns. It crosses to Orme on Sundays.",
}
BUILT = (GoldSpan(document="a.txt", start=28, end=32),)
QUESTIONS = [
    Question(question="When was the lighthouse built?", answers=("1874", "in 1874"), spans=BUILT),  # right
    Question(question="What does the ferry cost?", answers=("12 crowns",)),  # gives "12": two thirds, right
    Question(question="Who keeps the lighthouse?", answers=("Maria Sander",)),  # gives "1874": wrong
    Question(question="Which mountain in Peru has a volcano?", answers=()),  # abstains: right
    Question(question="Who paints the lighthouse?", answers=()),  # gives "1874": wrong
    Question(question="Which Orme engineers designed submarines and rockets?", answers=("Orme",)),  # abstains: wrong
]
AssistantOf = Callable[..., Assistant]


def run_of(assistant: Assistant, questions: Sequence[Question] = QUESTIONS, out: Path | None = None) -> Run:
    return evaluate(Pincite(assistant), assistant.store, questions, out=out)


def test_the_measures_of_a_set_whose_outcome_is_known(assistant_of: AssistantOf) -> None:
    run = run_of(assistant_of(FILES))
    assert [one.given for one in run.outcomes] == ["1874", "12", "1874", "", "1874", ""]
    assert [one.right for one in run.outcomes] == [True, True, False, False, False, False]
    assert [one.ranks for one in run.outcomes] == [(1,), (1,), (), None, None, (1,)]
    assert [one.relevant for one in run.outcomes] == [1, None, None, None, None, None]
    assert kinds_of(run.outcomes) == {"fact": 4, "none": 2}
    sure = [one.confidence or 0.0 for one in run.outcomes]
    assert sure[0] == sure[1] > sure[2] == sure[4] > max(sure[3], sure[5])
    found = {name: measure.value for name, measure in measures_of(run).items()}
    seconds = [found.pop("seconds, p50"), found.pop("seconds, p95")]
    assert 0 < (seconds[0] or 0) <= (seconds[1] or 0) < 10
    signals = [found.pop(name) for name in sorted(found) if " by " in name]
    assert len(signals) == 12
    of_spans = {name.removesuffix(", spans"): found.pop(name) for name in sorted(found) if name.endswith(", spans")}
    assert of_spans == {name: found[name] for name in of_spans}  # all six want one
    assert {"AUROC", "AURC", "excess AURC", "ECE"} < of_spans.keys()
    risks = [0, 0, 1 / 3, 2 / 4, 3 / 5, 4 / 6]  # of giving the surest 1, 2, 3 ...: the right ones come first
    assert found == {
        "exact match": pytest.approx(2 / 6),
        "F1": pytest.approx((1 + 2 / 3 + 0 + 1 + 0 + 0) / 6),
        "HasAns exact match": pytest.approx(1 / 4),
        "HasAns F1": pytest.approx((1 + 2 / 3) / 4),
        "HasAns best right": pytest.approx(2 / 4),
        "NoAns silent": pytest.approx(1 / 2),
        "answered": pytest.approx(4 / 6),
        "right of answered": pytest.approx(2 / 4),
        "AUROC": 1.0,
        "AURC": pytest.approx(sum(risks) / 6),
        "excess AURC": pytest.approx(0),
        "coverage at 5% risk": pytest.approx(2 / 6),
        "coverage at 10% risk": pytest.approx(2 / 6),
        "ECE": pytest.approx((2 * (1 - sure[0]) + sum(sure[2:])) / 6),  # six bins of one answer each
        "recall@1": pytest.approx(3 / 4),
        "recall@5": pytest.approx(3 / 4),
        "recall@10": pytest.approx(3 / 4),
        "MRR@10": pytest.approx(3 / 4),
        "nDCG@10": 1.0,  # of the one question with a gold span
    }
    json.dumps(data_of_run(run), allow_nan=False)


def test_silence_is_measured_by_what_would_have_been_said(assistant_of: AssistantOf) -> None:
    class Counting(WordReader):
        reads = 0

        def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
            self.reads += 1
            return super().read(question, passages)

    reader = Counting()
    assistant = assistant_of({"a.txt": "Orme builds ships."}, reader=reader)
    assistant.policy = replace(assistant.policy, threshold=0.99)
    (one,) = run_of(
        assistant, [Question(question="What is built in Orme?", answers=("ships", "Orme builds ships"))]
    ).outcomes
    assert (one.given, one.kind, one.f1) == ("", "none", 0.0)
    assert one.best
    assert one.right
    assert one.confidence is not None
    assert 0 < one.confidence < 0.99
    assert reader.reads == 1
    assert assistant.policy.threshold == 0.99


def test_what_would_have_been_said_may_be_sentences(assistant_of: AssistantOf) -> None:
    text = "Orme builds ships since the harbour was dug."
    assistant = assistant_of({"a.txt": text})
    assistant.policy = replace(assistant.policy, threshold=0.99)
    assistant.sentences = replace(assistant.sentences, threshold=1.01)
    why, which = run_of(
        assistant,
        [
            Question(question="Why does Orme build ships?", answers=(text,)),
            Question(question="Which ships does Orme build?", answers=()),
        ],
    ).outcomes
    assert (why.given, why.best, why.right) == ("", text, True)
    assert (which.given, which.kind) == ("", "none")
    assert which.confidence is not None  # silence always has one
    assert assistant.sentences.threshold == 1.01


def test_under_a_promise_every_question_gets_a_span_or_nothing(harbour: Assistant) -> None:
    certain = harbour.best_span("When was the lighthouse built?").confidence
    assert certain is not None
    harbour.policy = replace(harbour.policy, scores=Scores.of([(certain, True)] * 60, "mine"))
    asked = [
        Question(question="When was the lighthouse built?", answers=("1874",)),
        Question(question="Why does the ferry sail to Norway for cheese on Sundays?", answers=()),
    ]
    run = evaluate(Pincite(harbour, max_error=0.1), harbour.store, asked)
    assert run.header["max_error"] == 0.1
    assert [one.kind for one in run.outcomes] == ["fact", "none"]
    assert run.outcomes[1].best == harbour.best_span(asked[1].question).text
    (spans,) = evaluate(Spans(harbour), harbour.store, asked[1:]).outcomes
    assert (spans.given, spans.kind) == (run.outcomes[1].best, "fact")


def test_only_what_may_be_found_is_searched(assistant_of: AssistantOf) -> None:
    assistant = assistant_of(FILES)
    ids = {document.title: document.id for document in assistant.store.documents}
    question = QUESTIONS[0]
    here, elsewhere = (
        replace(question, id="here", documents=("a.txt",)),
        replace(question, id="elsewhere", excluded=(ids["a"],), answers=(), spans=()),
    )
    found = run_of(assistant, [here, elsewhere]).outcomes
    assert [one.given for one in found] == ["1874", ""]
    assert [one.best == "1874" for one in found] == [True, False]


def test_a_question_that_is_refused_counts_as_silence(assistant_of: AssistantOf) -> None:
    (one,) = run_of(assistant_of(FILES), [Question(question="?!", answers=("1874",))]).outcomes
    assert (one.kind, one.given, one.confidence, one.ranks) == ("refused", "", 0.0, ())
    assert measures_of(Run(header={}, outcomes=(one,)))["seconds, p50"].value is None


class Scripted:
    """Says what it is told to, without confidence where that is None."""

    def __init__(self, *said: tuple[str, str, float | None], signals: Sequence[float] = ()) -> None:
        self.said = iter(said)
        self.signals = iter(signals)
        self.settings = {"method": "scripted", "calibrated": True}

    def ask(self, question: Question) -> Given:
        kind, text, confidence = next(self.said)
        signal = next(self.signals, None)
        signals = {} if signal is None else {"signal": signal}
        return Given(text=text, best=text, kind=kind, confidence=confidence, found=[], seconds=0.1, signals=signals)


def test_confidence_is_also_measured_of_the_questions_that_want_a_span(harbour: Assistant) -> None:
    said = [("When was it?", "1874"), ("When was it not?", "1875"), ("Why was it?", "of the fog that came in")]
    asked = [Question(question=question, answers=(answer,)) for question, answer in said]
    asker = Scripted(("fact", "1874", 0.9), ("fact", "1871", 0.2), ("sentences", "It was, since there was fog.", 0.95))
    measures = measures_of(evaluate(asker, harbour.store, asked))
    assert (measures["AUROC"].value, measures["AUROC"].count) == (0.5, 3)
    assert (measures["AUROC, spans"].value, measures["AUROC, spans"].count) == (1.0, 2)


def test_answers_without_confidence_are_left_out_of_its_measures_and_counted(harbour: Assistant) -> None:
    asked = [Question(question=f"Which {n}?", answers=(answer,)) for n, answer in enumerate(("a b", "c", "d"))]
    asker = Scripted(("list", "a\nb", None), ("fact", "c", 0.8), ("sentences", "No.", None))
    run = evaluate(asker, harbour.store, asked)
    assert [one.f1 for one in run.outcomes] == [1.0, 1.0, 0.0]
    measures = measures_of(run)
    assert measures["F1"].count == 3
    assert measures["AURC"].count == measures["ECE"].count == 1
    words = in_words(run)
    assert "answers by kind: 1 fact, 1 list, 1 sentences" in words
    assert "2 answers have no confidence" in words
    assert each_in_words(run.outcomes).splitlines()[0] == "right     -  Which 0?  ->  a | b"


def test_confidence_and_signals_sort_the_same_answers(harbour: Assistant) -> None:
    asked = [Question(question=f"Which {n}?", answers=(answer,)) for n, answer in enumerate(("a b", "c", "d"))]
    asker = Scripted(("list", "a\nb", None), ("fact", "c", 0.8), ("fact", "e", 0.3), signals=(0.1, 0.9, 0.2))
    measures = measures_of(evaluate(asker, harbour.store, asked))
    assert (measures["AUROC by signal"].value, measures["AUROC by signal"].count) == (1.0, 2)


def test_how_much_better_confidence_sorts_than_a_signal(harbour: Assistant) -> None:
    asked = [Question(question=f"Who {n}?", answers=("a",)) for n in range(4)]
    said = [("fact", "a", 0.9), ("fact", "a", 0.8), ("fact", "b", 0.2), ("fact", "b", 0.1)]
    measures = measures_of(evaluate(Scripted(*said, signals=(2.0, 0.5, 1.0, 0.1)), harbour.store, asked))
    assert measures["AUROC"].value == 1.0
    assert measures["AUROC by signal"].value == 0.75
    assert measures["AUROC more than by signal"].value == 0.25


def test_a_run_that_was_stopped_goes_on(assistant_of: AssistantOf, tmp_path: Path) -> None:
    assistant, out = assistant_of(FILES), tmp_path / "runs" / "run.jsonl"
    whole = run_of(assistant, out=out)
    assert read_run(out) == whole
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join(lines[:3]) + lines[3][:20])  # stopped while it wrote the third
    again = run_of(assistant, out=out)
    assert again.outcomes[:2] == whole.outcomes[:2]
    assert [replace(one, seconds=0.0) for one in again.outcomes] == [replace(o, seconds=0.0) for o in whole.outcomes]
    assert read_run(out) == again


def test_a_file_of_another_run_is_not_written_into(assistant_of: AssistantOf, tmp_path: Path) -> None:
    assistant, out = assistant_of(FILES), tmp_path / "run.jsonl"
    run_of(assistant, out=out)
    kept = out.read_bytes()
    with pytest.raises(EvaluationError, match=r"'What does the ferry cost\?' has the key 'When was the light"):
        run_of(assistant, QUESTIONS[1:], out=out)
    with pytest.raises(EvaluationError, match="has the digest"):
        run_of(assistant, [replace(QUESTIONS[0], answers=("1875",)), *QUESTIONS[1:]], out=out)
    assistant.policy = replace(assistant.policy, threshold=0.4)
    with pytest.raises(EvaluationError, match=r"another run: its policy is .*0\.5.*here it is .*0\.4"):
        run_of(assistant, out=out)
    assert out.read_bytes() == kept


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "No such file"),
        (b"", "no file of a run"),
        (b"[]\n", "a line is no object"),
        (b'{"version": 1}\n{"key": "a"}\n', "no file of a run"),
        (b'{"version": 7}\n', "format 7"),
        (b'{"question": "When?", "answers": []}\n', "no file of a run: 'version'"),
        (b"\xff\n", "no file of a run"),
    ],
)
def test_what_is_no_run_is_refused_in_one_line(tmp_path: Path, data: bytes | None, says: str) -> None:
    path = tmp_path / "run.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(EvaluationError, match=says) as caught:
        read_run(path)
    assert len(str(caught.value).splitlines()) == 1
    assert str(path) in str(caught.value)
    assert caught.value.hint


def test_a_run_in_words_and_beside_another(assistant_of: AssistantOf) -> None:
    run = run_of(assistant_of(FILES))
    each = each_in_words(run.outcomes).splitlines()
    assert [line.split()[0] for line in each] == ["right", "right", "WRONG", "right", "WRONG", "WRONG"]
    assert each[0].endswith("When was the lighthouse built?  ->  1874")
    assert each[3].endswith("Which mountain in Peru has a volcano?  ->  (none)")
    lines = in_words(run).splitlines()
    assert lines[0] == "6 questions; answers by kind: 4 fact, 2 none"
    (line,) = (line for line in lines if line.startswith("HasAns F1"))
    assert line.split()[2:3] + line.split()[-1:] == ["0.417", "4"]
    assert [line.split()[-1] for line in lines if line.startswith(("coverage  ", "risk  "))] == ["100%", "66.7%"]
    table = table_of({"one": run, "other": replace(run, header={})}).splitlines()
    assert table[:3] == ["| | one | other |", "|---|---|---|", "| questions | 6 | 6 |"]
    (row,) = (line for line in table if line.startswith("| ECE |"))
    assert row.endswith("| – |")  # what is no probability has no calibration error


def test_a_measure_that_nothing_speaks_of_is_left_open(assistant_of: AssistantOf) -> None:
    run = run_of(assistant_of(FILES), QUESTIONS[:1])
    assert measures_of(run)["NoAns silent"].value is measures_of(run)["AUROC"].value is None
    assert [line.split() for line in in_words(run).splitlines() if line.startswith("AUROC  ")] == [["AUROC", "-", "1"]]
