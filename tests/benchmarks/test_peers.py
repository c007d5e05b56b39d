"""What the peers' benchmark makes of what was measured; the peers themselves are installed nowhere here."""

import gzip
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers.environments import WANTED, _torch, interpreter
from benchmarks.peers.figures import MEASURES, Results, figures_of, quality
from benchmarks.peers.plot import Scale, svg_of
from benchmarks.peers.table import NAMES, table_of
from benchmarks.peers.texts import Asked, Texts
from benchmarks.peers.worker import PEERS, build, warm


def results(**rounds: list[float]) -> Results:
    """One size and one measure, so many rounds of each system."""
    found = Results()
    for system, values in rounds.items():
        for value in values:
            found.add(200, system, {"cold answer, s": value})
    return found


def test_a_figure_is_a_median_and_a_ratio_the_median_of_those_of_the_rounds() -> None:
    both = results(pincite=[1.0, 2.0, 4.0], haystack=[9.0, 10.0, 12.0])
    assert both.median(200, "haystack", "cold answer, s") == 10.0
    assert both.ratio(200, "haystack", "cold answer, s") == 5.0  # 9, 5, 3: not 10 / 2 by chance alone
    assert results(pincite=[1.0, 2.0, 4.0], txtai=[3.0, 2.0, 40.0]).ratio(200, "txtai", "cold answer, s") == 3.0
    assert both.median(200, "haystack", "F1, %") is both.ratio(200, "haystack", "F1, %") is None


def test_the_best_of_a_row_is_bold_whoever_it_is_and_what_is_not_measured_is_empty() -> None:
    found = Results()
    for size in (1000, 200):
        found.add(size, "pincite", {"cold answer, s": 2.0, "F1, %": 71.25})
        found.add(size, "txtai", {"cold answer, s": 1.0, "F1, %": 50.0})
        found.add(size, "langchain", {})
    assert table_of(found).splitlines() == [
        "| | passages | Pincite | txtai | LangChain, search only |",
        "|---|---|---|---|---|",
        "| cold answer, s | 200 | 2 | **1** (0.5×) |  |",
        "|  | 1,000 | 2 | **1** (0.5×) |  |",
        "| F1, % | 200 | **71.2** | 50 |  |",
        "|  | 1,000 | **71.2** | 50 |  |",
    ]


def test_silence_is_wrong_where_there_is_an_answer_and_right_where_there_is_none() -> None:
    asked = [
        Asked(question="a", answers=("1951",), passage="p"),
        Asked(question="b", answers=("two words",), passage="q"),
        Asked(question="c"),
        Asked(question="d"),
    ]
    said = ["1951", "", "", "something"]
    assert quality(asked, [["p", "x"], ["x"], ["x"], ["x"]], said) == {
        "right passage among eight, %": 50.0,
        "exact match, %": 50.0,
        "F1, %": 50.0,
        "answered, %": 50.0,
        "silent without an answer, %": 50.0,
        "right of answered, %": 50.0,
    }
    assert quality(asked, [["p"], ["q"], [], []], None) == {"right passage among eight, %": 100.0}


def lines(*, reads: bool) -> dict[str, dict[str, Any]]:
    """What three workers print."""
    times = {"said": ["1951", ""], "wall": [0.1, 0.3], "cpu": [0.2, 0.4]}
    return {
        "build": {"wall": 4.0, "cpu": 6.0, "peak": 5e8, "disk": 2e6},
        "cold": {"wall": 3.0, "cpu": 2.0, "peak": 4e8},
        "warm": {"search": times, "found": [["p"], []], "peak": 6e8} | ({"ask": times} if reads else {}),
    }


def test_every_measure_of_the_table_is_measured_and_no_other() -> None:
    asked = [Asked(question="a", answers=("1951",), passage="p"), Asked(question="b")]
    figures = figures_of(lines(reads=True), asked)
    assert set(figures) == {measure.name for measure in MEASURES}
    assert figures["warm answer, p50, ms"] == pytest.approx(200)
    assert figures["warm answer, CPU ms"] == pytest.approx(300)
    assert figures["F1, %"] == figures["silent without an answer, %"] == 100
    assert not any("answer" in name or "match" in name for name in figures_of(lines(reads=False), asked))


def test_the_plot_has_a_point_for_each_figure_and_higher_is_more() -> None:
    found = Results()
    for size, seconds in ((200, 2.0), (1000, 3.0), (4000, 20.0)):
        found.add(size, "pincite", {"cold answer, s": seconds, "build, s": seconds})
        found.add(size, "langchain", {"build, s": 10 * seconds})
    drawing = ET.fromstring(svg_of(found))
    circles = drawing.findall(".//{*}circle")
    assert len(circles) == 9
    heights = [float(circle.attrib["cy"]) for circle in circles[:3]]
    assert heights == sorted(heights, reverse=True)
    words = [text.text for text in drawing.findall(".//{*}text")]
    assert {"cold answer, s", "build, s", NAMES["langchain"], "4,000"} <= set(words)
    assert "warm answer, p50, ms" not in words  # nothing was measured


