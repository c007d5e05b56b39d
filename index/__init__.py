"""Passages in, hits out: vectors, BM25 and the folder they live in.

Nothing here knows what an answer is.
"""

from index.encoder import Encoder
from index.hits import Hit
from index.models import open_encoder
from index.retriever import Retriever
from index.store import Store

__all__ = ["Encoder", "Hit", "Retriever", "Store", "open_encoder"]
