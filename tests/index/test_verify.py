"""Proving a store against its encoder."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import index.assemble
import index.generation
from corpus.errors import StoreDamaged, StoreForeign, StoreMissing
from index.hash_encoder import HashEncoder
from index.update import add, remove
from index.verify import verify

if TYPE_CHECKING:
    from index.encoder import Vectors


def test_a_sound_store(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    report = add(store, [ferry, pier], encoder=encoder)
    encoder.texts.clear()
    said = str(verify(store, encoder))
    assert said.startswith(f"{store} is sound: generation {report.generation}, 19 files with ")
    assert said.endswith("2 documents, 4 passages, 4 of them embedded again and equal.")
    assert len(encoder.texts) == 4


def test_an_empty_store_is_sound(store: Path, ferry: Path, encoder: Any) -> None:
    add(store, [ferry], encoder=encoder)
    remove(store, ["The Ferry"], encoder=encoder)
    assert str(verify(store, encoder)).endswith("0 documents, 0 passages, 0 of them embedded again and equal.")


def test_of_many_passages_a_sample_is_embedded(store: Path, encoder: Any, write: Callable[[str, str], Path]) -> None:
    text = "\n\n".join(f"# Part {n}\n\nThis is the text of part {n}." for n in range(150))
    add(store, [write("long.md", text)], encoder=encoder)
    encoder.texts.clear()
    assert "150 passages, 64 of them embedded again" in str(verify(store, encoder))
    assert len(set(encoder.texts)) == 64
    assert any("part 0." in words for words in encoder.texts)
    assert any("part 149." in words for words in encoder.texts)


def test_vectors_of_something_else_are_found(store: Path, ferry: Path) -> None:
    """The files are as written, but an encoder of the same name gives other vectors."""

    class Drifted(HashEncoder):
        def encode_documents(self, texts: Any) -> "Vectors":
            return np.roll(super().encode_documents(texts), 1, axis=1)

    add(store, [ferry], encoder=Drifted())
    assert verify(store, Drifted())
    with pytest.raises(StoreDamaged, match=r"a vector has cosine -?0\.\d+ with its passage embedded anew"):
        verify(store, HashEncoder())


def test_passages_that_are_not_those_embedded_are_found(
    store: Path, ferry: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(index.generation, "key_of", lambda text: b"\0" * 32)
        add(store, [ferry], encoder=encoder)
    with pytest.raises(StoreDamaged, match="2 passages are not those that were embedded") as caught:
        verify(store, encoder)
    assert f"python -m index rebuild --store {store}" in caught.value.hint


def test_another_encoder_or_no_store(store: Path, ferry: Path, encoder: Any) -> None:
    with pytest.raises(StoreMissing):
        verify(store, encoder)
    add(store, [ferry], encoder=encoder)
    with pytest.raises(StoreForeign):
        verify(store, HashEncoder(window=9))
