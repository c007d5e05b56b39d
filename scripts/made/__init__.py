"""Documents made by program, one format a file, whose sentences, headings and places are known.

Each module has `documents()`, which yields `Made`s: `scripts/measure_fidelity.py` reads them and counts what came
through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file with what is in it.

    `name` is its file name with the ending, `data` its bytes. `sentences` are the sentences (in tables: the rows, cells
    parted by a tab) that a reader of the file sees, each of them once in the file; `headings` the words of its
    headings, in order; `places` says of a sentence where it stands, in the words of a citation: "page 3", "slide 2",
    "sheet Budget, row 12". A sentence that is not among its keys has no place that could be checked. `layout` names
    what is special about the file ("two columns", "right to left"): the figures are shown for each.
    """

    name: str
    data: bytes
    sentences: tuple[str, ...]
    headings: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    layout: str = "plain"
