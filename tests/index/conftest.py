"""Files and stores to build and search, with an encoder that is instant."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.hash_encoder import HashEncoder

if TYPE_CHECKING:
    from index.encoder import Vectors

FERRY = "# The Ferry\n\nBoats have crossed the sound since 1887.\n\n## Owners\n\nThe county bought them in 1954.\n"
PIER = "# The Pier\n\nThe pier is old. It was built of oak.\n\n## Lamps\n\nNine lamps burn on it at night.\n"


class Recorder(HashEncoder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> "Vectors":
        self.texts += texts
        return super().encode_documents(texts)


@pytest.fixture
def encoder() -> Recorder:
    return Recorder()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where a store may be made; nothing is there yet."""
    return tmp_path / "store"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """A function that writes a document's file."""

    def to_file(name: str, text: str) -> Path:
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return to_file


@pytest.fixture
def ferry(write: Callable[[str, str], Path]) -> Path:
    return write("ferry.md", FERRY)


@pytest.fixture
def pier(write: Callable[[str, str], Path]) -> Path:
    return write("pier.md", PIER)
