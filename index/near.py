"""The neighbourhood of a vector in a large store, so that not every vector must be compared.

An inverted file (Sivic and Zisserman 2003; Jégou, Douze and Schmid 2011) of FAISS: k-means parts the vectors into
lists, and a search looks into the lists whose centres are nearest. Vectors in the lists have 8 bits a number, which
is enough to pick candidates; `DenseIndex` compares these with their exact cosines. How many lists are looked into is
measured where the index is built, on vectors of its own.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Vectors

FROM = 50_000  # vectors; comparing fewer takes some 3 ms at most, and finds all
_SAMPLES = 40  # vectors a list that k-means learns from
_ASKED = 200  # vectors that recall is measured with
_RECALL = 0.995  # of the ten nearest
_SPARE = 2  # times the lists that those need: what real questions needed, measured, and some room
_WIDER = 2  # candidates for each that is wanted, since 8 bits round
_SHARED = 300_000  # vectors to compare, some 13 ms on one core, from which all cores share a question's lists out
_MOST = 2  # of so many lists one is looked into at most, or what was learnt before fits no longer


class NearIndex:
    """An inverted file over unit vectors; what it finds are rows of theirs."""

    def __init__(self, index: Any) -> None:  # faiss has no types
        self._index = index
        self._index.parallel_mode = 1  # where there are threads, they share the lists of one vector out

    @staticmethod
    def build(vectors: Vectors, *, before: NearIndex | None = None) -> NearIndex:
        """Index unit vectors of shape `(n, dimension)`; their row numbers name them.

        The lists of `before` are kept where a store of this size has as many and they still find what they should:
        learning new ones takes longest.
        """
        with _all_cores():
            if before and before.lists == lists_of(len(vectors)):
                index = before._filled(vectors)
                if index.lists >= _MOST * index.looked_into:
                    return index
            return _learnt(vectors)._filled(vectors)

    @staticmethod
    def load(path: Path) -> NearIndex:
        """Map an index from its file."""
        import faiss

        return NearIndex(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        import faiss

        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return int(self._index.nlist)

    @property
    def looked_into(self) -> int:
        """How many of them a search looks into."""
        return int(self._index.nprobe)

    def candidates(self, vector: Vectors, k: int, allowed: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """Rows among which the `k` nearest are, all but surely: more than `k` where there are so many.

        Where only some rows are allowed, more lists are looked into, so that as many of these are met.
        """
        import faiss

        rarer = 1.0 if allowed is None else self._index.ntotal / max(1, len(allowed))
        looked_into = min(self.lists, math.ceil(self.looked_into * rarer))
        is_long = self._index.ntotal * looked_into >= _SHARED * self.lists
        faiss.omp_set_num_threads((os.cpu_count() or 1) if is_long else 1)
        parameters = faiss.SearchParametersIVF(
            nprobe=looked_into,
            sel=None if allowed is None else selector_of(allowed),
        )
        _, rows = self._index.search(vector.reshape(1, -1), _WIDER * k, params=parameters)
        return rows[0][rows[0] >= 0]  # type: ignore[no-any-return]  # -1 fills up

    def _filled(self, vectors: Vectors) -> NearIndex:
        """The same lists with these vectors in them, and as many of them looked into as they need."""
        import faiss

        index = _empty(self._index.quantizer.reconstruct_n(0, self.lists))
        faiss.copy_array_to_vector(faiss.vector_to_array(self._index.sq.trained), index.sq.trained)
        index.is_trained = True
        index.add(vectors)
        index.nprobe = _needed(index, vectors)
        return NearIndex(index)


def lists_of(count: int) -> int:
    """How many lists `count` vectors are parted into: the power of two that is nearest to twice their root.

    >>> lists_of(1_000_000)
    2048
    """
    return 1 << max(1, round(math.log2(2 * math.sqrt(count))))


def selector_of(rows: NDArray[np.int64]) -> Any:
    """What tells FAISS to find these rows only: a bit a row."""
    import faiss
    import numpy as np

    among = np.zeros(1 + int(rows.max(initial=-1)), dtype=bool)
    among[rows] = True
    return faiss.IDSelectorBitmap(np.packbits(among, bitorder="little"))


def _learnt(vectors: Vectors) -> NearIndex:
    """Lists for these vectors, with nothing in them."""
    import numpy as np

    lists = lists_of(len(vectors))
    some = np.random.default_rng(0).choice(len(vectors), min(len(vectors), _SAMPLES * lists), replace=False)
    index = _empty(np.zeros((0, vectors.shape[1]), dtype=np.float32), lists)
    index.cp.max_points_per_centroid = _SAMPLES
    index.train(vectors[np.sort(some)])
    return NearIndex(index)


def _empty(centres: Vectors, lists: int = 0) -> Any:
    """An inverted file with these centres, or with so many lists whose centres are to be learnt."""
    import faiss

    quantizer = faiss.IndexFlatIP(centres.shape[1])
    quantizer.add(centres)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer,
        centres.shape[1],
        lists or len(centres),
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
        False,  # noqa: FBT003  # numbers are rounded as they are, not as distances from the centre
    )
    index.own_fields = True
    quantizer.this.disown()
    return index


def _needed(index: Any, vectors: Vectors) -> int:
    """How many lists to look into, so that of the ten nearest to what is asked hardly one is missed.

    What is asked lies half-way between two of the vectors, and so, like a question, not as near to any of them as
    they lie to each other.
    """
    import faiss
    import numpy as np

    rows = np.linspace(0, len(vectors) - 1, min(_ASKED, len(vectors))).astype(np.int64)
    asked = vectors[rows] + vectors[np.roll(rows, len(rows) // 2)]
    asked /= np.maximum(np.linalg.norm(asked, axis=1, keepdims=True), 1e-9)
    nearest, _ = faiss.knn(asked, vectors, min(10, len(vectors)), metric=faiss.METRIC_INNER_PRODUCT)
    looked_into = 1
    while looked_into < index.nlist:
        _, rows = index.search(asked, _WIDER * 100, params=faiss.SearchParametersIVF(nprobe=looked_into))
        if _recall(asked, vectors, rows, nearest[:, -1:]) >= _RECALL:
            break
        looked_into *= 2
    return min(int(index.nlist), looked_into * _SPARE)


def _recall(asked: Vectors, vectors: Vectors, rows: NDArray[np.int64], enough: Vectors) -> float:
    """The share of the nearest that are among `rows`: those as near as `enough`, so that equal vectors do not count."""
    import numpy as np

    cosines = np.einsum("qd,qrd->qr", asked, vectors[np.maximum(rows, 0)])
    found = ((cosines >= enough - 1e-6) & (rows >= 0)).sum(axis=1)
    most = min(10, len(vectors))
    return float(np.minimum(found, most).mean()) / most


@contextmanager
def _all_cores() -> Iterator[None]:
    """Let FAISS use every core, as it does unless a search of this thread told it otherwise."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
