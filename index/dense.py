"""Inner products over unit vectors with FAISS: exact cosines, and in large stores a shorter way to the nearest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.manifest import LAYOUT
from index.near import FROM, NearIndex, selector_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Vectors


class DenseIndex:
    """A flat FAISS index, mapped from its file: the vectors of all passages, row by row.

    Small stores are searched in it: every vector is compared, so the nearest are the nearest. Large ones have a
    `NearIndex` beside it, which says which vectors to compare; the cosines are those of the flat index all the same.
    """

    def __init__(self, index: Any, near: NearIndex | None = None) -> None:  # faiss has no types
        self._index = index
        self._near = near

    @staticmethod
    def build(vectors: Vectors, *, before: DenseIndex | None = None) -> DenseIndex:
        """Index unit vectors of shape `(n, dimension)`; their row numbers name them.

        From `FROM` vectors on a `NearIndex` is made too, from what that of `before` has learnt where it still fits.
        """
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        if len(vectors) < FROM:
            return DenseIndex(index)
        return DenseIndex(index, NearIndex.build(vectors, before=before._near if before else None))

    @staticmethod
    def load(folder: Path) -> DenseIndex:
        """Map an index. FAISS loads damaged files without an error: check the hashes of the files first."""
        import faiss

        index = faiss.read_index(str(folder / LAYOUT.dense), faiss.IO_FLAG_MMAP_IFC)
        near = folder / LAYOUT.near
        return DenseIndex(index, NearIndex.load(near) if near.is_file() else None)

    def save(self, folder: Path) -> None:
        """Write the index to a folder, through Python: FAISS says of a full disk only `RuntimeError`."""
        import faiss

        with (folder / LAYOUT.dense).open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))
        if self._near:
            self._near.save(folder / LAYOUT.near)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def exact(self) -> DenseIndex:
        """The same index without the shorter way."""
        return DenseIndex(self._index)

    @property
    def shorter_way(self) -> str:
        """What is compared of a large store, in words; empty where it is every vector."""
        return f"{self._near.looked_into} of {self._near.lists} lists" if self._near else ""

    def vectors_of(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of the given rows, shape `(len(rows), dimension)`."""
        import numpy as np

        if not len(rows):
            return np.zeros((0, self._index.d), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

    def cosines(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """The cosines of `vector` with the given rows."""
        return self.vectors_of(rows) @ vector

    def nearest(self, vector: Vectors, k: int, allowed: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """The rows of the `k` nearest vectors, nearest first; fewer where fewer are allowed."""
        import faiss
        import numpy as np

        if allowed is not None and len(allowed) < FROM:
            return self._first(vector, allowed, k)
        if self._near and len(rows := self._near.candidates(vector, k, allowed)) >= k:
            return self._first(vector, np.sort(rows), k)
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        # One query at a time: OpenMP's threads cost more than they save.
        faiss.omp_set_num_threads(1)
        parameters = None if allowed is None else faiss.SearchParameters(sel=selector_of(allowed))
        _, rows = self._index.search(vector.reshape(1, -1), min(k, len(self)), params=parameters)
        return rows[0][rows[0] >= 0]  # type: ignore[no-any-return]  # -1 fills up

    def _first(self, vector: Vectors, rows: NDArray[np.int64], k: int) -> NDArray[np.int64]:
        """The `k` nearest of these rows, nearest first; of equally near ones those that come first in `rows`."""
        import numpy as np

        return rows[np.argsort(-self.cosines(vector, rows), kind="stable")[:k]]
