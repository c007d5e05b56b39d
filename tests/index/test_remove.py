"""Taking documents out, building anew, and clearing away what was removed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus import Splitting
from corpus.errors import StoreMissing, UnknownDocument
from index.encoder import Encoder
from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add, clear_away, rebuild, remove

Write = Callable[[str, str], Path]


def on_disk(path: Path, word: str) -> list[str]:
    """The files of a store that hold a word, as text or in a name."""
    return [
        file.relative_to(path).as_posix()
        for file in path.rglob("*")
        if file.is_file() and (word.encode() in file.read_bytes() or word in str(file.relative_to(path)))
    ]


def test_what_was_removed_is_not_found_and_after_clearing_not_on_the_disk(
    store: Path, write: Write, encoder: Encoder
) -> None:
    secret = write("secret.txt", "The word is xylocarp.")
    add(store, [secret, write("open.txt", "The gate is open.")], encoder=encoder)
    assert on_disk(store, "xylocarp")
    report = remove(store, ["secret"], encoder=encoder)
    assert (report.removed, report.passages, report.embedded) == (["secret"], 1, 0)
    opened = Store.open(store)
    assert [document.title for document in opened.documents] == ["open"]
    assert [one.texts for one in opened.occurrences("xylocarp")] == [0]
    assert on_disk(store, "xylocarp")  # an older generation
    assert len(clear_away(store)) == 1
    assert on_disk(store, "xylocarp") == on_disk(store, "secret") == []
    assert Store.open(store).id == report.generation
    assert clear_away(store) == []


def test_removing_needs_no_encoder(store: Path, ferry: Path, pier: Path, encoder: Encoder) -> None:
    """The name "hash" means no model that could be loaded."""
    add(store, [ferry, pier], encoder=encoder)
    assert remove(store, ["The Pier"]).passages == 2


def test_the_last_document_can_be_removed_and_another_added(
    store: Path, ferry: Path, pier: Path, encoder: Encoder
) -> None:
    add(store, [ferry], encoder=encoder)
    assert remove(store, ["The Ferry"], encoder=encoder).passages == 0
    opened = Store.open(store)
    assert len(opened.documents) == 0
    assert opened.search(encoder.encode_query("ferry"), ["ferri"], 5) == []
    assert [(one.asked.word, one.texts) for one in opened.occurrences("the ferry")] == [("ferry", 0)]
    assert add(store, [pier], encoder=encoder).passages == 2


def test_a_name_that_means_nothing_removes_nothing(store: Path, ferry: Path, encoder: Encoder) -> None:
    add(store, [ferry], encoder=encoder)
    before = Store.open(store).id
    with pytest.raises(UnknownDocument, match="holds no document 'none'") as caught:
        remove(store, ["The Ferry", "none"], encoder=encoder)
    assert "'The Ferry'" in caught.value.hint
    assert Store.open(store).id == before


def test_where_there_is_no_store_none_is_made(store: Path) -> None:
    for change in (lambda: remove(store, ["x"]), lambda: rebuild(store), lambda: clear_away(store)):
        with pytest.raises(StoreMissing, match="There is nothing at"):
            change()
    assert not store.exists()


def test_rebuild_reads_and_embeds_everything_anew(store: Path, ferry: Path, pier: Path, encoder: Encoder) -> None:
    add(store, [ferry, pier], encoder=encoder)
    ferry.write_text("# The Ferry\n\nIt was sold.")
    report = rebuild(store, encoder=encoder)
    assert (report.embedded, report.passages, report.warnings, report.failed) == (3, 3, [], [])
    opened = Store.open(store)
    assert [document.title for document in opened.documents] == ["The Ferry", "The Pier"]
    assert opened.generation.passages[0].text == "It was sold."
    assert opened.id.startswith("000002-")
    assert opened.generation.manifest.splitting == Splitting()


def test_rebuild_keeps_documents_whose_files_are_gone(store: Path, ferry: Path, pier: Path, encoder: Encoder) -> None:
    add(store, [ferry, pier], encoder=encoder)
    ferry.unlink()
    pier.write_bytes(b"\x00\x01")
    report = rebuild(store, encoder=HashEncoder(dimension=32))
    assert [warning.split(":")[0] for warning in report.warnings] == ["The Ferry", "The Pier"]
    assert [Path(name).name for name, _ in report.failed] == ["pier.md"]
    opened = Store.open(store)
    assert [document.title for document in opened.documents] == ["The Ferry", "The Pier"]
    assert opened.generation.dense.vectors_of(np.arange(4)).shape == (4, 32)


def test_rebuild_merges_documents_that_have_become_one(store: Path, write: Write, encoder: Encoder) -> None:
    first, second = write("a.txt", "It is old."), write("b.txt", "It is new.")
    add(store, [first, second], encoder=encoder)
    first.write_text("It is new.")
    rebuild(store, encoder=encoder)
    (document,) = Store.open(store).documents
    assert [source.title for source in document.sources] == ["a", "b"]


def test_clearing_takes_what_unfinished_builds_left(store: Path, ferry: Path, encoder: Encoder) -> None:
    add(store, [ferry], encoder=encoder)
    (store / "generations" / ".building-x" / "new").mkdir(parents=True)
    (store / ".current-x").write_text("half")
    assert clear_away(store) == [".building-x"]
    left = sorted(path.name for path in store.iterdir() if path.name != "lock")
    assert left == ["current", "folders.json", "generations", "seen.json"]
    assert len(Store.open(store).documents) == 1
