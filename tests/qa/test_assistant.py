"""The assistant over stores without weights: filters, following the store, threads, and stores that are none."""

import hashlib
import json
import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus import Passage
from corpus.errors import QuestionError, StoreDamaged, StoreError, StoreForeign, StoreMissing, UnknownDocument
from index.hash_encoder import HashEncoder
from index.manifest import LAYOUT
from index.store import Store
from index.update import add, clear_away, rebuild, remove
from qa import Assistant, Settings
from qa.reader import Reading, Span
from qa.reader.word_reader import WordReader

FILES = {
    "lisse.md": "# Lisse\n\nThe lighthouse was built in 1874.\n",
    "orme.txt": "The lighthouse was built in 1911.\n",
    "bell.txt": "The bell of the chapel was cast in 1702. The lighthouse was built in 1874.\n",
}


def snapshot(path: Path) -> dict[str, tuple[int, int, str]]:
    """Every file and folder below a path with its mode, its time and its bytes."""
    return {
        str(file.relative_to(path)): (
            file.stat().st_mode,
            file.stat().st_mtime_ns,
            "" if file.is_dir() else hashlib.sha256(file.read_bytes()).hexdigest(),
        )
        for file in sorted(path.rglob("*"))
    }


def test_an_answer_says_what_was_searched(harbour: Assistant) -> None:
    answer = harbour.ask("  When was the lighthouse\n built?")
    assert (answer.text, answer.kind, answer.abstained) == ("1874", "fact", False)
    assert answer.question == "When was the lighthouse built?"
    assert answer.generation == harbour.store.id
    assert (answer.searched.documents, answer.searched.passages) == (1, len(harbour.store.generation.passages))
    assert answer.searched.missing == ()
    assert 0.5 <= answer.confidence <= 1
    assert answer.citations[0].sentence == "The lighthouse was built in 1874."
    assert answer.citations[0].headings == ("The Harbour of Lisse", "The lighthouse")


def test_no_answer_says_which_words_are_nowhere(harbour: Assistant) -> None:
    answer = harbour.ask("Who exported Norwegian cheese to Peru?")
    assert (answer.text, answer.kind, answer.abstained, answer.citations) == ("", "none", True, ())
    assert answer.searched.missing == ("exported", "Norwegian", "cheese", "Peru")
    assert answer.confidence == answer.searched.best < 0.5
    assert answer.searched.considered


def test_what_says_the_same_elsewhere_is_cited_too(assistant_of: Callable[..., Assistant]) -> None:
    files = {name: text for name, text in FILES.items() if name != "orme.txt"}
    answer = assistant_of(files).ask("When was the lighthouse built?")
    assert (answer.kind, answer.text) == ("fact", "1874")
    assert {citation.document.title for citation in answer.citations} == {"Lisse", "bell"}


def test_what_documents_do_not_agree_on_is_shown_side_by_side(assistant_of: Callable[..., Assistant]) -> None:
    answer = assistant_of(FILES).ask("When was the lighthouse built?")
    assert (answer.kind, answer.abstained, answer.text.split("\n")) == ("conflict", False, ["1874", "1911"])
    assert [{citation.document.title for citation in part.citations} for part in answer.parts] == [
        {"Lisse", "bell"},
        {"orme"},
    ]


def test_at_most_four_places_are_cited(assistant_of: Callable[..., Assistant]) -> None:
    files = {f"{name}.txt": f"Copy {name}. The lighthouse was built in 1874." for name in "abcdefg"}
    answer = assistant_of(files).ask("When was the lighthouse built?")
    assert len(answer.citations) == 4
    assert {citation.quote for citation in answer.citations} == {"1874"}
    assert len(answer.parts) == 1


@pytest.mark.parametrize("k", [1, 3])
def test_as_many_passages_are_read_as_are_set(assistant_of: Callable[..., Assistant], k: int) -> None:
    store = assistant_of(FILES).store
    few = Assistant(store, settings=Settings(k=k), encoder=HashEncoder(), reader=WordReader())
    assert len(few.ask("When was the lighthouse built?").searched.considered) == k


