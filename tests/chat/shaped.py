"""An assistant whose answers have the shape that the question names: what the page must be able to show."""

from pathlib import Path
from typing import Any

from corpus import Document, Passage, Section, Splitting, read_document
from index.encoder import words_to_embed
from index.generation import Contents
from index.hash_encoder import HashEncoder
from index.publish import publish
from index.store import Store
from qa import Answer, Assistant, Considered, Part, Searched, Word
from qa.cite import cite, refer_to
from qa.policy import FEATURES, Policy
from qa.promise import Scores
from qa.reader.word_reader import WordReader

PARAGRAPH = (
    "The harbour office writes down every boat that enters, its cargo and the hour at which it was made fast. "
    "On quiet days the clerk adds the weather, and in one summer he drew the birds. "
)
FORESHORE = """# The Foreshore of Lisse 😀

## Bridges

Three bridges cross the river: the Old Bridge, the Iron Bridge and the Mill Bridge. 🌉 The Old Bridge dates from 1641.

## Floods

The town was flooded in 1702. The quay was raised after the flood. Nobody was hurt.
"""
ALMANAC = "# An Almanac\n\nThe Old Bridge dates from 1643, as the almanac has it.\n"


def shaped_assistant(folder: Path) -> Assistant:
    """An assistant over two documents that do not agree."""
    return _over(folder, {"foreshore.md": FORESHORE, "almanac.md": ALMANAC})


def crowded_assistant(folder: Path) -> Assistant:
    """An assistant over two hundred documents, the first of 2 MB with 420 chapters."""
    chapter = "\n\n".join([PARAGRAPH * 3] * 9)
    long = "\n\n".join(f"# Chapter {n}\n\nIn year {n} there were {n} boats.\n\n{chapter}" for n in range(1, 421))
    few = {f"note-{n:03}.md": f"# Note {n} on the harbour of Lisse\n\nBoat {n} came in.\n" for n in range(1, 200)}
    return _over(folder, {"0-register.md": long, **few})


def _over(folder: Path, files: dict[str, str]) -> Assistant:
    folder.mkdir()
    documents = []
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        documents.append(read_document(folder / name))
    # the first sentence of every section is a passage: to cut 2 MB as it is done for people would take seconds
    passages = [_first_sentence(document, section) for document in documents for section in document.sections]
    texts = [words_to_embed(passage) for passage in passages]
    contents = Contents(
        documents=documents,
        passages=passages,
        texts=texts,
        vectors=HashEncoder().encode_documents(texts),
        encoder=HashEncoder().fingerprint,
        splitting=Splitting(),
    )
    (folder / "store" / "generations").mkdir(parents=True)
    publish(folder / "store", contents, after=None)
    scores = Scores.of([(0.999, True)] * 100, "fact")  # sure enough is only what no answer here is
    by_margin = Policy(
        bias=0.0, weights={name: float(name == "margin") for name in FEATURES}, threshold=0.5, scores=scores
    )
    store = Store.open(folder / "store")
    return ShapedAssistant(store, encoder=HashEncoder(), reader=WordReader(), policy=by_margin)


def _first_sentence(document: Document, section: Section) -> Passage:
    start = (
        section.body
        + len(document.text[section.body : section.end])
        - len(document.text[section.body : section.end].lstrip())
    )
    return Passage(document=document, start=start, end=document.text.index(".", start) + 1)


class ShapedAssistant(Assistant):
    """Answers "list", "sentences", "conflict", "twice" and "nothing" in that shape, and reads for everything else."""

    def ask(self, question: str, **options: Any) -> Answer:
        """An answer of the shape that the question names."""
        documents = {document.title: document for document in self.store.documents}
        kind, wanted = SHAPES.get(question, (None, ()))
        if kind is None:
            return super().ask(question, **options)
        parts = tuple(
            Part(citations=tuple(_cited(documents[title], words) for title, words in part), confidence=0.74)
            for part in wanted
        )
        considered = tuple(_considered(document) for document in documents.values())
        searched = Searched(documents=2, passages=6, words=WORDS, considered=considered, best=0.2)
        return Answer(question=question, kind=kind, parts=parts, searched=searched, generation=self.store.id)


WORDS = (Word(word="cheese", forms=(), passages=0), Word(word="bridge", forms=("bridges",), passages=2))
_LISSE, _ALMANAC = "The Foreshore of Lisse 😀", "An Almanac"
SHAPES: dict[str, Any] = {
    "list": ("list", [[(_LISSE, f"the {name} Bridge")] for name in ("Old", "Iron", "Mill")]),
    "sentences": (
        "sentences",
        [[(_LISSE, "The town was flooded in 1702.")], [(_LISSE, "The quay was raised after the flood.")]],
    ),
    "conflict": ("conflict", [[(_LISSE, "1641")], [(_ALMANAC, "1643")]]),
    "twice": ("fact", [[(_LISSE, "1641"), (_LISSE, "The Old Bridge"), (_ALMANAC, "The Old Bridge")]]),
    "nothing": ("none", []),
}


def _cited(document: Document, words: str) -> Any:
    start = document.text.index(words)
    return cite(document, start, start + len(words))


def _considered(document: Document) -> Considered:
    return Considered(
        document=refer_to(document),
        start=0,
        end=len(document.text),
        text=document.text,
        headings=(),
        pages=(),
        score=0.41,
        dense=0.5,
        lexical=1.0,
        lacks=("cheese",),
    )