def test_a_scale_goes_from_one_power_of_ten_to_another() -> None:
    scale = Scale([2.0, 30.0])
    assert scale.ticks == [1.0, 10.0, 100.0]
    assert [scale.at(tick) for tick in scale.ticks] == [0, 115, 230]
    assert Scale([10.0]).ticks == [10.0, 100.0]


class Fake:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def build(self, texts: list[str], folder: Path) -> None:
        folder.mkdir()
        (folder / "index").write_text("".join(texts))

    def open(self, folder: Path) -> None:
        self.calls.append(f"open {folder.name}")

    def search(self, question: str) -> list[str]:
        self.calls.append(f"search {question}")
        return [question]

    def ask(self, question: str) -> str:
        self.calls.append(f"ask {question}")
        return question.upper()


def test_a_worker_measures_what_was_not_met_before(tmp_path: Path) -> None:
    task = {
        "index": str(tmp_path / "fake-200"),
        "texts": list("abcdefgh"),
        "asked": ["a", "b"],
        "searched": ["c"],
        "first": ["x", "y"],
    }
    fake = Fake()
    found = build(fake, task)
    assert found["disk"] == 8
    assert (tmp_path / "fake-200-first" / "index").read_text() == "abcd"
    measured = warm(fake, task)
    assert fake.calls[:8] == ["open fake-200", "ask x", "ask y", "ask a", "ask b", "search x", "search y", "search c"]
    assert measured["ask"]["said"] == ["A", "B"]
    assert len(measured["search"]["wall"]) == len(measured["search"]["cpu"]) == 1
    assert measured["found"] == [["a"], ["b"]]


@pytest.mark.parametrize("name", NAMES)
def test_every_system_has_an_adapter_that_imports_nothing_of_it_at_first(name: str) -> None:
    peer = PEERS[name].Peer
    assert peer.PACKAGES
    assert callable(peer.build)
    assert callable(peer.open)
    assert callable(peer.search)
    assert peer.ask is None or callable(peer.ask)
    assert not {"haystack", "txtai", "langchain_community"} & sys.modules.keys()


def test_pincite_runs_where_this_runs_and_an_environment_that_is_there_is_taken(tmp_path: Path) -> None:
    assert interpreter("pincite", tmp_path) == Path(sys.executable)
    for name in WANTED:
        (tmp_path / name).mkdir()
        (tmp_path / name / ".installed").touch()
        assert (tmp_path / name) in interpreter(name, tmp_path).parents
    assert _torch().startswith("torch==")


def row(number: int, *, length: int = 200) -> dict[str, Any]:
    text = f"Person {number} was born in {1000 + number}. " + "word " * (length // 5)
    start = text.index(f"{1000 + number}")
    return {
        "id": f"{number}",
        "title": "",
        "context": text,
        "question": f"When was person {number} born?",
        "answers": [{"text": f"{1000 + number}", "start": start}],
    }


def fits(text: str) -> bool:
    """All but one."""
    return "Person 50 was" not in text


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in rows)


def test_passages_of_questions_come_first_and_those_of_others_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "valid" / "tydiqa_en.jsonl.gz", [row(number) for number in range(30)])
    # the same passages once more, one that is too short, and long ones
    others = [row(number) for number in range(30)] + [row(40, length=0)]
    write(tmp_path / "calibration" / "some.jsonl.gz", others + [row(number, length=2000) for number in range(50, 90)])
    texts = Texts.read(tmp_path, passages=65, questions=16, fits=fits)
    assert len(texts.passages) == len(set(texts.passages)) == 65
    answered = [one for one in texts.asked if one.answers]
    without = [one for one in texts.asked if not one.answers]
    assert (len(answered), len(without), len(texts.searched)) == (16, 4, 4)
    assert {one.passage for one in answered} == set(texts.passages[:16])
    assert all(answer in one.passage for one in answered for answer in one.answers)
    for one in without:
        person = one.question.removeprefix("When was p").removesuffix(" born?")
        assert not any(f"P{person} was born" in passage for passage in texts.passages)
    assert max(map(len, texts.passages)) <= 700
    assert all(map(fits, texts.passages))
    assert texts == Texts.read(tmp_path, passages=65, questions=16, fits=fits)
    with pytest.raises(SystemExit, match="holds 30 usable questions; 60 are needed"):
        Texts.read(tmp_path, passages=60, questions=40, fits=fits)
    with pytest.raises(SystemExit, match="100 are needed"):
        Texts.read(tmp_path, passages=100, questions=16, fits=fits)
