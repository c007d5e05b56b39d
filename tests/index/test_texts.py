"""Documents and passages that are read as they are asked for: the same as all of them read at once."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.texts
from index.store import Store
from index.texts import Head
from index.update import add
from index.vocabulary import Vocabulary


@pytest.fixture
def opened(store: Path, ferry: Path, pier: Path, encoder: Any) -> Store:
    add(store, [ferry, pier], encoder=encoder)
    return Store.open(store)


def test_they_are_sequences(opened: Store) -> None:
    documents, passages = opened.documents, opened.generation.passages
    assert [document.title for document in documents] == ["The Ferry", "The Pier"]
    assert documents[-1] == documents[1] == documents[1:][-1]
    assert documents[::-1] == list(documents)[::-1]
    assert passages[0] == next(iter(passages)) == passages[:1][0]
    assert len(passages) == len(list(passages)) == sum(passages.counts()) == 4
    for wrong in (2, -3):
        with pytest.raises(IndexError):
            documents[wrong]
    with pytest.raises(IndexError):
        passages[4]


def test_a_document_is_read_when_it_is_asked_for(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = index.texts.document_from

    def counted(data: Any) -> Any:
        read.append(data["sources"][0]["title"])
        return real(data)

    monkeypatch.setattr(index.texts, "document_from", counted)
    again = Store.open(opened.path)
    read.clear()  # opening a small store checks every document
    assert len(again.documents) == 2
    assert [head.title for head in again.documents.heads] == ["The Ferry", "The Pier"]
    again.generation.passages.in_documents([opened.documents.heads[0].id])
    assert read == []
    assert again.generation.passages[0].document.title == again.generation.passages[1].document.title == "The Ferry"
    assert read == ["The Ferry"]


def test_heads_say_what_documents_say(opened: Store) -> None:
    for document, head in zip(opened.documents, opened.documents.heads, strict=True):
        assert Head.of(document) == head
        assert (head.title, head.uri, head.kind) == (document.title, document.uri, document.kind)


def test_passages_of_documents_are_found_by_ids(opened: Store) -> None:
    passages = opened.generation.passages
    for chosen in ([], [opened.documents[0].id], [d.id for d in opened.documents], ["f" * 64]):
        expected = [row for row, passage in enumerate(passages) if passage.document.id in chosen]
        assert passages.in_documents(chosen).tolist() == expected
        assert opened.count_passages(chosen) == len(expected)
    assert opened.count_passages() == 4


def test_an_open_store_outlives_its_files(opened: Store) -> None:
    shutil.rmtree(opened.path / "generations")
    assert [document.title for document in opened.documents] == ["The Ferry", "The Pier"]
    assert len(opened.documents.heads) == 2
    assert opened.generation.words.texts_with("pier") > 0


def test_words_are_found_by_their_bytes(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    letters = [*"abcxyzéß日", "\U0001f600"]
    words = sorted({"".join(rng.choice(letters, size=rng.integers(1, 5))) for _ in range(300)})
    kept, left = words[::2], words[1::2]
    Vocabulary.of(kept).save(tmp_path / "words.utf8", tmp_path / "words.npy")
    for vocabulary in (Vocabulary.of(kept), Vocabulary.load(tmp_path / "words.utf8", tmp_path / "words.npy")):
        assert list(vocabulary) == kept
        assert [vocabulary.find(word) for word in kept] == list(range(len(kept)))
        assert {vocabulary.find(word) for word in [*left, "", "\ud800", "~"]} == {None}
    assert Vocabulary.of([]).find("a") is None
