"""From folders to the files in them."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import corpus.folders
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


@pytest.fixture
def linked(folder: Path) -> Path:
    """The folder with links: up, to a file beside it, to one elsewhere, to itself, to nothing, and to a folder."""
    (folder.parent / "secret.txt").write_text("It is secret.")
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "z.txt").write_text("It is elsewhere.")
    (folder / "C" / "beside.txt").symlink_to("x.txt")
    (folder / "C" / "loop.txt").symlink_to("loop.txt")
    (folder / "C" / "nothing.txt").symlink_to("none.txt")
    (folder / "C" / "other").symlink_to(folder.parent / "other")
    (folder / "C" / "out.txt").symlink_to("../../secret.txt")
    (folder / "C" / "up").symlink_to(folder)
    return folder


def test_links_out_of_the_folder_are_left_out_and_told(linked: Path) -> None:
    left_out: list[Path] = []
    found = list(files_below([linked / "C"], left_out=left_out))
    assert [path.name for path in found] == ["beside.txt", "x.txt"]
    assert [path.name for path in left_out] == ["loop.txt", "nothing.txt", "other", "out.txt", "up"]


def test_a_link_that_is_within_the_folder_is_seen_from_there(linked: Path) -> None:
    (linked / "C" / "near.txt").symlink_to("../b.txt")
    assert "near.txt" not in [path.name for path in files_below([linked / "C"])]
    assert "near.txt" in [path.name for path in files_below([linked])]


def test_links_are_followed_where_that_is_asked_and_circles_end(linked: Path) -> None:
    found = [path.relative_to(linked).as_posix() for path in files_below([linked], follow_links=True)]
    assert {"C/out.txt", "C/other/z.txt", "C/beside.txt"} <= set(found)
    assert not any(name.startswith("C/up/") for name in found)


def test_what_an_ignore_file_names_is_left_out(folder: Path) -> None:
    (folder / ".pinciteignore").write_text("# drafts\n*.md\nB/*\n!B/z.txt\n/C/\n")
    assert names(folder, folder) == ["b.txt", "B/z.txt"]


def test_the_nearest_ignore_file_has_the_last_word_and_says_nothing_of_what_lies_above(folder: Path) -> None:
    (folder / ".pinciteignore").write_text("*.txt\n")
    (folder / "B" / ".pinciteignore").write_text("!z.txt\n*.md\n")
    assert names(folder, folder) == ["a.md", "B/z.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on Windows")
def test_an_ignore_file_that_cannot_be_read_is_not_taken_for_an_empty_one(folder: Path) -> None:
    os.mkfifo(folder / "B" / ".pinciteignore")
    with pytest.raises(DocumentMissing, match="pinciteignore is no ordinary file"):
        list(files_below([folder]))


def test_a_file_that_is_named_itself_is_read_whatever_is_ignored(folder: Path) -> None:
    (folder / ".pinciteignore").write_text("*\n")
    assert names(folder, folder / "b.txt") == ["b.txt"]
    assert names(folder, folder) == []


def test_a_folder_below_that_cannot_be_listed_is_told_and_the_others_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def listed(path: str) -> Any:
        if Path(path).name in ("B", "docs" if shut_all else "B"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    shut_all = False
    monkeypatch.setattr(os, "scandir", listed)
    closed: dict[Path, DocumentMissing] = {}
    assert [path.name for path in files_below([folder], closed=closed)] == ["a.md", "b.txt", "x.txt"]
    assert [(path, error.message) for path, error in closed.items()] == [
        (folder / "B", f"{str(folder / 'B')!r} cannot be read: Permission denied.")
    ]
    shut_all = True
    with pytest.raises(DocumentMissing, match="Permission denied"):
        list(files_below([folder]))


def test_a_junction_of_windows_is_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry(tag: int) -> Any:
        return SimpleNamespace(
            is_symlink=lambda: False,
            is_dir=lambda *, follow_symlinks: True,
            stat=lambda *, follow_symlinks: SimpleNamespace(st_reparse_tag=tag),
        )

    monkeypatch.setattr(corpus.folders, "_WINDOWS", True)
    junction, folder = entry(0xA0000003), entry(0)
    assert (corpus.folders._is_link(junction), corpus.folders._is_link(folder)) == (True, False)
    for follow, is_folder in ((False, False), (True, True)):
        assert corpus.folders._is_directory(junction, follow_links=follow) is is_folder
        assert corpus.folders._is_directory(folder, follow_links=follow)


def test_an_empty_folder_has_none(tmp_path: Path) -> None:
    assert list(files_below([tmp_path])) == []
    assert list(files_below([])) == []


@pytest.mark.parametrize("name", ["none", "none/none.txt", "x" * 300])
def test_what_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentMissing, match=r"There is no file or folder|File name too long") as caught:
        list(files_below([tmp_path / name]))
    assert name in caught.value.message
    assert caught.value.hint
