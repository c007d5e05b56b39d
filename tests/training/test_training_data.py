"""Reading rows, mixing files, and the order of the parts."""

import gzip
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import data, parts
from training.data import Gold, Row, load_mixture, read_rows
from training.errors import DataError
from training.parts import Parts

MakeRow = Callable[..., Row]
WriteRows = Callable[[Path, list[Row]], None]
README = Path(data.__file__).with_name("README.md")


def test_rows_come_back_as_they_were_written(tmp_path: Path, make_row: MakeRow, write_rows: WriteRows) -> None:
    """Text beyond ASCII too; an answer's end is the offset behind it."""
    rows = [make_row(1, context="Zo\u00eb \U0001f600 made it.", answer="\U0001f600 made"), make_row(2)]
    write_rows(tmp_path / "a.jsonl.gz", rows)
    assert read_rows(tmp_path / "a.jsonl.gz") == rows
    assert rows[0].answers == (Gold(text="\U0001f600 made", start=4),)
    assert rows[0].answers[0].end == 10


@pytest.mark.parametrize(("text", "start"), [("house", 3), ("house", -9), ("", 0), ("stone 0.?", 40)])
def test_a_wrong_offset_is_told_with_file_and_row(
    tmp_path: Path, make_row: MakeRow, write_rows: WriteRows, text: str, start: int
) -> None:
    """`context[start : start + len(text)] == text` must hold, for a text that is not empty."""
    row = make_row(0)
    wrong = Row(id="odd", title="", context=row.context, question=row.question, answers=(Gold(text=text, start=start),))
    write_rows(tmp_path / "a.jsonl.gz", [row, wrong])
    with pytest.raises(DataError, match=r"a\.jsonl\.gz, row 'odd': the answer .* but the context has"):
        read_rows(tmp_path / "a.jsonl.gz")


@pytest.mark.parametrize(
    ("line", "problem"), [("{", "line 1: not JSON"), ("[]", "no object"), ('{"id": "1"}', "lacks .*'context'")]
)
def test_a_line_that_is_no_row_is_told_with_its_number(tmp_path: Path, line: str, problem: str) -> None:
    """Not JSON, no object, or a field missing."""
    with gzip.open(tmp_path / "a.jsonl.gz", "wt") as file:
        file.write(line)
    with pytest.raises(DataError, match=problem):
        read_rows(tmp_path / "a.jsonl.gz")


@pytest.mark.parametrize("cut", [0.5, 0.0])
def test_a_damaged_file_is_told_by_name(tmp_path: Path, make_row: MakeRow, write_rows: WriteRows, cut: float) -> None:
    """Cut off in the middle, or not gzip at all."""
    path = tmp_path / "a.jsonl.gz"
    write_rows(path, [make_row(i) for i in range(50)])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)] or b"no gzip")
    with pytest.raises(DataError, match=r"cannot read .*a\.jsonl\.gz"):
        read_rows(path)


def test_mixture_takes_shares_and_collects_long_contexts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_row: MakeRow, write_rows: WriteRows
) -> None:
    """The lead-in apart from the rest; contexts of rows that are not taken are in the pool too, each once."""
    monkeypatch.setattr(data, "MIX", {"qamr": 2, "stories": None})
    long = "the house by the river. " * 20
    write_rows(tmp_path / "qamr.jsonl.gz", [make_row(i, context=f"{long}{i % 3}") for i in range(6)])
    write_rows(tmp_path / "stories.jsonl.gz", [make_row(i) for i in range(5)])
    mixture = load_mixture(tmp_path, random.Random(1))
    assert [len(mixture.lead), len(mixture.main)] == [2, 5]
    assert mixture.pool == [f"{long}{i}" for i in range(3)]
    again = load_mixture(tmp_path, random.Random(1))
    assert again == mixture


def test_a_missing_folder_and_missing_files_are_told_apart(tmp_path: Path) -> None:
    """The folder by its path, the files by their names."""
    with pytest.raises(DataError, match=r"there is no data folder .*nowhere; name its parent with --data"):
        load_mixture(tmp_path / "nowhere", random.Random(1))
    with pytest.raises(DataError, match=r"lacks 28 of 28 files: squad_train_part\.jsonl\.gz"):
        load_mixture(tmp_path, random.Random(1))


@given(lead=st.integers(0, 9), main=st.integers(1, 9), chunk=st.integers(1, 4), seed=st.integers(0, 9))
def test_parts_hold_the_lead_in_once_and_the_rest_once_an_epoch(lead: int, main: int, chunk: int, seed: int) -> None:
    """Whatever the sizes; and a part asked for out of turn is the same part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "CHUNK", chunk)
        lead_rows, main_rows = _plain_rows("lead", lead), _plain_rows("main", main)
        order = Parts(lead_rows, main_rows, seed)
        in_turn = [order.rows(part) for part in range(order.lead_parts + 2 * order.main_parts)]
        at, per = order.lead_parts, order.main_parts
        for group, rows in [
            (in_turn[:at], lead_rows),
            (in_turn[at : at + per], main_rows),
            (in_turn[at + per :], main_rows),
        ]:
            assert Counter(row for part in group for row in part) == Counter(rows)
            assert all(0 < len(part) <= chunk for part in group)
        backwards = [Parts(lead_rows, main_rows, seed).rows(part) for part in reversed(range(len(in_turn)))]
        assert backwards == in_turn[::-1]


def test_epochs_are_shuffled_anew() -> None:
    """And by the seed."""
    rows = _plain_rows("main", 50)
    order = Parts([], rows, 13)
    assert order.rows(0) != order.rows(1)
    assert order.rows(0) != Parts([], rows, 14).rows(0)


def test_the_order_is_the_one_that_trunks_were_made_with() -> None:
    """Part numbers in old trunks mean something only as long as this order stays."""
    rows = _plain_rows("main", 12)
    order = Parts([], rows, 13)
    assert [int(row.id.removeprefix("main-")) for row in order.rows(0)] == [6, 3, 7, 1, 4, 11, 5, 0, 8, 10, 9, 2]
    assert [int(row.id.removeprefix("main-")) for row in order.rows(1)] == [3, 8, 1, 0, 2, 6, 11, 4, 7, 10, 5, 9]


def test_no_rows_is_an_error() -> None:
    """Or the parts would never end and never hold anything."""
    with pytest.raises(DataError, match="no rows to train on"):
        Parts(_plain_rows("lead", 3), [], 13)


def test_the_readme_credits_every_file_with_what_is_taken_of_it() -> None:
    """Its table is the mix; every file has a credit and a line on its licence."""
    lines = re.findall(r"^\| `(\w+)` \| \d+/\d+ \| (\w+) \| (.+) \|$", README.read_text("utf-8"), flags=re.MULTILINE)
    table: dict[str, Any] = {name: None if taken == "all" else int(taken) for name, taken, _rest in lines}
    assert table == data.MIX
    assert all(len(cells) == 3 and all(cells) for cells in (rest.split(" | ") for _name, _taken, rest in lines))


def _plain_rows(kind: str, count: int) -> list[Row]:
    return [Row(id=f"{kind}-{i}", title="", context="c", question="q", answers=()) for i in range(count)]
