"""From a path to a document."""

import hashlib
import os
import re
import socket
import sys
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus.files
from corpus import files_below, located, normalise, read_document
from corpus.errors import (
    DamagedDocument,
    DocumentChanging,
    DocumentError,
    DocumentMissing,
    EmptyDocument,
    UndecodableText,
    UnsupportedFormat,
)

FORMATS = [(".txt", "text"), (".log", "text"), ("", "text"), (".md", "markdown"), (".HTM", "html"), (".xhtml", "html")]


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(("ending", "kind"), FORMATS)
def test_the_ending_tells_the_format(tmp_path: Path, ending: str, kind: str) -> None:
    path = file(tmp_path, f"notes{ending}", "<p>It is old.</p>")
    document = read_document(path)
    assert document.kind == kind
    assert document.text == ("<p>It is old.</p>" if kind == "text" else "It is old.")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n  "])
@pytest.mark.parametrize("name", ["page", "page.txt", "page.php"])
def test_a_page_is_known_by_how_it_begins(tmp_path: Path, mark: bytes, name: str) -> None:
    assert read_document(file(tmp_path, name, mark + b"<!DOCTYPE HTML><p>It is old.")).kind == "html"


def test_a_page_in_utf_16_is_known_too(tmp_path: Path) -> None:
    assert read_document(file(tmp_path, "page", "<html><p>It is old.".encode("utf-16"))).text == "It is old."


def test_the_source_says_where_the_text_came_from(tmp_path: Path) -> None:
    path = file(tmp_path, "notes.md", "# The Pier\n\nIt is old.")
    document = read_document(str(path))
    (source,) = document.sources
    assert source.uri == str(path)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (source.title, source.kind) == ("The Pier", "markdown")
    assert abs((datetime.now(UTC) - datetime.fromisoformat(source.added)).total_seconds()) < 60
    assert document.headings_at(len(document.text) - 1) == ("The Pier",)


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("It is old.", "notes"),
        ("---\ntitle: On  Piers\n---\nIt is old.", "On Piers"),
        ("## Second\n\nIt is old.", "notes"),
        ("# " + "long " * 100 + "\n\nIt is old.", ("long " * 40).strip() + " "),
    ],
)
def test_titles(tmp_path: Path, content: str, title: str) -> None:
    assert read_document(file(tmp_path, "notes.md", content)).title == title


def test_a_file_is_known_by_one_path_from_wherever_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs" / "inner").mkdir(parents=True)
    path = file(tmp_path / "docs", "a.txt", "It is old.")
    (tmp_path / "folder-link").symlink_to("docs")
    (tmp_path / "docs" / "newest.txt").symlink_to("a.txt")
    monkeypatch.chdir(tmp_path / "docs" / "inner")
    for name in ("../a.txt", path, "../../docs/./a.txt", "../../folder-link/a.txt"):
        assert located(name) == path
        assert read_document(name).uri == str(path)
    assert located("../newest.txt") == path.with_name("newest.txt")


def fails(path: str | Path, kind: type[DocumentError], message: str) -> None:
    """Reading must raise exactly this kind, in one line with a hint."""
    with pytest.raises(DocumentError, match=message) as caught:
        read_document(path)
    assert type(caught.value) is kind
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_what_is_no_file(tmp_path: Path) -> None:
    fails(tmp_path / "none.txt", DocumentMissing, re.escape(f"There is no file {str(tmp_path / 'none.txt')!r}."))
    fails(tmp_path, DocumentMissing, "is a folder")
    fails(tmp_path / ("x" * 300), DocumentMissing, "cannot be read: File name too long")
    fails(file(tmp_path, "a.txt", "a") / "b.txt", DocumentMissing, "There is no file")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    fails(tmp_path / "loop.txt", DocumentMissing, "There is no file|cannot be read")
    (tmp_path / "dangling.txt").symlink_to("none.txt")
    fails(tmp_path / "dangling.txt", DocumentMissing, "There is no file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on Windows")
def test_pipes_sockets_and_devices_are_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    fails(tmp_path / "pipe.txt", DocumentMissing, "is no ordinary file")
    fails("/dev/zero", DocumentMissing, "is no ordinary file")
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        fails("socket.txt", DocumentMissing, "is no ordinary file")


