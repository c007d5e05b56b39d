"""Files that people send: their names, and how a failed change is undone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UploadError
from qa.chat.uploads import Sent, keep, put_back, safe_name, settle


@given(name=st.text(max_size=400))
def test_a_name_is_always_one_that_a_file_can_have(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not safe.startswith(".")
    assert not {"/", "\\", "\0", "\n"} & set(safe)
    assert len(safe.encode()) <= 200
    assert safe_name(safe) == safe


@pytest.mark.parametrize("name", ["Sea chart.md", "<img src=x onerror=alert(1)>.txt", "Ünïcode “quotes”.html", "a.b.c"])
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert safe_name(name) == name


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("ü" * 300 + ".md") == "ü" * 98 + ".md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "store" / "uploads"
    folder.mkdir(parents=True)
    (folder / "notes.md").write_text("old")
    return folder


def sent(tmp_path: Path, *names: str) -> list[Sent]:
    files = []
    for number, name in enumerate(names):
        path = tmp_path / f"sent{number}"
        path.write_text(f"new {number}")
        files.append(Sent(path=path, name=name))
    return files


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_files_are_kept_under_their_names_and_two_of_one_name_both(folder: Path, tmp_path: Path) -> None:
    kept = keep(sent(tmp_path, "pier.md", "../pier.md", "pier.md", "notes.md"), folder)
    assert [file.path.name for file in kept] == ["pier.md", "pier (2).md", "pier (3).md", "notes.md"]
    settle(kept)
    assert contents(folder) == {"pier.md": "new 0", "pier (2).md": "new 1", "pier (3).md": "new 2", "notes.md": "new 3"}
    assert [path for path in folder.iterdir() if path.is_dir()] == []


def test_what_failed_is_put_back(folder: Path, tmp_path: Path) -> None:
    put_back(keep(sent(tmp_path, "pier.md", "notes.md"), folder))
    assert contents(folder) == {"notes.md": "old"}
    assert [path for path in folder.iterdir() if path.is_dir()] == []


def test_a_file_that_went_missing_leaves_everything_as_it_was(folder: Path, tmp_path: Path) -> None:
    files = sent(tmp_path, "pier.md", "notes.md")
    files[1].path.unlink()
    with pytest.raises(UploadError, match="Nothing was changed"):
        keep(files, folder)
    assert contents(folder) == {"notes.md": "old"}
