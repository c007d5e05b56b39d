"""A file of JSON lines that grows while something long is run, so that a run that was stopped goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationError

Row = dict[str, Any]


def read_lines(path: Path) -> tuple[Row, list[Row]]:
    """The header, which is the first line, and the rows below it; a last line that was cut off is left out.

    Raises:
        EvaluationError: the file cannot be read, or holds no such lines.
    """
    try:
        data = path.read_bytes()
        header, *rows = [json.loads(line) for line in data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]]
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from None
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"{path} is no file of a run: {error}.", hint="Give what `--out` wrote.") from None
    if not all(isinstance(row, dict) for row in (header, *rows)):
        raise EvaluationError(f"{path} is no file of a run: a line is no object.", hint="Give what `--out` wrote.")
    return header, rows


def grow(path: Path, header: Mapping[str, Any], asked: Sequence[Row], make: Callable[[int], Row]) -> list[Row]:
    """Make one row of each thing asked and write it to the file at once; rows that it holds already are not made again.

    Args:
        path: the file; made, with its folder, if there is none.
        header: what the rows depend on. A file with another header is refused.
        asked: what each row begins with, in order: its "key", and whatever else it depends on.
        make: makes the row of a number.

    Raises:
        EvaluationError: the file holds something else, or cannot be written.
    """
    rows = _begun(path, json.loads(json.dumps(header)), asked)
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            for number in range(len(rows), len(asked)):
                line = json.dumps({**asked[number], **make(number)}, ensure_ascii=False)
                file.write(line + "\n")
                rows.append(json.loads(line))  # as it will be read again
                file.flush()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", hint="Name another file.") from None
    return rows[: len(asked)]


def _begun(path: Path, header: Row, asked: Sequence[Row]) -> list[Row]:
    """The rows that a file holds; a new file, or the rest of a line that was cut off, is put right."""
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(header, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise EvaluationError(f"{path} cannot be written: {error.strerror}.", hint="Name another file.") from None
        return []
    said, rows = read_lines(path)
    for name in header.keys() | said.keys():
        if said.get(name) != header.get(name):
            raise EvaluationError(
                f"{path} is of another run: its {name} is {said.get(name)!r}, here it is {header.get(name)!r}.",
                hint="Name another file, or delete this one.",
            )
    for row, wanted in zip(rows, asked, strict=False):
        for name, value in wanted.items():
            if row.get(name) != value:
                raise EvaluationError(
                    f"{path} is of another run: {wanted['key']!r} has the {name} {row.get(name)!r} there, "
                    f"here it is {value!r}.",
                    hint="Name another file, or delete this one.",
                )
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rfind(b"\n") + 1])
    return rows
