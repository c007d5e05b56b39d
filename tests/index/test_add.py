"""Adding documents: what is read, replaced, left alone, and embedded."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import DocumentMissing, StoreForeign
from index.encoder import words_to_embed
from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add, rebuild

Write = Callable[[str, str], Path]


def titles(path: Path) -> list[str]:
    return [document.title for document in Store.open(path).documents]


def generations(path: Path) -> list[str]:
    return sorted(folder.name for folder in (path / "generations").iterdir())


def test_a_first_document_makes_the_store(store: Path, ferry: Path, encoder: Any) -> None:
    report = add(store, [ferry], encoder=encoder)
    assert (report.added, report.replaced, report.unchanged, report.failed) == (["The Ferry"], [], [], [])
    assert (report.embedded, report.passages) == (2, 2)
    opened = Store.open(store)
    assert report.generation == opened.id
    assert opened.id.startswith("000001-")
    assert [passage.text for passage in opened.generation.passages] == [
        "Boats have crossed the sound since 1887.",
        "The county bought them in 1954.",
    ]
    (document,) = opened.documents
    assert (document.uri, document.kind) == (str(ferry), "markdown")
    manifest = opened.generation.manifest
    assert (manifest.documents, manifest.passages) == (1, 2)
    assert dict(manifest.encoder) == dict(encoder.fingerprint)


def test_what_is_embedded_carries_title_and_headings_and_is_not_quoted(store: Path, ferry: Path, encoder: Any) -> None:
    add(store, [ferry], encoder=encoder)
    assert sorted(encoder.texts) == [
        "The Ferry\nBoats have crossed the sound since 1887.",
        "The Ferry > Owners\nThe county bought them in 1954.",
    ]


def test_a_second_document_embeds_only_its_own_passages(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    add(store, [ferry], encoder=encoder)
    encoder.texts.clear()
    report = add(store, [pier], encoder=encoder)
    assert (report.added, report.embedded, report.passages) == (["The Pier"], 2, 4)
    assert all(text.startswith("The Pier") for text in encoder.texts)
    assert len(encoder.texts) == 2
    assert titles(store) == ["The Ferry", "The Pier"]
    assert report.generation.startswith("000002-")


def test_nothing_new_publishes_nothing_and_embeds_nothing(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    first = add(store, [ferry, pier], encoder=encoder)
    before = generations(store)
    encoder.texts.clear()
    report = add(store, [ferry.parent], encoder=encoder)
    assert report.unchanged == ["The Ferry", "The Pier"]
    assert (report.added, report.replaced, report.embedded) == ([], [], 0)
    assert (report.generation, report.passages) == (first.generation, 4)
    assert generations(store) == before
    assert encoder.texts == []


def test_a_changed_paragraph_embeds_only_what_changed(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    add(store, [ferry, pier], encoder=encoder)
    encoder.texts.clear()
    ferry.write_text(ferry.read_text().replace("1954", "1955"))
    report = add(store, [ferry, pier], encoder=encoder)
    assert (report.replaced, report.unchanged, report.added) == (["The Ferry"], ["The Pier"], [])
    assert report.embedded == 1
    assert encoder.texts == ["The Ferry > Owners\nThe county bought them in 1955."]
    assert not any("1954" in document.text for document in Store.open(store).documents)


def test_vectors_belong_to_their_passages_after_any_change(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    add(store, [pier, ferry], encoder=encoder)
    pier.write_text("# The Pier\n\nIt was built of elm.\n\n" + "It is very old and grey. " * 60)
    add(store, [pier], encoder=encoder)
    generation = Store.open(store).generation
    again = encoder.encode_documents([words_to_embed(passage) for passage in generation.passages])
    assert (generation.dense.vectors_of(np.arange(len(generation.keys))) == again).all()


def test_two_files_with_one_text_are_one_document(store: Path, write: Write, encoder: Any) -> None:
    first, second = write("a.txt", "It is old."), write("b.txt", "It is old.\r\n")
    second.write_text("It is old.")
    report = add(store, [first, second], encoder=encoder)
    assert (report.added, report.passages) == (["a", "b"], 1)
    (document,) = Store.open(store).documents
    assert [source.uri for source in document.sources] == [str(first), str(second)]
    third = write("c.txt", "It is old.")
    report = add(store, [third], encoder=encoder)
    assert (report.added, report.embedded, report.passages) == (["c"], 0, 1)
    assert len(Store.open(store).documents[0].sources) == 3


def test_when_one_of_two_equal_files_changes_the_other_keeps_the_text(store: Path, write: Write, encoder: Any) -> None:
    first, second = write("a.txt", "It is old."), write("b.txt", "It is old.")
    add(store, [first, second], encoder=encoder)
    first.write_text("It is new.")
    report = add(store, [first], encoder=encoder)
    assert report.replaced == ["a"]
    documents = Store.open(store).documents
    assert [(document.text, document.title, len(document.sources)) for document in documents] == [
        ("It is old.", "b", 1),
        ("It is new.", "a", 1),
    ]
    second.write_text("It is new.")
    report = add(store, [second], encoder=encoder)
    assert (report.replaced, report.added, report.embedded) == (["b"], [], 0)
    (document,) = Store.open(store).documents
    assert [source.title for source in document.sources] == ["a", "b"]


def test_a_new_title_is_embedded_anew(store: Path, write: Write, encoder: Any) -> None:
    path = write("a.md", "---\ntitle: Ships\n---\nIt is old.")
    add(store, [path], encoder=encoder)
    path.write_text("---\ntitle: Boats\n---\nIt is old.")
    encoder.texts.clear()
    report = add(store, [path], encoder=encoder)
    assert (report.replaced, report.embedded) == (["Boats"], 1)
    assert encoder.texts == ["Boats\nIt is old."]
    assert titles(store) == ["Boats"]


def test_a_new_heading_of_the_same_words_is_seen(store: Path, write: Write, encoder: Any) -> None:
    path = write("a.md", "Owners\n\nThe county.\n\nLamps\n\nNine.")
    add(store, [path], encoder=encoder)
    path.write_text("# Owners\n\nThe county.\n\n## Lamps\n\nNine.")
    report = add(store, [path], encoder=encoder)
    assert report.replaced == ["Owners"]
    passages = Store.open(store).generation.passages
    assert [(passage.text, passage.headings) for passage in passages] == [
        ("The county.", ("Owners",)),
        ("Nine.", ("Owners", "Lamps")),
    ]


def test_other_bytes_of_the_same_text_embed_nothing(store: Path, write: Write, encoder: Any) -> None:
    path = write("a.txt", "It is old.\nSo it is.")
    add(store, [path], encoder=encoder)
    path.write_bytes(b"\xef\xbb\xbfIt is old.\r\nSo it is.")
    report = add(store, [path], encoder=encoder)
    assert (report.replaced, report.embedded) == (["a"], 0)
    assert add(store, [path], encoder=encoder).unchanged == ["a"]


def test_a_file_that_fails_is_reported_and_the_others_go_on(
    store: Path, write: Write, ferry: Path, encoder: Any
) -> None:
    (ferry.parent / "a.bin").write_bytes(b"\x00\x01\x02")
    write("b.txt", " \n")
    report = add(store, [ferry.parent], encoder=encoder)
    assert report.added == ["The Ferry"]
    assert [(Path(name).name, reason.split(": ")[0]) for name, reason in report.failed] == [
        ("a.bin", f"{ferry.parent / 'a.bin'} is not text"),
        ("b.txt", f"{ferry.parent / 'b.txt'} has no words"),
    ]
    assert list(report.kinds.values()) == ["UndecodableText", "EmptyDocument"]
    ferry.write_bytes(b"\x00\x01\x02")
    report = add(store, [ferry], encoder=encoder)
    assert len(report.failed) == 1
    assert titles(store) == ["The Ferry"]  # what was there before stays


def test_a_folders_file_of_another_kind_is_skipped_and_one_that_was_named_fails(
    store: Path, ferry: Path, encoder: Any
) -> None:
    picture = ferry.with_name("a.png")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    report = add(store, [ferry.parent], encoder=encoder)
    assert (report.failed, [Path(file).name for file, _ in report.skipped]) == ([], ["a.png"])
    report = add(store, [picture], encoder=encoder)
    assert ([Path(file).name for file, _ in report.failed], report.skipped) == (["a.png"], [])
    report = add(store, [ferry.parent, picture], encoder=encoder)
    assert ([Path(file).name for file, _ in report.failed], report.skipped) == (["a.png"], [])


def test_a_path_that_does_not_exist_stops_before_anything_is_made(store: Path, ferry: Path, encoder: Any) -> None:
    with pytest.raises(DocumentMissing):
        add(store, [ferry, ferry.with_name("none.md")], encoder=encoder)
    assert not store.exists()


def test_the_stores_own_files_are_no_documents(tmp_path: Path, ferry: Path, encoder: Any) -> None:
    inside = ferry.parent / "kept"
    add(inside, [ferry.parent], encoder=encoder)
    report = add(inside, [ferry.parent], encoder=encoder)
    assert (report.unchanged, report.added, report.failed) == (["The Ferry"], [], [])


def test_a_file_named_in_two_ways_is_one(
    store: Path, ferry: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ferry.parent)
    report = add(store, ["ferry.md", "../docs/ferry.md", ferry, "."], encoder=encoder)
    assert (report.added, report.unchanged) == (["The Ferry"], [])
    ferry.write_text("# The Ferry\n\nIt was sold.")
    (ferry.parent / "sub").mkdir()
    monkeypatch.chdir(ferry.parent / "sub")
    assert add(store, ["../ferry.md"], encoder=encoder).replaced == ["The Ferry"]
    assert len(Store.open(store).documents) == 1


def test_progress_counts_up_to_the_whole(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    told: list[tuple[str, int, int]] = []
    add(store, [ferry, pier], encoder=encoder, progress=lambda *step: told.append(step))
    assert list(dict.fromkeys(doing for doing, _, _ in told)) == ["Reading", "Splitting", "Embedding", "Writing"]
    for kind, total in (("Reading", 2), ("Splitting", 2), ("Embedding", 4), ("Writing", 1)):
        steps = [(done, of) for doing, done, of in told if doing == kind]
        assert steps == sorted(steps)
        assert steps[-1] == (total, total)


def test_another_encoder_is_refused_and_rebuild_takes_it(store: Path, ferry: Path, pier: Path, encoder: Any) -> None:
    add(store, [ferry], encoder=encoder)
    for other in ("all-MiniLM-L6-v2", HashEncoder(dimension=64)):
        with pytest.raises(StoreForeign, match="was made with") as caught:
            add(store, [pier], encoder=other)
        assert f"python -m index rebuild --store {store} --encoder" in caught.value.hint
    assert titles(store) == ["The Ferry"]
    rebuild(store, encoder=HashEncoder(dimension=64))
    assert add(store, [pier], encoder=HashEncoder(dimension=64)).embedded == 2
    assert Store.open(store).generation.dense.vectors_of(np.arange(4)).shape == (4, 64)
