"""Haystack's extractive question answering, as its pages put it together: embedder, retriever, reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

K = 8


class Peer:
    """An in-memory store searched by vectors, and `TransformersExtractiveReader` with its own settings."""

    PACKAGES = (
        *("haystack-ai", "sentence-transformers-haystack", "transformers-haystack"),
        *("sentence-transformers", "transformers", "torch"),
    )

    def __init__(self, encoder: Path, reader: Path) -> None:
        self._encoder, self._reader = str(encoder), str(reader)
        self._embedder: Any = None  # loaded once

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Embed, write into a store, and save that."""
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
        )

        if self._embedder is None:
            self._embedder = SentenceTransformersDocumentEmbedder(model=self._encoder, progress_bar=False)
            self._embedder.warm_up()
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        documents = [Document(content=text) for text in texts]
        store.write_documents(self._embedder.run(documents=documents)["documents"])
        folder.mkdir(parents=True)
        store.save_to_disk(str(folder / "store.json"))

    def open(self, folder: Path) -> None:
        """Load what `build` saved, and make the pipeline."""
        from haystack import Pipeline
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder
        from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self._question = SentenceTransformersTextEmbedder(model=self._encoder, progress_bar=False)
        self._retriever = InMemoryEmbeddingRetriever(store, top_k=K)
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", self._question)
        self._pipeline.add_component("retriever", self._retriever)
        self._pipeline.add_component("reader", TransformersExtractiveReader(model=self._reader))
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")
        self._pipeline.connect("retriever.documents", "reader.documents")
        self._pipeline.warm_up()

    def search(self, question: str) -> list[str]:
        """The passages found, by the components alone: a component belongs to one pipeline."""
        vector = self._question.run(text=question)["embedding"]
        return [document.content for document in self._retriever.run(query_embedding=vector)["documents"]]

    def ask(self, question: str) -> str:
        """The best answer, empty where it is that there is none."""
        said = self._pipeline.run({"embedder": {"text": question}, "reader": {"query": question, "top_k": 1}})
        answers = said["reader"]["answers"]
        return (answers[0].data or "") if answers else ""
