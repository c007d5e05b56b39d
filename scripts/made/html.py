"""Web pages with what stands around their text, and EPUB books of the same pages: six layouts in four scripts."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from made import Made
from made.words import SCRIPTS, Author

LAYOUTS = ("main", "article", "bare", "tables", "notes", "layout table")
_AROUND = "<nav><ul><li><a href='/'>Home of this page</a><li>Sport and weather</ul></nav>"
_FOOT = "<footer>All of this was made by nobody.</footer>"


def documents() -> Iterator[Made]:
    """Twenty-four pages."""
    for seed, (layout, script) in enumerate((layout, script) for layout in LAYOUTS for script in SCRIPTS):
        body, sentences, headings, places = inside(Author(4000 + seed), layout, script, first_line=3)
        page = (
            f"<!DOCTYPE html>\n<html><head><meta charset=utf-8><title>A page</title><script>x()</script></head>\n{body}"
        )
        yield Made(
            name=f"{seed:02} {layout} {script}.html", data=f"{page}\n</html>".encode(), sentences=tuple(sentences),
            headings=tuple(headings), places=places, layout=f"{layout}, {script}",
        )  # fmt: skip


def inside(
    author: Author, layout: str, script: str, first_line: int
) -> tuple[str, list[str], list[str], dict[str, str]]:
    """The body of a page, whose first line has the number `first_line`; its sentences, headings and places."""
    lines: list[str] = [
        f"<body>{_AROUND}",
        {"main": "<main>", "article": "<article>", "layout table": "<table><tr><td>"}.get(layout, "<div>"),
    ]
    sentences: list[str] = []
    headings: list[str] = []
    places: dict[str, str] = {}

    def write(html: str, said: list[str]) -> None:
        lines.append(html)
        sentences.extend(said)
        places.update(dict.fromkeys(said, f"line {first_line + len(lines) - 1}"))

    for level in (1, 2, 3, 2):
        headings.append(author.heading(script))
        lines.append(f"<h{level}>{headings[-1]}</h{level}>")
        for _ in range(3):
            said = author.paragraph(script)
            first, rest = escape(said[0], quote=False), escape(" ".join(said[1:]), quote=False)
            write(f"<p><b>{first}</b> <a href='#'>{rest}</a></p>", said)
        said = [author.sentence(script)]
        write(f"<ul><li>{escape(said[0], quote=False)}</li></ul>", said)
        if layout == "tables":
            for _ in range(3):
                cells = [author.cell() for _ in range(3)]
                row = "".join(f"<td><p>{cell}</p></td>" for cell in cells)
                write(f"<table><tr>{row}</tr></table>", ["\t".join(cells)])
        if layout == "notes":
            said = [author.sentence(script)]
            write(f"<aside class='footnote' role='doc-footnote'>{escape(said[0], quote=False)}</aside>", said)
    end = {"main": "</main>", "article": "</article>", "layout table": "</td></tr></table>"}.get(layout, "</div>")
    return "\n".join([*lines, f"{end}{_FOOT}</body>"]), sentences, headings, places
