"""The risk-coverage curve and the reliability diagram as one SVG, which browsers and pages show without any library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, sqrt

from qa.evaluation.confidence import Bin, reliability, risk_coverage
from qa.evaluation.measures import scored
from qa.evaluation.run import Run

# Okabe and Ito's palette: told apart by people who see colours differently
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_SIDE, _LEFT, _TOP, _GAP = 320, 64, 48, 110  # of a panel, in pixels
_MOST_POINTS = 400  # of a curve
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}.t{font-weight:600;font-size:15px}.s{fill:#666;font-size:12px}"
    ".g{stroke:#ddd;stroke-width:1}.a{stroke:#888;stroke-width:1}.d{stroke:#999;stroke-dasharray:4 4}"
)
Point = tuple[float, float]


class Panel:
    """A square with axes; `x` and `y` are shares, and `highest` is the share at its upper edge."""

    def __init__(self, number: int, *, highest: float) -> None:
        self._x0, self._highest = _LEFT + number * (_SIDE + _GAP), highest

    def at(self, x: float, y: float) -> Point:
        """Where a point is drawn."""
        return round(self._x0 + x * _SIDE, 1), round(_TOP + _SIDE * (1 - min(y, self._highest) / self._highest), 1)

    def axes(self, title: str, below: str, beside: str) -> list[str]:
        """The grid with its numbers, the title, and what the axes say."""
        parts = [_text(self.at(0.5, 0)[0], _TOP - 18, title, "t", "middle")]
        for fifth in range(6):
            share = fifth / 5
            (x, bottom), (left, y) = self.at(share, 0), self.at(0, share * self._highest)
            parts.append(_line((x, bottom), (x, _TOP), "a" if fifth == 0 else "g"))
            parts.append(_line((left, y), (left + _SIDE, y), "a" if fifth == 0 else "g"))
            parts.append(_text(x, bottom + 18, f"{share:.0%}", "s", "middle"))
            parts.append(_text(left - 8, y + 4, f"{share * self._highest:.0%}", "s", "end"))
        middle = self.at(0.5, self._highest / 2)
        parts.append(_text(middle[0], _TOP + _SIDE + 40, below, "", "middle"))
        parts.append(
            f'<text x="{self._x0 - 48}" y="{middle[1]}" text-anchor="middle" '
            f'transform="rotate(-90 {self._x0 - 48} {middle[1]})">{escape(beside)}</text>'
        )
        return parts


def svg_of(runs: Mapping[str, Run]) -> str:
    """Both diagrams for some runs, by name. Runs whose confidence is no probability have no reliability."""
    curves = {name: _curve_of(run) for name, run in runs.items()}
    # the first few answers say little: they may leave the panel at its upper edge
    highest = max([risk for points in curves.values() for coverage, risk in points if coverage >= 0.05], default=0.1)
    risks, sure = Panel(0, highest=min(1.0, max(0.1, ceil(highest * 10) / 10))), Panel(1, highest=1.0)
    parts = risks.axes("Risk and coverage", "questions answered, the surest first", "wrong of those answered")
    parts += sure.axes("Reliability", "confidence", "right")
    parts.append(_line(sure.at(0, 0), sure.at(1, 1), "d"))
    for number, (name, run) in enumerate(runs.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        parts.append(_path([risks.at(*point) for point in curves[name]], colour))
        if run.header.get("calibrated"):
            parts += _bins(sure, reliability(*scored(run.outcomes)), colour)
        y = _TOP + _SIDE + 66 + 20 * number
        parts.append(f'<rect x="{_LEFT}" y="{y - 10}" width="14" height="10" rx="2" fill="{colour}"/>')
        parts.append(_text(_LEFT + 22, y, f"{name} ({len(run.outcomes):,} questions)", "", "start"))
    width, height = _LEFT + 2 * _SIDE + _GAP + 30, _TOP + _SIDE + 70 + 20 * len(runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="Risk-coverage curve and reliability diagram"><style>{_STYLE}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _curve_of(run: Run) -> list[Point]:
    confidence, right = scored(run.outcomes)
    if not len(confidence):
        return []
    points = [(float(c), float(r)) for c, r in zip(*risk_coverage(confidence, right), strict=True)]
    step = max(1, len(points) // _MOST_POINTS)
    return [*points[:-1:step], points[-1]]


def _bins(panel: Panel, bins: Sequence[Bin], colour: str) -> list[str]:
    """Each bin as a dot with the 95 % interval of its share (Wilson 1927), and a line through them."""
    parts = [_path([panel.at(one.confidence, one.right) for one in bins], colour)]
    for one in bins:
        low, high = wilson(one.right, one.count)
        x, y = panel.at(one.confidence, one.right)
        parts.append(
            f'<path d="M{x} {panel.at(0, low)[1]}V{panel.at(0, high)[1]}" stroke="{colour}" stroke-opacity=".5"/>'
            f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"><title>{one.count:,} answers of confidence '
            f"{one.lowest:.2f} to {one.highest:.2f}: {one.right:.1%} right</title></circle>"
        )
    return parts


def wilson(share: float, n: int) -> Point:
    """The 95 % interval of a share of `n` (Wilson 1927)."""
    z = 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _path(points: Sequence[Point], colour: str) -> str:
    if not points:
        return ""
    way = "L".join(f"{x} {y}" for x, y in points)
    return f'<path d="M{way}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"/>'


def _line(start: Point, end: Point, kind: str) -> str:
    return f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" class="{kind}"/>'


def _text(x: float, y: float, says: str, kind: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(says)}</text>'
