"""A virtual environment for each peer, made with venv and pip."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.run import ROOT

# What pip is asked for, after PyTorch: the newest of each, since a peer is measured as people would install it
WANTED = {
    "haystack": ("haystack-ai", "sentence-transformers-haystack", "transformers-haystack"),
    "txtai": ("txtai",),
    "langchain": ("langchain-community", "langchain-huggingface", "faiss-cpu"),
}


def interpreter(name: str, folder: Path) -> Path:
    """The Python of a system's environment below `folder`, which is made if it is not there; Pincite's is this one."""
    if name not in WANTED:
        return Path(sys.executable)
    home = (folder / name).absolute()
    python, done = home / ("Scripts" if sys.platform == "win32" else "bin") / "python", home / ".installed"
    if not done.exists():
        print(f"making {home}", file=sys.stderr, flush=True)
        _run(sys.executable, "-m", "venv", str(home))
        # alone and first: left to itself pip may choose a build of several gigabytes
        _run(str(python), "-m", "pip", "install", "--quiet", _torch())
        _run(str(python), "-m", "pip", "install", "--quiet", *WANTED[name])
        done.touch()
    return python


def _torch() -> str:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return next(line.split()[0] for line in lines if line.startswith("torch=="))


def _run(*command: str) -> None:
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        raise SystemExit(f"This failed: {' '.join(command)}")
