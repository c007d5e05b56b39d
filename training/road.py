"""Labelled questions asked through the product's road, each source's of a store of its own.

A source is a set of documents and questions about some of them. What was read of a question is kept in
`WORK/asked.jsonl`, so that a fit need not read again; it belongs to one reader and one encoder.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import Passage
from qa.kinds import kind_of
from qa.sentences import FEATURES, Sentence, around, scored_sentences
from training.data import read_rows
from training.labelled import (
    LISTS,
    LOOSE,
    Asked,
    Labelled,
    Task,
    is_right,
    pairs_of,
    read_asked,
    spans_of,
    wants_sentences,
    words_of,
)

if TYPE_CHECKING:
    from index import Encoder, Retriever
    from index.encoder import Vectors
    from qa.reader import Reader, Reading

ROAD = ("wikiqa_train", "selqa", "spans")
EXTRA = {"wikiqa_train": 1, "selqa": 1, "spans": 1, "trecqa_wang": 0, "squad_train_reqa": 4}  # texts asked nothing of
SEED = 20261124
FEW = 30  # documents; people ask a handful of documents as well as thousands
READ = 8  # passages
ALL = 60  # passages, where a question's own candidates are ranked


def ask_everything(data: Path, work: Path, most: int, reader: Path) -> list[Asked]:
    """Ask at most `most` questions of every source for each task; what `work` holds already is not asked again.

    `reader` is the folder of the reader.

    Raises:
        DataError: a file of the data is missing or damaged.
    """
    from index import open_encoder
    from qa.reader.onnx_reader import OnnxReader

    read_by = OnnxReader.open(reader)
    seen = {row.question for row in read_rows(data / "reader" / "squad_train_part.jsonl.gz")}  # by the reader
    roads = []
    for source in (*LISTS, *LOOSE, "spans"):
        questions = spans_of(data / "calibration") if source == "spans" else pairs_of(data / "pairs", source)
        random.Random(SEED).shuffle(questions)
        questions = [one for one in questions if one.question not in seen]
        roads.append(open_road(work / source, questions, most, Remembering(encoder=open_encoder(), reader=read_by)))
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

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
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
