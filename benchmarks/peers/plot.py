"""The results as one SVG: how costs grow with the passages, a panel for each, all axes logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from benchmarks.peers.figures import Results
from benchmarks.peers.table import NAMES

# Okabe and Ito's palette: told apart by people who see colours differently
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
_SIDE, _LEFT, _TOP, _GAP = 230, 64, 44, 84  # of a panel, in pixels
_PANELS = ("cold answer, s", "warm answer, p50, ms", "warm answers, peak MB", "build, s")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#222}.t{font-weight:600;font-size:14px}.s{fill:#666}"
    ".g{stroke:#ddd}.a{stroke:#888}"
)


class Scale:
    """From a number to a place between 0 and `_SIDE`, by its logarithm; the ends are powers of ten."""

    def __init__(self, values: Sequence[float]) -> None:
        self._low = floor(log10(min(values)))
        self._high = max(ceil(log10(max(values))), self._low + 1)

    def at(self, value: float) -> float:
        """The place of a number."""
        return round(_SIDE * (log10(value) - self._low) / (self._high - self._low), 1)

    @property
    def ticks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**power for power in range(self._low, self._high + 1)]


def svg_of(results: Results) -> str:
    """Four panels side by side, with the systems below them."""
    shown = [name for name in _PANELS if _values(results, name)]
    parts = [
        part for number, name in enumerate(shown) for part in _panel(results, name, _LEFT + number * (_SIDE + _GAP))
    ]
    for number, system in enumerate(results.systems):
        x, y = _LEFT + 190 * number, _TOP + _SIDE + 62
        parts.append(f'<rect x="{x}" y="{y - 10}" width="14" height="10" rx="2" fill="{_COLOURS[number]}"/>')
        parts.append(f'<text x="{x + 20}" y="{y}">{escape(NAMES[system])}</text>')
    width, height = _LEFT + len(shown) * (_SIDE + _GAP) - _GAP + 30, _TOP + _SIDE + 80
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="What each system costs by the number of passages"><style>{_STYLE}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _values(results: Results, name: str) -> list[float]:
    found = [results.median(size, one, name) for size in results.rounds for one in results.systems]
    return [value for value in found if value]


def _panel(results: Results, name: str, left: float) -> list[str]:
    sizes = sorted(results.rounds)
    across, up = Scale(sizes), Scale(_values(results, name))
    bottom = _TOP + _SIDE
    parts = [f'<text class="t" x="{left + _SIDE / 2}" y="{_TOP - 16}" text-anchor="middle">{escape(name)}</text>']
    for value in up.ticks:
        y = bottom - up.at(value)
        parts.append(f'<path class="g" d="M{left} {y}h{_SIDE}"/>')
        parts.append(f'<text class="s" x="{left - 8}" y="{y + 4}" text-anchor="end">{value:,g}</text>')
    for size in sizes:
        x = left + across.at(size)
        parts.append(f'<path class="a" d="M{x} {bottom}v5"/>')
        parts.append(f'<text class="s" x="{x}" y="{bottom + 20}" text-anchor="middle">{size:,}</text>')
    parts.append(f'<path class="a" d="M{left} {bottom}h{_SIDE}"/>')
    parts.append(f'<text class="s" x="{left + _SIDE / 2}" y="{bottom + 38}" text-anchor="middle">passages</text>')
    for number, system in enumerate(results.systems):
        medians = {size: results.median(size, system, name) for size in sizes}
        points = [(left + across.at(size), bottom - up.at(value)) for size, value in medians.items() if value]
        parts += _line(points, _COLOURS[number])
    return parts


def _line(points: Sequence[tuple[float, float]], colour: str) -> list[str]:
    way = "L".join(f"{x} {y}" for x, y in points)
    line = [f'<path d="M{way}" fill="none" stroke="{colour}" stroke-width="2"/>'] if points else []
    return line + [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in points]
