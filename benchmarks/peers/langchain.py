"""LangChain's FAISS retrieval. It reads nothing: what it finds is all that it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

K = 8


class Peer:
    """`FAISS` over `HuggingFaceEmbeddings`."""

    PACKAGES = ("langchain-core", "langchain-community", "langchain-huggingface", "faiss-cpu", "torch")

    def __init__(self, encoder: Path, reader: Path) -> None:
        del reader
        from langchain_huggingface import HuggingFaceEmbeddings

        self._embeddings = HuggingFaceEmbeddings(
            model_name=str(encoder), model_kwargs={"device": "cpu"}, encode_kwargs={"normalize_embeddings": True}
        )

    def build(self, texts: Sequence[str], folder: Path) -> None:
        """Embed, index and save."""
        from langchain_community.vectorstores import FAISS

        FAISS.from_texts(list(texts), self._embeddings).save_local(str(folder))

    def open(self, folder: Path) -> None:
        """Load what `build` saved."""
        from langchain_community.vectorstores import FAISS

        # its format is a pickle, which this program wrote itself
        self._store = FAISS.load_local(str(folder), self._embeddings, allow_dangerous_deserialization=True)

    def search(self, question: str) -> list[str]:
        """The passages found."""
        return [document.page_content for document in self._store.similarity_search(question, k=K)]

    ask = None
