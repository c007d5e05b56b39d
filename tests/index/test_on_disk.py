"""What a generation looks like on the disk: described by its manifest, without pickle, the same each time."""

import ast
import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
from corpus import Document, Draft, Page, Source, Splitting
from index.generation import key_of
from index.manifest import FORMAT, LAYOUT, Manifest
from index.pointer import read_pointer
from index.store import Store
from index.texts import data_of, document_from
from index.update import add, remove

SOURCES = sorted(Path(index.__file__).parent.glob("*.py"))


@pytest.fixture
def folder(store: Path, ferry: Path, pier: Path, encoder: Any) -> Path:
    add(store, [ferry, pier], encoder=encoder)
    return store / "generations" / read_pointer(store)[0]


def test_the_manifest_describes_all_files(store: Path, folder: Path, encoder: Any) -> None:
    fields = json.loads((folder / "manifest.json").read_bytes())
    assert fields["format"] == FORMAT == 4
    assert fields["id"] == folder.name
    assert fields["encoder"] == dict(encoder.fingerprint)
    assert fields["splitting"] == {"size": 700, "crumb": 120}
    assert (fields["documents"], fields["passages"]) == (2, 4)
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    assert fields["files"] == {
        path.relative_to(folder).as_posix(): [path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in files
    }
    assert read_pointer(store)[1] == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_a_manifest_comes_back_as_it_was_written(folder: Path) -> None:
    data = (folder / LAYOUT.manifest).read_bytes()
    manifest = Manifest.from_bytes(data, folder)
    assert manifest.to_bytes() == data
    assert manifest.splitting == Splitting()


def test_arrays_load_without_pickle(folder: Path) -> None:
    arrays = list(folder.rglob("*.npy"))
    assert len(arrays) >= 5
    for path in arrays:
        assert np.load(path, allow_pickle=False).dtype != object
    assert not any(zipfile.is_zipfile(path) for path in folder.rglob("*") if path.is_file())


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def test_no_code_here_unpickles() -> None:
    assert len(SOURCES) > 15
    for path in SOURCES:
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        names |= {
            str(node.module) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)
        }
        assert not names & {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}, path
        for call in calls(path):
            if ast.unparse(call.func) in ("np.load", "numpy.load"):
                assert "allow_pickle=False" in ast.unparse(call), f"{path}: {ast.unparse(call)}"
            assert "allow_pickle=True" not in ast.unparse(call), path


def test_pickled_arrays_are_not_loaded_even_with_the_right_hash(store: Path, folder: Path) -> None:
    """Somebody who can write to the store must not be able to run code through it."""
    np.save(folder / "keys.npy", np.array([{"a": 1}] * 4, dtype=object), allow_pickle=True)
    fields = json.loads((folder / "manifest.json").read_bytes())
    data = (folder / "keys.npy").read_bytes()
    fields["files"]["keys.npy"] = [len(data), hashlib.sha256(data).hexdigest()]
    written = json.dumps(fields).encode()
    (folder / "manifest.json").write_bytes(written)
    (store / "current").write_text(f"{folder.name} {hashlib.sha256(written).hexdigest()}\n")
    with pytest.raises(ValueError, match="Python objects"):
        Store.open(store)


def test_names_of_generations_sort_by_age(store: Path, folder: Path, encoder: Any) -> None:
    names = [folder.name]
    names.append(remove(store, ["The Pier"], encoder=encoder).generation)
    names.append(remove(store, ["The Ferry"], encoder=encoder).generation)
    assert names == sorted(names)
    assert [int(name.split("-")[0]) for name in names] == [1, 2, 3]


def test_equal_contents_are_written_as_equal_bytes(store: Path, folder: Path, encoder: Any, tmp_path: Path) -> None:
    remove(store, ["The Pier"], encoder=encoder)
    other = tmp_path / "other"
    add(other, [folder.parents[2] / "docs" / "ferry.md"], encoder=encoder)
    one, two = (at / "generations" / Store.open(at).id for at in (store, other))
    names = [path.relative_to(one) for path in one.rglob("*") if path.suffix in (".npy", ".faiss")]
    assert len(names) >= 6
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names)


def test_keys_are_the_hashes_of_what_was_embedded(folder: Path) -> None:
    rows = np.load(folder / LAYOUT.keys)
    assert rows.shape == (4, 32)
    assert key_of("The Ferry\nBoats have crossed the sound since 1887.") in [row.tobytes() for row in rows]


SOURCE = Source(
    uri='/é\n"', sha256="0" * 64, title="日本 \u2028 👩\u200d🚀", kind="text", added="2024-01-01T00:00:00+00:00"
)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 6))
def test_documents_come_back_from_their_data(text: str, level: int) -> None:
    text = "a" + text + "b"
    draft = Draft(text=text, headings=((0, 1, level),), pages=((0, len(text)),), furniture=((1, len(text)),))
    document = Document.build(draft, SOURCE).with_sources((SOURCE, replace(SOURCE, uri="/2")))
    again = document_from(json.loads(json.dumps(data_of(document), ensure_ascii=False)))
    assert again == document
    for part in ("id", "sources", "text", "sections", "pages", "furniture"):
        assert getattr(again, part) == getattr(document, part)
    assert again.pages == (Page(number=1, start=0, end=len(text)),)


def test_texts_with_every_kind_of_newline_and_mark_are_stored(store: Path, tmp_path: Path, encoder: Any) -> None:
    """A line of the file of documents is a document, whatever its text holds."""
    text = (
        'One\vtwo\x1cthree\x1dfour\x1efive — شهر 👩\u200d🚀 "quoted" \\ back\tslash {} \u0000' + " and more words" * 40
    )
    (tmp_path / "odd.txt").write_bytes(text.encode())
    add(store, [tmp_path / "odd.txt"], encoder=encoder)
    (document,) = Store.open(store).documents
    assert document.text == text
