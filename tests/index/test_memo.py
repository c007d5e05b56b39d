"""Large stores that were checked before are opened without hashing them, unless anything in them was touched."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import index.generation
import index.memo
from corpus.errors import StoreDamaged
from index.pointer import read_pointer
from index.store import Store
from index.update import add
from index.verify import verify


@pytest.fixture(autouse=True)
def _large_and_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every store is large, no file changed a moment ago, and the cache is the test's own."""
    monkeypatch.setattr(index.memo, "LEAST", 0)
    monkeypatch.setattr("index.look._SETTLED", -(10**18))
    monkeypatch.setenv("PINCITE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def made(store: Path, ferry: Path, pier: Path, encoder: Any) -> Path:
    add(store, [ferry, pier], encoder=encoder)
    return store


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders of which every file was hashed."""
    found: list[str] = []
    real = index.generation.check_files

    def counted(folder: Path, manifest: Any) -> None:
        found.append(folder.name)
        real(folder, manifest)

    monkeypatch.setattr(index.generation, "check_files", counted)
    return found


def generation(store: Path) -> Path:
    return store / "generations" / read_pointer(store)[0]


def test_it_is_hashed_once_and_answers_the_same(made: Path, checks: list[str], encoder: Any) -> None:
    first, again = Store.open(made), Store.open(made)
    assert checks == [first.id]
    assert list(first.documents) == list(again.documents)
    assert [p.text for p in first.generation.passages] == [p.text for p in again.generation.passages]
    question = encoder.encode_query("When did boats cross?")
    assert first.search(question, ["boat"], 3) == again.search(question, ["boat"], 3)


def test_small_stores_are_hashed_every_time(made: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.memo, "LEAST", 10**9)
    Store.open(made)
    Store.open(made)
    assert len(checks) == 2


def test_any_changed_byte_is_found_however_often_it_was_opened(made: Path) -> None:
    for path in sorted(generation(made).rglob("*")):
        if path.is_file() and path.stat().st_size:
            Store.open(made)
            data = path.read_bytes()
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
            with pytest.raises(StoreDamaged, match=path.name):
                Store.open(made)
            path.write_bytes(data)


def test_a_change_that_sets_the_date_back_is_found(made: Path) -> None:
    Store.open(made)
    path = generation(made) / "passages.npy"
    before, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(StoreDamaged, match=r"passages\.npy"):
        Store.open(made)


@pytest.mark.parametrize("change", ["missing", "more", "exchanged"])
def test_files_that_come_and_go_are_found(made: Path, change: str) -> None:
    Store.open(made)
    folder = generation(made)
    if change == "missing":
        (folder / "keys.npy").unlink()
    elif change == "more":
        (folder / "lexical" / "more.json").write_text("{}")
    else:
        shutil.copy(folder / "keys.npy", folder / "new.npy")
        (folder / "new.npy").replace(folder / "keys.npy")  # the same bytes in another file
    if change == "exchanged":
        assert Store.open(made).documents  # hashed again, and sound
    else:
        with pytest.raises(StoreDamaged):
            Store.open(made)


def test_a_copy_of_a_store_is_hashed_where_it_is_opened(made: Path, tmp_path: Path, checks: list[str]) -> None:
    Store.open(made)
    Store.open(shutil.copytree(made, tmp_path / "copy"))
    assert len(checks) == 2


def test_what_changed_a_moment_ago_is_not_remembered(
    made: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.look._SETTLED", 10**18)
    Store.open(made)
    Store.open(made)
    assert len(checks) == 2


def test_verify_hashes_what_was_checked_before(made: Path, checks: list[str], encoder: Any) -> None:
    Store.open(made)
    verify(made, encoder)
    assert len(checks) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe"])
def test_a_memo_that_cannot_be_read_counts_for_nothing(
    made: Path, tmp_path: Path, checks: list[str], content: bytes
) -> None:
    Store.open(made)
    (memo,) = (tmp_path / "cache" / "checked").iterdir()
    assert not any(name in memo.read_text() for name in (str(tmp_path), "ferry"))  # no name of a person's files
    memo.write_bytes(content)
    Store.open(made)
    assert len(checks) == 2


def test_a_cache_that_cannot_be_written_to_is_done_without(
    made: Path, tmp_path: Path, checks: list[str], write: Callable[[str, str], Path]
) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    Store.open(made)
    Store.open(made)
    assert len(checks) == 2


def test_only_the_last_stores_are_remembered(
    made: Path, tmp_path: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.memo, "_MOST", 2)
    for number in range(4):
        Store.open(shutil.copytree(made, tmp_path / str(number)))
    memos = list((tmp_path / "cache" / "checked").iterdir())
    assert len(memos) == 2
    assert all(json.loads(memo.read_bytes())["looks"] for memo in memos)
