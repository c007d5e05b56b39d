"""The chat as people get it, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import app


@dataclass(frozen=True)
class Chats:
    """The chats that `serve.py` serves: their addresses by kind, and where its standard error goes."""

    urls: dict[str, str]
    errors: Path

    @property
    def said(self) -> str:
        """What its terminal shows."""
        return self.errors.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def chats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chats]:
    """Chats that are being served. Tests that ask for them are in the xdist group `browser`, so there is one server."""
    folder = tmp_path_factory.mktemp("chats")
    script = Path(__file__).with_name("serve.py")
    with (folder / "errors.txt").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, str(script), str(folder)],
            env={**os.environ, "PYTHONPATH": str(Path(app.__file__).parent)},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline().split() for _ in range(5)]
        assert all(lines), (folder / "errors.txt").read_text(encoding="utf-8")
        yield Chats(urls=dict(lines), errors=folder / "errors.txt")
    finally:
        process.kill()
        process.communicate()
