"""Sound files with damage by chance, the same for the same number."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator

from scripts.hostile import Bad, of
from scripts.hostile.seeds import SEEDS, zipped

_TELLING = (
    b"\x00",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"-1",
    b"99999999999",
    b"<",
    b">",
    b"]",
)


def bad(kind: str, count: int) -> Iterator[Bad]:
    """`count` mutations of the sound files of a kind."""
    for number in range(count):
        yield of(f"mutated {kind}", f"m{number}.{kind}", mutated(kind, number))


def mutated(kind: str, number: int) -> bytes:
    """Mutation `number`: of the file's bytes, or (two of three zips) of what one of its members unpacks to."""
    draw = random.Random(f"{kind} {number}")  # noqa: S311  # nothing secret
    seeds = SEEDS[kind]
    data = seeds[number % len(seeds)]()
    if kind == "pdf" or number % 3 == 0:
        return _damaged(data, draw)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = draw.choice([name for name in members if members[name]])
    members[name] = _damaged(members[name], draw)
    return zipped(members)


def _damaged(data: bytes, draw: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 5, 20))):
        draw.choice(_WAYS)(made, draw)
    return bytes(made)


def _flip(made: bytearray, draw: random.Random) -> None:
    if made:
        made[draw.randrange(len(made))] ^= 1 << draw.randrange(8)


def _overwrite(made: bytearray, draw: random.Random) -> None:
    at, piece = draw.randrange(len(made) + 1), draw.choice(_TELLING)
    made[at : at + len(piece)] = piece


def _insert(made: bytearray, draw: random.Random) -> None:
    at = draw.randrange(len(made) + 1)
    made[at:at] = draw.choice((draw.choice(_TELLING), draw.randbytes(draw.randrange(1, 50))))


def _delete(made: bytearray, draw: random.Random) -> None:
    at = draw.randrange(len(made) + 1)
    del made[at : at + draw.randrange(1, 100)]


def _copy(made: bytearray, draw: random.Random) -> None:
    """A stretch stands once more, elsewhere: markup is nested and closed wrongly, references point to other things."""
    start, at = draw.randrange(len(made) + 1), draw.randrange(len(made) + 1)
    made[at:at] = made[start : start + draw.randrange(1, 200)] * draw.choice((1, 1, 1, 50))


def _digit(made: bytearray, draw: random.Random) -> None:
    """Another digit in place of one: lengths, places, numbers of objects and rows."""
    places = [at for at, byte in enumerate(made) if 48 <= byte <= 57]
    if places:
        made[draw.choice(places)] = draw.randrange(48, 58)


_WAYS: tuple[Callable[[bytearray, random.Random], None], ...] = (_flip, _overwrite, _insert, _delete, _copy, _digit)
