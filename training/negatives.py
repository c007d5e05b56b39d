r"""Make unanswerable pairs of answerable rows: genuine ones are few, and those that matter are near misses.

Two kinds, both after SQuAD 2.0's observation that negatives must look relevant (Rajpurkar et al. 2018):

- mined: the question with a passage that BM25 finds for it and that holds none of its answers, because that is what a
  retriever hands to a reader (Clark and Gardner 2018 train with such paragraphs of the same document);
- swapped: a name, year or number of the question replaced by one that the passage does not mention, one of the
  edits by which Jia and Liang (2017) and the authors of SQuAD 2.0 make questions unanswerable.

    >>> [match.group() for match in NAME.finditer("When did Marie Curie of Warsaw leave?")]
    ['Marie Curie of Warsaw']
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from training.data import PASSAGE_LONGER_THAN, Row

PAIRED = 0.35  # share of the rows with an answer and a long context that are also paired with a mined passage
SWAPPED = 0.35  # share of the rows with an answer whose question is also swapped, if it has a name or number
CANDIDATES = 8  # passages that BM25 gives for a question
RANK_RATE = 0.8  # of the exponential law by which one of them is drawn: mostly the first, seldom the last

# Capitalised words, not at the start of the question or of a sentence, where any word is capitalised.
NAME = re.compile(r"(?<!^)(?<![.?!] )\b(?:[A-Z][\w'\u2019.-]+)(?: (?:of |the )?[A-Z][\w'\u2019.-]+)*")
NUMBER = re.compile(r"\b\d[\d,.]*\b")
YEAR_STEPS = (-37, -12, -5, -3, -2, -1, 1, 2, 3, 5, 11, 40)


def mine(rows: Sequence[Row], pool: Sequence[str], rng: random.Random) -> list[Row]:
    """Pair a share of the answerable rows with a close passage of `pool` that holds none of their answers.

    Scores are those of BM25 in `bm25s` (Lù 2024) without stemming. A passage that answers in other words than the
    accepted ones is taken for a negative all the same: a few are wrong.
    """
    chosen = [r for r in rows if r.answers and len(r.context) > PASSAGE_LONGER_THAN and rng.random() < PAIRED]
    mined = []
    for row, candidates in zip(
        chosen, closest([f"{r.question} {r.title}" for r in chosen], pool, CANDIDATES), strict=True
    ):
        mined.append(paired_with(row, candidates, rng))
    return [row for row in mined if row]


def paired_with(row: Row, candidates: Sequence[str], rng: random.Random) -> Row | None:
    """The row's question with one of some texts, the best first, that holds none of its answers; None if all do."""
    near = [text for text in candidates if text != row.context and not _holds_answer(text, row)]
    if not near:
        return None
    rank = min(int(rng.expovariate(RANK_RATE)), len(near) - 1)
    return replace(row, context=near[rank], answers=())


def swap(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """Swap a name, year or number in a share of the questions for one that neither passage nor question mentions.

    Years move by a few years; names and other numbers are drawn from all questions.
    """
    names = [match.group() for row in rows for match in NAME.finditer(row.question)]
    numbers = [match.group().rstrip(".,") for row in rows for match in NUMBER.finditer(row.question)]
    made = []
    for row in rows:
        if not row.answers or rng.random() > SWAPPED:
            continue
        question = _swapped_question(row, names, numbers, rng)
        if question is not None:
            made.append(replace(row, question=question, answers=()))
    return made


def closest(queries: list[str], pool: Sequence[str], candidates: int) -> list[list[str]]:
    """For each query the `candidates` texts of the pool that BM25 puts first, best first."""
    if not queries or not pool:
        return [[] for _ in queries]
    # Imported here: only a training run needs it, and it takes a moment.
    import bm25s  # type: ignore[import-untyped, unused-ignore]

    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(pool), stopwords="en", show_progress=False), show_progress=False)
    words = bm25s.tokenize(queries, stopwords="en", show_progress=False)
    ids, _scores = index.retrieve(words, k=min(candidates, len(pool)), show_progress=False)
    return [[pool[i] for i in line] for line in ids]


def _holds_answer(text: str, row: Row) -> bool:
    lowered = text.lower()
    return any(gold.text.lower() in lowered for gold in row.answers)


def _swapped_question(row: Row, names: list[str], numbers: list[str], rng: random.Random) -> str | None:
    """The question with one name or number swapped; None if it has none, or if what was drawn is mentioned already."""
    found = [(match, names) for match in NAME.finditer(row.question)]
    found += [(match, numbers) for match in NUMBER.finditer(row.question)]
    if not found:
        return None
    match, others = rng.choice(found)
    old = match.group()
    is_year = len(old) == 4 and old.isdigit()
    new = str(int(old) + rng.choice(YEAR_STEPS)) if is_year else rng.choice(others)
    if new.lower() in row.context.lower() or new.lower() in row.question.lower():
        return None
    return row.question[: match.start()] + new + row.question[match.end() :]
