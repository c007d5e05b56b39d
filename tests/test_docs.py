"""What the pages tell people to type exists: modules, commands, options, make targets, files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES += [ROOT / "training" / "README.md", ROOT / "qa" / "reader" / "README.md"]
DOORS = {
    "index": "add update forget list remove rebuild verify gc search".split(),
    "qa": "ask evaluate calibrate verify".split(),
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for target in re.findall(r"\bmake ([a-z]+)", "\n".join(code_of(text))):
        assert target in targets, f"{page.name}: make {target}"
    for module in re.findall(r"python -m ([\w.]+)", text):
        if module not in ("pytest", "pip"):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), f"{page.name}: {module}"
    for door, command in re.findall(r"python -m (index|qa) ([a-z]+)", text):
        assert command in DOORS[door], f"{page.name}: python -m {door} {command}"
    for script in re.findall(r"\b(scripts/[\w.]+|tests/[\w/.]*\w)", text):
        assert (ROOT / script).exists(), f"{page.name}: {script}"


@pytest.mark.parametrize("door", DOORS)
def test_help_names_every_command_and_option_of_the_pages(door: str) -> None:
    helps = {command: help_of(door, command) for command in DOORS[door]}
    overview = help_of(door)
    assert all(command in overview for command in DOORS[door])
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for command, rest in re.findall(rf"python -m {door} ([a-z]+)([^`\n]*)", text):
        for option in re.findall(r"--[a-z]+", rest):
            assert option in helps[command], f"python -m {door} {command} {option}"


def test_console_script_names_every_door() -> None:
    usage = subprocess.run(
        [sys.executable, str(ROOT / "pincite.py"), "--help"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert all(f"pincite {door}" in usage for door in ("chat", "ask", "evaluate", "calibrate", "verify", "index"))


def code_of(text: str) -> list[str]:
    """What stands between backticks or is indented as code."""
    return [one or other for one, other in re.findall(r"`([^`\n]+)`|^    (.+)$", text, re.MULTILINE)]


def help_of(door: str, *command: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", door, *command, "--help"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return run.stdout
