"""From what the workers printed to figures: medians, ratios, and how good the answers are."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.peers.texts import Asked
from qa.metrics import RIGHT, exact_match, f1

Figures = Mapping[str, float]  # of one system in one round, by the name of what is measured
OURS = "pincite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A row of the table: a cost, of which less is better, or a share, of which more is."""

    name: str
    is_cost: bool = True


_COSTS = (
    *("build, s", "build, CPU s", "build, peak MB", "index on disk, MB"),
    *("cold answer, s", "cold answer, CPU s", "cold answer, peak MB"),
    *("warm answer, p50, ms", "warm answer, p95, ms", "warm answer, CPU ms", "warm answers, peak MB"),
    *("search alone, p50, ms", "search alone, CPU ms"),
)
_SHARES = (
    *("right passage among eight, %", "exact match, %", "F1, %"),
    *("answered, %", "silent without an answer, %", "right of answered, %"),
)
MEASURES = (*(Measure(name=name) for name in _COSTS), *(Measure(name=name, is_cost=False) for name in _SHARES))


@dataclass(slots=True)
class Results:
    """All rounds: figures by size, system and round, in the order in which they were measured."""

    rounds: dict[int, dict[str, list[Figures]]] = field(default_factory=dict)

    def add(self, size: int, system: str, figures: Figures) -> None:
        """Keep one round of one system at one size."""
        self.rounds.setdefault(size, {}).setdefault(system, []).append(figures)

    def median(self, size: int, system: str, name: str) -> float | None:
        """The median over the rounds; None where the system does no such thing."""
        values = [one[name] for one in self.rounds[size].get(system, []) if name in one]
        return statistics.median(values) if values else None

    def ratio(self, size: int, system: str, name: str) -> float | None:
        """The median over the rounds of how many times Pincite's figure of the same round it is."""
        pairs = zip(self.rounds[size].get(system, []), self.rounds[size].get(OURS, []), strict=False)
        values = [theirs[name] / ours[name] for theirs, ours in pairs if name in theirs and ours.get(name)]
        return statistics.median(values) if values else None

    @property
    def systems(self) -> list[str]:
        """Everyone measured, in order."""
        return list(dict.fromkeys(system for systems in self.rounds.values() for system in systems))


def figures_of(lines: Mapping[str, Mapping[str, Any]], asked: Sequence[Asked]) -> Figures:
    """The figures of one round, from what the workers printed of `build`, `cold` and `warm`."""
    build, cold, warm = (lines[name] for name in ("build", "cold", "warm"))
    found = {
        "build, s": build["wall"],
        "build, CPU s": build["cpu"],
        "build, peak MB": build["peak"] / 1e6,
        "index on disk, MB": build["disk"] / 1e6,
    }
    if "ask" in warm:
        found |= {
            "cold answer, s": cold["wall"],
            "cold answer, CPU s": cold["cpu"],
            "cold answer, peak MB": cold["peak"] / 1e6,
            "warm answer, p50, ms": 1000 * statistics.median(warm["ask"]["wall"]),
            "warm answer, p95, ms": 1000 * statistics.quantiles(warm["ask"]["wall"], n=20, method="inclusive")[-1],
            "warm answer, CPU ms": 1000 * statistics.mean(warm["ask"]["cpu"]),
            "warm answers, peak MB": warm["peak"] / 1e6,
        }
    found |= {
        "search alone, p50, ms": 1000 * statistics.median(warm["search"]["wall"]),
        "search alone, CPU ms": 1000 * statistics.mean(warm["search"]["cpu"]),
    }
    return {**found, **quality(asked, warm["found"], warm["ask"]["said"] if "ask" in warm else None)}


def quality(asked: Sequence[Asked], found: Sequence[Sequence[str]], said: Sequence[str] | None) -> Figures:
    """Shares in percent: of the questions with an answer how many are found and right, of the others how many silent.

    Silence where there is an answer counts as wrong. "Right of answered" is of all answers given, to either kind.
    """
    have = [number for number, one in enumerate(asked) if one.answers]
    lack = [number for number, one in enumerate(asked) if not one.answers]
    shares = {"right passage among eight, %": [float(asked[n].passage in found[n]) for n in have]}
    if said is not None:
        shares |= {
            "exact match, %": [exact_match(said[n], asked[n].answers) for n in have],
            "F1, %": [f1(said[n], asked[n].answers) for n in have],
            "answered, %": [float(bool(said[n])) for n in have],
            "silent without an answer, %": [float(not said[n]) for n in lack],
            "right of answered, %": [
                float(f1(text, one.answers) >= RIGHT) for text, one in zip(said, asked, strict=True) if text
            ],
        }
    return {name: 100 * statistics.mean(values) for name, values in shares.items() if values}
