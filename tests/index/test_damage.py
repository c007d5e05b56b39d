"""Stores that are missing, foreign or damaged: always one clear error, never an answer from wrong bytes."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import StoreDamaged, StoreError, StoreForeign, StoreMissing
from index.pointer import read_pointer
from index.store import Store
from index.update import add, clear_away, rebuild, remove

FILES = [
    "current",
    "manifest.json",
    "documents.jsonl",
    "heads.jsonl",
    "lines.npy",
    "passages.npy",
    "keys.npy",
    "dense.faiss",
    "lexical/terms.utf8",
    "lexical/terms.letters.npy",
    "lexical/columns.npy",
    "lexical/scores.npy",
    "lexical/rows.npy",
    "lexical/starts.npy",
    "words/keys.utf8",
    "words/keys.letters.npy",
    "words/words.utf8",
    "words/words.letters.npy",
    "words/firsts.npy",
    "words/starts.npy",
    "words/rows.npy",
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that is in order; tests damage copies of it."""
    from index.hash_encoder import HashEncoder

    folder = tmp_path_factory.mktemp("sound")
    (folder / "ferry.md").write_text(
        "# The Ferry\n\nBoats have crossed the sound since 1887.\n\n## Owners\n\nA county.\n"
    )
    add(folder / "store", [folder / "ferry.md"], encoder=HashEncoder())
    return folder / "store"


@pytest.fixture
def store(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "store")


def generation(store: Path) -> Path:
    return store / "generations" / read_pointer(store)[0]


def place(store: Path, name: str) -> Path:
    return store / name if name == "current" else generation(store) / name


def refused(store: Path, kind: type[StoreError] = StoreDamaged, names: str = "") -> StoreError:
    """Opening must raise exactly this kind: one line that names the file, with a hint; and so must every change."""
    with pytest.raises(StoreError) as caught:
        Store.open(store)
    assert type(caught.value) is kind, repr(caught.value)
    assert str(store) in caught.value.message
    assert names in caught.value.message
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    for change in (lambda: remove(store, ["The Ferry"]), lambda: rebuild(store), lambda: clear_away(store)):
        with pytest.raises(kind):
            change()
    return caught.value