def test_what_may_not_be_read(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "It is old.")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    fails(path, DocumentMissing, "cannot be read: Permission denied")
    (tmp_path / "closed").mkdir()
    file(tmp_path / "closed", "b.txt", "It is old.")
    (tmp_path / "closed").chmod(0)
    try:
        fails(tmp_path / "closed" / "b.txt", DocumentMissing, "cannot be read: Permission denied|There is no file")
        with pytest.raises(DocumentMissing):
            list(files_below([tmp_path / "closed" / "b.txt"]))
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_disk_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(tmp_path, "a.txt", "It is old.")

    def broken(file: object) -> bytes:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(corpus.files, "_read", broken)
    fails(path, DocumentMissing, "cannot be read: Input/output error")


def test_files_of_other_kinds_are_named(tmp_path: Path) -> None:
    fails(file(tmp_path, "a.pdf", b"%PDF-1.7\n\x00"), DamagedDocument, r"a\.pdf cannot be read as PDF")
    fails(file(tmp_path, "a.txt", b"%PDF-1.7\n\x00"), DamagedDocument, r"a\.txt cannot be read as PDF")
    fails(file(tmp_path, "a.DOCX", b"PK\x03\x04"), DamagedDocument, "is damaged")
    fails(file(tmp_path, "a.png", b"\x89PNG"), UnsupportedFormat, "is a picture file")
    fails(file(tmp_path, "a.bin", bytes(range(256)) * 9), UndecodableText, "is not text")


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        *((ending, content) for ending in (".txt", ".md", ".html") for content in ("", "\ufeff", " \n\t", "---")),
        *((ending, content) for ending in (".md", ".html") for content in ("<!-- none -->", "<p></p>")),
    ],
)
def test_files_without_words(tmp_path: Path, content: str, ending: str) -> None:
    fails(file(tmp_path, f"a{ending}", content), EmptyDocument, "has no words")


def test_files_that_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.files, "_LARGEST", 9)
    fails(file(tmp_path, "a.txt", "It is old."), DocumentError, "has 10 bytes; at most 9 are read")


@pytest.mark.parametrize("change", ["grow", "shrink", "touch"])
def test_a_file_that_changes_while_it_is_read_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = file(tmp_path, "a.txt", "It is old. " * 1000)
    real = corpus.files._read

    def meanwhile(opened: FileIO) -> bytes:
        data = real(opened)
        if change == "touch":  # other bytes, as many
            os.utime(path, ns=(1, 1))
        else:
            os.truncate(path, 20_000 if change == "grow" else 20)
        return data

    monkeypatch.setattr(corpus.files, "_read", meanwhile)
    fails(path, DocumentChanging, r"a\.txt was written to while it was read\.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on Windows")
def test_a_file_that_is_exchanged_for_a_pipe_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, "a.txt", "It is old.")
    real = corpus.files._check

    def exchange(checked: Path, found: os.stat_result) -> None:
        real(checked, found)
        checked.unlink()
        os.mkfifo(checked)
        monkeypatch.setattr(corpus.files, "_check", real)

    monkeypatch.setattr(corpus.files, "_check", exchange)
    fails(path, DocumentMissing, "is no ordinary file")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' file names are Unicode")
def test_a_name_that_is_not_unicode_cannot_be_written_down(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    fails(file(tmp_path, name, "It is old."), DocumentError, r"caf\\udce9\.txt' is not Unicode")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([".txt", ".md", ".html"]))
def test_the_text_of_any_document_is_normalised(
    tmp_path_factory: pytest.TempPathFactory, text: str, ending: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    path.write_bytes(f"cafe\u0301 {text}".encode())
    try:
        document = read_document(path)
    except UndecodableText:  # mostly control characters
        return
    assert normalise(document.text) == document.text
    assert document.text.startswith("café")


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".csv"])
def test_bad_bytes_are_said(tmp_path: Path, ending: str) -> None:
    document = read_document(file(tmp_path, f"notes{ending}", "Les élèves étaient là.".encode() + b"\xe9 Oui."))
    assert document.text == "Les élèves étaient là.\ufffd Oui."
    assert document.warnings == ("1 byte is no text; \ufffd stands for it.",)
