"""What answering a question and serving the chat do without: a quick start is made of imports that do not happen."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import qa

pytestmark = [pytest.mark.xdist_group("models"), pytest.mark.slow]
ROOT = Path(qa.__file__).parent.parent
PYTORCH = ["sentence_transformers", "torch", "transformers"]
OTHERS = ["bm25s", "gradio", "langchain_text_splitters", "lxml", "onnx", "pandas", "py3langid", "rich", "scipy"]

ASK = """
import qa.cli
assert qa.cli.main(["ask", "In which year was the Self-Defense Force created?"]) == 0
"""
SERVE = """
import app
from qa import Assistant
assistant = Assistant.open()
assistant.warm()
app.build(assistant)
assert assistant.ask("In which year was the Self-Defense Force created?").text == "1954"
"""


FULLY = """
import sys
from qa import Assistant
assistant = Assistant.open()
assistant.warm(fully=True)
before = set(sys.modules)
assistant.ask("Why did Japan send no troops to the Gulf War?")
assistant.ask("Who discovered penicillin?")
print({"bm25s", "scipy"} <= before, sorted(name for name in set(sys.modules) - before if "." not in name))
"""


def last_line_of(code: str, store: Path) -> str:
    """What a new process prints last; it must end well and complain of nothing."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PINCITE_STORE": str(store)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(("code", "unneeded"), [(ASK, PYTORCH + OTHERS), (SERVE, PYTORCH)], ids=["ask", "serve"])
def test_it_is_done_without(real: SimpleNamespace, code: str, unneeded: list[str]) -> None:
    seen = f"import sys\n{code}\nprint('imported:', *sorted(sys.modules.keys() & {unneeded!r}))"
    assert last_line_of(seen, real.path) == "imported:"


def test_a_server_that_is_warm_fully_loads_nothing_large_with_a_question(real: SimpleNamespace) -> None:
    assert last_line_of(FULLY, real.path) == "True []"
