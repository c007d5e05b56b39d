"""Files of values: four delimiters, five encodings, quoted cells with newlines, in four scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from made import Made
from made.words import SCRIPTS, Author

_DELIMITERS = {"commas": ",", "semicolons": ";", "tabs": "\t", "bars": "|"}
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")


def documents() -> Iterator[Made]:
    """Forty-eight files: four delimiters in three encodings and four scripts."""
    seeds = enumerate((d, e, s) for d in _DELIMITERS for e in _ENCODINGS for s in SCRIPTS)
    for seed, (delimiter, encoding, script) in seeds:
        author = Author(3000 + seed)
        names = ["Subject", "Rule", "Price", "Keeper"]
        rows = [[author.cell(), author.sentence(script), _price(author), author.cell()] for _ in range(30)]
        rows[3][1] = f"{rows[3][1]}\n{author.sentence(script)}"
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=_DELIMITERS[delimiter]).writerows([names, *rows])
        said = ["\t".join(row) for row in rows]
        yield Made(
            name=f"{seed:02} {delimiter} {encoding} {script}.{'tsv' if delimiter == 'tabs' else 'csv'}",
            data=stream.getvalue().encode(encoding),
            sentences=tuple(said),
            headings=("\t".join(names),),
            places={row: f"row {number}" for number, row in enumerate(said, 2)},
            layout=f"{delimiter}, {encoding}",
        )


def _price(author: Author) -> str:
    return f"{author.chance.randint(1, 99)}.{author.chance.randint(10, 99)}"
