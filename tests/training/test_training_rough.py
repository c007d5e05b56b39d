"""Some rows are asked carelessly; nothing but the question changes."""

import random
from collections import Counter
from dataclasses import replace

from training.data import Row
from training.rough import SHARES, roughen


def rows(count: int) -> list[Row]:
    context = "The old lighthouse of Lisse was built in 1852."
    return [
        Row(id=str(number), title="", context=context, question="When was the old lighthouse built?", answers=())
        for number in range(count)
    ]


def test_the_shares_are_kept_and_the_rest_stays_clean() -> None:
    asked = Counter(row.question for row in roughen(rows(4000), random.Random(3)))
    clean = asked["When was the old lighthouse built?"] / 4000
    assert abs(clean - (1 - sum(share for share, _ in SHARES))) < 0.02
    assert abs(asked["old lighthouse built"] / 4000 - SHARES[0][0]) < 0.02
    assert abs(asked["When was the old lighthouse built"] / 4000 - SHARES[2][0]) < 0.01
    assert len(asked) > 20  # typing errors of many kinds


def test_only_questions_change_and_a_seed_gives_the_same_again() -> None:
    before = rows(300)
    after = roughen(before, random.Random(5))
    assert [replace(row, question="") for row in after] == [replace(row, question="") for row in before]
    assert after == roughen(before, random.Random(5))
    assert after != roughen(before, random.Random(6))


def test_a_question_never_becomes_empty() -> None:
    odd = [
        replace(row, question=question)
        for row, question in zip(rows(900), ["?", "What is it?", "Why"] * 300, strict=True)
    ]
    assert all(row.question for row in roughen(odd, random.Random(1)))
