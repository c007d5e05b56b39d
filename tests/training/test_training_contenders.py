"""Fewer passages and sentences: the same choice where the best is among them, another or none where it is not."""

from qa.sentences import SentenceModel
from training.contenders import Chosen, chosen, contending, table
from training.labelled import Asked

MODEL = SentenceModel(
    weights={"mass": 1.0, "cosine": 0.0, "words": 0.0, "passage": 0.0},
    bias=-3.0,
    signs={"mass": 1.0, "cosine": 0.0, "passage": 0.0, "around": 0.0, "gap": 0.0},
    threshold=0.5,
    near=0.5,
)


def asked(masses: list[float], passages: list[float]) -> Asked:
    return Asked(
        source="made up",
        question="why?",
        task="with",
        kind="sentences",
        reported=False,
        golds=1,
        features=[[mass, 0.5, 0.5, passage] for mass, passage in zip(masses, passages, strict=True)],
        around=[0.5] * len(masses),
        spans=[0.0] * len(masses),
        right=[mass == max(masses) for mass in masses],
    )


def choice(one: Asked, passages: int, most: int) -> Chosen | None:
    return chosen(MODEL, one, contending(MODEL, one, passages, most))


def test_what_lies_behind_the_passages_that_are_read_is_not_chosen() -> None:
    one = asked([4.0, 1.0, 6.0, 5.8], [0.9, 0.9, 0.7, 0.7])
    assert choice(one, 2, 4) == (2, frozenset({2, 3}))
    assert choice(one, 1, 4) == (0, frozenset({0}))
    assert choice(one, 2, 1) == (2, frozenset({2}))


def test_below_the_threshold_nothing_is_chosen() -> None:
    assert choice(asked([2.0, 1.0], [0.9, 0.9]), 4, 4) is None


def test_the_table_marks_what_ships_and_counts() -> None:
    many = asked([0.0] * 5 + [9.0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    lines = table([many, asked([9.0], [0.9])], MODEL).split("\n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]
    assert sum("(ships)" in row[0] for row in rows) == 1
    assert next(row for row in rows if row[0].startswith("4"))[3:] == ["0.500", "0.500", "1"]
    assert next(row for row in rows if row[0].startswith("6"))[3:] == ["1.000", "1.000", "2"]
    assert lines[-1] == "2 askings; with everything 2 are right"
