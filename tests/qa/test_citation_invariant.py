"""The invariant that everything rests on: what is quoted stands where the citation says."""

import html
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from corpus import Document, Passage, normalise, read_document
from corpus.errors import EmptyDocument
from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add
from qa import Answer, Assistant, Citation, sentences
from qa.cite import check_all
from qa.features import FEATURES
from qa.policy import Policy
from qa.reader import Reader, Reading, Span
from qa.reader.word_reader import WordReader
from qa.sentences import SentenceModel

WORDS = (
    "The treaty was signed in 1951.|It ran for ten years|Dr. Smith left the U.S. in 1999, they say.|“Who?” he asked.|"
    "$1.5 billion|שלום עולם.|مرحبا بالعالم؟|می\u200cخواهم|日本は島国です。|नमस्ते|e\u0301|x\u0302\u0323|ﬁ|Å|½|"
    "👨\u200d👩\u200d👧\u200d👦|👍🏽|🇯🇵"
).split("|")
SPACES = [
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\t",
    " ",
    "\f",
    "\ufeff",
    "\u00ad",
    "\u200b",
    "\u00a0",
    "\u2028",
    "\x85",
    "\u202e",
]
MARKUP = ["# ", "\n\nA Heading\n\n", "- an item\n", "1. First\n", "<b>&amp;</b>", "*", "`code`"]
PIECES = st.one_of(st.sampled_from(WORDS + SPACES + MARKUP), st.text(max_size=12))
TEXTS = st.lists(PIECES, min_size=1, max_size=40).map("".join)
KINDS = st.sampled_from(("txt", "md", "html", "page.html"))
QUESTIONS = st.sampled_from(
    (
        *("When was the treaty signed?", "Who left the U.S. in 1999?", "What is a 1?", "$1.5"),
        *("Why did it run?", "Was it signed in 1951?", "Which years are named?", "What are the three items?"),
    )
)
ALWAYS = Policy(bias=0.0, weights=dict.fromkeys(FEATURES, 0.0), threshold=0.0)
ANY = SentenceModel(
    weights=dict.fromkeys(sentences.FEATURES, 0.0),
    bias=0.0,
    signs=dict.fromkeys(sentences.SIGNS, 0.0),
    threshold=0.0,
    near=1.0,
)


@dataclass
class AnySpans:
    """A reader that returns arbitrary spans of each passage."""

    draw: random.Random

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [self._read(passage) for passage in passages]

    def _read(self, passage: Passage) -> Reading:
        spans = []
        for _ in range(self.draw.randrange(4)):
            start = self.draw.randrange(passage.start, passage.end)
            end = self.draw.randint(start + 1, passage.end)
            spans.append(Span(start=start, end=end, score=self.draw.uniform(-9, 9)))
        null = self.draw.uniform(-9, 9)
        return Reading(passage=passage, spans=tuple(spans), null_score=null, sentences=tuple(spans[:2]))


def ask_files(texts: Sequence[tuple[str, str]], question: str, reader: Reader) -> tuple[Answer, dict[str, Document]]:
    """Write the texts to disk, index them, ask; the answer and the documents as they are read from disk again.

    Raises:
        EmptyDocument: none of the texts has words.
    """
    with tempfile.TemporaryDirectory() as name:
        files = []
        for number, (text, kind) in enumerate(texts):
            files.append(Path(name) / f"{number}.{kind}")
            if kind == "html":
                text = f"<!doctype html><title>t</title><h1>Top</h1><p>{html.escape(text)}</p>"
            files[-1].write_bytes(text.encode("utf-8"))
        report = add(Path(name) / "store", files, encoder=HashEncoder())
        if not report.added:
            raise EmptyDocument(str(report.failed))
        store = Store.open(Path(name) / "store")
        assistant = Assistant(store, encoder=HashEncoder(), reader=reader, policy=ALWAYS)
        assistant.sentences = ANY
        answer = assistant.ask(question)
        read = [read_document(file) for file in files if str(file) not in {failed for failed, _ in report.failed}]
        return answer, {document.id: document for document in reversed(read)}  # of equal texts the first counts


def headings_above(document: Document, offset: int) -> tuple[str, ...]:
    """The path of headings, by a stack: another way than the document's own."""
    path: list[tuple[int, str]] = []
    for section in document.sections:
        if section.start <= offset and section.level:
            path = [step for step in path if step[0] < section.level]
            path.append((section.level, " ".join(document.text[section.start : section.body].split())))
    return tuple(name for i, (_, name) in enumerate(path) if i == 0 or path[i - 1][1] != name)


