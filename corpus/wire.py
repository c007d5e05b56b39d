"""What the reading process and its parent say to each other: lengths, JSON and bytes; nothing that could be code.

A message is a head and a body: the length of each as eight bytes, the head as JSON, the body as it is. What comes from
the reading process is checked like anything else that a stranger hands over.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

from corpus.document import Draft
from corpus.origin import Origin
from corpus.picture import Picture

_LENGTHS = struct.Struct(">QQ")
_PNG = b"\x89PNG\r\n\x1a\n"
LONGEST_TEXT = 10_000_000  # characters; the Bible twice over
_LONGEST = (2**26, 4 * LONGEST_TEXT + 2**10)  # bytes of a head and of a body that are taken from the reading process
_FARTHEST = 2**40  # of a place in a file


def send(pipe: IO[bytes], head: Mapping[str, Any], body: bytes = b"") -> None:
    """Write one message."""
    data = json.dumps(head).encode("ascii")
    pipe.write(_LENGTHS.pack(len(data), len(body)))
    pipe.write(data)
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes], longest: tuple[int, int] = _LONGEST) -> tuple[dict[str, Any], bytes]:
    """Read one message whose head and body have at most `longest` bytes.

    Raises:
        EOFError: the other side is gone.
        ValueError: it is longer, or its head is no JSON object.
    """
    lengths = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    if lengths[0] > longest[0] or lengths[1] > longest[1]:
        raise ValueError(f"a message of {lengths[0]:,} and {lengths[1]:,} bytes")
    head, body = (_exactly(pipe, length) for length in lengths)
    try:
        found = json.loads(head)
    except RecursionError:
        raise ValueError("its head is nested without end") from None
    if not isinstance(found, dict):
        raise ValueError("its head is no object")  # noqa: TRY004  # a message that is wrong, not a program
    return found, body


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data


def draft_as_message(draft: Draft) -> tuple[dict[str, Any], bytes]:
    """A draft as head and body."""
    head = {
        "title": draft.title,
        "headings": draft.headings,
        "pages": draft.pages,
        "furniture": draft.furniture,
        "origins": [[o.start, o.end, o.place, o.first, o.last, o.width] for o in draft.origins],
        "warnings": draft.warnings,
    }
    return head, draft.text.encode("utf-8", "surrogatepass")


def draft_from_message(head: Mapping[str, Any], body: bytes) -> Draft:
    """The draft in a message, every part of it checked: types, and spans that are sorted and lie inside of the text.

    Raises:
        ValueError: something in it cannot be right.
    """
    text = body.decode("utf-8", "surrogatepass")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{len(text):,} characters")
    headings = _spans(head, "headings", (int, int, int), len(text))
    if any(not (1 <= level <= 100 or (level == 0 and start == end)) for start, end, level in headings):
        raise ValueError("the level of a heading")
    origins = [
        Origin(start=start, end=end, place=place, first=first, last=last, width=width)
        for start, end, place, first, last, width in _spans(head, "origins", (int, int, str, int, int, int), len(text))
    ]
    if any(not 0 <= number <= _FARTHEST for run in origins for number in (run.first, run.last, run.width)):
        raise ValueError("a place outside of any file")
    if not all(isinstance(words, str) for words in (head.get("title"), *_list(head, "warnings"))):
        raise ValueError("a title or warning that is no text")
    return Draft(
        text=text,
        title=head["title"],
        headings=tuple(headings),
        pages=tuple(_spans(head, "pages", (int, int), len(text))),
        furniture=tuple(_spans(head, "furniture", (int, int), len(text), overlapping=True)),
        origins=tuple(origins),
        warnings=tuple(head["warnings"]),
    )


def picture_as_message(picture: Picture) -> tuple[dict[str, Any], bytes]:
    """A page's picture as head and body."""
    return {"width": picture.width, "height": picture.height, "boxes": picture.boxes}, picture.png


def picture_from_message(head: Mapping[str, Any], body: bytes, groups: int) -> Picture:
    """The picture in a message, checked: it is a PNG, and has boxes within the page for each group that was asked for.

    Raises:
        ValueError: something in it cannot be right.
    """
    sizes = head.get("width"), head.get("height")
    found = _list(head, "boxes")
    if not body.startswith(_PNG) or not all(type(size) is int and 0 < size < 2**16 for size in sizes):
        raise ValueError("a page that is no picture")
    if len(found) != groups or not all(isinstance(boxes, list) and all(map(_is_box, boxes)) for boxes in found):
        raise ValueError("boxes that lie on no page")
    boxes = tuple(tuple((box[0], box[1], box[2], box[3]) for box in group) for group in found)
    return Picture(png=body, width=head["width"], height=head["height"], boxes=boxes)


def _is_box(box: object) -> bool:
    return isinstance(box, list) and len(box) == 4 and all(type(at) in (int, float) and 0 <= at <= 1 for at in box)


def _spans(
    head: Mapping[str, Any], name: str, types: tuple[type, ...], length: int, *, overlapping: bool = False
) -> list[tuple[Any, ...]]:
    """Rows that begin with a span of the text, in its order."""
    rows, at = [], 0
    for row in _list(head, name):
        if not isinstance(row, list) or [type(value) for value in row] != list(types):
            raise ValueError(f"{name} of another shape")
        if not at <= row[0] <= row[1] <= length:
            raise ValueError(f"{name} at {row[0]:,} to {row[1]:,}, after {at:,}, of {length:,}")
        at = row[0] if overlapping else row[1]
        rows.append(tuple(row))
    return rows


def _list(head: Mapping[str, Any], name: str) -> list[Any]:
    found = head.get(name)
    if not isinstance(found, list):
        raise ValueError(f"no {name}")  # noqa: TRY004  # as above
    return found
