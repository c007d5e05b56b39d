"""How an encoder is found by its name."""

from __future__ import annotations

from index.encoder import DEFAULT_ENCODER, Encoder
from index.trace import stage


@stage("load")
def open_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """Return an encoder: the bundled one, or any sentence-transformers model on this machine by name or folder.

    Raises:
        EncoderError: its files are missing or not the expected ones.
    """
    from index.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder.open(name)
