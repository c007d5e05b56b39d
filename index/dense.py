"""Inner products over unit vectors with FAISS: exact cosines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Vectors


class DenseIndex:
    """A flat FAISS index: every vector is compared, so the nearest are the nearest."""

    def __init__(self, index: Any) -> None:  # faiss has no types
        self._index = index

    @staticmethod
    def build(vectors: Vectors) -> DenseIndex:
        """Index unit vectors of shape `(n, dimension)`; their row numbers name them."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return DenseIndex(index)

    @staticmethod
    def load(path: Path) -> DenseIndex:
        """Read an index. FAISS loads damaged files without an error: check the file's hash first."""
        import faiss
        import numpy as np

        return DenseIndex(faiss.deserialize_index(np.fromfile(path, dtype=np.uint8)))

    def save(self, path: Path) -> None:
        """Write the index to a file, through Python: FAISS says of a full disk only `RuntimeError`."""
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).data)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def vectors(self) -> Vectors:
        """All vectors, shape `(n, dimension)`."""
        import numpy as np

        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)

    def cosines(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """The cosines of `vector` with the given rows."""
        import numpy as np

        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows) @ vector, dtype=np.float32)

    def nearest(self, vector: Vectors, k: int, allowed: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """The rows of the `k` nearest vectors, nearest first; fewer where fewer are allowed."""
        import faiss
        import numpy as np

        if not len(self):
            return np.zeros(0, dtype=np.int64)
        # One query at a time: OpenMP's threads cost more than they save.
        faiss.omp_set_num_threads(1)
        selector = None if allowed is None else faiss.IDSelectorBatch(allowed)
        parameters = None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        _, rows = self._index.search(vector.reshape(1, -1), min(k, len(self)), params=parameters)
        return rows[0][rows[0] >= 0]  # type: ignore[no-any-return]  # -1 fills up
