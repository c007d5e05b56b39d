"""Runs of a few steps: going on after an interruption, what a decay leaves, and what stops a run."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from training import parts
from training.data import Row
from training.errors import DataError, WeightsError
from training.parts import Parts
from training.schedule import Schedule

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from training.loop import Run
    from training.model import Position

MakeRow = Callable[..., Row]
SECONDS = 1000.0


class KilledError(Exception):
    """The end of a run that nobody foresaw."""


class RecordedParts(Parts):
    """Parts that remember which of them were read, and the rows of each."""

    def __init__(self, lead: list[Row], main: list[Row]) -> None:
        """Take the rows, with the seed 13."""
        super().__init__(lead, main, 13)
        self.read: list[tuple[int, list[str]]] = []

    def rows(self, part: int) -> list[Row]:
        """The rows of a part."""
        rows = super().rows(part)
        self.read.append((part, [row.id for row in rows]))
        return rows


class Session(NamedTuple):
    """What a run left: where it ended (None if it was killed) and the parts it read."""

    position: "Position | None"
    read: list[tuple[int, list[str]]]


def _ticks(steps: int, *, is_killed: bool) -> Iterator[float]:
    """A clock for one look at the beginning and one a step: the time is up, or the run is killed, after so many."""
    yield 0.0
    yield from itertools.repeat(1.0, steps)
    if is_killed:
        raise KilledError
    yield from itertools.repeat(SECONDS)


@pytest.fixture
def session(
    encoder: Path, tokenizer: "PreTrainedTokenizerBase", make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Session]:
    """A function that runs so many steps in a folder, from its trunk if it has one."""
    from training import loop
    from training.model import Position, Reader, load_trunk, make_optimizer

    monkeypatch.setattr(parts, "CHUNK", 6)
    monkeypatch.setattr(loop, "TRUNK_EVERY", 2)
    lead = [make_row(i, answer="house") for i in range(8)]
    main = [make_row(i, answer="stone") for i in range(100, 120)]

    def run(out: Path, steps: int, *, is_killed: bool = False, decay: float = 0.0) -> Session:
        model = Reader(encoder)
        optimizer = make_optimizer(model, 1e-3)
        position = Position(step=0, seen=0, part=0)
        if (out / loop.TRUNK).exists():
            position = load_trunk(out / loop.TRUNK, model, optimizer)
        recorded = RecordedParts(lead, main)
        setup = _setup(tokenizer, recorded, out, decay)
        clock = _ticks(steps, is_killed=is_killed)
        try:
            return Session(loop.train(setup, model, optimizer, position, lambda: next(clock)), recorded.read)
        except KilledError:
            return Session(None, recorded.read)

    return run


def _setup(tokenizer: "PreTrainedTokenizerBase", order: Parts, out: Path, decay: float = 0.0) -> "Run":
    from training.loop import Run

    schedule = Schedule(peak=1e-3, warmup=1, seconds=SECONDS, decay=decay)
    # Two rows in a batch: three batches a part.
    return Run(tokenizer=tokenizer, parts=order, schedule=schedule, out=out, length=60, tokens=60, seed=13)


def test_a_killed_run_goes_on_where_its_trunk_is(session: Callable[..., Session], tmp_path: Path) -> None:
    """Step numbers go on, and the parts are those of a run that was not interrupted, in their order."""
    import torch

    (tmp_path / "a").mkdir()
    whole = session(tmp_path / "a", 18)
    assert whole.position is not None
    assert whole.position.step == 18
    assert [part for part, _ in whole.read] == list(range(len(whole.read)))

    killed = session(tmp_path, 5, is_killed=True)
    state = torch.load(tmp_path / "trunk.pt", weights_only=True)
    assert state["step"] == 4
    resumed = session(tmp_path, 6)
    assert resumed.position is not None
    assert resumed.position.step == 10
    assert resumed.position.seen > state["seen"]
    assert resumed.read[0][0] == state["part"]
    assert killed.read[-1][0] + 1 >= state["part"]
    both = killed.read + [entry for entry in resumed.read if entry not in killed.read]
    assert both == whole.read[: len(both)]


def test_runs_that_are_killed_at_once_lose_nothing(session: Callable[..., Session], tmp_path: Path) -> None:
    """A trunk is not saved again before a step is taken: its part would go up by one each time."""
    session(tmp_path, 4)
    before = (tmp_path / "trunk.pt").read_bytes()
    for _ in range(3):
        session(tmp_path, 0, is_killed=True)
        session(tmp_path, 1, is_killed=True)
    assert (tmp_path / "trunk.pt").read_bytes() == before


def test_a_trunk_saved_between_parts_skips_none(session: Callable[..., Session], tmp_path: Path) -> None:
    """Part 0 has three batches, part 1 one (two rows): after four steps, part 2 is next."""
    import torch

    first = session(tmp_path, 4)
    assert torch.load(tmp_path / "trunk.pt", weights_only=True)["part"] == 2
    assert first.position is not None
    assert first.position.part == 2
    assert session(tmp_path, 1).read[0][0] == 2


def test_the_same_run_twice_gives_the_same_weights(session: Callable[..., Session], tmp_path: Path) -> None:
    """Rows, batches and dropout depend on the seeds alone."""
    import torch

    states = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        torch.manual_seed(3)
        session(tmp_path / name, 3)
        states.append(torch.load(tmp_path / name / "trunk.pt", weights_only=True)["model"])
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


def test_a_decay_leaves_the_trunk_and_ships_weights(session: Callable[..., Session], tmp_path: Path) -> None:
    """A run without one ships nothing, so that it cannot replace a better reader."""
    from training.weights import read_weights

    session(tmp_path, 3)
    assert not (tmp_path / "reader.safetensors").exists()
    assert {"trunk.pt", "state.pt", "config.json", "tokenizer.json"} <= {path.name for path in tmp_path.iterdir()}
    before = (tmp_path / "trunk.pt").read_bytes()
    assert session(tmp_path, 3, decay=1.0).position is not None
    assert (tmp_path / "trunk.pt").read_bytes() == before
    assert {"spans.weight", "spans.bias"} <= read_weights(tmp_path / "reader.safetensors").keys()


def test_a_trunk_is_saved_where_the_decay_begins(session: Callable[..., Session], tmp_path: Path) -> None:
    """Here with the time up at the first step of the decay."""
    import torch

    session(tmp_path, 3, decay=0.5)
    assert torch.load(tmp_path / "trunk.pt", weights_only=True)["step"] == 3


def test_rows_that_make_no_example_are_an_error(
    encoder: Path, tokenizer: "PreTrainedTokenizerBase", make_row: MakeRow, tmp_path: Path
) -> None:
    """Instead of a loop without end."""
    from training.loop import train
    from training.model import Position, Reader, make_optimizer

    model = Reader(encoder)
    order = Parts([], [make_row(1, context="the house " * 60, answer="the house " * 50)], 13)
    with pytest.raises(DataError, match="no row makes an example of 60 tokens"):
        train(_setup(tokenizer, order, tmp_path), model, make_optimizer(model, 1e-3), Position(step=0, seen=0, part=0))


def test_a_loss_that_is_not_finite_stops_the_run_before_it_is_saved(
    encoder: Path, tokenizer: "PreTrainedTokenizerBase", make_row: MakeRow, tmp_path: Path
) -> None:
    """The message says how to go on."""
    import torch

    from training.loop import train
    from training.model import Position, Reader, make_optimizer

    model = Reader(encoder)
    torch.nn.init.constant_(model.spans.bias, float("nan"))
    setup = _setup(tokenizer, Parts([], [make_row(1, answer="house")], 13), tmp_path)
    with pytest.raises(WeightsError, match="the loss is nan; go on from the last trunk with --resume"):
        train(setup, model, make_optimizer(model, 1e-3), Position(step=0, seen=0, part=0))
    assert list(tmp_path.iterdir()) == []
