"""Every block of code in the README is run as it stands there, by a newcomer in an empty folder."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.xdist_group("models")


@pytest.fixture
def newcomer(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody in an empty folder, with this project and this Python."""
    return {
        **{name: value for name, value in os.environ.items() if name != "PINCITE_STORE"},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }


def block(kind: str, holding: str) -> str:
    (found,) = [text for name, text in BLOCKS if name == kind and holding in text]
    return found


def test_every_block_is_run_here() -> None:
    assert [kind for kind, _ in BLOCKS] == ["python", "python", "text", "sh"]


def test_asking_from_python(tmp_path: Path, newcomer: dict[str, str]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", block("python", "from qa import ask")],
        cwd=tmp_path, env=newcomer, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout == block("text", "1954")
    assert (tmp_path / ".pincite" / "current").is_file()


def test_own_documents_from_a_shell(tmp_path: Path, newcomer: dict[str, str]) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "plants.md").write_text(
        "# The house\n\nMarta waters the plants on Fridays.\n", encoding="utf-8"
    )
    (tmp_path / "notes" / "cats.txt").write_text("Tom feeds the cats every morning.\n", encoding="utf-8")
    run = subprocess.run(
        ["bash", "-e", "-c", block("sh", "python -m index add")],
        cwd=tmp_path, env=newcomer, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "2 added" in run.stdout
    assert "»Marta« waters the plants on Fridays." in run.stdout
    assert "Removed The house" in run.stdout
    left = b"".join(path.read_bytes() for path in (tmp_path / "my-store").rglob("*") if path.is_file())
    assert b"waters" not in left
    assert b"feeds" in left


def test_asking_the_chat_from_a_program(tmp_path: Path, newcomer: dict[str, str]) -> None:
    with chat(tmp_path, newcomer) as address:
        code = block("python", "gradio_client").replace("http://127.0.0.1:7860", address)
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path, env=newcomer, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1].startswith("1954 ")


@contextmanager
def chat(folder: Path, env: dict[str, str]) -> Iterator[str]:
    """The chat as `make chat` starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder / "chat.log").open("w", encoding="utf-8")
    with log, subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "--port", str(port)], cwd=folder, env=env, stdout=log, stderr=log
    ) as server:  # fmt: skip
        try:
            deadline = time.monotonic() + 180
            while not answers(port):
                assert server.poll() is None, (folder / "chat.log").read_text()
                assert time.monotonic() < deadline, "the chat did not start"
                time.sleep(0.5)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
