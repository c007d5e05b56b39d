"""Stores made up to measure with: real passages first, what is found among them, and as many more as wanted."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.made_up import Real, make
from index.hash_encoder import HashEncoder
from index.lexical import terms_of
from index.store import Store
from index.update import add

ENCODER = HashEncoder()
QUESTIONS = ["When did the mill burn?", "Who sold the boats?"]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Real:
    folder = tmp_path_factory.mktemp("made up")
    for number in range(12):
        (folder / f"{number}.md").write_text(f"# Note {number}\n\nHill {number} is green.\n", encoding="utf-8")
    (folder / "mill.md").write_text("# Mill\n\nThe mill burnt in 1931. Nobody was hurt.\n", encoding="utf-8")
    (folder / "again.md").write_text("# Again\n\nThe mill burnt in 1931. Nobody was hurt.\n", encoding="utf-8")
    add(folder / "store", [folder], encoder=ENCODER)
    return Real.of(Store.open(folder / "store"), QUESTIONS, ENCODER)


def test_what_is_found_comes_first_and_every_text_once(real: Real) -> None:
    assert len(set(real.texts)) == len(real.texts) == 13
    assert "mill" in real.texts[0]
    assert real.vectors.shape == (13, ENCODER.dimension)


@pytest.mark.parametrize("size", [8, 13, 40])
def test_a_store_of_any_size_is_searched_like_every_other(real: Real, size: int, tmp_path: Path) -> None:
    real.save(tmp_path / "real.npz")
    kept = Real.load(tmp_path / "real.npz")
    make(tmp_path / "store", kept, size)
    store = Store.open(tmp_path / "store")
    passages = store.generation.passages
    assert len(passages) == size
    assert [passage.text for passage in passages][:13] == list(real.texts)[:size]
    assert len({passage.text for passage in passages}) == size
    (best, *_) = store.search(kept.asked[0], terms_of(QUESTIONS[0]), 3)
    assert "mill" in best.passage.text
    np.testing.assert_allclose(np.linalg.norm(store.generation.dense.vectors_of(np.arange(size)), axis=1), 1, atol=1e-5)
