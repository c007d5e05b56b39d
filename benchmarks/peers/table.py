"""The results as a Markdown table: a row for each measure and number of passages, a column for each system."""

from __future__ import annotations

from benchmarks.peers.figures import MEASURES, OURS, Measure, Results

NAMES = {"pincite": "Pincite", "haystack": "Haystack", "txtai": "txtai", "langchain": "LangChain, search only"}


def table_of(results: Results) -> str:
    """Medians; of costs also how many times Pincite's each is. The best of a row is bold, whoever it is."""
    systems = results.systems
    lines = [f"| | passages | {' | '.join(NAMES[one] for one in systems)} |", "|---" * (len(systems) + 2) + "|"]
    for measure in MEASURES:
        sizes = [size for size in sorted(results.rounds) if _is_measured(results, measure, size)]
        for number, size in enumerate(sizes):
            name = "" if number else measure.name
            lines.append(f"| {name} | {size:,} | {' | '.join(_cells(results, measure, size))} |")
    return "\n".join(lines)


def _is_measured(results: Results, measure: Measure, size: int) -> bool:
    return any(results.median(size, system, measure.name) is not None for system in results.systems)


def _cells(results: Results, measure: Measure, size: int) -> list[str]:
    medians = {one: results.median(size, one, measure.name) for one in results.systems}
    known = [value for value in medians.values() if value is not None]
    best = min(known) if measure.is_cost else max(known)
    return [
        "" if value is None else _cell(value, value == best, _ratio(results, measure, size, one))
        for one, value in medians.items()
    ]


def _ratio(results: Results, measure: Measure, size: int, system: str) -> float | None:
    return results.ratio(size, system, measure.name) if measure.is_cost and system != OURS else None


def _cell(value: float, is_best: bool, ratio: float | None) -> str:  # noqa: FBT001  # two of a kind would hide it
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    shown = f"**{shown}**" if is_best else shown
    return shown if ratio is None else f"{shown} ({ratio:.2g}×)"
