"""Several at once: builders wait for each other, readers for nobody."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

import index.publish
import index.store
from corpus.errors import StoreBusy, StoreDamaged, StoreReadOnly
from index.lexical import terms_of
from index.pointer import read_pointer
from index.publish import building
from index.store import Store
from index.update import add, clear_away, remove

ROOT = Path(__file__).parents[2]
ADDER = """
import sys
from pathlib import Path
from index.hash_encoder import HashEncoder
from index.update import add, clear_away
for number in range(4):
    file = Path(sys.argv[2]) / f"{sys.argv[3]}-{number}.txt"
    file.write_text(f"This is number {number} of {sys.argv[3]}.")
    add(Path(sys.argv[1]), [file], encoder=HashEncoder())
    if number == 2:
        clear_away(Path(sys.argv[1]))
"""


def test_two_processes_that_build_at_once_lose_no_document(store: Path, ferry: Path, encoder: Any) -> None:
    builders = [
        subprocess.Popen([sys.executable, "-c", ADDER, store, ferry.parent, name], cwd=ROOT) for name in ("one", "two")
    ]
    opened = 0
    while any(builder.poll() is None for builder in builders):  # meanwhile a reader finds a whole store each time
        if (store / "current").exists():
            Store.open(store)
            opened += 1
    assert [builder.wait() for builder in builders] == [0, 0]
    assert opened
    add(store, [ferry], encoder=encoder)
    titles = [document.title for document in Store.open(store).documents]
    assert sorted(titles) == sorted(["The Ferry", *(f"{name}-{n}" for name in ("one", "two") for n in range(4))])
    assert read_pointer(store)[0].startswith("000009-")


def test_a_builder_waits_for_another_and_says_so_when_it_takes_too_long(store: Path) -> None:
    held, done = Event(), Event()

    def hold() -> None:
        with building(store):
            held.set()
            done.wait(30)

    other = Thread(target=hold)
    other.start()
    assert held.wait(30)
    try:
        with (
            pytest.raises(StoreBusy, match=r"Another process has been building .*store for over 0 seconds"),
            building(store, patience=0.2),
        ):
            pass
    finally:
        done.set()
        other.join()
    with building(store, patience=0.2):
        assert (store / "generations").is_dir()


def test_an_open_store_stays_whole_through_changes_and_clearing(
    store: Path, ferry: Path, pier: Path, encoder: Any
) -> None:
    add(store, [ferry, pier], encoder=encoder)
    opened = Store.open(store)
    vector, terms = encoder.encode_query("oak pier"), terms_of("oak pier")
    before = opened.search(vector, terms, 4)
    assert opened.is_current()
    remove(store, ["The Pier"], encoder=encoder)
    clear_away(store)
    assert not opened.is_current()
    assert opened.search(vector, terms, 4) == before
    assert before[0].passage.document.title == "The Pier"
    assert before[0].passage.text == "The pier is old. It was built of oak."
    assert Store.open(store).select(["The Ferry"]) == {opened.documents[0].id}
    (store / "current").unlink()
    assert opened.is_current()  # nothing newer is known


def test_opening_follows_a_pointer_that_changes_meanwhile(
    store: Path, ferry: Path, pier: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the pointer and the files, another process publishes and clears away."""
    add(store, [ferry], encoder=encoder)
    read, changes = read_pointer, [True]

    def slow(path: Path) -> tuple[str, str]:
        pointer = read(path)
        if changes and changes.pop():
            add(path, [pier], encoder=encoder)
            clear_away(path)
        return pointer

    monkeypatch.setattr(index.store, "read_pointer", slow)
    assert [document.title for document in Store.open(store).documents] == ["The Ferry", "The Pier"]


def test_a_pointer_that_changes_all_the_time_is_given_up(
    store: Path, ferry: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, [ferry], encoder=encoder)
    names = iter(range(10, 99))
    monkeypatch.setattr(index.store, "read_pointer", lambda path: (f"{next(names):06d}-{'0' * 12}", "0" * 64))
    with pytest.raises(StoreDamaged, match="changes faster than it can be opened"):
        Store.open(store)


def test_folders_that_cannot_be_written_to(tmp_path: Path, ferry: Path, encoder: Any) -> None:
    for place, says in (
        (ferry, "Not a directory|File exists"),
        (ferry / "store", "Not a directory"),
        (tmp_path / ("x" * 300), "File name too long"),
    ):
        with pytest.raises(StoreReadOnly, match=rf"cannot be written to: ({says})\.") as caught:
            add(place, [ferry], encoder=encoder)
        assert "--store" in caught.value.hint


@pytest.mark.parametrize("name", ["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EIO"])
def test_a_folder_that_the_system_does_not_let_change(
    store: Path, ferry: Path, pier: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import errno

    add(store, [ferry], encoder=encoder)
    code = getattr(errno, name)

    def refuse(**_: Any) -> str:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(index.publish.tempfile, "mkdtemp", refuse)
        with pytest.raises(StoreReadOnly, match=os.strerror(code)):
            add(store, [pier], encoder=encoder)
    assert [document.title for document in Store.open(store).documents] == ["The Ferry"]
    assert add(store, [pier], encoder=encoder).passages == 4


def test_a_read_only_store_is_read_but_not_changed(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    add(store, [ferry], encoder=encoder)
    folders = [store, *(path for path in store.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o500)
    try:
        if os.access(store, os.W_OK):
            pytest.skip("this user may write everywhere")
        assert len(Store.open(store).documents) == 1
        for change in (
            lambda: add(store, [pier], encoder=encoder),
            lambda: remove(store, ["The Ferry"], encoder=encoder),
        ):
            with pytest.raises(StoreReadOnly, match="cannot be written to: Permission denied"):
                change()
    finally:
        for path in folders:
            path.chmod(0o700)
