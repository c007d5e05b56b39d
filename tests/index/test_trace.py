"""Stages and their seconds: who listens hears them, nobody else pays."""

import doctest
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import index.trace
from index.retriever import Retriever
from index.store import Store
from index.trace import STAGES, stage, table_of, trace
from index.update import add


def test_its_example_holds() -> None:
    assert doctest.testmod(index.trace) == (0, 2)


def test_a_stage_leaves_out_the_stages_inside_it() -> None:
    with trace() as seconds, stage("read"):
        time.sleep(0.01)
        with stage("tokenise"):
            time.sleep(0.05)
    assert list(seconds) == ["tokenise", "read"]
    assert seconds["tokenise"] >= 0.05
    assert 0.01 <= seconds["read"] < 0.05


def test_a_stage_met_again_adds_to_its_own() -> None:
    with trace() as seconds:
        for _ in range(3):
            with stage("read"):
                time.sleep(0.01)
    assert list(seconds) == ["read"]
    assert seconds["read"] >= 0.03


def test_a_stage_that_fails_is_measured_and_its_error_goes_on() -> None:
    with trace() as seconds:
        with pytest.raises(ValueError, match="no"), stage("read"):
            raise ValueError("no")
        with stage("decide"):
            pass
    assert list(seconds) == ["read", "decide"]


def test_nobody_hears_what_others_do() -> None:
    def elsewhere() -> None:
        with stage("read"):
            pass

    with trace() as seconds:
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    elsewhere()  # after the listening
    assert seconds == {}


def test_a_search_names_its_stages(store: Path, ferry: Path, encoder: Any) -> None:
    add(store, [ferry], encoder=encoder)
    with trace() as seconds:
        retriever = Retriever(encoder=encoder, store=Store.open(store))
        retriever.search("Who bought the boats?", 2)
    assert list(seconds) == ["open", "encode", "fuse", "search"]
    assert seconds.keys() <= set(STAGES)


def test_the_table_is_in_the_order_of_the_road_with_a_sum() -> None:
    assert table_of({"read": 0.03, "new": 0.0, "encode": 0.01}).splitlines() == [
        "encode        10.0 ms   25%",
        "read          30.0 ms   75%",
        "new            0.0 ms    0%",
        "together      40.0 ms  100%",
    ]
    assert table_of({}).splitlines() == ["together       0.0 ms    0%"]
