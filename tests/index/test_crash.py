"""Builds that are cut off at any moment: what was published stays, and the next build works."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.dense
import index.generation
import index.lexical
import index.publish
from corpus.errors import StoreReadOnly
from index.store import Store
from index.update import add, clear_away, remove
from index.verify import verify

STEPS = [  # each thing that publishing does to the disk, in its order
    (index.publish.tempfile, "mkdtemp"),
    (Path, "mkdir"),
    (np, "save"),
    (index.dense.DenseIndex, "save"),
    (index.lexical.LexicalIndex, "save"),
    (Path, "write_bytes"),
    (os, "fsync"),
    (Path, "rename"),
    (index.publish.tempfile, "mkstemp"),
    (os, "fdopen"),
    (Path, "chmod"),
    (Path, "replace"),
]


class PowerCut(BaseException):
    """Not an `Exception`: nothing in the code may catch it and go on."""


def failing(original: Callable[..., Any], when: int, error: BaseException) -> Callable[..., Any]:
    """A function that does as the original does until it is called for the `when`th time."""
    calls = iter(range(1, 10**6))

    def step(*arguments: Any, **named: Any) -> Any:
        if next(calls) == when:
            raise error
        return original(*arguments, **named)

    return step


@pytest.mark.parametrize("step", STEPS, ids=[f"{owner.__name__}.{name}" for owner, name in STEPS])
@pytest.mark.parametrize("error", [PowerCut(), OSError(errno.ENOSPC, "No space left on device")], ids=["cut", "full"])
def test_a_build_cut_off_at_any_step_leaves_the_store_as_it_was(
    store: Path, ferry: Path, pier: Path, encoder: Any, step: tuple[Any, str], error: BaseException
) -> None:
    owner, name = step
    add(store, [ferry], encoder=encoder)
    before = Store.open(store).id
    said, when = [], 0
    while Store.open(store).id == before:  # until nothing fails any more, or only after the pointer has changed
        assert [document.title for document in Store.open(store).documents] == ["The Ferry"]
        when += 1
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, name, failing(getattr(owner, name), when, error))
            try:
                add(store, [pier], encoder=encoder)
            except (PowerCut, StoreReadOnly) as caught:
                said.append(str(caught))
    assert said
    assert isinstance(error, PowerCut) or all("cannot be written to: No space left" in line for line in said)
    report = add(store, [pier], encoder=encoder)
    assert report.added or report.unchanged
    assert [document.title for document in Store.open(store).documents] == ["The Ferry", "The Pier"]
    clear_away(store)
    assert len(list((store / "generations").iterdir())) == 1
    assert not list(store.glob(".current-*"))
    assert verify(store, encoder)


def test_the_same_build_again_after_it_was_cut_off_before_the_pointer_changed(
    store: Path, ferry: Path, pier: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Removing writes the same bytes each time, so the second try meets the folder that the first one left."""
    add(store, [ferry, pier], encoder=encoder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing(Path.replace, 1, PowerCut()))
        with pytest.raises(PowerCut):
            remove(store, ["The Pier"], encoder=encoder)
    assert len(Store.open(store).documents) == 2
    remove(store, ["The Pier"], encoder=encoder)
    assert [document.title for document in Store.open(store).documents] == ["The Ferry"]


def test_everything_is_on_the_disk_before_the_pointer_changes(
    store: Path, ferry: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: set[int] = set()
    fsync, replace = os.fsync, Path.replace

    def record(handle: int) -> None:
        flushed.add(os.fstat(handle).st_ino)
        fsync(handle)

    def check(self: Path, target: Path) -> Path:
        if target.name != "current":
            return replace(self, target)
        (folder,) = (store / "generations").glob("0*")
        written = [self, folder, folder.parent, *folder.rglob("*")]
        assert len(written) >= 13
        assert all(path.stat().st_ino in flushed for path in written)
        flushed.clear()
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", record)
    monkeypatch.setattr(Path, "replace", check)
    add(store, [ferry], encoder=encoder)
    assert store.stat().st_ino in flushed  # the rename itself


BUILDER = """
import sys
from pathlib import Path
from index.hash_encoder import HashEncoder
from index.update import add
print("ready", flush=True)
for number in range(10_000):
    file = Path(sys.argv[2]) / f"killed-{number}.txt"
    file.write_text(f"The number of this one is {number}. " * 50)
    add(Path(sys.argv[1]), [file], encoder=HashEncoder())
    print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on Windows")
def test_a_builder_killed_in_the_middle(store: Path, ferry: Path, encoder: Any) -> None:
    add(store, [ferry], encoder=encoder)
    done = -1
    for wait in (0.0, 0.02, 0.045):
        builder = subprocess.Popen(
            [sys.executable, "-c", BUILDER, store, ferry.parent],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        with builder:
            assert builder.stdout
            assert builder.stdout.readline() == "ready\n"
            assert builder.stdout.readline() == "0\n"
            time.sleep(wait)
            builder.kill()
            said = builder.stdout.read().split()
        done = int(said[-1]) if said else 0
        opened = Store.open(store)
        texts = " ".join(document.text for document in opened.documents)
        assert f"The number of this one is {done}." in texts  # what was reported as done stays done
        assert verify(store, encoder)
        shutil.rmtree(store)
        add(store, [ferry], encoder=encoder)


def test_a_builder_killed_holds_no_lock(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    code = (
        "import sys, time; from pathlib import Path; from index.publish import building\n"
        "with building(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    )
    add(store, [ferry], encoder=encoder)
    with subprocess.Popen(
        [sys.executable, "-c", code, store], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    assert add(store, [pier], encoder=encoder).passages == 4
