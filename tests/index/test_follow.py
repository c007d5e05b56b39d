"""Keeping up to date: new, changed, moved and deleted files, found by what they hold."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.follow
import index.reading
from corpus.errors import StoreDamaged, StoreMissing, UnknownDocument
from index.follow import forget, update
from index.remembered import Remembered
from index.report import Report
from index.seen import SeenFiles
from index.store import Store
from index.update import add, clear_away, rebuild, remove

Write = Callable[[str, str], Path]


@pytest.fixture
def docs(ferry: Path, pier: Path) -> Path:
    """The folder of both documents, with two plain files more; all of them older than a moment."""
    (ferry.parent / "old.txt").write_text("The mill is old.")
    (ferry.parent / "deep").mkdir()
    (ferry.parent / "deep" / "new.txt").write_text("The dam is new.")
    age(ferry.parent)
    return ferry.parent


@pytest.fixture
def filled(store: Path, docs: Path, encoder: Any) -> Path:
    add(store, [docs], encoder=encoder)
    encoder.texts.clear()
    return store


def age(folder: Path) -> None:
    """Make all files as old as files are; their look can then be relied on."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(10**18, 10**18))


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once: their times of change cannot be set back."""
    monkeypatch.setattr("index.look._SETTLED", -(10**18))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose bytes an update reads."""
    names: list[str] = []
    real = index.follow.bytes_of

    def counted(path: Path) -> bytes:
        names.append(path.name)
        return real(path)

    monkeypatch.setattr(index.follow, "bytes_of", counted)
    return names


def told(report: Report) -> dict[str, list[str]]:
    names = ("added", "replaced", "moved", "removed", "failed", "skipped", "warnings")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def titles(path: Path) -> list[str]:
    return sorted(document.title for document in Store.open(path).documents)


def test_where_nothing_changed_nothing_is_opened_or_written(
    filled: Path, encoder: Any, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.stat().st_mtime_ns for path in filled.rglob("*") if path.name != "lock"}
    monkeypatch.setattr(index.follow.Store, "open", None)
    report = update(filled, encoder=encoder)
    assert told(report) == {}
    assert (len(report.unchanged), report.passages, report.embedded) == (4, 6, 0)
    assert report.generation.startswith("000001-")
    assert opened == encoder.texts == []
    assert {path: path.stat().st_mtime_ns for path in filled.rglob("*") if path.name != "lock"} == before


def test_a_changed_file_is_read_alone_and_only_its_new_passages_are_embedded(
    filled: Path, docs: Path, encoder: Any, opened: list[str]
) -> None:
    ferry = docs / "ferry.md"
    ferry.write_text(ferry.read_text().replace("1954", "1955"))
    report = update(filled, encoder=encoder)
    assert told(report) == {"replaced": ["The Ferry"]}
    assert opened == ["ferry.md"]
    assert encoder.texts == ["The Ferry > Owners\nThe county bought them in 1955."]
    assert (report.embedded, report.passages, len(report.unchanged)) == (1, 6, 3)
    assert not any("1954" in document.text for document in Store.open(filled).documents)
    assert told(update(filled, encoder=encoder)) == {}


def test_a_change_that_keeps_size_and_date_is_seen(filled: Path, docs: Path, encoder: Any) -> None:
    """By the time of the last change of anything, which programs cannot set."""
    (docs / "old.txt").write_text("The mill is odd.")
    age(docs)
    assert told(update(filled, encoder=encoder)) == {"replaced": ["old"]}


def test_a_file_that_was_written_again_as_it_was_is_unchanged(
    filled: Path, docs: Path, encoder: Any, opened: list[str]
) -> None:
    (docs / "old.txt").write_text("The mill is old.")
    assert told(update(filled, encoder=encoder)) == {}
    assert opened == ["old.txt"]
    assert told(update(filled, encoder=encoder)) == {}
    assert opened == ["old.txt"]  # how it looks now is known


