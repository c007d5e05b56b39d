"""A range of the text leads back to where it came from."""

from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Draft, Origin, Source
from corpus.origin import origins_of

RUNS = (
    Origin(start=0, end=5, place="paragraph 1", first=0, last=5),
    Origin(start=7, end=10, place="paragraph 2", first=4, last=10, width=2),
    Origin(start=12, end=20, place="row 3", first=2, last=9, width=0),
)


def places(start: int, end: int) -> list[tuple[int, int, str, int, int]]:
    return [(run.start, run.end, run.place, run.first, run.last) for run in origins_of(RUNS, start, end)]


def test_a_range_within_a_run_is_found_to_the_character() -> None:
    assert places(1, 3) == [(1, 3, "paragraph 1", 1, 3)]
    assert places(8, 9) == [(8, 9, "paragraph 2", 6, 8)]


def test_a_range_over_several_runs_is_cut_at_their_edges() -> None:
    assert places(4, 8) == [(4, 5, "paragraph 1", 4, 5), (7, 8, "paragraph 2", 4, 6)]


def test_what_came_as_a_whole_stays_whole() -> None:
    assert places(13, 14) == [(13, 14, "row 3", 2, 9)]


def test_between_runs_there_is_nothing() -> None:
    assert places(5, 7) == []
    assert places(20, 30) == []
    assert list(origins_of((), 0, 5)) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=12), st.integers(0, 60), st.integers(1, 60))
def test_every_character_of_a_run_is_found_where_a_scan_finds_it(
    steps: list[tuple[int, int]], start: int, length: int
) -> None:
    runs, at = [], 0
    for gap, size in steps:
        runs.append(Origin(start=at + gap, end=at + gap + size, place=str(len(runs)), first=0, last=size))
        at += gap + size
    found = {
        (run.start + i, run.place, run.first + i)
        for run in origins_of(runs, start, start + length)
        for i in range(run.end - run.start)
    }
    scanned = {
        (at, run.place, at - run.start)
        for run in runs
        for at in range(run.start, run.end)
        if start <= at < start + length
    }
    assert found == scanned


def document(draft: Draft) -> Document:
    return Document.build(draft, Source(uri="/a", sha256="0" * 64, title="A", kind="text", added="2026-01-01T00:00:00"))


def test_a_document_names_the_places_of_a_range_once() -> None:
    text = "Alpha\n\nBeta.\n\nGamma"
    runs = (
        Origin(start=0, end=5, place="sheet A, row 1", first=0, last=5),
        Origin(start=7, end=9, place="sheet A, row 2", first=0, last=2),
        Origin(start=9, end=12, place="sheet A, row 2", first=2, last=5),
    )
    made = document(Draft(text=text, origins=runs))
    assert made.places_of(0, 12) == ("sheet A, row 1", "sheet A, row 2")
    assert made.places_of(14, 19) == ()


def test_pages_are_said_as_pages() -> None:
    runs = (Origin(start=0, end=5, place="page 1", first=0, last=5),)
    made = document(Draft(text="Alpha", pages=((0, 5),), origins=runs))
    assert made.places_of(0, 5) == ()
    assert made.origins_of(1, 3)[0].first == 1
