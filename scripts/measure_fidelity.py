"""Print for every format how much of what was written into files comes out of them: sentences, headings, places.

    python scripts/measure_fidelity.py [--details] [--write FOLDER] [FORMAT ...]

The files are made by `scripts/made`, at least twenty of a format. A sentence is found if it stands in the text word for
word and character for character; a heading is right if the document has it as a heading, counted against those that it
has and should not have; a place is right if a citation of the sentence would name it. `--details` prints a line for
each layout and what was not found, `--write` keeps the files.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import made  # noqa: E402  # the project's root comes first

from corpus import Document, normalise, read_document  # noqa: E402

_PAGES = {"pptx": "slide", "pdf": "page"}


def main() -> None:
    """Make, read, count, print."""
    parser = argparse.ArgumentParser(description="Measure how much of made files comes out of them.")
    parser.add_argument("formats", nargs="*", help="csv, docx, ...; all where none is given")
    parser.add_argument("--details", action="store_true", help="a line for each layout, and what was not found")
    parser.add_argument("--write", type=Path, help="a folder to keep the files in")
    given = parser.parse_args()
    names = [module.name for module in pkgutil.iter_modules(made.__path__)]
    print("| format | files | sentences | found verbatim | headings right | places right |")
    print("|---|---|---|---|---|---|")
    for name in given.formats or names:
        module = importlib.import_module(f"made.{name}")
        if hasattr(module, "documents"):
            layouts = counted(module.documents(), given.write, details=given.details)
            print(line(name, sum(layouts.values(), Counter())))
            if given.details:
                print("".join(f"{line(f'{name}, {layout}', counts)}\n" for layout, counts in layouts.items()), end="")


def counted(documents: object, folder: Path | None, *, details: bool) -> dict[str, Counter[str]]:
    """What came out of the documents, by their layouts."""
    layouts: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as scratch:
        for file in documents:  # type: ignore[attr-defined]
            path = (folder or Path(scratch)) / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
            document = read_document(path)
            counts = layouts[file.layout]
            counts["files"] += 1
            count_sentences(file, document, counts, details=details)
            count_headings(file, document, counts, details=details)
    return layouts


def count_sentences(file: made.Made, document: Document, counts: Counter[str], *, details: bool) -> None:
    """Count the sentences that stand in a document, and the places that are right."""
    for sentence in file.sentences:
        words = normalise(sentence)
        at = document.text.find(words)
        counts["sentences"] += 1
        counts["found"] += at >= 0
        if at < 0 and details:
            print(f"{file.name}: not found: {words!r}", file=sys.stderr)
        if place := file.places.get(sentence):
            counts["places"] += 1
            said = places_of(document, at, at + len(words)) if at >= 0 else []
            counts["placed"] += said == [place]
            if at >= 0 and said != [place] and details:
                print(f"{file.name}: {words[:40]!r} is at {said}, and should be at {place!r}", file=sys.stderr)


def count_headings(file: made.Made, document: Document, counts: Counter[str], *, details: bool) -> None:
    """Count the headings that are there and should be; what is a heading and should not be counts against them."""
    wanted = Counter(" ".join(normalise(heading).split()) for heading in file.headings)
    found = Counter(" ".join(document.text[s.start : s.body].split()) for s in document.sections if s.level)
    counts["headings"] += max(wanted.total(), found.total())
    counts["headed"] += (wanted & found).total()
    if details and wanted != found:
        print(f"{file.name}: headings lacking {wanted - found}, too many {found - wanted}", file=sys.stderr)


def places_of(document: Document, start: int, end: int) -> list[str]:
    """The places that a citation of a range names."""
    word = _PAGES.get(document.kind, "page")
    return [f"{word} {number}" for number in document.pages_of(start, end)] or list(document.places_of(start, end))


def line(name: str, counts: Counter[str]) -> str:
    """A line of the table."""
    shares = [
        f"{counts[part] / counts[whole]:.2%}" if counts[whole] else "–"
        for part, whole in (("found", "sentences"), ("headed", "headings"), ("placed", "places"))
    ]
    return f"| {name} | {counts['files']:,} | {counts['sentences']:,} | {' | '.join(shares)} |"


if __name__ == "__main__":
    main()
