"""Passages in, hits out: vectors, BM25 and the folder they live in.

Nothing here knows what an answer is.
"""

from index.encoder import Encoder, open_encoder
from index.hits import Hit
from index.retriever import Retriever
from index.store import Store

__all__ = ["Encoder", "Hit", "Retriever", "Store", "open_encoder"]