def test_a_file_that_may_change_once_more_at_the_same_time_is_read_again(
    filled: Path, docs: Path, encoder: Any, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.look._SETTLED", 10**18)
    (docs / "old.txt").write_text("The mill is odd.")
    update(filled, encoder=encoder)
    update(filled, encoder=encoder)
    assert opened == ["old.txt", "old.txt"]


def test_a_new_file_is_added_and_a_deleted_one_goes(filled: Path, docs: Path, encoder: Any) -> None:
    (docs / "deep" / "lock.txt").write_text("The lock is deep.")
    (docs / "pier.md").unlink()
    report = update(filled, encoder=encoder)
    assert told(report) == {"added": ["lock"], "removed": ["The Pier"]}
    assert encoder.texts == ["lock\nThe lock is deep."]
    assert titles(filled) == ["The Ferry", "lock", "new", "old"]


def test_a_moved_file_is_the_same_document_and_embeds_nothing(
    filled: Path, docs: Path, encoder: Any, opened: list[str]
) -> None:
    before = {document.id: document.sources[0] for document in Store.open(filled).documents}
    (docs / "ferry.md").rename(docs / "deep" / "boat.md")
    report = update(filled, encoder=encoder)
    assert told(report) == {"moved": ["The Ferry"]}
    assert (str(docs / "deep" / "boat.md"), "The Ferry", "moved") in report.read
    assert (report.embedded, opened) == (0, ["boat.md"])
    (document,) = (d for d in Store.open(filled).documents if d.title == "The Ferry")
    assert document.uri == str(docs / "deep" / "boat.md")
    assert document.sources[0].added == before[document.id].added


def test_a_document_that_is_called_by_its_files_name_is_called_by_the_new_one(
    filled: Path, docs: Path, encoder: Any
) -> None:
    (docs / "old.txt").rename(docs / "mill.txt")
    assert told(update(filled, encoder=encoder)) == {"moved": ["mill"]}
    assert encoder.texts == ["mill\nThe mill is old."]


def test_a_copy_is_another_source_and_stays_when_the_first_goes(filled: Path, docs: Path, encoder: Any) -> None:
    shutil.copy(docs / "ferry.md", docs / "copy.md")
    assert told(update(filled, encoder=encoder)) == {"added": ["The Ferry"]}
    (document,) = (d for d in Store.open(filled).documents if d.title == "The Ferry")
    assert [Path(source.uri).name for source in document.sources] == ["ferry.md", "copy.md"]
    (docs / "ferry.md").unlink()
    assert told(update(filled, encoder=encoder)) == {"removed": ["The Ferry"]}
    (document,) = (d for d in Store.open(filled).documents if d.title == "The Ferry")
    assert [Path(source.uri).name for source in document.sources] == ["copy.md"]


def test_two_files_that_change_places(filled: Path, docs: Path, encoder: Any) -> None:
    one, other = docs / "old.txt", docs / "deep" / "new.txt"
    words = one.read_text(), other.read_text()
    one.write_text(words[1])
    other.write_text(words[0])
    update(filled, encoder=encoder)
    found = {source.uri: document.text for document in Store.open(filled).documents for source in document.sources}
    assert (found[str(one)], found[str(other)]) == (words[1], words[0])
    assert len(found) == 4


def test_any_change_gives_the_store_that_a_new_one_would_be(
    filled: Path, docs: Path, encoder: Any, tmp_path: Path
) -> None:
    (docs / "ferry.md").rename(docs / "boat.md")
    (docs / "pier.md").write_text("# The Pier\n\nIt was rebuilt in steel.\n")
    (docs / "old.txt").unlink()
    (docs / "deep" / "lock.txt").write_text("The lock is deep.")
    update(filled, encoder=encoder)
    add(tmp_path / "fresh", [docs], encoder=encoder)

    def content(path: Path) -> list[tuple[str, list[str], list[tuple[int, int, bytes]]]]:
        generation = Store.open(path).generation
        vectors = generation.dense.vectors_of(np.arange(len(generation.keys)))
        rows = list(zip(generation.passages, vectors, strict=True))
        return sorted(
            (d.text, [s.uri for s in d.sources], [(p.start, p.end, v.tobytes()) for p, v in rows if p.document == d])
            for d in generation.documents
        )

    assert content(filled) == content(tmp_path / "fresh")


def test_what_could_not_be_read_is_told_again_and_read_once(
    filled: Path, docs: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "empty.txt").write_text("")
    (docs / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    first = update(filled, encoder=encoder)
    assert [Path(file).name for file, _ in first.failed] == ["empty.txt"]
    assert [Path(file).name for file, _ in first.skipped] == ["picture.png"]
    assert first.kinds == {
        str(docs / "empty.txt"): "EmptyDocument",
        str(docs / "picture.png"): "UnsupportedFormat",
    }
    monkeypatch.setattr(index.follow, "document_from", None)
    for _ in range(2):
        again = update(filled, encoder=encoder)
        assert (again.failed, again.skipped, again.kinds) == (first.failed, first.skipped, first.kinds)
        (docs / "pier.md").unlink(missing_ok=True)  # then with the store opened
    monkeypatch.undo()
    (docs / "empty.txt").write_text("The weir is wide.")
    assert told(update(filled, encoder=encoder))["added"] == ["empty"]


def test_a_file_that_cannot_be_read_any_more_keeps_its_document(filled: Path, docs: Path, encoder: Any) -> None:
    (docs / "old.txt").write_bytes(b"\x00\x01\x02")
    report = update(filled, encoder=encoder)
    assert [Path(file).name for file, _ in report.failed] == ["old.txt"]
    assert "old" in titles(filled)


def test_a_folder_that_is_gone_as_a_whole_keeps_its_documents(filled: Path, docs: Path, encoder: Any) -> None:
    docs.rename(docs.with_name("elsewhere"))
    report = update(filled, encoder=encoder)
    assert not report.changed
    assert report.warnings == [
        f"{docs} cannot be looked at; its documents stay. There is no file or folder {str(docs)!r}. Check the path. "
        f"If it is gone for good: python -m index forget {docs}"
    ]
    assert len(titles(filled)) == 4
    docs.with_name("elsewhere").rename(docs)
    assert told(update(filled, encoder=encoder)) == {}


def test_a_folder_below_that_cannot_be_listed_keeps_its_documents(
    filled: Path, docs: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, closed = os.scandir, str(docs / "deep")

    def listed(path: str) -> Any:
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", listed)
    (docs / "more.txt").write_text("The weir is wide.")
    report = update(filled, encoder=encoder)
    assert told(report) == {
        "added": ["more"],
        "failed": [(closed, f"{closed!r} cannot be read: Permission denied. Check its name and permissions.")],
    }
    assert "new" in titles(filled)
    assert report.kinds[closed] == "DocumentMissing"
    monkeypatch.setattr(os, "scandir", real)
    (docs / "deep" / "new.txt").unlink()
    assert told(update(filled, encoder=encoder)) == {"removed": ["new"]}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_so_does_one_behind_a_link_that_is_followed(
    store: Path, docs: Path, tmp_path: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far" / "below").mkdir(parents=True)
    (tmp_path / "far" / "below" / "far.txt").write_text("The weir is far.")
    (docs / "link").symlink_to(tmp_path / "far")
    add(store, [docs], encoder=encoder, reach=index.reading.Reach(follow_links=True))
    real = os.scandir

    def listed(path: str) -> Any:
        if Path(path).name == "below":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", listed)
    report = update(store, encoder=encoder)
    assert not report.changed
    assert [Path(file).name for file, _ in report.failed] == ["below"]
    assert "far" in titles(store)


def test_a_file_that_was_added_by_its_own_name_is_followed_but_not_removed(
    store: Path, ferry: Path, pier: Path, encoder: Any
) -> None:
    add(store, [ferry, pier], encoder=encoder)
    ferry.write_text("# The Ferry\n\nIt was sold.\n")
    pier.unlink()
    report = update(store, encoder=encoder)
    assert report.replaced == ["The Ferry"]
    assert report.warnings == [
        f"The Pier: {pier} is gone; the document stays until it is removed: python -m index remove {pier}"
    ]
    assert titles(store) == ["The Ferry", "The Pier"]


def test_a_file_that_was_added_by_its_own_name_may_move_into_a_folder(
    store: Path, ferry: Path, pier: Path, encoder: Any
) -> None:
    folder = ferry.parent / "kept"
    folder.mkdir()
    shutil.copy(pier, folder / "pier.md")
    add(store, [ferry, folder], encoder=encoder)
    ferry.rename(folder / "ferry.md")
    assert told(update(store, encoder=encoder)) == {"moved": ["The Ferry"]}
    (document,) = (d for d in Store.open(store).documents if d.title == "The Ferry")
    assert document.uri == str(folder / "ferry.md")


def test_what_was_removed_by_hand_stays_out_until_it_is_named(filled: Path, docs: Path, encoder: Any) -> None:
    remove(filled, ["The Pier"], encoder=encoder)
    clear_away(filled)
    assert told(update(filled, encoder=encoder)) == {}
    assert not any(b"pier" in file.read_bytes() for file in filled.rglob("*") if file.is_file())
    assert add(filled, [docs / "pier.md"], encoder=encoder).added == ["The Pier"]
    (docs / "pier.md").write_text("# The Pier\n\nIt is gone.\n")
    assert told(update(filled, encoder=encoder)) == {"replaced": ["The Pier"]}


def test_ignore_files_count_at_every_update(filled: Path, docs: Path, encoder: Any) -> None:
    (docs / ".pinciteignore").write_text("deep/\n")
    assert told(update(filled, encoder=encoder)) == {"removed": ["new"]}
    (docs / ".pinciteignore").unlink()
    assert told(update(filled, encoder=encoder)) == {"added": ["new"]}


@pytest.mark.parametrize("follow", [False, True])
def test_links_are_followed_at_updates_as_when_the_folder_was_added(
    store: Path, docs: Path, encoder: Any, tmp_path: Path, follow: bool
) -> None:
    (tmp_path / "far.txt").write_text("It is far.")
    (docs / "link.txt").symlink_to(tmp_path / "far.txt")
    report = add(store, [docs], encoder=encoder, reach=index.reading.Reach(follow_links=follow))
    assert ("link" in report.added) == follow
    assert [Path(file).name for file, _ in report.skipped] == ([] if follow else ["link.txt"])
    (tmp_path / "far.txt").write_text("It is farther.")
    assert told(update(store, encoder=encoder)).get("replaced", []) == (["link"] if follow else [])


def test_a_lost_memory_costs_reading_and_nothing_else(filled: Path, encoder: Any, opened: list[str]) -> None:
    for damage in (b"", b"{", b"[]", b'{"version": "x", "files": {"a": 3}}'):
        (filled / "seen.json").write_bytes(damage)
        opened.clear()
        assert told(update(filled, encoder=encoder)) == {}
        assert len(opened) == 4
    (filled / "seen.json").unlink()
    assert told(update(filled, encoder=encoder)) == {}
    assert len(SeenFiles.load(filled).files) == 4


def test_after_other_changes_updates_still_find_nothing_to_do(
    filled: Path, docs: Path, encoder: Any, opened: list[str]
) -> None:
    rebuild(filled, encoder=encoder)
    add(filled, [docs], encoder=encoder)
    assert told(update(filled, encoder=encoder)) == {}
    assert opened == []


def test_forgetting_a_folder_keeps_its_documents(filled: Path, docs: Path, encoder: Any) -> None:
    assert forget(filled, str(docs / "." / "deep" / "..")) == str(docs)
    (docs / "lock.txt").write_text("The lock is deep.")
    assert told(update(filled, encoder=encoder)) == {}
    assert len(titles(filled)) == 4
    with pytest.raises(UnknownDocument, match="does not follow") as caught:
        forget(filled, str(docs))
    assert caught.value.hint == "It follows nothing."


def test_what_is_remembered_is_a_small_file(filled: Path, docs: Path) -> None:
    assert json.loads((filled / "folders.json").read_text()) == {
        "format": 1,
        "folders": [{"path": str(docs), "follow_links": False}],
        "addresses": [],
        "left_out": [],
    }
    assert Remembered.load(filled).folders == {str(docs): False}


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"format": 2}', b'{"format": 1, "folders": 3}', b"\xff"])
def test_a_damaged_memory_of_folders_is_said(filled: Path, encoder: Any, damage: bytes) -> None:
    (filled / "folders.json").write_bytes(damage)
    with pytest.raises(StoreDamaged, match=r"folders\.json cannot be read") as caught:
        update(filled, encoder=encoder)
    assert caught.value.hint.startswith("Delete it and add the folders again")


def test_without_a_store_nothing_is_made(store: Path) -> None:
    for change in (lambda: update(store), lambda: forget(store, "x")):
        with pytest.raises(StoreMissing):
            change()
    assert not store.exists()
