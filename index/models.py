"""How an encoder is found by its name."""

from __future__ import annotations

from index.encoder import DEFAULT_ENCODER, Encoder
from index.trace import stage


@stage("load")
def open_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """Return an encoder: the bundled one, or any sentence-transformers model on this machine by name or folder.

    The bundled one is run without sentence-transformers, which takes seconds to import.

    Raises:
        EncoderError: its files are missing or not the expected ones.
    """
    if name == DEFAULT_ENCODER:
        from index.onnx_encoder import OnnxEncoder

        return OnnxEncoder.open()
    from index.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder.open(name)
