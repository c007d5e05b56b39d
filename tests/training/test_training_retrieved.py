"""Rows without an answer, as the product's own search makes them."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import normalise
from index import Store
from index.hash_encoder import HashEncoder
from training import passages, retrieved
from training.data import NEAR, Gold, Row, read_rows
from training.errors import DataError
from training.tasks import CALIBRATION, REPORT
from training.tasks import main as build_tasks

WriteRows = Callable[[Path, list[Row]], None]


def row_of(number: int) -> Row:
    others = " ".join(f"pier{letter}{number}" for letter in "abcdefghijklmnopqrstuvwxyz" * 2)
    context, answer = f"House {number} by the sea was built in {1700 + number}. It stands at {others}.", 1700 + number
    gold = Gold(text=str(answer), start=context.index(str(answer)))
    return Row(
        id=str(number), title=f"House {number}", context=context, question="When was the house built?", answers=(gold,)
    )


@pytest.fixture(autouse=True)
def _without_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "open_encoder", HashEncoder)
    monkeypatch.setattr(retrieved, "open_encoder", HashEncoder)


@pytest.fixture
def data(tmp_path: Path, write_rows: WriteRows) -> Path:
    """A data folder with two rows in every file that is trained on and one in every other."""
    number, folder = 0, tmp_path / "data"
    for part, names, rows in (("calibration", CALIBRATION, 1), ("valid", REPORT, 1), ("reader", NEAR, 2)):
        for name in names:
            write_rows(folder / part / f"{name}.jsonl.gz", [row_of(number + n) for n in range(rows)])
            number += rows
    return folder


@pytest.fixture
def work(data: Path, tmp_path: Path) -> Path:
    """The folder with the store of all contexts."""
    assert build_tasks(["--data", str(data), "--work", str(tmp_path / "work"), "--contexts", "100"]) == 0
    return tmp_path / "work"


def test_questions_meet_passages_of_other_training_rows_without_their_answers(data: Path, work: Path) -> None:
    out = work / "rows.jsonl.gz"
    assert retrieved.main(["--data", str(data), "--store", str(work / "store"), "--out", str(out)]) == 0
    made = read_rows(out)
    trained = {row.id: row for name in NEAR for row in read_rows(data / "reader" / f"{name}.jsonl.gz")}
    assert {row.id for row in made} == trained.keys()
    contexts = {normalise(row.context) for row in trained.values()}
    for row in made:
        assert not row.answers
        assert row.context in contexts  # so none of what is kept apart
        assert row.context != normalise(trained[row.id].context)


def test_what_copies_the_answer_is_not_met(work: Path) -> None:
    store = Store.open(work / "store")
    row = row_of(20)
    reworded = row.context.replace("1720", "seventeen twenty")  # a near copy, without the accepted answer's words
    copied = passages.documents_of([("Another title", reworded)])
    assert list(passages.build_store(work / "copies" / "store", copied))
    documents = [store.document(head.id) for head in store.documents]
    only_copy = Store.open(work / "copies" / "store")
    assert retrieved.retrieved([row], only_copy, [*documents, *copied], random.Random(1)) == []
    assert retrieved.retrieved([row], store, [*documents, *copied], random.Random(1)) != []


def test_a_store_of_something_else_is_refused(work: Path) -> None:
    others = passages.documents_of([("Elsewhere", "A text that the store does not hold. " * 9)])
    with pytest.raises(DataError, match="holds no context of reader/"):
        retrieved.retrieved([row_of(20)], Store.open(work / "store"), others, random.Random(1))


def test_missing_data_is_told(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["--data", str(work), "--store", str(work / "store"), "--out", str(work / "rows.jsonl.gz")]
    assert retrieved.main(wrong) == 1
    assert "there is no data folder" in capsys.readouterr().err
    assert not (work / "rows.jsonl.gz").exists()