@pytest.mark.parametrize(
    "name", ["orme", "Orme", "orme.txt", "{folder}/orme.txt", "{id}", "{short id}"], ids=lambda name: name.strip("{}")
)
def test_documents_are_searched_by_any_name(assistant_of: Callable[..., Assistant], tmp_path: Path, name: str) -> None:
    assistant = assistant_of(FILES)
    identity = next(document.id for document in assistant.store.documents if document.title == "orme")
    name = {"{id}": identity, "{short id}": identity[:12]}.get(name, name.replace("{folder}", str(tmp_path)))
    answer = assistant.ask("When was the lighthouse built?", documents=[name])
    assert answer.text == "1911"
    assert (answer.searched.documents, answer.searched.passages) == (1, 1)
    assert {passage.document.title for passage in answer.searched.considered} == {"orme"}


def test_a_filter_of_several_documents(assistant_of: Callable[..., Assistant]) -> None:
    answer = assistant_of(FILES).ask("When was the bell cast?", documents=["orme", "bell.txt", "Orme"])
    assert answer.text == "1702"
    assert answer.searched.documents == 2
    assert {passage.document.title for passage in answer.searched.considered} == {"orme", "bell"}


def test_one_name_need_not_be_put_in_a_list(assistant_of: Callable[..., Assistant]) -> None:
    assert assistant_of(FILES).ask("When was the lighthouse built?", documents="orme").text == "1911"


def test_a_filter_of_no_documents_searches_nothing(assistant_of: Callable[..., Assistant]) -> None:
    answer = assistant_of(FILES).ask("When was the lighthouse built?", documents=[])
    assert answer.abstained
    assert (answer.searched.documents, answer.searched.passages, answer.searched.considered) == (0, 0, ())


@pytest.mark.parametrize("name", ["treaty.pdf", "", " ", "lisse.txt"])
def test_an_unknown_document_is_named_and_so_are_those_that_are_there(
    assistant_of: Callable[..., Assistant], name: str
) -> None:
    with pytest.raises(UnknownDocument) as caught:
        assistant_of(FILES).ask("When was it built?", documents=["orme", name])
    assert repr(name) in str(caught.value)
    assert "'Lisse', 'orme', 'bell'" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_what_is_no_name_is_called_so(assistant_of: Callable[..., Assistant]) -> None:
    with pytest.raises(UnknownDocument, match=r"7 is no document's name\. Give a title"):
        assistant_of(FILES).ask("When was it built?", documents=["orme", 7])  # type: ignore[list-item]


def test_a_newer_state_of_the_store_is_followed(assistant_of: Callable[..., Assistant], tmp_path: Path) -> None:
    assistant = assistant_of({"lisse.md": FILES["lisse.md"]})
    before = assistant.ask("When was the bell of the chapel cast?")
    (tmp_path / "bell.txt").write_text(FILES["bell.txt"], encoding="utf-8")
    add(tmp_path / "store", [tmp_path / "bell.txt"], encoder=HashEncoder())
    clear_away(tmp_path / "store")
    after = assistant.ask("When was the bell of the chapel cast?")
    assert (before.abstained, after.text) == (True, "1702")
    assert before.generation != after.generation == assistant.store.id
    assert after.searched.documents == 2
    remove(tmp_path / "store", ["bell"])
    assert assistant.ask("When was the bell of the chapel cast?").abstained


def test_a_store_that_vanishes_is_still_answered_from(assistant_of: Callable[..., Assistant], tmp_path: Path) -> None:
    assistant = assistant_of(FILES)
    shutil.rmtree(tmp_path / "store")
    assert assistant.ask("When was the bell of the chapel cast?").text == "1702"


