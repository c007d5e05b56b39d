"""PowerPoint files: a slide is a page, its title a heading, and its shapes are read as the eye goes over them.

Kept: text of all shapes and groups, tables row by row, charts (title, axes and figures), diagrams, the speaker's notes.
Left out: hidden slides (a warning names them), slide numbers, dates and footers, pictures, comments. Elements are those
of ECMA-376 part 1, sections 19 (PresentationML), 20 and 21 (DrawingML).
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.document import Draft
from corpus.formats.blocks import Block, assemble
from corpus.formats.ooxml import A, P, Package, R, is_on, title_of
from corpus.formats.slide import Slide, words_of


def parse(data: bytes, name: str) -> Draft:
    """Make a draft of a PowerPoint file (.pptx, .pptm, .ppsx, .ppsm, .potx, .potm).

    Places are "slide 3, shape 2, paragraph 1", "slide 3, table 1, row 2", "slide 3, chart 1, row 2" and "slide 3,
    notes, paragraph 1"; shapes are counted as they are read.

    Raises:
        DocumentError: it is damaged, no PowerPoint file, or made to do harm.
    """
    package = Package(data, name)
    part, tree = package.main_part(f"{P}presentation", "PowerPoint file")
    parts = {relation.id: relation.part for relation in package.relations(part) if relation.kind == "slide"}
    slides = [parts.get(found.get(f"{R}id", "")) for found in tree.iterfind(f"{P}sldIdLst/{P}sldId")]
    warnings: list[str] = []
    blocks: list[Block] = []
    for number, where in enumerate(slides, 1):
        if where is None or where not in package.container:
            warnings.append(f"Slide {number} is missing from the file.")
            continue
        slide = package.tree(where)
        if not is_on(slide, "show"):
            warnings.append(f"Slide {number} is hidden and was left out.")
            continue
        blocks += Slide(package=package, part=where, number=number).blocks_of(slide)
        blocks += _notes(package, where, number)
    return assemble(blocks, title=title_of(blocks, package), pages=len(slides), warnings=warnings)


def _notes(package: Package, slide: str, number: int) -> Iterator[Block]:
    """What the speaker wrote for themselves: the body of the page of notes, not its picture of the slide."""
    part = package.related(slide, "notesSlide")
    if part is None:
        return
    for shape in package.tree(part).iter(f"{P}sp"):
        kind = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        body = shape.find(f"{P}txBody")
        if kind is not None and kind.get("type") == "body" and body is not None:
            for at, paragraph in enumerate(body.iterfind(f"{A}p"), 1):
                yield Block(text=words_of(paragraph), place=f"slide {number}, notes, paragraph {at}", page=number)
