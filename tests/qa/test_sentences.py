"""Answers in sentences: what is measured of each, which are chosen, and what goes along with them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Passage, sentences
from corpus.errors import ReaderError
from index import Hit
from index.hash_encoder import HashEncoder
from qa.reader import Reading, Span
from qa.sentences import FEATURES, SIGNS, Sentence, SentenceModel, scored_sentences, signs_of

if TYPE_CHECKING:
    from index.encoder import Vectors

MODEL = SentenceModel(
    weights={name: float(name == "mass") for name in FEATURES},
    bias=0.0,
    signs={name: float(name == "mass") for name in SIGNS},
    threshold=0.5,
    near=1.0,
)


class Fixed:
    """An encoder for which every text is the same, and as near to the question as `cosine` says."""

    def __init__(self, cosine: float) -> None:
        self.cosine = cosine

    def encode_query(self, question: str) -> "Vectors":
        del question
        return np.array([1.0, 0.0], dtype=np.float32)

    def encode_sentences(self, texts: Sequence[str]) -> "Vectors":
        return np.array([[self.cosine, 0.0]] * len(texts), dtype=np.float32)


@pytest.fixture(scope="module")
def read(document_of: Callable[..., Document]) -> Callable[..., tuple[list[Hit], list[Reading]]]:
    """A function that reads texts, each a document of one passage; the scores of their sentences are given."""

    def make(*texts: str, scores: Sequence[Sequence[float]], null: float = 0.0) -> tuple[list[Hit], list[Reading]]:
        hits, readings = [], []
        for rank, (text, given_scores) in enumerate(zip(texts, scores, strict=True), 1):
            passage = Passage(document=document_of(text, title=f"Text {rank}"), start=0, end=len(text))
            found = zip(sentences(text), given_scores, strict=True)
            spans = tuple(Span(start=a, end=b, score=score) for (a, b), score in found)
            hits.append(Hit(passage=passage, score=1 / rank, rank=rank, dense=0.5, lexical=1.0))
            readings.append(Reading(passage=passage, spans=(), null_score=null, sentences=spans))
        return hits, readings

    return make


Read = Callable[..., tuple[list[Hit], list[Reading]]]


def chosen(model: SentenceModel, question: str, read: tuple[list[Hit], list[Reading]]) -> list[str]:
    return [group[0].text for group in model.choose(question, *read, HashEncoder()).groups]


def test_what_speaks_for_a_sentence(read: Read) -> None:
    hits, readings = read(
        "The dam failed. Rain filled the dam in May.", "It rained.", scores=[[3.0, 20.0], [-20.0]], null=1.0
    )
    found = scored_sentences("Why did the dam fail in May?", hits, readings, Fixed(0.25))
    assert [one.text for one in found] == ["The dam failed.", "Rain filled the dam in May.", "It rained."]
    assert [one.features["mass"] for one in found] == [2.0, 12.0, -12.0]
    assert [one.features["cosine"] for one in found] == [0.25] * 3
    assert [one.features["passage"] for one in found] == [1.0, 1.0, 0.5]
    words = [one.features["words"] for one in found]
    assert max(words) == 1.0
    assert words[2] == 0.0
    assert all(tuple(one.features) == FEATURES for one in found)


def test_only_contenders_are_encoded(read: Read) -> None:
    class Counting(Fixed):
        counted = 0

        def encode_sentences(self, texts: Sequence[str]) -> "Vectors":
            self.counted += len(texts)
            return super().encode_sentences(texts)

    found = read("Ants dig. Bees fly. Cats nap.", "Dogs bark.", scores=[[1.0, 4.0, 2.0], [3.0]])
    encoder = Counting(0.5)
    scored = scored_sentences(
        "Why?", *found, encoder, lambda known: [n for n, one in enumerate(known) if one["mass"] > 2]
    )
    assert encoder.counted == 2
    assert [one.features["cosine"] for one in scored] == [-1.0, 0.5, -1.0, 0.5]


def test_what_no_cosine_could_save_is_no_contender() -> None:
    def known(*masses: float) -> list[dict[str, float]]:
        return [{"mass": mass, "words": 0.0, "passage": 0.5} for mass in masses]

    model = replace(MODEL, weights={"mass": 1.0, "cosine": 2.0, "words": 1.0, "passage": 1.0}, near=1.0)
    assert model.contenders(known(1.0, 5.0, 1.6, 1.8)) == [1, 3]  # 1.3 by its cosine, 1.0 for company, 1.0 going on
    assert model.contenders(known(*range(20)), most=3) == [19, 18, 17]
    assert model.contenders([]) == []


def test_questions_are_no_answers(read: Read) -> None:
    hits, readings = read("Why did it fail? It was old.", scores=[[9.0, 1.0]])
    assert [one.text for one in scored_sentences("Why did it fail?", hits, readings, HashEncoder())] == ["It was old."]


def test_nothing_read_is_nothing_chosen(read: Read) -> None:
    assert MODEL.choose("Why?", [], [], HashEncoder()).groups == ()
    told = MODEL.choose("Why?", *read("Why?", scores=[[5.0]]), HashEncoder())
    assert (told.groups, told.best) == ((), 0.0)


def test_below_the_threshold_it_is_silent_and_still_says_how_likely(read: Read) -> None:
    found = read("Rain fell.", scores=[[-1.0]])
    told = MODEL.choose("Why?", *found, HashEncoder())
    assert told.groups == ()
    assert told.best == pytest.approx(0.2689414)
    assert chosen(replace(MODEL, threshold=0.2), "Why?", found) == ["Rain fell."]


def test_near_ones_go_along_in_document_order(read: Read) -> None:
    text = "Ants dig. Bees fly. Cats nap. Dogs bark. Eels swim. Foxes run."
    scores = [[4.2, 1.0, 4.9, 4.5, 5.0, 4.4]]
    assert chosen(MODEL, "Why?", read(text, scores=scores)) == ["Cats nap.", "Dogs bark.", "Eels swim.", "Foxes run."]
    assert chosen(replace(MODEL, near=0.2), "Why?", read(text, scores=scores)) == ["Cats nap.", "Eels swim."]


def test_the_document_of_the_best_comes_first(read: Read) -> None:
    found = read("Ants dig.", "Bees fly. Cats nap.", scores=[[4.5], [4.4, 5.0]])
    assert chosen(MODEL, "Why?", found) == ["Bees fly.", "Cats nap.", "Ants dig."]


def test_the_same_words_elsewhere_are_cited_and_not_said_twice(read: Read) -> None:
    found = read("Ants dig.", "Bees fly. ANTS dig!", scores=[[5.0], [-3.0, 4.9]])
    (group,) = MODEL.choose("Why?", *found, HashEncoder()).groups
    assert [one.text for one in group] == ["Ants dig.", "ANTS dig!"]


@pytest.mark.parametrize(
    ("text", "scores", "expected"),
    [
        ("Rain fell. This broke the dam.", [0.0, 5.0], ["Rain fell.", "This broke the dam."]),
        ("Rain fell. The dam broke.", [0.0, 5.0], ["The dam broke."]),
        ("Rain fell. Therefore the dam broke.", [5.0, 3.5], ["Rain fell.", "Therefore the dam broke."]),
        ("Rain fell. Therefore the dam broke.", [5.0, 2.5], ["Rain fell."]),
        ("Rain fell. The dam broke.", [5.0, 3.5], ["Rain fell."]),
        ("It has benefits. These include peace.", [5.0, -4.0], ["It has benefits.", "These include peace."]),
        ("There are two reasons:\n\nIt was old.", [5.0, -4.0], ["There are two reasons:", "It was old."]),
    ],
)
def test_what_is_needed_to_understand_goes_along(
    read: Read, text: str, scores: list[float], expected: list[str]
) -> None:
    assert chosen(MODEL, "Why?", read(text, scores=[scores])) == expected


def test_nothing_is_fetched_across_a_heading(document_of: Callable[..., Document]) -> None:
    text = "Rain fell.\n\nDams\n\nThis one broke."
    document = document_of(text, headings=((12, 16, 2),))
    passages = [Passage(document=document, start=0, end=10), Passage(document=document, start=18, end=len(text))]
    hits = [Hit(passage=p, score=0.5, rank=n, dense=0.5, lexical=0.0) for n, p in enumerate(passages, 1)]
    readings = [
        Reading(passage=p, spans=(), null_score=0.0, sentences=(Span(start=p.start, end=p.end, score=score),))
        for p, score in zip(passages, (1.0, 5.0), strict=True)
    ]
    assert chosen(MODEL, "Why?", (hits, readings)) == ["This one broke."]


def test_signs_of_the_best(read: Read) -> None:
    hits, readings = read("The dam failed. Rain fell in May.", scores=[[3.0, 2.0]])
    ranked = scored_sentences("Why did the dam fail in May?", hits, readings, Fixed(0.5))
    signs = signs_of("Why did the dam fail in May?", ranked, [3.0, 2.0])
    assert tuple(signs) == SIGNS
    assert (signs["gap"], signs["around"], signs["mass"]) == (1.0, 1.0, 3.0)
    assert signs_of("Why?", ranked[:1], [3.0])["gap"] == 3.0


@given(scores=st.lists(st.floats(-12, 12), min_size=6, max_size=6), near=st.floats(0, 5))
def test_one_to_four_sentences_the_best_among_them(read: Read, scores: list[float], near: float) -> None:
    text = "This ant digs. Therefore bees fly. These cats nap. It barks. Thus eels swim. They run."
    found = scored_sentences("Why?", *read(text, scores=[scores]), Fixed(0.5))
    model = replace(MODEL, near=near)
    ranked = sorted(found, key=model.score, reverse=True)
    company = model.with_company(ranked, found)
    assert 1 <= len(company) <= 4
    assert ranked[0] in company
    assert [one.start for one in company] == sorted({one.start for one in company})


def test_the_model_that_ships_is_sane() -> None:
    model = SentenceModel.open()
    assert model.weights["mass"] > 0, "the reader's own score must speak for a sentence"
    assert model.signs["mass"] > 0
    assert 0 < model.threshold < 1
    assert model.near >= 0


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"weights": {}}', "\ud800"])
def test_a_model_that_is_none_is_refused_in_one_line(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "sentences.json"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ReaderError) as caught:
        SentenceModel.open(path)
    assert len(str(caught.value).splitlines()) == 1
    assert str(path) in str(caught.value)


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "sentences.json"
    path.write_text(
        json.dumps({"weights": dict(MODEL.weights), "bias": 0, "signs": dict(MODEL.signs), "threshold": 0.5, "near": 1})
    )
    read = SentenceModel.open(path)
    assert replace(read, fingerprint="") == MODEL
    path.write_text(path.read_text().replace("0.5", "0.4"))
    assert SentenceModel.open(path).fingerprint != read.fingerprint != ""


def test_a_sentence_knows_its_words(read: Read) -> None:
    _, (reading,) = read("Ants dig. Bees fly.", scores=[[1.0, 2.0]])
    assert Sentence(reading=reading, start=10, end=19, features={}).text == "Bees fly."