class NamedEncoder(HashEncoder):
    """A hash encoder by another name."""

    def __init__(self, name: str) -> None:
        super().__init__(dimension=64)
        self.name = name

    @property
    def fingerprint(self) -> dict[str, str | int]:
        return {**super().fingerprint, "name": self.name}


def test_a_store_made_anew_by_another_encoder_is_followed(
    assistant_of: Callable[..., Assistant], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoders = {"hash": HashEncoder(), "other": NamedEncoder("other")}
    monkeypatch.setattr("index.models.open_encoder", encoders.__getitem__)
    given = assistant_of(FILES)
    own = Assistant(given.store, reader=WordReader(), policy=given.policy)
    assert own.ask("When was the bell cast?").text == "1702"
    assert own.encoder is encoders["hash"]
    rebuild(tmp_path / "store", encoder=encoders["other"])
    assert own.ask("When was the bell cast?").text == "1702"
    assert own.encoder is encoders["other"]
    with pytest.raises(StoreForeign, match=r"another encoder.*'other' there, 'hash' here.*rebuild"):
        given.ask("When was the bell cast?")  # an encoder that was given is never exchanged silently


def test_another_encoder_than_the_stores_is_refused(assistant_of: Callable[..., Assistant]) -> None:
    store = assistant_of(FILES).store
    with pytest.raises(StoreForeign, match=r"dimension 256 there, 64 here.*Embed it anew"):
        Assistant(store, encoder=HashEncoder(dimension=64), reader=WordReader()).ask("When was it built?")


def test_a_question_that_cannot_be_asked_loads_nothing(harbour: Assistant) -> None:
    """The encoder of a hash store cannot even be loaded by name."""
    with pytest.raises(QuestionError):
        Assistant(harbour.store).ask("")


def test_sixteen_threads_get_the_answers_of_one(assistant_of: Callable[..., Assistant], tmp_path: Path) -> None:
    files = {
        f"{number}.txt": "\n\n".join(
            f"Ship number {number} of class {letter} sailed in {number}{i:02}." for i, letter in enumerate("abcdefgh")
        )
        for number in range(11, 19)
    }
    assistant = assistant_of(files)
    questions = [
        f"When did ship number {number} of class {letter} sail?" for number in range(11, 19) for letter in "abcd"
    ]
    alone = [assistant.ask(question) for question in questions]
    assert len({answer.text for answer in alone}) > 8
    barrier = threading.Barrier(16)

    def ask_all(shift: int) -> list[bool]:
        barrier.wait()
        return [assistant.ask(questions[i]) == alone[i] for i in (*range(shift, 32), *range(shift))]

    with ThreadPoolExecutor(16) as pool:
        assert all(same for results in pool.map(ask_all, range(16)) for same in results)


class Loaded:
    """Counts how often the reader is loaded; loading takes a while, as it does in life."""

    def __init__(self) -> None:
        self.times = 0

    def open(self) -> WordReader:
        self.times += 1
        threading.Event().wait(0.05)
        return WordReader()


def test_models_are_loaded_once_however_many_ask(harbour: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = Loaded()
    monkeypatch.setattr("qa.reader.onnx_reader.OnnxReader.open", loaded.open)
    assistant = Assistant(harbour.store, encoder=HashEncoder(), policy=harbour.policy)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(assistant.ask, ["When was the lighthouse built?"] * 8))
    assert {answer.text for answer in answers} == {"1874"}
    assert loaded.times == 1


class Broken:
    """A reader with a defect: its spans lie outside of the text."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        span = Span(start=0, end=10**9, score=9.0)
        return [Reading(passage=passage, spans=(span,), null_score=0.0) for passage in passages]


def test_a_defect_of_the_reader_never_becomes_a_quote(assistant_of: Callable[..., Assistant]) -> None:
    from corpus.errors import CitationError

    with pytest.raises(CitationError, match="is no span of"):
        assistant_of(FILES, reader=Broken()).ask("When was the lighthouse built?")


def test_a_store_without_documents_abstains(harbour: Assistant, tmp_path: Path) -> None:
    remove(tmp_path / "store", ["harbour.md"])
    for assistant in (harbour, Assistant(Store.open(tmp_path / "store"), encoder=HashEncoder(), reader=WordReader())):
        answer = assistant.ask("When was the lighthouse built?")
        assert answer.abstained
        assert answer.confidence == 0.0
        assert (answer.searched.documents, answer.searched.passages, answer.searched.considered) == (0, 0, ())
        assert answer.searched.missing == ("lighthouse", "built")


def test_a_store_in_a_folder_that_cannot_be_written_to_is_read(harbour: Assistant, tmp_path: Path) -> None:
    """Asking writes nothing, which a folder without permission to write proves only to those who are not root."""
    store = tmp_path / "store"
    for path in [store, *store.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        before = snapshot(store)
        assistant = Assistant(Store.open(store), encoder=HashEncoder(), reader=WordReader(), policy=harbour.policy)
        assert assistant.ask("When was the lighthouse built?").text == "1874"
        assert snapshot(store) == before
    finally:
        for path in [store, *store.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)


def damaged(store: Path, how: str) -> None:
    """Do something to a store that is whole."""
    generation = store / LAYOUT.generations / (store / LAYOUT.current).read_text().split()[0]
    documents, manifest = generation / LAYOUT.documents, generation / LAYOUT.manifest
    if how == "no pointer":
        (store / LAYOUT.current).unlink()
    elif how == "pointer":
        (store / LAYOUT.current).write_text("latest\n")
    elif how == "truncated":
        documents.write_bytes(documents.read_bytes()[:-1])
    elif how == "bit flipped":
        data = bytearray((generation / LAYOUT.dense).read_bytes())
        data[-1] ^= 1
        (generation / LAYOUT.dense).write_bytes(data)
    elif how == "emptied":
        documents.write_bytes(b"")
    elif how == "file gone":
        documents.unlink()
    elif how == "generation gone":
        shutil.rmtree(generation)
    elif how == "format of tomorrow":
        data = json.dumps({**json.loads(manifest.read_bytes()), "format": 99}).encode()
        manifest.write_bytes(data)
        (store / LAYOUT.current).write_text(f"{generation.name} {hashlib.sha256(data).hexdigest()}\n")


@pytest.mark.parametrize(
    ("how", "error", "says"),
    [
        ("no pointer", StoreMissing, "no store"),
        ("pointer", StoreDamaged, "'latest"),
        ("truncated", StoreDamaged, "documents.jsonl"),
        ("bit flipped", StoreDamaged, "dense.faiss"),
        ("emptied", StoreDamaged, "documents.jsonl"),
        ("file gone", StoreDamaged, "documents.jsonl"),
        ("generation gone", StoreDamaged, "manifest.json"),
        ("format of tomorrow", StoreForeign, "format 99"),
    ],
)
def test_a_store_that_is_not_as_it_was_written_is_refused(
    harbour: Assistant, tmp_path: Path, how: str, error: type[StoreError], says: str
) -> None:
    damaged(tmp_path / "store", how)
    with pytest.raises(error, match=says) as caught:
        Assistant.open(tmp_path / "store")
    assert type(caught.value) is error
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.hint


@pytest.mark.parametrize("kind", ["nothing", "an empty folder", "a file", "another folder"])
def test_what_is_no_store_is_called_so(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "a file":
        path.write_text("hello")
    elif kind != "nothing":
        path.mkdir()
        if kind == "another folder":
            (path / "notes.txt").write_text("hello")
    with pytest.raises(StoreMissing, match="python -m index add") as caught:
        Assistant.open(path)
    assert str(path) in str(caught.value)
    assert [file.name for file in tmp_path.rglob("*")] in ([], ["x"], ["x", "notes.txt"])  # and nothing was made
