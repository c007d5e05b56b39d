"""Limits over time: the quota of uploads, and what is swept away."""

import asyncio
import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qa.chat import scratch
from qa.chat.limits import Quota


@given(steps=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), max_size=40))
def test_within_any_window_no_more_is_taken_than_the_limit(steps: list[tuple[int, int]]) -> None:
    now = 0.0
    quota = Quota(10, seconds=60.0, clock=lambda: now)
    taken: list[tuple[float, int]] = []
    for wait, size in steps:
        now += wait
        before = sum(other for at, other in taken if at > now - 60)
        assert quota.left == 10 - before
        assert quota.take(size) == (size <= 10 - before)
        if size <= 10 - before:
            taken.append((now, size))


def test_old_files_are_swept_away_with_their_folders_and_new_ones_stay(tmp_path: Path) -> None:
    old, new = tmp_path / "a" / "old", tmp_path / "b" / "new"
    for path in (old, new):
        path.parent.mkdir()
        path.write_text("x")
    (tmp_path / "link").symlink_to(new)
    for path in (old, old.parent):
        os.utime(path, (1000, 1000))
    scratch.sweep(tmp_path, older_than=3600, now=new.stat().st_mtime)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "link", "new"]  # "a" changed just now
    scratch.sweep(tmp_path, older_than=-1)
    scratch.sweep(tmp_path, older_than=-1)
    assert list(tmp_path.rglob("*")) == []


def test_a_server_sweeps_when_it_starts_and_stops_doing_so() -> None:
    left = scratch.scratch() / "left"
    left.write_text("x")
    os.utime(left, (1000, 1000))

    async def live() -> None:
        async with scratch.tidied(None):
            for _ in range(100):
                await asyncio.sleep(0.01)
                if not left.exists():
                    return

    asyncio.run(live())
    assert not left.exists()
    assert scratch.scratch().is_dir()
    assert scratch.scratch().stat().st_mode & 0o077 == 0  # nobody else reads what was sent
