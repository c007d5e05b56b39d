"""Fit the policy: what makes a span right, learned on questions that went the whole road.

    python -m training.calibrate READINGS.jsonl ... --store STORE --out POLICY.json [--temperature T]

The files are what `training/gather.py` kept of the tasks `absence` and `few`, calibration version: half of the
questions with what holds their answer, half without. A logistic model of the candidate spans is fitted on all
candidates, then twice on those that it prefers itself, since a chosen candidate is right less often than its features
alone say. Whatever is reported, and the scores that promises are made of, are of questions that were left out of the
fit: five folds, in which the questions of one document stay together. What ships is fitted on all.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import PromiseError
from index import Store
from qa.evaluation.confidence import ece, excess_aurc
from qa.evaluation.readings import Gathered, load
from qa.features import FEATURES
from qa.metrics import auroc
from qa.policy import Policy
from qa.promise import Scores

SEED = 20261124
FOLDS = 5
TEMPERATURE = 3.0  # chosen on calibration questions, for the reader that ships
READ = 8  # passages, as many as an assistant reads
ERRORS = (0.01, 0.05, 0.1, 0.2, 0.3)
SPLITS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The candidates of one question: features, shape `(candidates, len(FEATURES))`, and which of them are right.

    `question` is its words, `about` names the document that it is of; `answerable` says whether what holds the answer
    could be found.
    """

    question: str
    about: str
    answerable: bool
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(prog="python -m training.calibrate", description="Fit the policy of answering.")
    parser.add_argument("readings", nargs="+", type=Path, help="what training.gather wrote")
    parser.add_argument("--store", type=Path, required=True, help="the store that was asked")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, policy.json beside the reader")
    parser.add_argument("--temperature", type=float, default=TEMPERATURE, help="of the reader (default: %(default)s)")
    given = parser.parse_args(arguments)
    store = Store.open(given.store)
    asked = asked_of([one for path in given.readings for one in load(path, store)], given.temperature)
    confidence, right = left_out(asked)
    report = measure(asked, confidence, right, Policy(bias=0, weights={}).threshold)
    once = one_of_each(asked, random.Random(SEED))
    scores = Scores.of(
        list(zip(confidence[once].round(4).tolist(), right[once].tolist(), strict=True)), kind_of(len(once))
    )
    report["promises"] = [promised(confidence[once], right[once], max_error) for max_error in ERRORS]
    report["can be promised"] = reached(scores)
    print(json.dumps(report, indent=1))
    policy = fit(asked)
    data = {
        "bias": policy.bias,
        "weights": dict(policy.weights),
        "threshold": policy.threshold,
        "temperature": given.temperature,
        "left_out": report,
        "scores": scores.to_json(),
    }
    given.out.write_text(json.dumps(data) + "\n", encoding="utf-8")


def kind_of(questions: int) -> str:
    """What the questions are like, in the words that a promise is made with."""
    return f"{questions:,} questions of as many passages, mostly encyclopedic, half of them with nothing that answers"


def asked_of(gathered: Sequence[Gathered], temperature: float) -> list[Asked]:
    """The questions for which any passage has a span; the reader's scores are divided by `temperature`."""
    found = []
    for one in gathered:
        candidates = one.candidates(READ, temperature)
        if candidates:
            features = np.array([[candidate.features[name] for name in FEATURES] for candidate in candidates])
            right = np.array([one.is_right(candidate) for candidate in candidates], dtype=bool)
            found.append(
                Asked(
                    question=one.question.question,
                    about=one.question.about or one.question.question,
                    answerable=bool(one.question.answers),
                    features=features,
                    right=right,
                )
            )
    return found


def fit(asked: Sequence[Asked]) -> Policy:
    """A logistic model of all candidates first, then of the ones it chooses, twice."""
    bias, weights = logistic(np.concatenate([a.features for a in asked]), np.concatenate([a.right for a in asked]))
    for _ in range(2):
        best = [int(np.argmax(a.features @ weights)) for a in asked]
        chosen = np.array([a.features[i] for a, i in zip(asked, best, strict=True)])
        right = np.array([a.right[i] for a, i in zip(asked, best, strict=True)])
        bias, weights = logistic(chosen, right)
    named = {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)}
    return Policy(bias=round(bias, 4), weights=named)


