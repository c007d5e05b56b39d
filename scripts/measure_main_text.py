"""Print how much of web pages' main text is kept, and of what is around it; beside trafilatura if it is installed.

    python scripts/measure_main_text.py [--pages N] FOLDER...

Only pages that mark their main text themselves (one `<main>` or `<article>`) are measured, since there it is known:
that Pincite keeps all of it as they are says nothing. Each is read as it is, and once more with every such mark taken
away. Sentences of four words or more are counted; furniture, which is not quoted, is not kept.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus import files_below, normalise, sentences  # noqa: E402  # the project's root comes first
from corpus.decode import decode  # noqa: E402
from corpus.formats import html  # noqa: E402

_MARKS = re.compile(r"<(/?)(?:main|article|nav|aside|footer|header|section)\b", re.IGNORECASE)
_ROLES = re.compile(r"\brole=[\"']?\w+[\"']?", re.IGNORECASE)


def main() -> None:
    """Read the pages with each reader and print a line for each."""
    parser = argparse.ArgumentParser(description="Measure the choice of a page's main text.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=60, help="at most so many of each folder, drawn at random")
    given = parser.parse_args()
    readers: dict[str, Callable[[str], str]] = {"pincite": quotable}
    try:
        from trafilatura import extract  # type: ignore[import-not-found]

        readers["trafilatura"] = lambda page: extract(page, include_comments=False, favor_recall=True) or ""
    except ImportError:
        print("trafilatura is not installed: only Pincite is measured.", file=sys.stderr)
    print("| folder | pages | marks | reader | main text kept | text around it kept | ms a page |")
    print("|---|---|---|---|---|---|---|")
    for folder in given.folders:
        paths = [path for path in files_below([folder]) if path.suffix in (".html", ".htm")]
        random.Random(1).shuffle(paths)  # noqa: S311  # nothing secret
        found = [page for path in paths[: given.pages] if (page := known(decode(path.read_bytes(), str(path))))]
        for marks in ("as they are", "taken away"):
            for name, read in readers.items():
                counts = counted(found, read, taken_away=marks == "taken away")
                kept, around = (f"{counts[a]:,} of {counts[b]:,}" for a, b in (("kept", "main"), ("with", "around")))
                speed = 1000 * counts["seconds"] / max(1, len(found))
                print(f"| {folder.name} | {len(found)} | {marks} | {name} | {kept} | {around} | {speed:.0f} |")


def quotable(page: str) -> str:
    """What may be quoted of a page."""
    draft = html.parse(page, "page")
    ends = [0, *(edge for span in draft.furniture for edge in span), len(draft.text)]
    return "\n\n".join(draft.text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True))


def known(page: str) -> tuple[str, set[str], set[str]] | None:
    """A page with the sentences of its main text and those around it; None where the page does not say."""
    root = html.tree_of(page, "page")
    text = html.main_of(root)
    if text.tag == "body":
        return None
    inside = sentences_of(html.blocks_of(text))
    bare = _ROLES.sub("", _MARKS.sub(r"<\1div", page))
    everything = sentences_of(html.blocks_of(html.tree_of(bare, "page").body))
    return (page, inside, everything - inside) if len(inside) > 4 else None


def sentences_of(blocks: list[html.Block]) -> set[str]:
    """The sentences of blocks, without those of few words."""
    texts = [normalise(block.text) for block in blocks]
    found = (" ".join(text[a:b].split()) for text in texts for a, b in sentences(text))
    return {sentence for sentence in found if sentence.count(" ") > 2}


def counted(
    pages: list[tuple[str, set[str], set[str]]], read: Callable[[str], str], *, taken_away: bool
) -> Counter[str]:
    """How many sentences of each part a reader keeps, and how long it takes."""
    counts: Counter[str] = Counter()
    for page, inside, around in pages:
        given = _ROLES.sub("", _MARKS.sub(r"<\1div", page)) if taken_away else page
        started = time.perf_counter()
        text = " ".join(read(given).split())
        counts["seconds"] += time.perf_counter() - started  # type: ignore[assignment]
        counts["kept"] += sum(sentence in text for sentence in inside)
        counts["main"] += len(inside)
        counts["with"] += sum(sentence in text for sentence in around)
        counts["around"] += len(around)
    return counts


if __name__ == "__main__":
    main()
