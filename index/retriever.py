"""From a question to hits: the encoder and the store together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from corpus.errors import StoreForeign
from index.encoder import Encoder
from index.hits import Hit
from index.lexical import terms_of
from index.store import Store
from index.trace import stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Retriever:
    """Searches a store with the encoder that made it."""

    encoder: Encoder
    store: Store

    def __post_init__(self) -> None:
        """Refuse an encoder whose vectors do not compare with the store's."""
        made = dict(self.store.generation.manifest.encoder)
        here = dict(self.encoder.fingerprint)
        if made != here:
            different = ", ".join(
                f"{key} {made.get(key)!r} there, {here.get(key)!r} here"
                for key in sorted(made.keys() | here)
                if made.get(key) != here.get(key)
            )
            raise StoreForeign(
                f"{self.store.path} was made by another encoder: {different}.",
                hint=f"Embed it anew: python -m index rebuild --store {self.store.path} --encoder {here.get('name')}",
            )

    def search(self, question: str, k: int, allowed: Collection[str] | None = None) -> list[Hit]:
        """The `k` best passages for a question, best first; `allowed` are ids of documents, None means all."""
        with stage("encode"):
            vector = self.encoder.encode_query(question)
        return self.store.search(vector, terms_of(question), k, allowed)
