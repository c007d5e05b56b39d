"""Output that nobody reads any more ends quietly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOORS = {  # a command of each door that prints a lot, and its arguments
    "index": "import index.commands as c, index.cli as door; c.COMMANDS['list'] = {command}; args = ['list']",
    "qa": "import qa.cli as door; door._COMMANDS['verify'] = {command}; args = ['verify', 'a.json']",
}


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise there")
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("letters", [5, 200_000])  # written at the end, and while the command runs
def test_a_pipe_that_is_closed_gives_no_traceback(door: str, letters: int) -> None:
    command = f"lambda given: print('x' * {letters}) or 0"
    code = f"import sys; {DOORS[door].format(command=command)}; sys.exit(door.main(args))"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")
