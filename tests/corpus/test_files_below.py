"""From folders to the files in them."""

from pathlib import Path

import pytest

from corpus import files_below
from corpus.errors import DocumentMissing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "B/z.txt", "B/a/y.txt", "C/x.txt", ".hidden/w.txt", ".h.txt", "C/.git/v.txt", "E/.u"):
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_text("It is old.")
    return tmp_path / "docs"


def names(folder: Path, *paths: str | Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in files_below(paths)]


def test_a_folder_is_read_in_the_order_of_names_and_hidden_files_are_not(folder: Path) -> None:
    assert names(folder, folder) == ["a.md", "b.txt", "B/z.txt", "B/a/y.txt", "C/x.txt"]


def test_files_come_in_the_order_given_as_often_as_given(folder: Path) -> None:
    assert names(folder, folder / "b.txt", str(folder / "a.md"), folder / "b.txt") == ["b.txt", "a.md", "b.txt"]
    assert names(folder, folder / "C", folder / "b.txt") == ["C/x.txt", "b.txt"]


def test_what_is_named_itself_may_be_hidden(folder: Path) -> None:
    assert names(folder, folder / ".h.txt", folder / ".hidden") == [".h.txt", ".hidden/w.txt"]


def test_links_to_folders_are_not_followed_and_links_to_files_are_files(folder: Path) -> None:
    (folder / "C" / "up").symlink_to(folder)
    (folder / "C" / "link.txt").symlink_to(folder / "b.txt")
    assert names(folder, folder / "C") == ["C/link.txt", "C/x.txt"]


def test_an_empty_folder_has_none(tmp_path: Path) -> None:
    assert list(files_below([tmp_path])) == []
    assert list(files_below([])) == []


@pytest.mark.parametrize("name", ["none", "none/none.txt", "x" * 300])
def test_what_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentMissing, match=r"There is no file or folder|File name too long") as caught:
        list(files_below([tmp_path / name]))
    assert name in caught.value.message
    assert caught.value.hint
