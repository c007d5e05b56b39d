"""Bad files of every kind: each gives text or an error that says what is wrong, and the others are indexed.

`python -m scripts.hostile` reads these, those that take seconds, and thousands of mutations more.
"""

import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from corpus import files_below
from corpus.sandbox import shared
from index.follow import update
from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add
from scripts.hostile import SECRET, Bad, mutated, secret_in
from scripts.hostile.run import Result, all_bad, changing, placed, put_one, read, remove
from scripts.hostile.seeds import SEEDS

ROOT = Path(__file__).parents[2]
BADS = [bad for bad in all_bad() if not bad.heavy]
GROUPS = {group: list(bads) for group, bads in groupby(sorted(BADS, key=lambda bad: bad.group), lambda bad: bad.group)}
OUTSIDE = "hostile-outside.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where bad files are put; a secret lies in it and beside it."""
    made = tmp_path / "files"
    made.mkdir()
    secret_in(made)
    secret_in(tmp_path)
    (tmp_path / OUTSIDE).write_text(f"The password is {SECRET}.")
    return made


def read_in(folder: Path, bads: list[Bad]) -> list[Result]:
    return [read(bad, path) for bad, path in placed(bads, folder)]


def put(bads: list[Bad], folder: Path) -> list[Path]:
    """Put bad files into a folder, those that the system takes; their paths."""
    return [path for bad in bads if (path := put_one(bad, folder))]


def check(results: list[Result]) -> None:
    assert results
    assert not [result for result in results if result.is_defect]
    assert max(result.seconds for result in results) < 30


def test_there_are_many_of_many_kinds() -> None:
    assert len(BADS) >= 150
    assert len({(bad.group, bad.name) for bad in all_bad()}) == len(list(all_bad()))
    endings = {bad.name.rpartition(".")[2] for bad in BADS}
    assert {"txt", "md", "html", "csv", "pdf", "docx", "pptx", "xlsx", "epub"} <= endings


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "links"])
def test_each_gives_text_or_an_error_that_says_what_is_wrong(folder: Path, group: str) -> None:
    check(read_in(folder, GROUPS[group]))


@pytest.mark.parametrize("group", ["empty", "encrypted"])
def test_what_holds_no_words_is_an_error(folder: Path, group: str) -> None:
    assert not [one.name for one in read_in(folder, GROUPS[group]) if one.outcome == "text"]


def test_links_out_of_a_folder_are_not_read(folder: Path) -> None:
    for bad, path in placed(GROUPS["links"], folder):
        assert path not in set(files_below([folder])), bad.name


@pytest.mark.parametrize("kind", SEEDS)
def test_mutations_of_each_format(folder: Path, kind: str) -> None:
    results = read_in(folder, list(mutated.bad(kind, 50)))
    check(results)
    assert len({result.outcome for result in results}) > 1  # some are read, some are not


def test_mutations_are_the_same_for_the_same_number() -> None:
    assert [mutated.mutated("pdf", n) for n in range(9)] == [mutated.mutated("pdf", n) for n in range(9)]
    assert len({mutated.mutated("docx", n) for n in range(99)}) > 95


def test_a_file_that_is_being_written(folder: Path) -> None:
    path = folder / "changing.txt"
    path.write_text("It is old.")
    with changing(path):
        check([read(Bad(group="changing", name=path.name, write=Path.touch), path) for _ in range(20)])


def test_the_other_files_are_indexed(folder: Path, tmp_path: Path) -> None:
    """All in one folder: links and pipes too, each made once, none taken away before the end."""
    good = [folder / f"{name}.md" for name in ("0-first", "m-middle", "zz-last")]
    for path in good:
        path.write_text(f"# {path.stem}\n\nThe {path.stem} pier was built of oak.\n")
    (folder / "secret.key").unlink()
    chosen = [bad for group in ("names", "links", "no files", "encrypted", "empty") for bad in GROUPS[group]]
    kept = put(chosen, folder)
    try:
        report = add(tmp_path / "store", [folder], encoder=HashEncoder())
        assert {path.stem for path in good} <= set(report.added)
        assert len(report.failed) > 10
        assert len(report.skipped) >= 5
        assert set(report.kinds) == {file for file, _ in (*report.failed, *report.skipped)}
        assert not any(SECRET in document.text for document in Store.open(tmp_path / "store").documents)
        again = update(tmp_path / "store", encoder=HashEncoder())
        assert (again.changed, len(again.failed)) == (False, len(report.failed))
    finally:
        for path in kept:
            remove(path)


def test_reading_them_leaves_nothing_behind(folder: Path) -> None:
    before = set(folder.iterdir())
    read_in(folder, GROUPS["zip"])
    assert set(folder.iterdir()) == before
    assert not Path("/tmp/owned.txt").exists()
    assert not Path("/etc/owned").exists()


def test_the_command_prints_a_line_for_each_class() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.hostile", "--light", "--mutated", "1", "--only", "changing"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| changing | 100 |" in done.stdout
    assert done.stdout.endswith("100 files, 0 defects\n")
    shared.close()
