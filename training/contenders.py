"""How often the same sentences are chosen when fewer passages are read and fewer sentences encoded.

    python -m training.contenders --work WORK_FOLDER

WORK_FOLDER is that of `training.sentences`, whose questions were asked with everything read and encoded; no model is
run. The passages of a question are told apart by their scores. The line that ships is marked.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.policy import sigmoid
from qa.sentences import CONTENDERS, FEATURES, MOST, SIGNS, SentenceModel
from qa.stopping import Stopping
from training.labelled import Asked, read_asked

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PASSAGES, _CONTENDERS = (4, 5, 6, 8), (4, 6, 8, 12)
Chosen = tuple[int, frozenset[int]]  # the best sentence, and with it those that go along


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Choose among fewer sentences.")
    parser.add_argument("--work", type=Path, required=True, help="the folder of training.sentences")
    asked = [one for one in read_asked(parser.parse_args().work / "asked.jsonl") if one.features]
    print(table([one for one in asked if one.task != "ranking"], SentenceModel.open()))


def table(asked: Sequence[Asked], model: SentenceModel) -> str:
    """Markdown: the share of equal choices, of all and of those given, and how many given ones are right."""
    lines = [
        "| passages read | sentences encoded, at most | on average | the same | of those answered | best one right |",
        "|---|---|---|---|---|---|",
    ]
    whole = [chosen(model, one, np.arange(len(one.features))) for one in asked]
    given = np.array([one is not None for one in whole])
    for passages, contenders in product(_PASSAGES, _CONTENDERS):
        encoded = [contending(model, one, passages, contenders) for one in asked]
        found = [chosen(model, one, rows) for one, rows in zip(asked, encoded, strict=True)]
        same = np.array([a == b for a, b in zip(found, whole, strict=True)])
        mark = " (ships)" if (passages, contenders) == (Stopping().for_sentences, CONTENDERS) else ""
        shares = f"{same.mean():.3f} | {same[given].mean():.3f}" if given.any() else f"{same.mean():.3f} | –"
        mean = np.mean([len(rows) for rows in encoded])
        lines.append(f"| {passages}{mark} | {contenders} | {mean:.2f} | {shares} | {_right(asked, found)} |")
    return "\n".join([*lines, "", f"{len(asked):,} askings; with everything {_right(asked, whole)} are right"])


def contending(model: SentenceModel, one: Asked, passages: int, most: int) -> NDArray[np.int64]:
    """The sentences of the first passages that are encoded, `most` of them at most."""
    rows = np.flatnonzero(_passage_of(np.array(one.features)) < passages)
    known = [{name: one.features[row][FEATURES.index(name)] for name in FEATURES if name != "cosine"} for row in rows]
    return rows[model.contenders(known, most)]


def chosen(model: SentenceModel, one: Asked, rows: NDArray[np.int64]) -> Chosen | None:
    """What is chosen among these sentences; None for silence."""
    features = np.array(one.features)
    scores = features[rows] @ np.array([model.weights[name] for name in FEATURES])
    order = np.argsort(-scores, kind="stable")
    best, top = int(rows[order[0]]), scores[order[0]]
    signs = dict(zip(FEATURES, features[best], strict=True))
    signs |= {"around": one.around[best], "gap": min(3.0, top - scores[order[1]]) if len(order) > 1 else 3.0}
    if sigmoid(model.bias + sum(model.signs[name] * signs[name] for name in SIGNS)) < model.threshold:
        return None
    return best, frozenset(int(rows[at]) for at in order[:MOST] if top - scores[at] <= model.near)


def _passage_of(features: NDArray[np.float64]) -> NDArray[np.int64]:
    """The number of each sentence's passage, from 0: passages stand in their order and differ in their scores."""
    scores = features[:, FEATURES.index("passage")]
    return np.concatenate([[0], np.cumsum(np.diff(scores) != 0)])


def _right(asked: Sequence[Asked], found: Sequence[Chosen | None]) -> int:
    return sum(choice is not None and one.right[choice[0]] for one, choice in zip(asked, found, strict=True))


if __name__ == "__main__":
    main()
