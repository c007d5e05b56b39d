"""The tasks to measure on: built from rows, with what holds an answer found by its words."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Document, Draft, Source
from corpus.errors import EvaluationError
from index import Store
from index.hash_encoder import HashEncoder
from qa import Assistant
from qa.evaluation.questions import GoldSpan, Question, read_questions
from qa.evaluation.readings import gather, load
from qa.policy import FEATURES, Policy
from qa.reader.word_reader import WordReader
from training import passages, tasks
from training.data import Gold, Row
from training.gather import shown
from training.tasks import CALIBRATION, REPORT, main
from training.withhold import Withholder

WriteRows = Callable[[Path, list[Row]], None]


def row_of(number: int, *, title: str = "The_harbour", answer: str = "1874", said: str = "was built in") -> Row:
    others = " ".join(f"pier{letter}{number}" for letter in "abcdefghijklmnopqrstuvwxyz" * 2)
    context = f"House {number} by the sea {said} {answer}. It stands at {others}."
    gold = Gold(text=answer, start=context.index(answer))
    return Row(
        id=str(number), title=title, context=context, question=f"When was house {number} built?", answers=(gold,)
    )


@pytest.fixture
def data(tmp_path: Path, write_rows: WriteRows) -> Path:
    """A data folder with a few rows a file."""
    folder, number = tmp_path / "data", 0
    for part, names in (("calibration", CALIBRATION), ("valid", REPORT), ("reader", ("other",))):
        for name in names:
            rows = [row_of(number + n, title=f"{name}_{n}", answer=str(1800 + number + n)) for n in range(4)]
            number += 4
            short = Row(id="short", title="", context="A short one, 7.", question=f"What, {name}?", answers=())
            write_rows(folder / part / f"{name}.jsonl.gz", [*rows, short])
    return folder


@pytest.fixture(autouse=True)
def _without_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "open_encoder", HashEncoder)


def assistant_of(store: Store) -> Assistant:
    policy = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES})
    return Assistant(store, encoder=HashEncoder(), reader=WordReader(), policy=policy)


def test_a_store_and_three_tasks_a_version_are_built(data: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    assert main(["--data", str(data), "--work", str(work), "--contexts", "42", "--questions", "20"]) == 0
    store = Store.open(work / "store")
    texts = {document.id: document.text for document in store.documents}
    assert len(texts) == 42
    titles = {document.title for document in store.documents}
    assert "xquad en 0" in titles  # as people would write it
    for version, count in (("calibration", 20), ("report", 8)):
        reading, road, absence = (
            read_questions(work / version / f"{name}.jsonl") for name in ("reading", "road", "absence")
        )
        assert len(reading) == len(road) == len(absence) == count
        for read, asked, absent in zip(reading, road, absence, strict=True):
            (span,) = asked.spans
            assert texts[span.document][span.start : span.end] in asked.answers
            assert read.documents == (span.document,)
            assert read.question == asked.question == absent.question
            assert asked.documents == asked.excluded == ()
        withheld = [absent for absent in absence if absent.withheld]
        assert len(withheld) == count // 2
        for absent in withheld:
            assert absent.answers == absent.spans == ()
            assert absent.excluded
    first = read_questions(work / "report" / "road.jsonl")
    assert {question.id.split("/")[0] for question in first} == set(REPORT)


def test_building_goes_on_where_it_was_stopped(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded: list[int] = []

    class Counting(HashEncoder):
        def encode_documents(self, texts):  # type: ignore[no-untyped-def]
            embedded.append(len(texts))
            return super().encode_documents(texts)

    monkeypatch.setattr(passages, "open_encoder", Counting)
    monkeypatch.setattr(passages, "_STEP", 20)
    documents = passages.documents_of(passages.all_texts(data))
    steps = passages.build_store(tmp_path / "store", documents)
    assert [next(steps), next(steps)] == [(0, 44), (20, 44)]
    steps.close()
    shutil.rmtree(tmp_path / "store")  # what was computed outlives it
    with (tmp_path / "vectors.bin").open("ab") as file:
        file.write(b"cut off")
    assert list(passages.build_store(tmp_path / "store", documents)) == [(0, 44), (20, 44), (40, 44), (44, 44)]
    assert list(passages.build_store(tmp_path / "store", documents)) == [(44, 44)]
    assert sum(embedded) == len(Store.open(tmp_path / "store").generation.passages)
    assert len(list((tmp_path / "store" / "generations").iterdir())) == 1
    with pytest.raises(ValueError, match="other documents"):
        next(passages.build_store(tmp_path / "store", documents[::-1]))


def test_too_few_contexts_for_the_questions_are_refused(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(data), "--work", str(tmp_path / "work"), "--contexts", "5"]) == 1
    assert "the questions have 40 contexts, more than 5; give --contexts 40" in capsys.readouterr().err


def test_an_answer_is_located_where_normalising_moved_it() -> None:
    context = "So\u00adft hy\u00adphens \r\n and e\u0301 go: 1874, 1874."
    row = Row(
        id="1", title="", context=context, question="?", answers=(Gold(text="1874", start=context.rindex("1874")),)
    )
    question = tasks.question_of("file", row)
    (document,) = passages.documents_of([passages.text_of(row)])
    (span,) = question.spans
    assert (span.start, document.text[span.start : span.end]) == (document.text.rindex("1874"), "1874")


GOLD = "The old lighthouse of Lisse was built by Maria Sander in the year 1874 after a storm had sunk many ships."
OTHERS = {
    "an edition": GOLD.replace("old", "ancient"),  # most of its runs of words
    "quotes it": "Ships, " * 99 + "was built by Maria Sander in the year 1874, they say. " + "Ferries, " * 99,
    "same title": "Nobody knows why most people name the year 1874.",
    "same title, other year": "Nobody knows why, but 1875 is the year that most people name.",
    "same title, longer number": "There were 18745 of them in all the years that people can remember.",
    "another place": "The old windmill of Orme was made long ago by Maria Sander, in 1874, after a fire.",
}


def test_what_holds_the_answer_is_withheld_and_nothing_else() -> None:
    def document(name: str, text: str) -> Document:
        title = "Lisse (town)" if name.startswith(("gold", "same")) else name
        return Document.build(Draft(text=text), Source(uri=name, sha256="", title=title, kind="text", added=""))

    found = {name: document(name, text) for name, text in {"gold": GOLD, **OTHERS}.items()}
    at = GOLD.index("1874")
    span = GoldSpan(document=found["gold"].id, start=at, end=at + 4)
    question = Question(question="When was it built?", answers=("1874",), spans=(span,))
    ids = Withholder(list(found.values()), [question]).holding(question)
    assert {name for name, one in found.items() if one.id in ids} == {"gold", "an edition", "quotes it", "same title"}


def test_what_the_models_say_is_kept_and_read_again(data: Path, tmp_path: Path) -> None:
    tasks.build(data, tmp_path, contexts=42, questions=20)
    store, out = Store.open(tmp_path / "store"), tmp_path / "readings.jsonl"
    questions = read_questions(tmp_path / "report" / "absence.jsonl")
    assistant = assistant_of(store)
    found = gather(assistant, questions, out)
    assert [one.question for one in found] == questions
    assert load(out, store) == found
    for one in found:
        excluded = set(one.question.excluded)
        assert len(one.hits) == len(one.readings) == 10
        assert all(hit.passage.document.id not in excluded for hit in one.hits)
        decision = assistant.policy.decide(one.question.question, one.hits[:8], one.readings[:8])
        if not one.question.excluded:  # the same road as people take
            assert assistant.ask(one.question.question).searched.best == decision.best
        best = max(one.candidates(8, 1.0), key=assistant.policy.probability)
        assert one.is_right(best) == (not one.question.withheld and best.span.start == one.question.spans[0].start)
    assert any(one.is_right(one.candidates(8, 1.0)[0]) for one in found)
    text = shown(next(one for one in found if one.question.withheld))
    assert "(withheld: 18" in text
    assert "House »" in text


def test_gathering_goes_on_where_it_was_stopped(data: Path, tmp_path: Path) -> None:
    tasks.build(data, tmp_path, contexts=42, questions=20)
    store, out = Store.open(tmp_path / "store"), tmp_path / "readings.jsonl"
    questions = read_questions(tmp_path / "report" / "road.jsonl")
    gather(assistant_of(store), questions[:3], out)
    kept = out.read_bytes()
    out.write_bytes(kept + b'{"key": "cut of')
    asked: list[int] = []
    found = gather(assistant_of(store), questions, out, lambda done, total: asked.append(done))
    assert asked == [3, 4, 5, 6, 7, 8]
    assert out.read_bytes().startswith(kept)
    assert load(out, store) == found
    with pytest.raises(EvaluationError, match="another run"):
        gather(assistant_of(store), questions[1:], out)
    header, *rows = out.read_text().splitlines()
    out.write_text("\n".join([json.dumps({**json.loads(header), "generation": "000009-else"}), *rows, ""]))
    with pytest.raises(EvaluationError, match="000009-else"):
        load(out, store)
