"""`python -m index`: what each command prints and returns."""

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import index.assemble
import index.commands
import index.models
from index.cli import main
from index.hash_encoder import HashEncoder
from index.store import Store

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs a command on the store: exit status, output, errors. The encoder is the instant one."""
    for module in (index.assemble, index.models):
        monkeypatch.setattr(module, "open_encoder", lambda name="hash": HashEncoder())
    monkeypatch.setenv("PINCITE_STORE", str(store))

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:  # argparse
            status = int(str(stopped.code))
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


@pytest.fixture
def filled(run: Run, ferry: Path, pier: Path) -> Run:
    assert run("add", ferry.parent)[0] == 0
    return run


def test_add_counts_what_it_did(run: Run, store: Path, ferry: Path, pier: Path) -> None:
    assert run("add", ferry, pier) == (
        0,
        f"2 added, 0 replaced, 0 unchanged, 0 failed; 4 passages embedded, 4 in {store}.\n",
        "",
    )
    ferry.write_text("# The Ferry\n\nIt was sold.\n")
    status, out, _ = run("add", ferry.parent)
    assert status == 0
    assert out.startswith("0 added, 1 replaced, 1 unchanged, 0 failed; 1 passages embedded, 3 in")


def test_add_goes_on_past_files_that_fail(run: Run, store: Path, ferry: Path) -> None:
    (ferry.parent / "a.bin").write_bytes(b"\0\1\2")
    (ferry.parent / "b.txt").write_bytes(b"")
    (ferry.parent / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    status, out, err = run("add", ferry.parent)
    assert status == 4
    assert out.startswith("1 added, 0 replaced, 0 unchanged, 2 failed, 1 skipped;")
    lines = err.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["failed", str(ferry.parent / "a.bin")],
        ["failed", str(ferry.parent / "b.txt")],
        ["skipped", str(ferry.parent / "c.png")],
    ]
    assert "is not text" in lines[0]
    assert len(Store.open(store).documents) == 1


def test_where_every_file_fails_nothing_was_done(run: Run, store: Path, ferry: Path) -> None:
    ferry.write_bytes(b"")
    assert run("add", ferry)[0] == 1
    assert run("list")[0] == 1


def test_what_a_terminal_obeys_is_not_printed(run: Run, ferry: Path) -> None:
    (ferry.parent / "a\x1b[2J\n\u202etxt.bin").write_bytes(b"\0\1\2")
    ferry.write_text("# The \x1b[31mFerry\n\nIt is \x1b]0;owned old.\n")
    out = "".join("".join(run(*command)[1:]) for command in (("add", ferry.parent), ("list",), ("search", "old")))
    assert not set("\x1b\u202e") & set(out)
    assert r"a\x1b[2J\n\u202etxt.bin" in out
    assert r"The \x1b[31mFerry" in out
    assert r"It is \x1b]0;owned old." in out


def test_update_prints_what_it_did(filled: Run, store: Path, ferry: Path, pier: Path) -> None:
    assert filled("update") == (0, f"2 unchanged, 0 failed; 0 passages embedded, 4 in {store}.\n", "")
    ferry.write_text("# The Ferry\n\nIt was sold.\n")
    pier.rename(pier.with_name("quay.md"))
    (ferry.parent / "new.txt").write_text("The mill is new.")
    assert filled("update") == (
        0,
        f"added     {ferry.parent / 'new.txt'}\nreplaced  {ferry}\nmoved     {pier.with_name('quay.md')}\n"
        f"1 added, 1 replaced, 1 moved, 0 unchanged, 0 failed; 2 passages embedded, 4 in {store}.\n",
        "",
    )
    ferry.unlink()
    (ferry.parent / "new.txt").write_bytes(b"\0\1\2")
    status, out, err = filled("update")
    assert status == 4
    assert out.startswith(f"removed   {ferry}\n1 removed, 1 unchanged, 1 failed; 0 passages embedded")
    assert err.startswith(f"failed: {ferry.parent / 'new.txt'}: ")


def test_update_watches_until_it_is_stopped(filled: Run, ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            ferry.write_text("# The Ferry\n\nIt was sold.\n")
        if len(slept) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(index.commands.time, "sleep", sleep)
    status, out, err = filled("update", "--watch", "0.5")
    assert (status, err, slept) == (0, "", [0.5] * 4)
    assert [line.split(" ")[0] for line in out.splitlines()] == ["2", "replaced", "1"]  # what is as it was is not told
    slept[:] = [5.0] * 2
    assert filled("update", "--watch")[0] == 0
    assert slept == [5.0] * 4


def test_forget(filled: Run, store: Path, ferry: Path) -> None:
    assert filled("forget", ferry.parent) == (0, f"{ferry.parent} is followed no longer; its documents stay.\n", "")
    status, out, err = filled("forget", ferry.parent)
    assert (status, out) == (1, "")
    assert err == f"python -m index forget: {store} does not follow {str(ferry.parent)!r}. It follows nothing.\n"


def test_changes_as_json(run: Run, store: Path, ferry: Path) -> None:
    (ferry.parent / "b.txt").write_bytes(b"")
    status, out, err = run("add", ferry.parent, "--json")
    assert (status, err) == (4, "")
    assert out.count("\n") == 1
    told = json.loads(out)
    (failure,) = told.pop("failed")
    assert (failure["file"], failure["kind"]) == (str(ferry.parent / "b.txt"), "EmptyDocument")
    assert failure["reason"].startswith(f"{ferry.parent / 'b.txt'} has no words")
    assert told == {
        "store": str(store),
        "files": [{"file": str(ferry), "title": "The Ferry", "became": "added"}],
        "skipped": [],
        "warnings": [],
        "embedded": 2,
        "passages": 2,
        "generation": Store.open(store).id,
    }
    (ferry.parent / "b.txt").unlink()
    for command, became in (("update", "unchanged"), ("rebuild", "added"), ("remove", "removed")):
        status, out, err = run(command, "--json", *(["The Ferry"] if command == "remove" else []))
        assert (status, err) == (0, "")
        told = json.loads(out)
        assert [(file["file"], file["became"]) for file in told["files"]] == [(str(ferry), became)]
        assert (told["passages"], told["generation"]) == (0 if command == "remove" else 2, Store.open(store).id)
    status, out, _ = run("verify", "--json")
    assert json.loads(out)["generation"] == Store.open(store).id
    status, out, err = run("remove", "none", "--json")
    assert status == 1
    assert json.loads(out)["error"]["kind"] == "UnknownDocument"
    assert err.startswith("python -m index remove: ")


def test_add_warns_of_a_document_that_is_not_english(run: Run, ferry: Path) -> None:
    german = ferry.with_name("faehre.txt")
    german.write_text("Die Fähre fährt seit 1887 jeden Morgen über den Sund, und die Leute warten am Ufer auf sie.")
    status, out, err = run("add", german, ferry)
    assert status == 0
    assert out.startswith("2 added")
    assert err == (
        "warning: faehre looks like German: its passages can be found by their words, but the reader knows English "
        "only, so answers from it will be few and often wrong.\n"
    )


def test_add_where_it_cannot(run: Run, store: Path, ferry: Path) -> None:
    status, out, err = run("add", ferry, ferry.with_name("none.txt"))
    assert (status, out) == (1, "")
    assert re.fullmatch(r"python -m index add: There is no file or folder '.*none\.txt'\. Check the path\.\n", err)
    assert not store.exists()
    status, _, err = run("add", ferry, "--store", ferry / "store")
    assert status == 1
    assert err.count("\n") == 1
    assert "cannot be written to" in err


def test_list(filled: Run, store: Path, ferry: Path, pier: Path) -> None:
    status, out, err = filled("list")
    documents = Store.open(store).documents
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"{documents[0].id[:12]}  The Ferry  (markdown, 2 passages)"
    assert lines[1].strip() == f"{ferry}  added {documents[0].sources[0].added}"
    assert lines[-1] == f"2 documents, 4 passages in {store}, generation {Store.open(store).id}."
    status, out, _ = filled("list", "--json")
    assert status == 0
    assert json.loads(out)[1] == {
        "id": documents[1].id,
        "title": "The Pier",
        "kind": "markdown",
        "pages": 0,
        "passages": 2,
        "sources": [str(pier)],
    }


def test_remove_says_that_the_text_is_on_the_disk_until_gc(filled: Run, store: Path) -> None:
    assert filled("remove", "The Pier") == (
        0,
        "Removed The Pier; 2 passages remain.\nIts text is still on disk in an older generation until you run: "
        f"python -m index gc --store {store}\n",
        "",
    )
    assert any(b"Nine lamps" in path.read_bytes() for path in store.rglob("documents.jsonl"))
    assert filled("gc") == (0, f"Deleted 1 older generations from {store}.\n", "")
    assert not any(b"Nine lamps" in path.read_bytes() for path in store.rglob("documents.jsonl"))
    assert filled("gc") == (0, f"Nothing to delete in {store}.\n", "")


def test_remove_a_document_that_is_not_there(filled: Run, store: Path) -> None:
    status, out, err = filled("remove", "The Pier", "none")
    assert (status, out) == (1, "")
    assert err == (
        f"python -m index remove: {store} holds no document 'none'. It holds 'The Ferry', 'The Pier'; see python -m "
        "index list.\n"
    )
    assert len(Store.open(store).documents) == 2


def test_rebuild(filled: Run, store: Path, ferry: Path, pier: Path) -> None:
    ferry.write_text("# The Ferry\n\nIt was sold.\n")
    pier.unlink()
    status, out, err = filled("rebuild")
    assert status == 0
    assert out == f"Rebuilt {store}: 3 passages, generation {Store.open(store).id}.\n"
    assert err == "warning: The Pier: its file is gone or unreadable; kept as it was in the store.\n"
    ferry.write_bytes(b"\0\1\2")
    status, out, err = filled("rebuild")
    assert status == 4
    assert err.startswith(f"failed: {ferry}: {ferry} is not text: ")
    assert "3 passages" in out


def test_verify(filled: Run, store: Path) -> None:
    status, out, err = filled("verify")
    assert (status, err) == (0, "")
    assert out.startswith(f"{store} is sound: generation 000001-")
    path = next(store.rglob("keys.npy"))
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    status, out, err = filled("verify")
    assert (status, out) == (1, "")
    assert err.startswith(f"python -m index verify: {path} has sha256 ")
    assert err.count("\n") == 1


def test_search(filled: Run) -> None:
    status, out, err = filled("search", "county", "bought", "-k", "2")
    assert (status, err) == (0, "")
    blocks = out.strip().split("\n\n")
    assert len(blocks) == 2
    place, scores, text = blocks[0].splitlines()
    assert re.fullmatch(r"1\. The Ferry > Owners  \[\d+:\d+\]", place)
    assert re.fullmatch(r"   score 0\.\d{3}, cosine 0\.\d{3}, BM25 \d\.\d\d", scores)
    assert text == "   The county bought them in 1954."


def test_search_as_json(filled: Run, store: Path) -> None:
    status, out, _ = filled("search", "Nine lamps", "--json", "--document", "pier.md")
    assert status == 0
    hits = json.loads(out)
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert {hit["document"] for hit in hits} == {"The Pier"}
    best = hits[0]
    assert list(best) == ["rank", "score", "dense", "lexical", "document", "headings", "pages", "start", "end", "text"]
    assert best["headings"] == ["The Pier", "Lamps"]
    (document,) = (d for d in Store.open(store).documents if d.title == "The Pier")
    assert document.text[best["start"] : best["end"]] == best["text"] == "Nine lamps burn on it at night."


def test_search_for_bytes_that_are_no_text(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell hands them over as halves of surrogate pairs, which no tokenizer takes."""

    class Strict(HashEncoder):
        def encode_query(self, question: str) -> Any:
            return super().encode_query(question.encode().decode())

    monkeypatch.setattr(index.models, "open_encoder", lambda name: Strict())
    status, out, _ = filled("search", "\udce9 lamps")
    assert status == 0
    assert "Nine lamps" in out


def test_search_that_finds_nothing(filled: Run) -> None:
    filled("remove", "The Ferry", "The Pier")
    assert filled("search", "lamps") == (3, "Nothing found.\n", "")
    assert filled("search", "lamps", "--json") == (3, "[]\n", "")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_letters_that_the_output_cannot_hold_are_escaped(
    run: Run, ferry: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """As on Windows, where what goes to a file is in the encoding of the country."""
    name = "Паром é 😀.txt"
    run("add", ferry)
    (ferry.parent / name).write_text("It is old.")
    lines = {}
    for arguments in (["add", str(ferry.parent / name)], ["list"], ["list", "--json"]):
        written = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr(sys, "stdout", written)
        assert main(arguments) == 0
        written.flush()
        lines[arguments[-1]] = written.buffer.getvalue().decode(encoding)
    titles = [document["title"] for document in json.loads(lines["--json"])]
    assert titles == ["The Ferry", name.removesuffix(".txt")]
    e = "\\u00e9" if encoding == "ascii" else "é"
    shown = name if encoding == "utf-8" else f"\\u041f\\u0430\\u0440\\u043e\\u043c {e} \\ud83d\\ude00.txt"
    assert shown in lines["list"]
