"""Runs in words and as data: one run's measures, several side by side, and what changed between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from qa.evaluation.bootstrap import Difference, Estimate
from qa.evaluation.compare import Comparison
from qa.evaluation.confidence import reliability, risk_coverage
from qa.evaluation.measures import kinds_of, measures_of, scored
from qa.evaluation.run import Outcome, Run
from qa.metrics import RIGHT

_TENTHS = [number / 10 for number in range(1, 11)]
_NAMED = 20  # questions gained or lost that are printed


def data_of_run(run: Run) -> dict[str, Any]:
    """Everything about a run as JSON data."""
    confidence, right = scored(run.outcomes)
    curve = zip(*map(list, risk_coverage(confidence, right)), strict=True) if len(confidence) else ()
    return {
        "settings": dict(run.header),
        "measures": {name: asdict(measure) for name, measure in measures_of(run).items()},
        "kinds": dict(kinds_of(run.outcomes)),
        "risk_coverage": [{"coverage": float(c), "risk": float(r)} for c, r in curve],
        "reliability": [asdict(one) for one in reliability(confidence, right)] if run.header.get("calibrated") else [],
        "outcomes": [asdict(outcome) for outcome in run.outcomes],
    }


def in_words(run: Run) -> str:
    """The measures of a run with their intervals, the risk-coverage curve, and the reliability table."""
    outcomes = run.outcomes
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in kinds_of(outcomes).items())
    lines = [f"{len(outcomes):,} questions; answers by kind: {kinds}", ""]
    lines += [f"{'':<38}{'':>7}  95 % interval    of"]
    lines += [f"{name:<38}{_row(measure)}" for name, measure in measures_of(run).items()]
    confidence, right = scored(outcomes)
    if len(confidence) < len(outcomes):
        lines += ["", f"{len(outcomes) - len(confidence):,} answers have no confidence; its measures leave them out."]
    if len(confidence):
        lines += ["", *_curve(run)]
        if run.header.get("calibrated"):
            lines += ["", "confidence       mean   right   answers"]
            lines += [
                f"{b.lowest:.2f} to {b.highest:.2f}     {b.confidence:.3f}   {b.right:.3f}   {b.count:>7,}"
                for b in reliability(confidence, right)
            ]
    return "\n".join(lines)


def each_in_words(outcomes: Sequence[Outcome]) -> str:
    """A line a question: whether the outcome is right, the confidence, the question and what was given."""
    lines = []
    for one in outcomes:
        sure = "   -" if one.confidence is None else f"{one.confidence:.2f}"
        verdict = "right" if one.f1 >= RIGHT else "WRONG"
        lines.append(f"{verdict}  {sure}  {one.question}  ->  {' | '.join(one.given.splitlines()) or '(none)'}")
    return "\n".join(lines)


def table_of(runs: Mapping[str, Run]) -> str:
    """The measures of several runs side by side, a run a column, in Markdown."""
    columns = {name: measures_of(run) for name, run in runs.items()}
    names = list(dict.fromkeys(name for measures in columns.values() for name in measures))
    lines = [f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    lines.append(f"| questions | {' | '.join(f'{len(run.outcomes):,}' for run in runs.values())} |")
    rows = ([_cell(measures.get(name)) for measures in columns.values()] for name in names)
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in zip(names, rows, strict=True)]
    return "\n".join(lines)


def comparison_in_words(comparison: Comparison) -> str:
    """What the second run gained and lost."""
    gained, lost = comparison.gained, comparison.lost
    lines = [
        f"{comparison.questions:,} questions: {len(gained):,} gained, {len(lost):,} lost "
        f"(McNemar, exact: p = {comparison.p:.4f})",
        f"F1           {_change(comparison.f1)}",
        f"exact match  {_change(comparison.exact_match)}",
    ]
    for title, pairs in (("gained", gained), ("lost", lost)):
        for a, b in pairs[:_NAMED]:
            lines.append(f"{title}  {b.question}  ->  {a.given or '(none)'!r} then {b.given or '(none)'!r}")
        if len(pairs) > _NAMED:
            lines.append(f"{title}  and {len(pairs) - _NAMED:,} more")
    return "\n".join(lines)


def data_of_comparison(comparison: Comparison) -> dict[str, Any]:
    """A comparison as JSON data; questions by their keys."""
    return {
        "questions": comparison.questions,
        "gained": [b.key for _, b in comparison.gained],
        "lost": [b.key for _, b in comparison.lost],
        "mcnemar_p": comparison.p,
        "f1": asdict(comparison.f1),
        "exact_match": asdict(comparison.exact_match),
    }


def _curve(run: Run) -> list[str]:
    """The curve at every tenth of the coverage: the least that gives as much."""
    coverage, risk = risk_coverage(*scored(run.outcomes))
    at = [int((coverage >= tenth - 1e-9).argmax()) for tenth in _TENTHS]
    return [
        f"coverage  {'  '.join(f'{coverage[i]:>5.0%}' for i in at)}",
        f"risk      {'  '.join(f'{risk[i]:>5.1%}' for i in at)}",
    ]


def _row(measure: Estimate) -> str:
    if measure.value is None or measure.low is None or measure.high is None:
        return f"{'-':>7}  {'':<15}{measure.count:>7,}"
    interval = f"{measure.low:.3f} to {measure.high:.3f}"
    return f"{measure.value:>7.3f}  {interval:<15}{measure.count:>7,}"


def _cell(measure: Estimate | None) -> str:
    if measure is None or measure.value is None or measure.low is None or measure.high is None:
        return "–"
    return f"{measure.value:.3f} ({measure.low:.3f}–{measure.high:.3f})"


def _change(difference: Difference) -> str:
    return f"{difference.value:+.4f}  (95 %: {difference.low:+.4f} to {difference.high:+.4f}; p = {difference.p:.3f})"
