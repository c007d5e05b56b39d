"""Fit the choice of sentences: what makes a sentence the answer to why, how and what is, and how likely it is right.

    python -m training.sentences --data DATA_FOLDER --work WORK_FOLDER

Questions with labelled sentences (the folder `pairs`: WikiQA, SelQA, TREC QA, SQuAD as ReQA has it) and questions
whose answer is a span (the folder `calibration`; the sentences that hold it are the right ones) go the product's road.
For the ranking they are asked of their own candidates; those that want sentences are asked of everything as well, once
with what holds the answer and once without, and so are WikiQA's questions that no sentence answers. Half of the
questions, parted by document, are only reported; then all are used. A run that is cut short goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.metrics import auroc
from qa.reader.onnx_reader import FOLDER
from qa.sentences import FEATURES, SIGNS
from training.calibrate import logistic
from training.labelled import Asked, read_asked
from training.ranking import best_nearness, fit_scores, table_of
from training.road import ask_everything

if TYPE_CHECKING:
    from numpy.typing import NDArray


def main() -> None:
    """Ask, fit, report, write."""
    parser = argparse.ArgumentParser(description="Fit the choice of sentences.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds pairs/ and calibration/")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the stores and for what was read")
    parser.add_argument("--questions", type=int, default=300, help="of each source and sort; 0 fits what WORK holds")
    parser.add_argument("--reader", type=Path, default=FOLDER, help="the reader to fit for")
    parser.add_argument("--out", type=Path, help="the file to write (default: sentences.json beside the reader)")
    given = parser.parse_args()
    if given.questions:
        asked = ask_everything(given.data, given.work, given.questions, given.reader)
    else:
        asked = read_asked(given.work / "asked.jsonl")
    asked = [one for one in asked if one.features]
    trial = fit([one for one in asked if not one.reported])
    ranking, road = table_of(trial["weights"], asked), measure(trial, [one for one in asked if one.reported])
    print(_shown(ranking))
    print(json.dumps(road, indent=1))
    out = given.out or given.reader / "sentences.json"
    out.write_text(json.dumps({**fit(asked), "held_out": road, "ranking": ranking}, indent=1) + "\n")


def fit(asked: Sequence[Asked]) -> dict[str, Any]:
    """The scores, how near the others must be, the probability of the best, and from which one on it is given."""
    weights = fit_scores([one for one in asked if one.task in ("ranking", "with")])
    near = best_nearness(weights, [one for one in asked if one.task == "ranking"])
    roads = [one for one in asked if one.task != "ranking"]
    signs = np.array([_signs(weights, one)[0] for one in roads])
    right = np.array([_signs(weights, one)[1] for one in roads])
    bias, slopes = logistic(signs, right)
    confidence = 1 / (1 + np.exp(-(signs @ slopes + bias)))
    absent = np.array([one.task != "with" for one in roads])

    def score(threshold: float) -> int:
        given = confidence >= threshold
        return int((given & right).sum() + (~given & absent).sum())

    return {
        "weights": _named(FEATURES, weights),
        "near": near,
        "bias": round(bias, 4),
        "signs": _named(SIGNS, slopes),
        "threshold": max((round(0.05 * step, 2) for step in range(1, 20)), key=lambda at: (score(at), at)),
    }


def measure(fitted: Mapping[str, Any], asked: Sequence[Asked]) -> dict[str, float]:
    """What the model does to questions that it was not fitted on; shares are between 0 and 1.

    Right: the best sentence is a labelled one. The errors of confidence are over 10 bins of equal mass (Naeini et al.
    2015 with bins of Nguyen and O'Connor 2015).
    """
    roads = [one for one in asked if one.task != "ranking"]
    weights = np.array([fitted["weights"][name] for name in FEATURES])
    signs = np.array([_signs(weights, one)[0] for one in roads])
    right = np.array([_signs(weights, one)[1] for one in roads])
    confidence = 1 / (1 + np.exp(-(signs @ np.array([fitted["signs"][name] for name in SIGNS]) + fitted["bias"])))
    given = confidence >= fitted["threshold"]
    absent = np.array([one.task != "with" for one in roads])
    bins = np.array_split(np.argsort(confidence), 10)
    mass, cosine = (
        [max(row[FEATURES.index(name)] for row in one.features) for one in roads] for name in ("mass", "cosine")
    )
    report = {
        "questions": len(roads),
        "best sentence right, of those with an answer": right[~absent].mean(),
        "answered": given.mean(),
        "right of answered": right[given].mean() if given.any() else 0.0,
        "silent where there is no answer": (~given)[absent].mean(),
        "AUROC right": auroc(confidence.tolist(), right.tolist()) or 0.0,
        "AUROC right, best mass": auroc(mass, right.tolist()) or 0.0,
        "AUROC right, best cosine": auroc(cosine, right.tolist()) or 0.0,
        "ECE": sum(len(b) * abs(confidence[b].mean() - right[b].mean()) for b in bins) / len(roads),
    }
    return {name: round(float(value), 4) for name, value in report.items()}


def _signs(weights: NDArray[np.float64], one: Asked) -> tuple[list[float], bool]:
    """`qa.sentences.signs_of` of a question that was asked before, and whether its best sentence is right."""
    scores = np.array(one.features) @ weights
    order = np.argsort(-scores, kind="stable")
    best = int(order[0])
    named = dict(zip(FEATURES, one.features[best], strict=True))
    named["around"] = one.around[best]
    named["gap"] = min(3.0, float(scores[best] - scores[order[1]])) if len(order) > 1 else 3.0
    return [named[name] for name in SIGNS], one.right[best]


def _named(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def _shown(table: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """The table as Markdown."""
    lines = ["| questions | method | MAP | MRR | P@1 |", "|---|---|---|---|---|"]
    for group, methods in table.items():
        for method, values in methods.items():
            lines.append(f"| {group} | {method} | " + " | ".join(f"{value:.3f}" for value in values.values()) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
