"""The diagrams: valid SVG whose points are those of the measures."""

from xml.etree import ElementTree as ET

import pytest
from scipy.stats import binomtest

from qa.evaluation.plot import Panel, svg_of, wilson
from qa.evaluation.run import Outcome, Run

SVG = "{http://www.w3.org/2000/svg}"


def run_of(*answers: tuple[float | None, bool], calibrated: bool = True) -> Run:
    outcomes = tuple(
        Outcome(
            key=str(n),
            question="?",
            answers=("x",),
            kind="fact",
            given="x",
            best="x",
            confidence=confidence,
            exact_match=0.0,
            f1=0.0,
            right=right,
            ranks=(),
            relevant=None,
            seconds=0.0,
            signals={},
        )
        for n, (confidence, right) in enumerate(answers)
    )
    return Run(header={"calibrated": calibrated}, outcomes=outcomes)


ANSWERS = [(n / 40, n % 3 > 0) for n in range(40)]


def test_the_diagrams_show_each_bin_and_name_each_run() -> None:
    root = ET.fromstring(svg_of({"a <b> & c": run_of(*ANSWERS), "other": run_of(*ANSWERS, calibrated=False)}))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"Risk and coverage", "Reliability", "a <b> & c (40 questions)", "other (40 questions)"} <= set(texts)
    circles = list(root.iter(f"{SVG}circle"))
    assert len(circles) == 10  # of the calibrated run alone
    assert circles[0][0].text == "4 answers of confidence 0.00 to 0.07: 50.0% right"
    assert circles[0].get("cx") == str(Panel(1, highest=1.0).at(0.0375, 0)[0])
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert all(0 < float(circle.get("cx", -1)) < width for circle in circles)
    assert all(0 < float(circle.get("cy", -1)) < height for circle in circles)


def test_the_curve_ends_with_everything_answered() -> None:
    root = ET.fromstring(svg_of({"run": run_of(*ANSWERS)}))
    curve = next(path.get("d", "") for path in root.iter(f"{SVG}path"))
    x, y = map(float, curve.split("L")[-1].split())
    risk = sum(not right for _, right in ANSWERS) / 40
    edge = [text.text for text in root.iter(f"{SVG}text") if text.get("y") == "52.0"]  # beside the upper edges
    assert edge == ["50%", "100%"]  # the surest is wrong, the next is right
    assert (x, y) == Panel(0, highest=0.5).at(1.0, risk)


def test_many_answers_make_a_file_of_a_moderate_size() -> None:
    many = run_of(*((n / 20_000, n % 5 > 0) for n in range(20_000)))
    assert len(svg_of({"many": many})) < 40_000


def test_a_run_without_confidence_draws_the_axes_alone() -> None:
    root = ET.fromstring(svg_of({"run": run_of((None, True))}))
    assert not list(root.iter(f"{SVG}circle"))


@pytest.mark.parametrize(("right", "n"), [(0, 4), (3, 8), (10, 10), (50, 200)])
def test_wilson_is_that_of_scipy(right: int, n: int) -> None:
    wanted = binomtest(right, n).proportion_ci(method="wilson")
    assert wilson(right / n, n) == pytest.approx((wanted.low, wanted.high), abs=1e-6)