def assert_stands(citation: Citation, document: Document) -> None:
    """Every promise of a citation, each against the text itself."""
    text, start, end = document.text, citation.start, citation.end
    assert 0 <= start < end <= len(text)
    assert text[start:end] == citation.quote
    stop = citation.sentence_start + len(citation.sentence)
    assert citation.sentence_start <= start < end <= stop
    assert text[citation.sentence_start : stop] == citation.sentence
    assert "".join(citation.in_sentence) == citation.sentence
    assert citation.in_sentence[1] == citation.quote
    assert citation.headings == headings_above(document, start)
    assert (citation.document.title, citation.document.uri) == (document.title, document.uri)
    if document.kind == "text" and "\f" in text.rstrip():  # a form feed begins a page, unless it ends the text
        first, last = (1 + text[: len(text.rstrip())].count("\f", 0, at) for at in (start, end - 1))
        assert citation.pages == tuple(range(first, last + 1))
    else:
        assert citation.pages == ()


def assert_sound(answer: Answer, documents: dict[str, Document]) -> None:
    """Every citation stands, every passage shown is the document's own, and JSON carries the whole answer."""
    for citation in answer.citations:
        assert_stands(citation, documents[citation.document.id])
    for passage in answer.searched.considered:
        assert passage.text == documents[passage.document.id].text[passage.start : passage.end]
        assert passage.text.strip()
    assert check_all(answer.citations, documents) == []
    assert Answer.from_json(answer.to_json()) == answer
    assert Answer.from_json(json.dumps(answer.to_json(), allow_nan=False)) == answer
    assert Answer.from_json(json.dumps(answer.to_json(), ensure_ascii=False)) == answer


def assert_any_sound(texts: Sequence[tuple[str, str]], question: str, reader: Reader) -> None:
    try:
        answer, documents = ask_files(texts, question, reader)
    except EmptyDocument:
        reject()
    assert_sound(answer, documents)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(st.tuples(TEXTS, KINDS), min_size=1, max_size=2), question=QUESTIONS)
def test_every_citation_stands_with_a_reader_that_reads(texts: list[tuple[str, str]], question: str) -> None:
    assert_any_sound(texts, question, WordReader())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(st.tuples(TEXTS, KINDS), min_size=1, max_size=2), question=QUESTIONS, seed=st.integers(0, 2**16))
def test_every_citation_stands_with_a_reader_that_returns_anything(
    texts: list[tuple[str, str]], question: str, seed: int
) -> None:
    assert_any_sound(texts, question, AnySpans(random.Random(seed)))


@pytest.mark.parametrize("kind", ["txt", "md", "html"])
@pytest.mark.parametrize("text", ["1", "x", "é", "日", "e\u0301", "\ufeff1", "\r\n7\r\n", "½"])
def test_a_document_of_one_character_is_quoted_whole(text: str, kind: str) -> None:
    answer, documents = ask_files([(text, kind)], "What is there?", WordReader())
    assert_sound(answer, documents)
    assert answer.text == normalise(text).strip() or kind == "html"  # there the heading counts, too
    assert normalise(text).strip() in "\n".join(document.text for document in documents.values())
    assert not answer.abstained


@pytest.mark.parametrize("kind", ["txt", "md", "html"])
def test_a_paragraph_that_is_repeated_is_cited_where_it_was_read(kind: str) -> None:
    """A quote that stands at several places must not be looked up by its words."""
    paragraph = "The ferry to Orme leaves at 9 and costs 12 crowns. " * 12
    texts = ["\n\n".join([paragraph, "Something else stands here. " * 20, paragraph, paragraph])]
    answer, documents = ask_files(
        [(text, kind) for text in texts], "What does the ferry cost?", AnySpans(random.Random(3))
    )
    assert_sound(answer, documents)
    assert len(answer.citations) >= 1
    passages = [(passage.start, passage.end) for passage in answer.searched.considered]
    assert len(passages) >= 2  # copies are shown once
    assert all(any(a <= c.start and c.end <= b for a, b in passages) for c in answer.citations)


def test_line_ends_and_a_byte_order_mark_move_no_quote() -> None:
    """The same words in four kinds of file: the quote is the same, and so is its place."""
    words = "Notes.\n\nThe café in Lisse opened in 1951. It closed in 1999."
    variants = [words, words.replace("\n", "\r\n"), "\ufeff" + words, words.replace("é", "e\u0301").replace("\n", "\r")]
    answers = [ask_files([(text, "txt")], "When did the café open?", WordReader())[0] for text in variants]
    places = {(answer.text, answer.citations[0].start, answer.citations[0].document.id) for answer in answers}
    assert [place[:2] for place in places] == [("Lisse", words.index("Lisse"))]


def test_a_text_without_words_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "marks.txt").write_text("…\n\n—\n", encoding="utf-8")
    with pytest.raises(EmptyDocument, match="no words"):
        read_document(tmp_path / "marks.txt")
