"""What all tests share: how hypothesis behaves on slow machines, and the real encoder, which takes seconds to load."""

import os
import tempfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from index.encoder import Encoder

# No deadline: the first example pays for imports. A failure prints the line that reproduces it.
settings.register_profile(
    "pincite", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.load_profile("pincite")

# Tests remember nothing in the cache folder of the person who runs them, and so do the processes they start.
_CACHE = tempfile.TemporaryDirectory(prefix="pincite-cache-")
os.environ["PINCITE_CACHE"] = _CACHE.name


@pytest.fixture(scope="session")
def real_encoder() -> "Encoder":
    """The encoder that ships. Tests that use it belong to the xdist group `encoder`, so that one worker loads it."""
    from index.models import open_encoder

    return open_encoder()


@pytest.fixture(scope="session")
def encoder_of_record() -> "Encoder":
    """The same weights through sentence-transformers, which takes seconds to import; same group."""
    from index.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder.open()
