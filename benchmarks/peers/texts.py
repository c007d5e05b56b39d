"""The passages and the questions that every system is given."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.data import Row

# Asked by people who had not seen the text, so that they can be asked of many texts. No system was fitted to them.
_QUESTIONS = Path("valid", "tydiqa_en.jsonl.gz")
_OTHERS = "calibration/*.jsonl.gz"
_SHORTEST, _LONGEST = 150, 700  # characters of a passage
_SEED = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and the answers that count as right, none where no passage answers it; `passage` holds them."""

    question: str
    answers: tuple[str, ...] = ()
    passage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Passages, those of the questions first, and questions: some to be answered, others only to be searched for."""

    passages: Sequence[str]
    asked: Sequence[Asked]
    searched: Sequence[str]

    @property
    def in_words(self) -> str:
        """How many questions there are."""
        without = sum(not one.answers for one in self.asked)
        return f"questions: {len(self.asked)}, {without} of them without an answer in the passages"

    @staticmethod
    def read(data: Path, passages: int, questions: int, fits: Callable[[str], bool]) -> Texts:
        """Take what is wanted from a folder of question data, the same at every time.

        A quarter as many questions as are answered come on top, whose passages are left out; so many again are only
        searched for. `fits` says whether the encoder's window holds a passage: of a longer one Pincite would make two,
        and the others would not see its end.

        Raises:
            SystemExit: the folder holds too few.
        """
        from training.data import read_rows

        rng = random.Random(_SEED)
        known = {row.question: row for row in _usable(read_rows(data / _QUESTIONS))}
        rows = [row for row in known.values() if fits(passage_of(row))]
        rng.shuffle(rows)
        unanswered = questions // 4
        wanted = questions + 2 * unanswered
        if len(rows) < wanted:
            raise SystemExit(f"{data / _QUESTIONS} holds {len(rows)} usable questions; {wanted} are needed.")
        answered, without, searched = (
            rows[:questions],
            rows[questions : questions + unanswered],
            rows[questions + unanswered : wanted],
        )
        left_out = {passage_of(row) for row in without}
        others = [row for file in sorted(data.glob(_OTHERS)) for row in _usable(read_rows(file))]
        rng.shuffle(others)
        distinct = dict.fromkeys(map(passage_of, [*answered, *others]))
        found = [*islice((one for one in distinct if one not in left_out and fits(one)), passages)]
        if len(found) < passages:
            raise SystemExit(f"{data} holds {len(found):,} usable passages; {passages:,} are needed.")
        asked = [Asked(question=row.question, answers=_answers(row), passage=passage_of(row)) for row in answered]
        asked += [Asked(question=row.question) for row in without]
        rng.shuffle(asked)
        return Texts(passages=found, asked=asked, searched=[row.question for row in searched])


def passage_of(row: Row) -> str:
    """The beginning of a context as one paragraph, cut where a word ends."""
    from corpus import normalise

    text = normalise(" ".join(row.context.split()))
    return text if len(text) <= _LONGEST else text[: text.rfind(" ", 0, _LONGEST + 1)]


def _usable(rows: Sequence[Row]) -> list[Row]:
    """Rows whose passage is long enough and holds every answer that counts."""
    return [
        row
        for row in rows
        if row.answers and len(passage := passage_of(row)) >= _SHORTEST and all(a in passage for a in _answers(row))
    ]


def _answers(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(gold.text.split()) for gold in row.answers))
