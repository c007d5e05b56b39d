"""Spans from logits, against a search of all spans; and spans widened to whole words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reader.decode import best_spans, whole_words

# Whole numbers tie often and add without rounding; the others are what a network gives.
LOGITS = st.one_of(st.integers(-3, 3).map(float), st.floats(-20, 20, width=32))


def all_spans(start: list[float], end: list[float], longest: int, best: int) -> list[tuple[int, int, float]]:
    """Every span scored, the best taken as long as they overlap none before: slow and plain."""
    spans = [
        (a, b, float(np.float32(start[a]) + np.float32(end[b])))
        for a in range(len(start))
        for b in range(a, min(len(start), a + longest))
    ]
    kept: list[tuple[int, int, float]] = []
    for first, last, score in sorted(spans, key=lambda span: (-span[2], span[0], span[1])):
        if len(kept) < best and all(last < a or b < first for a, b, _ in kept):
            kept.append((first, last, score))
    return kept


@settings(deadline=None, max_examples=300)
@given(pairs=st.lists(st.tuples(LOGITS, LOGITS), max_size=40), longest=st.integers(1, 45), best=st.integers(1, 5))
def test_the_best_spans_are_those_of_a_full_search(pairs: list[tuple[float, float]], longest: int, best: int) -> None:
    start, end = [a for a, _ in pairs], [b for _, b in pairs]
    found = best_spans(np.array(start, np.float32), np.array(end, np.float32), longest=longest, best=best)
    assert found == all_spans(start, end, longest, best)


def test_the_second_best_is_found_far_below_many_spans_that_overlap_the_best() -> None:
    """Sorting spans and looking at the first few hundred would miss it."""
    start, end = np.full(300, -9, np.float32), np.full(300, -9, np.float32)
    start[:40], end[39:79] = 5, 5  # 820 spans of 10, all over piece 39
    start[200], end[201] = -1, -1
    assert best_spans(start, end, best=2)[1] == (200, 201, -2.0)


def test_the_logits_are_left_as_they_were() -> None:
    start, end = np.array([1, 2, 3], np.float32), np.array([3, 2, 1], np.float32)
    best_spans(start, end)
    assert (start.tolist(), end.tolist()) == ([1, 2, 3], [3, 2, 1])


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("in Washington today", "shing", "Washington"),
        ("Self-Defense Forces", "fense", "Defense"),
        ("about 54,000 people", "54", "54,000"),
        ("cost $1.5 billion", "5 bill", "1.5 billion"),
        ("in 1951, 1960 and", "1951", "1951"),
        ("in 1951. Then", "1951", "1951"),
        ("version 3.11.2 of", "11", "3.11.2"),
        ("x\u0302\u0323y and z", "x", "x\u0302\u0323y"),
        ("नमस्ते दुनिया", "मस", "नमस्ते"),
        ("a 👨\u200d👩\u200d👧 b", "👩", "👨\u200d👩\u200d👧"),
        ("the ❤\ufe0f of", "❤", "❤\ufe0f"),
        ("(Abe)", "Abe", "Abe"),
        ("Japan's", "Japan", "Japan"),
        (".5", "5", "5"),
        ("5.", "5", "5"),
        (",", ",", ","),
    ],
)
def test_words_and_numbers_are_not_cut(text: str, part: str, whole: str) -> None:
    start = text.index(part)
    first, last = whole_words(text, start, start + len(part))
    assert text[first:last] == whole


@settings(deadline=None)
@given(text=st.text(st.sampled_from("ab1. ,-é\u0302\u200d👩日"), min_size=1, max_size=30), data=st.data())
def test_widening_only_adds_and_stops_at_an_edge(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = whole_words(text, start, end)
    assert 0 <= first <= start < end <= last <= len(text)
    assert whole_words(text, first, last) == (first, last)
    for edge in (first, last):
        if 0 < edge < len(text) and not text[edge - 1].isspace():
            assert not (text[edge - 1].isalnum() and text[edge].isalnum())
            assert text[edge] not in "\u0302\u200d"
    assert " " not in text[first:start] + text[end:last]


@pytest.mark.parametrize("at", [0, 1, 3])
def test_an_empty_span_stays_empty(at: int) -> None:
    assert whole_words("abc", at, at) == (at, at)
