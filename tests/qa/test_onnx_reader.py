"""The reader that ships, on passages written here: the right words at the right place, however they are dressed."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus import Document, Passage
from corpus.errors import QuestionError, ReaderError
from qa.reader import Reading
from qa.reader.onnx_reader import FOLDER, GRAPHS, WEIGHTS, OnnxReader

pytestmark = pytest.mark.xdist_group("models")

FERRY = "The ferry to Orme was built by the Halvorsen shipyard in 1923 and carries 340 passengers."
FILLER = "The weather stayed calm that week, and nobody in the village noticed anything out of the ordinary. "


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader.open()


def whole(document: Document) -> Passage:
    return Passage(document=document, start=0, end=len(document.text))


def best_of(reading: Reading) -> str:
    span = reading.spans[0]
    return reading.passage.document.text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (FERRY, "When was the ferry built?", "1923"),
        (FERRY, "How many passengers does the ferry carry?", "340"),
        ("Café Müller in Zürich was opened in 1926 by Zoë Brontë.", "Who opened Café Müller?", "Zoë Brontë"),
        (
            "👨\u200d👩\u200d👧\u200d👦 👍🏽 🇯🇵 The family moved to Lisbon in 1998. ❤\ufe0f",
            "Where did the family move?",
            "Lisbon",
        ),
        ("שלום עולם. مرحبا بالعالم. The treaty was signed in 1951. שלום.", "When was the treaty signed?", "1951"),
        ("\t\tNotes\n\nx\u0302\u0323 The dam is 54,000 metres long.\f", "How long is the dam?", "54,000 metres"),
        ("The price rose from $1.5 billion to $2.25 billion in 2019.", "What was the price in 2019?", "$2.25 billion"),
    ],
)
def test_the_answer_is_found_at_its_place(
    reader: OnnxReader, document_of: Callable[..., Document], text: str, question: str, answer: str
) -> None:
    document = document_of(text)
    (reading,) = reader.read(question, [whole(document)])
    span = reading.spans[0]
    assert answer in document.text[span.start : span.end]
    assert len(document.text[span.start : span.end]) <= len(answer) + 12
    assert span.score > reading.null_score


def test_offsets_are_those_of_the_document(reader: OnnxReader, document_of: Callable[..., Document]) -> None:
    """A passage in the middle of a document: the span is counted from the document's beginning."""
    document = document_of(f"Something else, 1899.\n\n{FERRY}\n\nThe end, 2001.")
    start = document.text.index(FERRY)
    passage = Passage(document=document, start=start, end=start + len(FERRY))
    (reading,) = reader.read("When was the ferry built?", [passage])
    assert best_of(reading) == "1923"
    assert reading.spans[0].start == document.text.index("1923")
    for span in reading.spans:
        assert start <= span.start < span.end <= start + len(FERRY)


@pytest.mark.parametrize("before", [0.0, 0.5, 1.0], ids=["at the beginning", "in the middle", "at the end"])
def test_the_answer_is_found_wherever_it_stands_in_a_long_passage(
    reader: OnnxReader, document_of: Callable[..., Document], before: float
) -> None:
    sentences = 3000 // len(FILLER.split())
    ahead = round(sentences * before)
    document = document_of(FILLER * ahead + FERRY + " " + FILLER * (sentences - ahead))
    (long,) = reader.read("When was the ferry built?", [whole(document)])
    assert best_of(long) == "1923"
    assert long.spans[0].start == document.text.index("1923")
    assert long.spans[0].score > long.null_score
    assert len({(span.start, span.end) for span in long.spans}) == len(long.spans) > 1


class TwoWindows:
    """A network that is sure of no answer where it sees "alpha", unsure where it sees "beta", and knows both words."""

    def __init__(self, alpha: int, beta: int) -> None:
        self.alpha, self.beta = alpha, beta

    def run(self, names: list[str], inputs: dict[str, Any]) -> list[Any]:
        ids = inputs["input_ids"]
        logits = np.where(ids == self.alpha, 6.0, np.where(ids == self.beta, 2.5, -20.0)).astype(np.float32)
        logits[:, 0] = np.where((ids == self.alpha).any(axis=1), 5.0, -2.5)
        return [logits, logits]


