"""Questions whose right sentences are labelled, asked through the product's road.

A source is a set of documents in a store of its own and questions about some of them. What was read of a question is
kept in `WORK/asked.jsonl`, so that a fit need not read again; it belongs to one reader and one encoder.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus import Passage, sentences
from qa.kinds import kind_of
from qa.sentences import FEATURES, Sentence, around, scored_sentences
from training.data import PASSAGE_LONGER_THAN, Row, read_rows
from training.errors import DataError

if TYPE_CHECKING:
    from index import Encoder, Retriever
    from index.encoder import Vectors
    from qa.reader import Reader, Reading

# Questions that make sense without their context in sight.
SPANS = (
    "squadshifts_new_wiki",
    "tydiqa_en",
    "qed_nq",
    "nq_oracle",
    "tatqa_text",
    "conditionalqa",
    "doc2dial_first",
)
LISTS = ("wikiqa_train", "selqa")  # the sentences of a question stand together in a text
LOOSE = ("trecqa_wang", "squad_train_reqa")  # every sentence is from another text
ROAD = ("wikiqa_train", "selqa", "spans")
EXTRA = {"wikiqa_train": 1, "selqa": 1, "spans": 1, "trecqa_wang": 0, "squad_train_reqa": 4}  # texts asked nothing of
SEED = 20261124
FEW = 30  # documents; people ask a handful of documents as well as thousands
READ = 8  # passages
ALL = 60  # passages, where a question's own candidates are ranked

Task = Literal["ranking", "with", "without", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A question, the texts that it is asked of, and the words of the right sentences in them (none: no answer)."""

    source: str
    question: str
    texts: tuple[str, ...]
    right: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was read for one question: a row a sentence, passage by passage.

    `features` have shape `(sentences, len(FEATURES))`; `around` is the share of the question's terms around each;
    `spans` the margin of the best span that ends in it, -99 where there is none; `right` whether it is labelled so.
    `golds` counts the labelled ones, read or not. `task`: own candidates alone; everything, with or without what
    holds the answer; everything, where nothing does. `reported`: not to be fitted on.
    """

    source: str
    question: str
    task: Task
    kind: str
    reported: bool
    golds: int
    features: list[list[float]]
    around: list[float]
    spans: list[float]
    right: list[bool]


def ask_everything(data: Path, work: Path, most: int) -> list[Asked]:
    """Ask at most `most` questions of every source for each task; what `work` holds already is not asked again.

    Raises:
        DataError: a file of the data is missing or damaged.
    """
    from index import open_encoder
    from qa.reader.onnx_reader import OnnxReader

    reader = OnnxReader.open()
    seen = {row.question for row in read_rows(data / "reader" / "squad_train_part.jsonl.gz")}  # by the reader
    roads = []
    for source in (*LISTS, *LOOSE, "spans"):
        questions = spans_of(data / "calibration") if source == "spans" else pairs_of(data / "pairs", source)
        questions = [one for one in questions if one.question not in seen]
        random.Random(SEED).shuffle(questions)
        roads.append(open_road(work / source, questions, most, Remembering(encoder=open_encoder(), reader=reader)))
    kept = work / "asked.jsonl"
    done = {(one.source, one.question) for one in read_asked(kept)}
    with kept.open("a", encoding="utf-8") as out:
        for number in range(max(len(road.questions) for road in roads)):  # in turn, so that a run may be cut short
            for road in roads:
                if number < len(road.questions):
                    one = road.questions[number]
                    if (one.source, one.question) not in done:
                        out.writelines(json.dumps(asdict(asked)) + "\n" for asked in road.ask(one, number))
                        out.flush()
    return read_asked(kept)


def read_asked(kept: Path) -> list[Asked]:
    """What was asked before."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else []
    return [Asked(**json.loads(line)) for line in lines]


