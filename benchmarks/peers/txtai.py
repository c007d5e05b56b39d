"""txtai's extractor over its embeddings database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

K = 8


class Peer:
    """`Embeddings` with content, and `RAG` with a question-answering model and its own settings.

    It joins the three best passages and reads what fits the model's window.
    """

    PACKAGES = ("txtai", "transformers", "faiss-cpu", "torch")

    def __init__(self, encoder: Path, reader: Path) -> None:
        self._encoder, self._reader = str(encoder), str(reader)
        self._models: dict[str, Any] = {}  # loaded once

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Embed, index and save."""
        embeddings = self._embeddings()
        embeddings.index(list(texts))
        embeddings.save(str(folder))

    def open(self, folder: Path) -> None:
        """Load what `build` saved, and the reader."""
        from txtai.pipeline import RAG

        self._store = self._embeddings()
        self._store.load(str(folder))
        self._extractor = RAG(self._store, self._reader, gpu=False, task="question-answering", output="flatten")

    def search(self, question: str) -> list[str]:
        """The passages found."""
        return [row["text"] for row in self._store.search(question, K)]

    def ask(self, question: str) -> str:
        """The answer, empty where it has none."""
        try:
            return self._extractor(question) or ""
        except TypeError:  # its reader fails where the best span is the token that stands for no answer
            return ""

    def _embeddings(self) -> Any:
        from txtai import Embeddings

        return Embeddings(path=self._encoder, content=True, gpu=False, models=self._models)