def test_the_files_of_a_store_are_those_that_are_damaged_here(sound: Path) -> None:
    found = {path.relative_to(generation(sound)).as_posix() for path in generation(sound).rglob("*") if path.is_file()}
    assert found == set(FILES) - {"current"}
    assert {path.name for path in sound.iterdir()} - {"lock"} == {"current", "generations", "folders.json", "seen.json"}


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_anywhere_is_found(store: Path, name: str) -> None:
    path = place(store, name)
    data = path.read_bytes()
    for at in sorted({0, 1, 7, len(data) // 3, len(data) // 2, 2 * len(data) // 3, len(data) - 2, len(data) - 1}):
        for bit in (0, 5):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])
            with pytest.raises(StoreDamaged) as caught:
                Store.open(store)
            assert caught.value.hint
            assert (name.rsplit("/", maxsplit=1)[-1] if name != "current" else str(store)) in caught.value.message
    path.write_bytes(data)
    assert len(Store.open(store).documents) == 1


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_or_made_longer_is_found(store: Path, name: str) -> None:
    path = place(store, name)
    data = path.read_bytes()
    for changed in (b"", data[:1], data[: len(data) // 2], data[:-1], data + b"\0", data + data):
        path.write_bytes(changed)
        with pytest.raises(StoreDamaged) as caught:
            Store.open(store)
        assert path.name in caught.value.message


@pytest.mark.parametrize("name", FILES[1:])
def test_a_file_that_is_gone_or_a_folder_is_found(store: Path, name: str) -> None:
    path = place(store, name)
    path.unlink()
    refused(store, names=path.name)
    path.mkdir()
    refused(store, names=path.name)


def test_a_file_too_many_is_found(store: Path) -> None:
    (generation(store) / "lexical" / "corpus.jsonl").write_text("{}")
    refused(store, names="lexical/corpus.jsonl")


def test_files_exchanged_among_themselves_are_found(store: Path) -> None:
    one, other = place(store, "keys.npy"), place(store, "passages.npy")
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    refused(store)


def test_a_pointer_to_nowhere(store: Path) -> None:
    (store / "current").write_text(f"000009-{'0' * 12} {'0' * 64}\n")
    refused(store, names="manifest.json is missing")
    shutil.rmtree(store / "generations")
    refused(store, names="manifest.json is missing")
    (store / "generations").mkdir(exist_ok=True)
    (store / "generations" / f"000009-{'0' * 12}").write_text("a file where a folder was")
    refused(store, names=f"000009-{'0' * 12}")


@pytest.mark.parametrize("content", ["", "x", "../../elsewhere " + "0" * 64 + "\n", "\ud7ff", "000001-" + "a" * 12])
def test_a_pointer_that_is_none(store: Path, content: str) -> None:
    (store / "current").write_text(content)
    refused(store, names="current is damaged: it holds")


def test_a_pointer_that_is_a_folder(store: Path) -> None:
    (store / "current").unlink()
    (store / "current").mkdir()
    refused(store, StoreMissing, "current cannot be read: Is a directory")


def test_where_no_store_is(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    assert "There is nothing at" in refused(folder, StoreMissing).message
    folder.mkdir()
    assert "There is an empty folder at" in refused(folder, StoreMissing).message
    (folder / "letter.txt").write_text("Dear all")
    assert "There is no store at" in refused(folder, StoreMissing).message
    refused(folder / "letter.txt", StoreMissing)
    refused(folder / "letter.txt" / "deeper", StoreMissing)
    refused(folder / ("x" * 300), StoreMissing, "File name too long")
    assert sorted(path.name for path in folder.iterdir()) == ["letter.txt"]  # nothing was made there
    assert f"python -m index add PATH... --store {folder}" in refused(folder, StoreMissing).hint


def rewrite(store: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest and let the pointer name its new hash, as another version of the program would."""
    fields = json.loads(place(store, "manifest.json").read_bytes())
    change(fields)
    data = json.dumps(fields).encode()
    place(store, "manifest.json").write_bytes(data)
    (store / "current").write_text(f"{read_pointer(store)[0]} {hashlib.sha256(data).hexdigest()}\n")


@pytest.mark.parametrize("version", [0, 3, "4", None])
def test_another_version_of_the_format_is_foreign(store: Path, version: object) -> None:
    rewrite(store, lambda fields: fields.update(format=version, something_new=1))
    error = refused(store, StoreForeign, f"has format {version!r}; this version of Pincite reads format 4")
    assert "python -m index add" in error.hint


def test_counts_that_do_not_agree_are_found(store: Path) -> None:
    rewrite(store, lambda fields: fields.update(passages=9))
    refused(store, names="counts of passages [2, 9]")


def test_what_other_errors_of_the_system_mean_is_said(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import index.generation

    def broken(folder: Path, _: object) -> None:
        raise PermissionError(13, "Permission denied", str(folder / "keys.npy"))

    monkeypatch.setattr(index.generation, "check_files", broken)
    refused(store, names="keys.npy cannot be read: Permission denied")


def test_a_copy_without_its_empty_folder_opens(tmp_path: Path, encoder: Any) -> None:
    """A text of marks and stop words leaves the folder of BM25 empty, and git and zip leave out empty folders."""
    (tmp_path / "a.txt").write_text("It is what it is.")
    (tmp_path / "a.txt").rename(tmp_path / "the.txt")
    add(tmp_path / "plain", [tmp_path / "the.txt"], encoder=encoder)
    lexical = generation(tmp_path / "plain") / "lexical"
    assert list(lexical.iterdir()) == []
    lexical.rmdir()
    assert len(Store.open(tmp_path / "plain").documents) == 1


def test_a_damaged_store_is_not_added_to(store: Path, tmp_path: Path, encoder: Any) -> None:
    (tmp_path / "pier.md").write_text("The pier is old.")
    data = place(store, "keys.npy").read_bytes()
    place(store, "keys.npy").write_bytes(data[:-1])
    with pytest.raises(StoreDamaged, match=r"keys\.npy"):
        add(store, [tmp_path / "pier.md"], encoder=encoder)
    place(store, "keys.npy").write_bytes(data)
    assert [document.title for document in Store.open(store).documents] == ["The Ferry"]
    assert not list((store / "generations").glob(".building*"))


def test_what_a_file_manager_leaves_behind_does_no_harm(store: Path) -> None:
    for folder in (store, store / "generations", generation(store), generation(store) / "lexical"):
        (folder / ".DS_Store").write_bytes(b"\x00\x00\x00\x01Bud1")
    assert Store.open(store).documents
    clear_away(store)
    assert Store.open(store).documents