def pairs_of(folder: Path, source: str) -> list[Labelled]:
    """The questions of a file of `{question, passage, label}`."""
    by_question: dict[str, dict[str, int]] = {}
    try:
        with gzip.open(folder / f"{source}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                by_question.setdefault(row["question"], {})[row["passage"]] = row["label"]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"cannot read {source} in {folder}: {error}; get the file anew") from error
    return [
        Labelled(
            source=source,
            question=question,
            texts=tuple(found) if source in LOOSE else ("\n\n".join(found),),
            right=frozenset(words_of(passage) for passage, label in found.items() if label),
        )
        for question, found in by_question.items()
    ]


def spans_of(folder: Path) -> list[Labelled]:
    """The questions of `SPANS` that want sentences; right are the sentences that an accepted answer stands in."""
    rows = [row for name in SPANS for row in read_rows(folder / f"{name}.jsonl.gz")]
    return [
        Labelled(
            source="spans",
            question=row.question,
            texts=(f"{row.title}\n\n{row.context}",),
            right=frozenset(_sentences_with_answers(row)),
        )
        for row in rows
        if row.answers and len(row.context) > PASSAGE_LONGER_THAN and wants_sentences(row.question)
    ]


def wants_sentences(question: str) -> bool:
    """Whether the product answers the question with sentences."""
    return kind_of(question) in ("sentences", "yes-no")


def words_of(text: str) -> str:
    """The words of a text in small letters, for comparing."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _sentences_with_answers(row: Row) -> Iterator[str]:
    for start, end in sentences(row.context):
        if any(gold.start < end and start < gold.end for gold in row.answers):
            yield words_of(row.context[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembering:
    """The encoder and the reader; what they made of a sentence, or of a passage for the last question, is kept."""

    encoder: Encoder
    reader: Reader
    vectors: dict[str, Vectors] = field(default_factory=dict)
    readings: dict[tuple[str, str], Reading] = field(default_factory=dict)

    def encode_query(self, question: str) -> Vectors:
        """The vector of a question."""
        return self.encoder.encode_query(question)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The vectors of sentences."""
        import numpy as np

        if new := list(dict.fromkeys(text for text in texts if text not in self.vectors)):
            self.vectors.update(zip(new, self.encoder.encode_documents(new), strict=True))
        return np.stack([self.vectors[text] for text in texts])

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """The readings of passages."""
        new = [passage for passage in passages if (question, passage.id) not in self.readings]
        for passage, reading in zip(new, self.reader.read(question, new), strict=True):
            self.readings[question, passage.id] = reading
        return [self.readings[question, passage.id] for passage in passages]


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A source's store and questions; `ids` are the documents of its texts, `holding` the words of each document."""

    models: Remembering
    retriever: Retriever
    questions: list[Labelled]
    ids: dict[str, str]
    holding: dict[str, str]

    def ask(self, one: Labelled, number: int) -> Iterator[Asked]:
        """Ask one question: of its own candidates, and if it wants sentences of everything or of a few documents."""
        own = {self.ids[text] for text in one.texts if text in self.ids}
        if one.right and own:
            open_to_all = one.source == "squad_train_reqa"
            yield self._ask(one, None if open_to_all else own, 20 if open_to_all else ALL, "ranking")
        if one.source not in ROAD or not wants_sentences(one.question):
            return
        own |= {identity for identity, words in self.holding.items() if any(right in words for right in one.right)}
        scope = set(self.holding)
        if number % 2:
            scope = own | set(random.Random(number).sample(sorted(self.holding), min(FEW, len(self.holding))))
        yield self._ask(one, scope, READ, "with" if one.right else "silent")
        if one.right:
            yield self._ask(one, scope - own, READ, "without")

    def _ask(self, one: Labelled, allowed: set[str] | None, passages: int, task: Task) -> Asked:
        hits = self.retriever.search(one.question, passages, allowed)
        readings = self.models.read(one.question, [hit.passage for hit in hits])
        scored = scored_sentences(one.question, hits, readings, self.models)
        return Asked(
            source=one.source,
            question=one.question,
            task=task,
            kind=kind_of(one.question),
            reported=sha256(one.texts[0].encode()).digest()[0] % 2 == 1,
            golds=len(one.right),
            features=[[round(each.features[name], 5) for name in FEATURES] for each in scored],
            around=[round(around(one.question, each), 5) for each in scored],
            spans=[round(_margin(each), 5) for each in scored],
            right=[is_right(words_of(each.text), one.right) for each in scored],
        )


def _margin(sentence: Sentence) -> float:
    """The margin of the best of the reader's spans that end in the sentence."""
    reading = sentence.reading
    ends = [span.score for span in reading.spans if sentence.start < span.end <= sentence.end]
    return max(ends, default=-99.0) - reading.null_score


def open_road(work: Path, questions: Sequence[Labelled], most: int, models: Remembering) -> Road:
    """A store of the texts of `most` questions of any kind, `most` that want sentences, and as many without answer."""
    from index import Retriever, Store
    from index.progress import bars
    from index.update import add

    source = questions[0].source
    wanted = [one for one in questions if one.right and wants_sentences(one.question)] if source in ROAD else []
    silent = [one for one in questions if not one.right and wants_sentences(one.question)] if source in ROAD else []
    others = [one for one in questions if one.right and one not in wanted[:most]]
    in_turn = zip_longest(wanted[:most], others[:most], silent[: most // 2])
    taken = [one for turn in in_turn for one in turn if one is not None]
    extra = [one for one in questions if one not in taken][: EXTRA[source] * most]
    texts = list(dict.fromkeys(text for one in (*taken, *extra) for text in one.texts))
    files = [work / "files" / f"{number:05d}.txt" for number in range(len(texts))]
    if not (work / "store" / "current").exists():
        files[0].parent.mkdir(parents=True, exist_ok=True)
        for file, text in zip(files, texts, strict=True):
            file.write_text(text + "\n", encoding="utf-8")
        with bars() as progress:
            add(work / "store", [work / "files"], encoder=models.encoder, progress=progress)
    store = Store.open(work / "store")
    by_name = {Path(source.uri).name: document.id for document in store.documents for source in document.sources}
    return Road(
        models=models,
        retriever=Retriever(encoder=models.encoder, store=store),
        questions=taken,
        ids={text: by_name[file.name] for file, text in zip(files, texts, strict=True) if file.name in by_name},
        holding={document.id: words_of(document.text) for document in store.documents},
    )


def is_right(words: str, right: frozenset[str]) -> bool:
    """Whether a sentence is a labelled one: the texts may be cut into sentences elsewhere than the labelled were."""
    return any(words in gold or gold in words for gold in right) if len(words) > 12 else words in right
