"""Finding documents by what people call them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UnknownDocument
from index.store import Store, default_store
from index.update import add

Write = Callable[[str, str], Path]


@pytest.fixture
def opened(store: Path, ferry: Path, pier: Path, encoder: Any, write: Write) -> Store:
    write("deep/notes.txt", "Something else is written here.")
    write("other/notes.txt", "Nothing of the kind is written there.")
    add(store, [ferry.parent], encoder=encoder)
    return Store.open(store)


def selected(opened: Store, *names: str) -> list[str]:
    ids = opened.select(names)
    return [
        Path(document.uri).relative_to(opened.path.parent / "docs").as_posix()
        for document in opened.documents
        if document.id in ids
    ]


@pytest.mark.parametrize("name", ["The Ferry", "the ferry", "  THE FERRY ", "ferry.md", "ferry", "FERRY.MD"])
def test_by_title_and_file_name_in_any_case(opened: Store, name: str) -> None:
    assert selected(opened, name) == ["ferry.md"]


def test_by_path_absolute_or_relative(opened: Store, ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert selected(opened, str(ferry)) == ["ferry.md"]
    monkeypatch.chdir(ferry.parent)
    assert selected(opened, "deep/notes.txt") == selected(opened, "./deep/../deep/notes.txt") == ["deep/notes.txt"]
    monkeypatch.chdir(ferry.parent / "deep")
    assert selected(opened, "../ferry.md") == ["ferry.md"]
    with pytest.raises(UnknownDocument):
        selected(opened, "../notes.txt/x")


def test_by_id_or_its_beginning(opened: Store) -> None:
    identity = opened.documents[0].id
    for name in (identity, identity[:12], identity[:8].upper()):
        assert opened.select([name]) == {identity}
    with pytest.raises(UnknownDocument):
        opened.select([identity[:7]])
    with pytest.raises(UnknownDocument):
        opened.select(["0" * 64])


def test_a_name_of_several_means_them_all(opened: Store) -> None:
    assert selected(opened, "notes") == selected(opened, "notes.txt") == ["deep/notes.txt", "other/notes.txt"]
    assert selected(opened, "The Pier", "ferry.md", "ferry") == ["ferry.md", "pier.md"]
    assert opened.select([]) == frozenset()


@pytest.mark.parametrize(
    "name", ["none", "", " ", "ferry.txt", "a\0b", "x/\0/y", "x" * 9000, "\ud800", "/", ".", "deadbeef"]
)
def test_unknown_names(opened: Store, name: str) -> None:
    with pytest.raises(UnknownDocument, match=r"holds no document") as caught:
        opened.select(["The Ferry", name])
    assert repr(name) in caught.value.message
    assert "'The Ferry'" in caught.value.hint


def test_a_document_by_its_id(opened: Store) -> None:
    document = opened.documents[1]
    assert opened.document(document.id) is document
    with pytest.raises(UnknownDocument, match="No document 0000000000000000… is in"):
        opened.document("0" * 64)


def test_the_default_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PINCITE_STORE", raising=False)
    assert default_store() == Path(".pincite")
    monkeypatch.setenv("PINCITE_STORE", "")
    assert default_store() == Path(".pincite")
    monkeypatch.setenv("PINCITE_STORE", "/kept/here")
    assert default_store() == Path("/kept/here")
