"""FAISS against plain inner products: ids and scores."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.dense import DenseIndex

Array = NDArray[np.float32]


def unit(seed: int, count: int, dimension: int, *, repeated: int = 0) -> Array:
    """Random unit vectors; the first `repeated` of them are all the same, so there are ties."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    vectors[:repeated] = vectors[:1]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


SIZES = (st.integers(0, 999), st.integers(1, 60), st.integers(1, 24))


@given(*SIZES, st.integers(1, 80), st.data())
def test_the_nearest_are_those_with_the_highest_inner_products(
    seed: int, count: int, dimension: int, k: int, data: st.DataObject
) -> None:
    vectors = unit(seed, count, dimension, repeated=data.draw(st.integers(0, count)))
    question = unit(seed + 1, 1, dimension)[0]
    allowed = data.draw(st.none() | st.lists(st.integers(0, count - 1), unique=True))
    rows = np.arange(count) if allowed is None else np.array(sorted(allowed), dtype=np.int64)
    index = DenseIndex.build(vectors)
    found = index.nearest(question, k, None if allowed is None else rows)
    scores = vectors @ question
    assert len(found) == len(set(found.tolist())) == min(k, len(rows))
    assert set(found.tolist()) <= set(rows.tolist())
    expected = np.sort(scores[rows])[::-1][: len(found)]
    np.testing.assert_allclose(scores[found], expected, atol=1e-6)


@given(*SIZES)
def test_cosines_are_inner_products_of_the_rows_asked_for(seed: int, count: int, dimension: int) -> None:
    vectors, question = unit(seed, count, dimension), unit(seed + 1, 1, dimension)[0]
    rows = np.random.default_rng(seed).integers(0, count, size=count)
    found = DenseIndex.build(vectors).cosines(question, rows)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [float(vectors[row] @ question) for row in rows], atol=1e-6)
    assert len(DenseIndex.build(vectors).cosines(question, rows[:0])) == 0


@given(*SIZES)
def test_saved_and_loaded_it_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int, dimension: int
) -> None:
    vectors = unit(seed, count, dimension)
    folder = tmp_path_factory.getbasetemp()
    DenseIndex.build(vectors).save(folder)
    loaded = DenseIndex.load(folder)
    assert len(loaded) == count
    np.testing.assert_array_equal(loaded.vectors_of(np.arange(count)), vectors)


def test_an_empty_index_is_saved_loaded_and_searched(tmp_path: Path) -> None:
    DenseIndex.build(np.zeros((0, 8), dtype=np.float32)).save(tmp_path)
    loaded = DenseIndex.load(tmp_path)
    assert len(loaded) == 0
    assert loaded.vectors_of(np.zeros(0, dtype=np.int64)).shape == (0, 8)
    assert len(loaded.nearest(unit(1, 1, 8)[0], 5)) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_is_an_error_of_the_system(tmp_path: Path) -> None:
    """FAISS itself raises `RuntimeError`, which nobody would take for a full disk."""
    (tmp_path / "dense.faiss").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        DenseIndex.build(unit(1, 5000, 24)).save(tmp_path)
