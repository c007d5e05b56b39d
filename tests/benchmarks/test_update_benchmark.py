"""The benchmark of updates, small: one change costs little of a build, and the table says how much."""

from pathlib import Path

from benchmarks.update import measured, table_of
from index.hash_encoder import HashEncoder
from index.store import Store


def test_an_update_costs_less_than_a_build_and_ends_where_one_would(tmp_path: Path) -> None:
    seconds = measured(tmp_path, 200, HashEncoder())
    assert list(seconds) == ["build", "nothing changed", "one changed", "one moved", "one deleted"]
    assert seconds["nothing changed"] < seconds["build"] / 4
    assert seconds["one changed"] < seconds["build"]  # a twentieth with a real encoder, which this one is not
    documents = Store.open(tmp_path / "store").documents
    assert len(documents) == 199
    assert {"The ferry was sold in 1954." in document.text for document in documents} == {True, False}


def test_the_table_gives_medians_and_their_share_of_the_build() -> None:
    rounds = [{"build": build, "one changed": change} for build, change in ((10.0, 0.5), (30.0, 0.1), (20.0, 0.4))]
    assert table_of(rounds, 1000).splitlines() == [
        "| 1,000 files | seconds | of the build |",
        "|---|---|---|",
        "| build | 20 | 100.0% |",
        "| one changed | 0.4 | 2.0% |",
    ]