def test_spans_of_different_windows_are_compared_by_their_margins(
    reader: OnnxReader, document_of: Callable[..., Document]
) -> None:
    """The word alpha scores 12 over a null of 10, beta 5 over a null of -5: a margin of 2 against one of 10."""
    tokenizer = reader._tokenizer
    network = TwoWindows(tokenizer.token_to_id("alpha"), tokenizer.token_to_id("beta"))
    document = document_of(f"The alpha. {FILLER * 25} The beta.")
    (reading,) = OnnxReader(network, tokenizer).read("Which letter?", [whole(document)])
    found = {document.text[span.start : span.end]: span.score - reading.null_score for span in reading.spans}
    assert list(found)[:2] == ["beta", "alpha"]
    assert (found["beta"], found["alpha"], reading.null_score) == (10.0, 2.0, -5.0)


def test_spans_are_ordered_and_do_not_overlap(reader: OnnxReader, document_of: Callable[..., Document]) -> None:
    (reading,) = reader.read("What happened?", [whole(document_of(f"{FERRY} {FILLER * 30}"))])
    scores = [span.score for span in reading.spans]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    places = sorted((span.start, span.end) for span in reading.spans)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in itertools.pairwise(places))


def test_many_at_once_are_read_as_one_by_one(reader: OnnxReader, document_of: Callable[..., Document]) -> None:
    """What is read beside it, and in which order, must not change what is read."""
    texts = [FERRY, "Yes.", FILLER, f"{FILLER * 3}{FERRY}", "1923", f"{FERRY} {FILLER * 30}", FERRY]
    passages = [whole(document_of(text)) for text in texts]
    together = reader.read("When was the ferry built?", passages)
    assert [reading.passage for reading in together] == passages
    for reading, passage in zip(together, passages, strict=True):
        (alone,) = reader.read("When was the ferry built?", [passage])
        assert [(s.start, s.end) for s in reading.spans[:1]] == [(s.start, s.end) for s in alone.spans[:1]]
        assert [s.score for s in reading.spans] == pytest.approx([s.score for s in alone.spans], abs=1e-3)
        assert reading.null_score == pytest.approx(alone.null_score, abs=1e-3)


def test_no_passages_give_no_readings(reader: OnnxReader) -> None:
    assert reader.read("When was the ferry built?", []) == []


def test_a_passage_without_word_pieces_has_no_spans(reader: OnnxReader, document_of: Callable[..., Document]) -> None:
    document = document_of(f"{FERRY}\n\n\u200d")
    nothing = Passage(document=document, start=len(document.text) - 1, end=len(document.text))
    empty, full = reader.read("When was the ferry built?", [nothing, whole(document)])
    assert (empty.spans, empty.null_score) == ((), 0.0)
    assert best_of(full) == "1923"


def test_a_question_that_is_too_long_is_refused(reader: OnnxReader, document_of: Callable[..., Document]) -> None:
    with pytest.raises(QuestionError, match="400 word pieces; at most 128"):
        reader.read("? " * 400, [whole(document_of(FERRY))])


@pytest.mark.parametrize("name", [WEIGHTS, GRAPHS[8], "tokenizer.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "garbage"])
def test_a_reader_with_damaged_files_is_refused_in_one_line(tmp_path: Path, name: str, damage: str) -> None:
    for file in (WEIGHTS, *GRAPHS.values(), "tokenizer.json"):
        shutil.copy(FOLDER / file, tmp_path / file)
    data = (FOLDER / name).read_bytes()
    (tmp_path / name).unlink()
    if damage != "missing":
        (tmp_path / name).write_bytes(
            {"empty": b"", "truncated": data[: len(data) // 2], "garbage": b"\x93NUMPY" * 99}[damage]
        )
    with pytest.raises(ReaderError) as caught:
        OnnxReader.open(tmp_path)
    assert len(str(caught.value).splitlines()) == 1
    assert str(tmp_path) in str(caught.value)
    assert "Install Pincite again." in str(caught.value)


def test_both_ways_to_compute_find_the_same_words(document_of: Callable[..., Document]) -> None:
    passage = whole(document_of(FERRY))
    asked = ["When was the ferry built?", "How many passengers does the ferry carry?", "Who built the ferry?"]
    readers = [OnnxReader.open(bits=bits) for bits in (8, 32)]
    assert [reader.bits for reader in readers] == [8, 32]
    for question in asked:
        (narrow,), (wide,) = (reader.read(question, [passage]) for reader in readers)
        assert best_of(narrow) == best_of(wide)
        assert abs(narrow.spans[0].score - wide.spans[0].score) < 3


def test_where_8_bits_overflow_32_are_multiplied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.reader.onnx_reader.is_exact", lambda session, feeds: False)
    assert OnnxReader.open().bits == 32
