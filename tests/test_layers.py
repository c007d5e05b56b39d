"""Imports go one way, app → qa → index → corpus, and importing a package costs next to nothing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What each may import of the others. Training and benchmarks stand aside: nothing uses them.
MAY_IMPORT = {
    "corpus": set(),
    "index": {"corpus"},
    "qa": {"corpus", "index"},
    "app": {"corpus", "index", "qa"},
    "training": {"corpus", "index", "qa"},
    "benchmarks": {"corpus", "index", "qa", "training"},
    "pincite": {"app", "corpus", "index", "qa"},
}
HEAVY = {
    *("torch", "transformers", "sentence_transformers", "faiss", "gradio", "numpy"),
    *("onnxruntime", "langchain_text_splitters", "bm25s", "lxml", "markdown_it", "tokenizers", "rich", "py3langid"),
}


def files_of(name: str) -> list[Path]:
    return sorted((ROOT / name).rglob("*.py")) if (ROOT / name).is_dir() else [ROOT / f"{name}.py"]


def imported(path: Path) -> Iterator[str]:
    """The first part of every module imported anywhere in a file: in functions and for type checking too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield str(node.module).split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            assert isinstance(node.args[0], ast.Constant), f"{path}: an import that cannot be read"
            yield str(node.args[0].value).split(".")[0]


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_imports_go_one_way(name: str) -> None:
    files = files_of(name)
    assert files
    for path in files:
        own = set(imported(path)) & MAY_IMPORT.keys() - {name}
        assert own <= MAY_IMPORT[name], f"{path.relative_to(ROOT)} imports {sorted(own - MAY_IMPORT[name])}"


def test_the_check_sees_imports_of_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "import a.x\nfrom b.y import z\nif TYPE_CHECKING:\n    from c import C\n"
        "def f():\n    import d as e\n    importlib.import_module('g.h')\n"
    )
    assert set(imported(path)) == {"a", "b", "c", "d", "g"}


def test_no_package_is_left_out() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    modules = {path.stem for path in ROOT.glob("*.py")}
    assert packages | modules == set(MAY_IMPORT)


def test_corpus_knows_no_models_and_no_scores() -> None:
    for path in files_of("corpus"):
        assert not set(imported(path)) & {"numpy", "torch", "faiss", "sentence_transformers", "bm25s", "onnxruntime"}


@pytest.mark.parametrize(
    "module", ["corpus", "index", "qa", "app", "pincite", "index.cli", "index.update", "index.store", "qa.cli"]
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({sorted(HEAVY)!r} & sys.modules.keys()))".replace("['", "{'").replace(
        "']", "'}"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
