"""How much is read, and what is answered, when reading stops early; and the table of other kinds of text."""

from dataclasses import replace
from pathlib import Path

from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add
from qa import Assistant
from qa.evaluation.questions import Question
from qa.evaluation.readings import gather
from qa.evaluation.run import Outcome, Run
from qa.features import FEATURES
from qa.policy import Policy
from qa.promise import Scores
from qa.reader.word_reader import WordReader
from training.others import HEAD, line_of
from training.stopping import table

BY_MARGIN = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES}, threshold=0.5)


def test_the_table_counts_what_is_read_and_what_stays_the_same(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.md").write_text(
            f"# Mill {number}\n\nThe mill of Orme number {number} was built in 18{number}0.\n"
        )
    add(tmp_path / "store", [tmp_path / f"{number}.md" for number in range(9)], encoder=HashEncoder())
    store = Store.open(tmp_path / "store")
    assistant = Assistant(store, encoder=HashEncoder(), reader=WordReader(), policy=BY_MARGIN)
    questions = [
        Question(question="When was mill number 3 of Orme built?", answers=("1830",)),
        Question(question="Who exported Norwegian cheese to Peru from the lighthouse?", answers=()),
    ]
    rows = table(gather(assistant, questions, tmp_path / "readings.jsonl"), BY_MARGIN).split("\n")
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|")][2:]
    assert sum("(ships)" in row[0] for row in cells) == 1
    everything = next(row for row in cells if row[0] == "all are read")
    assert everything[2:5] == ["8.00", "8", "1.000"]
    hasty = next(row for row in cells if row[0].startswith("1: 0.1"))
    assert 1.0 <= float(hasty[2]) < 8.0
    assert rows[-1].startswith("2 questions, ")


def outcome(number: int, *, confidence: float, right: bool, answered: bool) -> Outcome:
    given = "1874" if answered else ""
    return Outcome(
        key=str(number),
        question=f"When, {number}?",
        answers=("1874",) if number % 2 else (),
        kind="fact" if answered else "none",
        given=given,
        best="1874",
        confidence=confidence,
        exact_match=float(right),
        f1=float(right),
        right=right,
        ranks=(1,) if number % 2 else None,
        relevant=None,
        seconds=0.1,
        signals={},
    )


def test_a_kind_of_text_is_a_row_with_what_became_of_promises() -> None:
    outcomes = tuple(
        outcome(number, confidence=0.9 if number % 2 else 0.2, right=bool(number % 2), answered=bool(number % 2))
        for number in range(40)
    )
    scores = Scores.of([(0.9, True)] * 100 + [(0.1, False)] * 100, "made up")
    policy = Policy(bias=0.0, weights=BY_MARGIN.weights, scores=scores)
    run = Run(header={}, outcomes=outcomes)
    spans = Run(header={}, outcomes=tuple(replace(one, confidence=0.9) for one in outcomes))
    cells = [cell.strip() for cell in line_of("reviews", run, spans, policy).strip("|").split("|")]
    assert len(cells) == HEAD.split("\n")[0].count("|") - 1
    assert cells[:6] == ["reviews", "40", "0.50", "1.00", "1.00", "1.000"]
    assert cells[7] == "0.400"  # of the spans: 0.9 sure, half of them right
    assert cells[-2:] == ["0.50 of 40", "0.50 of 40"]  # and so of what is promised
    unpromised = line_of("reviews", run, spans, Policy(bias=0.0, weights=BY_MARGIN.weights))
    assert unpromised.count("not promised") == 2
