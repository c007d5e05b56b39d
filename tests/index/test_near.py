"""The shorter way to the nearest vectors against comparing all of them: rows, recall, files, and what is kept."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import index.dense
from index.dense import DenseIndex
from index.near import NearIndex, lists_of
from index.store import Store
from index.update import add, remove

Array = NDArray[np.float32]
COUNT, DIMENSION = 3000, 24


def clustered(seed: int, count: int = COUNT) -> Array:
    """Unit vectors around sixty centres, as passages lie around what they are about."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(60, DIMENSION))
    vectors = centres[rng.integers(60, size=count)] + 0.6 * rng.normal(size=(count, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module", autouse=True)
def _from_fifty() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index.dense, "FROM", 50)
        yield


@pytest.fixture(scope="module")
def built() -> DenseIndex:
    return DenseIndex.build(clustered(1))


def recall(dense: DenseIndex, allowed: Any = None) -> float:
    """Of the ten nearest by comparing all, how many are found."""
    found = [
        len(set(dense.nearest(question, 10, allowed)) & set(dense.exact.nearest(question, 10, allowed)))
        for question in clustered(2, 50)
    ]
    return sum(found) / 500


def test_nearly_all_of_the_nearest_are_found_in_few_lists_in_their_order(built: DenseIndex) -> None:
    assert recall(built) >= 0.99
    found, of = map(int, built.shorter_way.replace(" lists", "").split(" of "))
    assert found < of == lists_of(COUNT)
    for question in clustered(3, 20):
        rows = built.nearest(question, 30)
        cosines = built.cosines(question, rows)
        assert (np.diff(cosines) <= 0).all()
        np.testing.assert_allclose(cosines, clustered(1)[rows] @ question, atol=1e-6)


def test_only_allowed_rows_are_found_and_as_many_as_without_it(
    built: DenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.dense, "FROM", 0)  # the shorter way, however few are allowed
    for share in (2, 10, 100):
        allowed = np.arange(0, COUNT, share)
        assert recall(built, allowed) >= 0.99
        for question in clustered(4, 10):
            rows = built.nearest(question, 25, allowed)
            assert len(rows) == 25
            assert set(rows) <= set(allowed)


def test_more_than_the_lists_hold_are_found_by_comparing_all(built: DenseIndex) -> None:
    question = clustered(5, 1)[0]
    assert built.nearest(question, COUNT).tolist() == built.exact.nearest(question, COUNT).tolist()


def test_equal_vectors_come_in_their_order() -> None:
    vectors = clustered(6)
    vectors[1::2] = vectors[::2]
    rows = DenseIndex.build(vectors).nearest(vectors[0], 2)
    assert rows.tolist() == [0, 1]


def test_saved_and_mapped_it_finds_the_same(built: DenseIndex, tmp_path: Path) -> None:
    built.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dense.faiss", "near.faiss"]
    mapped = DenseIndex.load(tmp_path)
    assert mapped.shorter_way == built.shorter_way
    for question in clustered(7, 20):
        assert mapped.nearest(question, 20).tolist() == built.nearest(question, 20).tolist()


def test_what_was_learnt_is_kept_where_it_fits_and_learnt_anew_where_not(
    built: DenseIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built.save(tmp_path)
    mapped = DenseIndex.load(tmp_path)
    learnt: list[int] = []
    real = index.near._learnt

    def counted(vectors: Array) -> NearIndex:
        learnt.append(len(vectors))
        return real(vectors)

    monkeypatch.setattr(index.near, "_learnt", counted)
    monkeypatch.setattr(index.near, "_MOST", 1)
    grown = DenseIndex.build(np.concatenate([clustered(1), clustered(8, 50)]), before=mapped)
    assert learnt == []
    assert len(grown) == COUNT + 50
    assert recall(grown) >= 0.99
    DenseIndex.build(clustered(1, 4 * COUNT), before=mapped)  # has more lists
    assert learnt == [4 * COUNT]
    monkeypatch.setattr(index.near, "_MOST", 10**6)
    DenseIndex.build(clustered(9), before=mapped)  # too many lists to look into
    assert learnt == [4 * COUNT, COUNT]


def test_shared_out_among_cores_a_search_finds_the_same(built: DenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [built.nearest(question, 30) for question in clustered(4, 20)]
    monkeypatch.setattr(index.near, "_SHARED", 0)
    monkeypatch.setattr(index.near.os, "cpu_count", lambda: 3)
    for question, rows in zip(clustered(4, 20), alone, strict=True):
        np.testing.assert_array_equal(built.nearest(question, 30), rows)


def test_a_store_with_it_is_added_to_and_removed_from(
    store: Path, write: Callable[[str, str], Path], encoder: Any
) -> None:
    sentences = [f"The {noun} {number} is {colour}." for number in range(30) for noun, colour in [("mill", "grey")]]
    files = [write(f"{at}.md", f"# Note {at}\n\n" + "\n\n## Part\n\n".join(sentences[at : at + 5])) for at in range(20)]
    add(store, files[:15], encoder=encoder)
    first = Store.open(store)
    assert first.generation.dense.shorter_way
    assert (store / "generations" / first.id / "near.faiss").is_file()
    encoder.texts.clear()
    add(store, files[15:], encoder=encoder)
    assert 0 < len(encoder.texts) <= 25  # only what is new
    remove(store, ["Note 3"], encoder=encoder)
    opened = Store.open(store)
    assert opened.generation.dense.shorter_way
    passages, dense = opened.generation.passages, opened.generation.dense
    assert not any(passage.document.title == "Note 3" for passage in passages)
    question = encoder.encode_query("mill 7 grey")
    found = opened.search(question, ["mill", "7"], 8)
    exact = dense.exact.nearest(question, 8)
    assert len(found) == 8
    best = max(float(cosine) for cosine in dense.cosines(question, exact))
    assert max(hit.dense for hit in found) == pytest.approx(best, abs=1e-6)
    remove(store, [f"Note {at}" for at in range(20) if at != 3][:16], encoder=encoder)
    assert not Store.open(store).generation.dense.shorter_way  # small again: every vector is compared