def left_out(asked: Sequence[Asked]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The confidence of each question's preferred candidate under a fit without its fold, and whether it is right."""
    documents = sorted({one.about for one in asked})
    random.Random(SEED).shuffle(documents)
    fold = {document: at % FOLDS for at, document in enumerate(documents)}
    confidence, right = np.zeros(len(asked)), np.zeros(len(asked), dtype=bool)
    for number in range(FOLDS):
        policy = fit([one for one in asked if fold[one.about] != number])
        mine = [at for at, one in enumerate(asked) if fold[one.about] == number]
        confidence[mine], right[mine] = chosen_by(policy, [asked[at] for at in mine])
    return confidence, right


def one_of_each(asked: Sequence[Asked], rng: random.Random) -> list[int]:
    """The position of one asking of one question about each document, drawn: promises need independent ones."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(asked):
        places.setdefault(one.about, []).append(at)
    return sorted(rng.choice(those) for those in places.values())


def chosen_by(policy: Policy, asked: Sequence[Asked]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The probability of each question's preferred candidate, and whether it is right."""
    weights = np.array([policy.weights[name] for name in FEATURES])
    logits = [a.features @ weights + policy.bias for a in asked]
    best = [int(np.argmax(values)) for values in logits]
    confidence = np.array([1 / (1 + np.exp(-values[i])) for values, i in zip(logits, best, strict=True)])
    return confidence, np.array([a.right[i] for a, i in zip(asked, best, strict=True)], dtype=bool)


def logistic(x: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64]]:
    """Logistic regression by Newton's method with a slight L2 penalty (Hastie et al. 2009, section 4.4.1)."""
    x = np.column_stack([np.ones(len(x)), x])
    penalty = np.diag([0.0] + [1.0] * (x.shape[1] - 1))
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (right - p) - penalty @ beta
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        beta = beta + np.linalg.solve(hessian, gradient)
    return float(beta[0]), beta[1:]


def measure(
    asked: Sequence[Asked], confidence: NDArray[np.float64], right: NDArray[np.bool_], threshold: float
) -> dict[str, Any]:
    """What the policy does to questions that it was not fitted on; shares are between 0 and 1."""
    given = confidence >= threshold
    absent = np.array([not a.answerable for a in asked])
    by_margin = [int(np.argmax(a.features[:, FEATURES.index("margin")])) for a in asked]
    margin = np.array([a.features[i, FEATURES.index("margin")] for a, i in zip(asked, by_margin, strict=True)])
    right_by_margin = np.array([a.right[i] for a, i in zip(asked, by_margin, strict=True)], dtype=bool)
    report = {
        "questions": len(asked),
        "best candidate right": right.mean(),
        "best candidate right, by margin": right_by_margin.mean(),
        "any candidate right": np.mean([a.right.any() for a in asked]),
        "answered": given.mean(),
        "right of answered": right[given].mean() if given.any() else 0.0,
        "silent where there is no answer": (~given)[absent].mean() if absent.any() else 0.0,
        "AUROC": auroc(confidence, right),
        "AUROC, raw margin": auroc(margin, right_by_margin),
        "excess AURC": excess_aurc(confidence, right),
        "excess AURC, raw margin": excess_aurc(margin, right_by_margin),
        "ECE": ece(confidence, right),
    }
    return {name: round(float(value or 0.0), 4) for name, value in report.items()}


def reached(scores: Scores) -> dict[str, float]:
    """The share of questions answered under each promise that all the scores together can make."""
    found = {}
    for max_error in ERRORS:
        with suppress(PromiseError):
            found[str(max_error)] = round(scores.promise(max_error).answered, 3)
    return found


def promised(confidence: NDArray[np.float64], right: NDArray[np.bool_], max_error: float) -> dict[str, float]:
    """What becomes of a promise that is made with one half of the questions and tried on the other, over many splits.

    `kept` is the share of the splits in which at most `max_error` of the answers to the other half are wrong, or
    nothing is promised; `made` the share in which something is, `broken` the share of those that are not kept;
    `coverage` the mean share of questions answered where something is promised.
    """
    rng = random.Random(SEED)
    kept = made = 0
    coverage = []
    order = list(range(len(right)))
    for _ in range(SPLITS):
        rng.shuffle(order)
        half = len(order) // 2
        pairs = [(float(confidence[at]), bool(right[at])) for at in order[:half]]
        try:
            threshold = Scores.of(pairs, "").promise(max_error).threshold
        except PromiseError:
            kept += 1
            continue
        made += 1
        given = [bool(right[at]) for at in order[half:] if confidence[at] >= threshold]
        kept += given.count(False) <= max_error * len(given)
        coverage.append(len(given) / (len(order) - half))
    mean = float(np.mean(coverage)) if coverage else 0.0
    return {
        "max_error": max_error,
        "kept": kept / SPLITS,
        "made": made / SPLITS,
        "broken": round((SPLITS - kept) / max(1, made), 3),
        "coverage": round(mean, 3),
    }


if __name__ == "__main__":
    main()
