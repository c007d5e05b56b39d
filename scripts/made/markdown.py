"""Markdown files: headings of both kinds, lists in lists, tables, code, links and emphasis, in four scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from made import Made
from made.words import SCRIPTS, Author

_LAYOUTS = ("plain", "front matter", "lists", "tables", "code and quotes")


def documents() -> Iterator[Made]:
    """Twenty files."""
    for seed, (layout, script) in enumerate((layout, script) for layout in _LAYOUTS for script in SCRIPTS):
        author = Author(6000 + seed)
        lines = ["---", "title: A file", "---", ""] if layout == "front matter" else []
        sentences: list[str] = []
        headings: list[str] = []
        places: dict[str, str] = {}

        write = partial(_write, lines, sentences, places)
        for level in (1, 2, 3, 2, 2):
            headings.append(author.heading(script))
            lines += [f"{'#' * level} {headings[-1]}", ""]
            for _ in range(3):
                said = author.paragraph(script)
                write(f"**{said[0]}** " + " ".join(f"[{words}](#x)" for words in said[1:]), said)
            _special(author, layout, script, write)
        yield Made(
            name=f"{seed:02} {layout} {script}.md", data="\n".join(lines).encode(), sentences=tuple(sentences),
            headings=tuple(headings), places=places, layout=f"{layout}, {script}",
        )  # fmt: skip


def _write(lines: list[str], sentences: list[str], places: dict[str, str], text: str, said: list[str]) -> None:
    sentences += said
    places |= dict.fromkeys(said, f"line {len(lines) + 1}")
    lines += [*text.split("\n"), ""]


def _special(author: Author, layout: str, script: str, write: Callable[[str, list[str]], None]) -> None:
    if layout == "lists":
        for mark in ("- ", "- ", "1. "):
            said = [author.sentence(script)]
            write(f"{mark}{said[0]}", said)
    elif layout == "tables":
        names = [author.cell() for _ in range(3)]
        write(f"| {' | '.join(names)} |\n|---|---|---|", ["\t".join(names)])
    elif layout == "code and quotes":
        said = [author.sentence(script)]
        write(f"> {said[0]}", said)
