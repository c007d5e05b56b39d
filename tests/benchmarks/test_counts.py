"""No slower tomorrow: what an answer costs, in counts, is not more than it was."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.counts import KEPT, TOLERANCE, counted, higher
from benchmarks.run import ROOT


@pytest.mark.xdist_group("models")
@pytest.mark.slow
def test_nothing_costs_more_than_it_did(tmp_path: Path) -> None:
    """If this fails on purpose: `python -m benchmarks.counts --write`, and say why in the commit."""
    assert higher(counted(tmp_path), json.loads(KEPT.read_text(encoding="utf-8"))) == []


def test_more_than_a_tenth_higher_is_said_and_lower_is_not() -> None:
    kept = {"pieces": 100, "modules": 10}
    assert higher({"pieces": 110, "modules": 15}, kept) == []
    assert higher({"pieces": 111, "modules": 3}, kept) == ["pieces: 111, was 100"]
    assert higher({"pieces": 1, "modules": 16}, kept) == ["modules: 16, was 10"]
    assert higher({"pieces": 1}, kept) != []
    assert TOLERANCE == 0.1


def test_import_qa_imports_next_to_nothing() -> None:
    """Not even its own modules: they come with the first name that is asked for."""
    code = "import sys, qa; print(*sorted(name for name in sys.modules if name.split('.')[0] in {heavy}))"
    heavy = {"qa", "index", "corpus", "numpy", "faiss", "torch", "gradio", "onnxruntime", "tokenizers", "bm25s"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code.format(heavy=heavy)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["qa"]


def test_every_public_name_is_there() -> None:
    code = (
        "import qa\nassert set(qa.__all__) < set(dir(qa))\nfor name in qa.__all__: assert getattr(qa, name).__module__"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
