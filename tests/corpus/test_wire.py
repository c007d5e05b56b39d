"""Messages of the reading process: they come out as they went in, and nothing wrong is believed."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus.wire
from corpus import Draft, Origin
from corpus.picture import Picture
from corpus.wire import (
    draft_as_message,
    draft_from_message,
    picture_as_message,
    picture_from_message,
    receive,
    send,
)

DRAFT = Draft(
    text="Owners\n\nThe county \ud800 bought them.\n\nLamps",
    title="The »Ferry«",
    headings=((0, 6, 1), (35, 40, 2)),
    pages=((0, 20), (20, 40)),
    furniture=((1, 3), (2, 5)),
    origins=(Origin(start=0, end=6, place="page 1", first=3, last=9), Origin(start=8, end=20, width=0, last=7)),
    warnings=("Page 2 has no text.",),
)


def through_a_pipe(draft: Draft) -> Draft:
    pipe = io.BytesIO()
    send(pipe, *draft_as_message(draft))
    pipe.seek(0)
    return draft_from_message(*receive(pipe))


def test_a_draft_comes_out_as_it_went_in() -> None:
    assert through_a_pipe(DRAFT) == DRAFT
    assert through_a_pipe(Draft(text="")) == Draft(text="")


@given(st.text(), st.text(), st.lists(st.text()))
def test_any_text_comes_out_as_it_went_in(text: str, title: str, warnings: list[str]) -> None:
    draft = Draft(text=text, title=title, warnings=tuple(warnings))
    assert through_a_pipe(draft) == draft


@pytest.mark.parametrize(
    "change",
    [
        {"title": 3},
        {"title": None},
        {"headings": None},
        {"headings": [[0, 6]]},
        {"headings": [[0, 6, 0]]},
        {"headings": [[0, 6, 101]]},
        {"headings": [[0, 6, True]]},
        {"headings": [[0, 6.0, 1]]},
        {"headings": [[-1, 6, 1]]},
        {"headings": [[6, 0, 1]]},
        {"headings": [[0, 41, 1]]},
        {"headings": [[0, 6, 1], [5, 8, 1]]},
        {"pages": [[0, 20], [19, 30]]},
        {"pages": [["0", "20"]]},
        {"furniture": [[8, 9], [1, 2]]},
        {"origins": [[0, 6, None, 0, 0, 1]]},
        {"origins": [[0, 6, "page 1", -1, 0, 1]]},
        {"origins": [[0, 6, "page 1", 0, 0, -1]]},
        {"origins": [[0, 6, "page 1", 0, 0, 10**400]]},
        {"origins": {"0": 1}},
        {"warnings": "Page 2"},
        {"warnings": [2]},
    ],
)
def test_what_cannot_be_right_is_refused(change: dict[str, Any]) -> None:
    head, body = draft_as_message(DRAFT)
    with pytest.raises(ValueError, match=r"."):
        draft_from_message(json.loads(json.dumps(head | change)), body)


def test_a_text_that_is_too_long_or_no_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    head, body = draft_as_message(Draft(text="four"))
    with pytest.raises(ValueError, match="invalid start byte"):
        draft_from_message(head, b"\xff")
    monkeypatch.setattr(corpus.wire, "LONGEST_TEXT", 3)
    with pytest.raises(ValueError, match="4 characters"):
        draft_from_message(head, body)


@pytest.mark.parametrize("cut", [0, 7, 8, 20, -1])
def test_a_message_that_is_cut_off_is_no_message(cut: int) -> None:
    pipe = io.BytesIO()
    send(pipe, {"kind": "text"}, b"body")
    with pytest.raises(EOFError):
        receive(io.BytesIO(pipe.getvalue()[:cut]))


def message(head: bytes) -> io.BytesIO:
    return io.BytesIO(len(head).to_bytes(8, "big") + bytes(8) + head)


@pytest.mark.parametrize("head", [b"", b"[]", b"3", b"{", b"\xff", b"[" * 100_000, b'{"a": ' * 100_000, b"9" * 5000])
def test_a_head_that_is_no_object_is_refused(head: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        receive(message(head))


def test_lengths_are_looked_at_before_anything_is_read() -> None:
    with pytest.raises(ValueError, match="a message of"):
        receive(io.BytesIO(b"\xff" * 16))
    with pytest.raises(ValueError, match="a message of 5 and 6 bytes"):
        receive(io.BytesIO(bytes(7) + b"\x05" + bytes(7) + b"\x06" + b"x" * 11), (5, 5))


PICTURE = Picture(png=b"\x89PNG\r\n\x1a\n...", width=3, height=4, boxes=(((0.0, 0.25, 1.0, 0.5),), ()))


def test_a_picture_comes_out_as_it_went_in() -> None:
    head, body = picture_as_message(PICTURE)
    assert picture_from_message(json.loads(json.dumps(head)), body, 2) == PICTURE


@pytest.mark.parametrize(
    "change",
    [
        {"width": 0},
        {"height": "4"},
        {"boxes": [[]]},
        {"boxes": [[[0, 0, 1, 2]], []]},
        {"boxes": [[[0, 0, 1]], []]},
        {"boxes": [["0123"], []]},
        {"boxes": [0, []]},
        {"boxes": None},
    ],
)
def test_a_picture_that_cannot_be_right_is_refused(change: dict[str, Any]) -> None:
    head, body = picture_as_message(PICTURE)
    with pytest.raises(ValueError, match=r"page|boxes"):
        picture_from_message(json.loads(json.dumps(head)) | change, body, 2)
    with pytest.raises(ValueError, match="no picture"):
        picture_from_message(json.loads(json.dumps(head)), b"<svg>", 2)
