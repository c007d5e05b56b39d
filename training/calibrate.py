"""Fit the policy: what makes a span right, learned on questions that go the whole road.

    python -m training.calibrate --data DATA_FOLDER --work WORK_FOLDER

Every context of some calibration files becomes a document of one store. Each question is asked twice: with what holds
its answer, and without (its own context, and documents of the same title in which an accepted answer stands, are
excluded), so that the retriever returns what it really offers to an unanswerable question. Every other question is
asked of a few documents only, those of its title among them, the others of all. A logistic model of the candidate spans
is fitted on all candidates, then twice on those that it prefers itself, since a chosen candidate is right less often
than its features alone say. Half of the titles are held out to report, then all are used.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus import Document
from qa.features import FEATURES, Candidate, candidates_of
from qa.metrics import RIGHT, auroc, f1
from qa.policy import Policy
from training.data import PASSAGE_LONGER_THAN, Row, read_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index import Retriever
    from qa.reader import Reader

# Questions that make sense without their context in sight; reviews and forum posts ask "how was it?".
FILES = (
    "squadshifts_new_wiki",
    "qed_nq",
    "nq_oracle",
    "tydiqa_en",
    "timeqa_human",
    "tatqa_text",
    "drop_contrast_span",
    "ni_iirc_subtext",
)
SEED = 20261124
FEW = 30  # documents; people ask a handful of documents as well as thousands


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The candidates of one question: features, shape `(candidates, len(FEATURES))`, and which of them are right.

    `answerable` says whether what holds the answer could be found.
    """

    title: str
    answerable: bool
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    """Ask, fit, report, write."""
    parser = argparse.ArgumentParser(description="Fit the policy of answering.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds calibration/")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the store that is asked")
    parser.add_argument("--questions", type=int, default=900)
    parser.add_argument("--passages", type=int, default=8, help="read for each question")
    parser.add_argument("--out", type=Path, default=Path("qa/reader/policy.json"))
    given = parser.parse_args()
    rows = [row for name in FILES for row in read_rows(given.data / "calibration" / f"{name}.jsonl.gz")]
    contexts = sorted({(row.title, row.context) for row in rows if len(row.context) > PASSAGE_LONGER_THAN})
    rows = [row for row in rows if row.answers and (row.title, row.context) in set(contexts)]
    random.Random(SEED).shuffle(rows)
    retriever, reader = _open(given.work, contexts)
    asked = ask_all(rows[: given.questions], retriever, reader, given.passages)
    titles = sorted({one.title for one in asked})
    held_out = set(random.Random(SEED).sample(titles, len(titles) // 2))
    trial = fit([one for one in asked if one.title not in held_out])
    report = measure(trial, [one for one in asked if one.title in held_out])
    print(json.dumps({"held out": report}, indent=1))
    policy = fit(asked)
    data = {
        "bias": policy.bias,
        "weights": dict(policy.weights),
        "threshold": policy.threshold,
        "held_out": report,
        "files": FILES,
    }
    given.out.write_text(json.dumps(data, indent=1) + "\n")
    print(given.out.read_text())


def _open(work: Path, contexts: Sequence[tuple[str, str]]) -> tuple[Retriever, Reader]:
    from index import Retriever, Store, open_encoder
    from index.progress import bars
    from index.update import add
    from qa.reader.onnx_reader import OnnxReader

    encoder = open_encoder()
    if not (work / "store" / "current").exists():
        (work / "files").mkdir(parents=True, exist_ok=True)
        for number, (title, context) in enumerate(contexts):
            (work / "files" / f"{number:05d}.txt").write_text(f"{title}\n\n{context}\n", encoding="utf-8")
        with bars() as progress:
            add(work / "store", [work / "files"], encoder=encoder, progress=progress)
    return Retriever(encoder=encoder, store=Store.open(work / "store")), OnnxReader.open()


def ask_all(rows: Sequence[Row], retriever: Retriever, reader: Reader, passages: int) -> list[Asked]:
    """Ask every question twice, with what holds its answer and without; every other one of a few documents only."""
    asked = []
    words = {document.id: _words(document.text) for document in retriever.store.documents}
    for done, row in enumerate(rows):
        golds = [gold.text for gold in row.answers]
        holding = {d.id for d in retriever.store.documents if _holds(d, words[d.id], row, golds)}
        scope = set(words)
        if done % 2:
            titled = {d.id for d in retriever.store.documents if _has_title_of(row, d)}
            scope = holding | titled | set(random.Random(done).sample(sorted(words), FEW))
        for allowed in (scope | holding, scope - holding):
            hits = retriever.search(row.question, passages, allowed)
            readings = reader.read(row.question, [hit.passage for hit in hits])
            candidates = candidates_of(row.question, hits, readings)
            if candidates:
                asked.append(_asked(row, candidates, golds if allowed & holding else []))
        if done % 50 == 0:
            print(f"{done} of {len(rows)} questions", flush=True)
    return asked


def _holds(document: Document, words: str, row: Row, golds: Sequence[str]) -> bool:
    """Whether a document is the row's own context (its first and last words) or has its title and says an answer."""
    own = _words(row.context)
    if own[:80] in words and own[-80:] in words:
        return True
    return _has_title_of(row, document) and any(gold.lower() in document.text.lower() for gold in golds)


def _has_title_of(row: Row, document: Document) -> bool:
    title = " ".join(row.title.lower().split())[:60]
    return title in (document.title.lower()[:60], document.text.split("\n", 1)[0].lower()[:60])


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _asked(row: Row, candidates: Sequence[Candidate], golds: list[str]) -> Asked:
    features = np.array([[candidate.features[name] for name in FEATURES] for candidate in candidates])
    said = [c.reading.passage.document.text[c.span.start : c.span.end] for c in candidates]
    right = np.array([bool(golds) and f1(text, golds) >= RIGHT for text in said])
    return Asked(title=row.title, answerable=bool(golds), features=features, right=right)


def fit(asked: Sequence[Asked]) -> Policy:
    """A logistic model of all candidates first, then of the ones it chooses, twice."""
    bias, weights = _logistic(np.concatenate([a.features for a in asked]), np.concatenate([a.right for a in asked]))
    for _ in range(2):
        best = [int(np.argmax(a.features @ weights)) for a in asked]
        chosen = np.array([a.features[i] for a, i in zip(asked, best, strict=True)])
        right = np.array([a.right[i] for a, i in zip(asked, best, strict=True)])
        bias, weights = _logistic(chosen, right)
    policy = Policy(
        bias=round(bias, 4), weights={n: round(float(w), 4) for n, w in zip(FEATURES, weights, strict=True)}
    )
    return replace(policy, threshold=best_threshold(policy, asked))


def best_threshold(policy: Policy, asked: Sequence[Asked]) -> float:
    """The probability from which answering scores best as SQuAD 2.0 counts (Rajpurkar et al. 2018), in steps of 0.05.

    A right answer counts, and so does silence where there is no answer. Of equal thresholds the highest is taken.
    """
    answerable = np.array([a.answerable for a in asked])
    confidence, right = _chosen(policy, asked)

    def score(threshold: float) -> int:
        given = confidence >= threshold
        return int((given & right).sum() + (~given & ~answerable).sum())

    return max((round(0.05 * step, 2) for step in range(1, 20)), key=lambda threshold: (score(threshold), threshold))


def _chosen(policy: Policy, asked: Sequence[Asked]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The probability of each question's preferred candidate, and whether it is right."""
    weights = np.array([policy.weights[name] for name in FEATURES])
    logits = [a.features @ weights + policy.bias for a in asked]
    best = [int(np.argmax(values)) for values in logits]
    confidence = np.array([1 / (1 + np.exp(-values[i])) for values, i in zip(logits, best, strict=True)])
    return confidence, np.array([a.right[i] for a, i in zip(asked, best, strict=True)])


def _logistic(x: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64]]:
    """Logistic regression by Newton's method with a slight L2 penalty (Hastie et al. 2009, section 4.4.1)."""
    x = np.column_stack([np.ones(len(x)), x])
    penalty = np.diag([0.0] + [1e-2] * (x.shape[1] - 1))
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (right - p) - penalty @ beta
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        beta = beta + np.linalg.solve(hessian, gradient)
    return float(beta[0]), beta[1:]


def measure(policy: Policy, asked: Sequence[Asked]) -> dict[str, float]:
    """What the policy does to questions that it was not fitted on; shares are between 0 and 1."""
    confidence, right = _chosen(policy, asked)
    given = confidence >= policy.threshold
    margins = [float(a.features[:, FEATURES.index("margin")].max()) for a in asked]
    absent = np.array([not a.answerable for a in asked])
    bins = np.array_split(np.argsort(confidence), 10)
    ece = sum(len(b) * abs(confidence[b].mean() - right[b].mean()) for b in bins) / len(asked)
    report = {
        "questions": len(asked),
        "best candidate right": right.mean(),
        "any candidate right": np.mean([a.right.any() for a in asked]),
        "answered": given.mean(),
        "right of answered": right[given].mean() if given.any() else 0.0,
        "silent where there is no answer": (~given)[absent].mean(),
        "AUROC right": auroc(confidence.tolist(), right.tolist()) or 0.0,
        "AUROC right, raw margin": auroc(margins, right.tolist()) or 0.0,
        "ECE": ece,
    }
    return {name: round(float(value), 4) for name, value in report.items()}


if __name__ == "__main__":
    main()
