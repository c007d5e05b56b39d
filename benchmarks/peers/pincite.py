"""Pincite as a program calls it: texts in memory become a store, and an assistant answers from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Encoder

K = 8


class Peer:
    """All of it: vectors and BM25, the reader, the policy and citations; reading stops early, as shipped."""

    PACKAGES = ("pincite", "onnxruntime", "faiss-cpu", "bm25s", "numpy")

    def __init__(self, encoder: Path, reader: Path) -> None:
        del encoder, reader  # the same weights, in its own files
        self._encoder: Encoder | None = None

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """A document of each text, cut, embedded, indexed and published."""
        from corpus import Document, Draft, Source
        from index.assemble import EncoderSource, assemble
        from index.models import open_encoder
        from index.publish import building
        from index.report import Report, no_progress

        self._encoder = self._encoder or open_encoder()
        documents = [
            Document.build(Draft(text=text), Source(uri=f"text:{n}", sha256="", title="", kind="text", added=""))
            for n, text in enumerate(texts)
        ]
        report = Report()
        with building(folder):
            assemble(folder, documents, EncoderSource(self._encoder, None), report, no_progress)
        if report.passages != len(texts):
            raise SystemExit(f"Pincite made {report.passages} passages of {len(texts)}; the peers have others.")

    def open(self, folder: Path) -> None:
        """Open the store and load the models, as `pincite ask` does."""
        from index.retriever import Retriever
        from qa import Assistant

        self._assistant = Assistant.open(folder)
        self._assistant.warm()
        self._retriever = Retriever(encoder=self._assistant.encoder, store=self._assistant.store)

    def search(self, question: str) -> list[str]:
        """The passages found."""
        return [hit.passage.text for hit in self._retriever.search(question, K)]

    def ask(self, question: str) -> str:
        """The answer, empty for silence."""
        return self._assistant.ask(question).text
