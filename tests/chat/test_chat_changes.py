"""Changing the documents in the background: what becomes of each file, what is undone, and who has to wait."""

import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest

from corpus.errors import StoreBusy
from index.hash_encoder import HashEncoder
from index.publish import building
from index.store import Store
from index.update import add
from qa import Assistant
from qa.chat import changes as module
from qa.chat.changes import Changes, Job, Outcome
from qa.chat.uploads import Sent
from qa.features import FEATURES
from qa.policy import Policy
from qa.reader.word_reader import WordReader

if TYPE_CHECKING:
    from index.encoder import Vectors

FERRY = "# The Ferry\n\nThe ferry was built in 1901.\n"


class SlowEncoder(HashEncoder):
    """Waits with passages, but not with questions, until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.reached = Event(), Event()
        self.go.set()

    def encode_documents(self, texts: Sequence[str]) -> "Vectors":
        self.reached.set()
        assert self.go.wait(20)
        return super().encode_documents(texts)

    def encode_query(self, question: str) -> "Vectors":
        vector: Vectors = super().encode_documents([question])[0]
        return vector


@pytest.fixture
def encoder() -> SlowEncoder:
    return SlowEncoder()


@pytest.fixture
def assistant(tmp_path: Path, encoder: SlowEncoder) -> Assistant:
    file = tmp_path / "harbour.md"
    file.write_text("# The Harbour\n\nThe lighthouse was built in 1874.\n", encoding="utf-8")
    add(tmp_path / "store", [file], encoder=encoder)
    by_margin = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES}, threshold=0.5)
    return Assistant(Store.open(tmp_path / "store"), encoder=encoder, reader=WordReader(), policy=by_margin)


@pytest.fixture
def made(assistant: Assistant) -> Changes:
    return Changes(assistant)


def sent(tmp_path: Path, **files: str) -> list[Sent]:
    """Files as they lie after they were sent; `ferry_md` is called `ferry.md`."""
    found = []
    for name, text in files.items():
        path = tmp_path / f"sent-{time.monotonic_ns()}"
        path.write_text(text, encoding="utf-8")
        found.append(Sent(path=path, name=name.replace("_", ".")))
    return found


def finished(changes: Changes) -> Job:
    for _ in range(2000):
        if changes.job and changes.job.finished:
            return changes.job
        time.sleep(0.01)
    raise AssertionError(changes.job)


def titles(assistant: Assistant) -> list[str]:
    return [document.title for document in assistant.store.documents]


def uploads(assistant: Assistant) -> dict[str, str]:
    folder = assistant.store.path / "uploads"
    return {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()} if folder.is_dir() else {}


def test_files_are_added_and_one_that_fails_says_why(made: Changes, assistant: Assistant, tmp_path: Path) -> None:
    made.add(
        sent(tmp_path, ferry_md=FERRY, bad_pdf="%PDF-1.4", empty_txt="…"),
        [Outcome(name="big.txt", became="failed", says="It is too large.")],
    )
    job = finished(made)
    assert job.problem == ""
    big, ferry, pdf, empty = job.outcomes
    assert big == Outcome(name="big.txt", became="failed", says="It is too large.")
    assert ferry == Outcome(name="ferry.md", became="added", says="The Ferry")
    assert pdf.says.startswith("bad.pdf cannot be read as PDF")
    assert empty.says.startswith("empty.txt has no words")
    assert titles(assistant) == ["The Harbour", "The Ferry"]
    assert uploads(assistant) == {"ferry.md": FERRY}
    assert assistant.ask("When was the ferry built?").text == "1901"


def test_a_file_of_the_same_name_takes_its_place_unless_it_fails(
    made: Changes, assistant: Assistant, tmp_path: Path
) -> None:
    made.add(sent(tmp_path, ferry_md=FERRY))
    finished(made)
    made.add(sent(tmp_path, ferry_md="\n"))
    assert [outcome.became for outcome in finished(made).outcomes] == ["failed"]
    assert (titles(assistant), uploads(assistant)) == (["The Harbour", "The Ferry"], {"ferry.md": FERRY})
    made.add(sent(tmp_path, ferry_md=FERRY))
    assert [outcome.became for outcome in finished(made).outcomes] == ["unchanged"]
    made.add(sent(tmp_path, ferry_md="# The New Ferry\n\nIt was built in 1960.\n"))
    assert finished(made).outcomes == (Outcome(name="ferry.md", became="replaced", says="The New Ferry"),)
    assert titles(assistant) == ["The Harbour", "The New Ferry"]
    assert list(uploads(assistant)) == ["ferry.md"]


def test_an_uploaded_document_is_removed_with_its_file_and_its_text(
    made: Changes, assistant: Assistant, tmp_path: Path
) -> None:
    made.add(sent(tmp_path, ferry_md=FERRY))
    finished(made)
    made.remove([document.id for document in assistant.store.documents])
    assert [(outcome.name, outcome.became) for outcome in finished(made).outcomes] == [
        ("The Harbour", "removed"),
        ("The Ferry", "removed"),
    ]
    assert titles(assistant) == []
    assert uploads(assistant) == {}
    assert (tmp_path / "harbour.md").is_file()  # not ours to delete
    left = [path for path in assistant.store.path.rglob("*") if path.is_file() and b"1901" in path.read_bytes()]
    assert left == []


def test_removing_what_is_not_there_removes_nothing(made: Changes, assistant: Assistant) -> None:
    made.remove([assistant.store.documents[0].id, "f" * 64])
    assert "holds no document" in finished(made).problem
    assert titles(assistant) == ["The Harbour"]


def test_rebuilding_reads_again_and_says_what_it_could_not_read(
    made: Changes, assistant: Assistant, tmp_path: Path
) -> None:
    made.add(sent(tmp_path, ferry_md=FERRY, pier_md="# The Pier\n\nIt is long.\n"))
    finished(made)
    (tmp_path / "harbour.md").unlink()
    (assistant.store.path / "uploads" / "pier.md").write_bytes(b"\x00\x01%PDF")
    (assistant.store.path / "uploads" / "ferry.md").write_text("# The Big Ferry\n\nThe ferry was built in 1960.\n")
    made.rebuild()
    job = finished(made)
    became = {outcome.name: outcome.became for outcome in job.outcomes}
    assert became == {"The Harbour": "kept as it was", "The Big Ferry": "read again", "The Pier": "kept as it was"}
    assert titles(assistant) == ["The Harbour", "The Big Ferry", "The Pier"]


def test_questions_are_answered_from_the_old_documents_until_the_new_ones_are_published(
    made: Changes, assistant: Assistant, encoder: SlowEncoder, tmp_path: Path
) -> None:
    encoder.reached.clear()
    encoder.go.clear()
    made.add(sent(tmp_path, ferry_md=FERRY))
    assert encoder.reached.wait(20)
    assert made.job == Job(what="Adding", doing="Embedding", done=0, total=1)
    assert assistant.ask("When was the lighthouse built?").text == "1874"
    assert assistant.ask("When was the ferry built?").searched.documents == 1
    with pytest.raises(StoreBusy, match="The documents are being changed already: adding, embedding"):
        made.rebuild()
    encoder.go.set()
    finished(made)
    assert assistant.ask("When was the ferry built?").searched.documents == 2
    made.rebuild()  # now it may
    assert finished(made).problem == ""


def test_a_store_that_another_process_builds_is_an_error_in_words(
    made: Changes, assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    identity = assistant.store.documents[0].id
    for begin in (
        lambda: made.add(sent(tmp_path, ferry_md=FERRY)),
        lambda: made.remove([identity]),
        lambda: made.rebuild(),
    ):
        with building(assistant.store.path):
            begin()
            assert "Another process has been building" in finished(made).problem
    assert titles(assistant) == ["The Harbour"]
    assert uploads(assistant) == {}


def test_an_error_that_nobody_foresaw_is_words_and_everything_is_put_back(
    made: Changes,
    assistant: Assistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(module, "add", broken)
    made.add(sent(tmp_path, ferry_md=FERRY))
    job = finished(made)
    assert "Something went wrong on our side" in job.problem
    assert "secret" not in job.problem
    assert "RuntimeError: secret" in capsys.readouterr().err
    assert uploads(assistant) == {}


def test_files_that_cannot_be_kept_are_an_error_in_words(made: Changes, assistant: Assistant, tmp_path: Path) -> None:
    (assistant.store.path / "uploads").write_text("in the way")
    made.add(sent(tmp_path, ferry_md=FERRY))
    assert "The files cannot be kept" in finished(made).problem
    assert titles(assistant) == ["The Harbour"]
