"""Bad files of every kind, to read and see that nothing worse happens than an error that says what is wrong.

    python -m scripts.hostile [--mutated 2000]

Each module yields `Bad`s: `texts`, `markup`, `zips`, `pdfs` and `places` by hand, `mutated` by chance from a fixed
seed. None of them may give away `SECRET`, which stands in a file beside them that some of them point to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SECRET = "swordfish"
SECRET_FILE = "secret.key"  # it is never added itself: only a file that reaches out can bring it in

_SLOW = frozenset(  # take more than a second on a laptop
    "pages-same.pdf attributes.html unordered-marks.txt marks.txt brackets.md sheets.xlsx stars.md slides.pptx images.md "
    "front-matter.md attributes.epub lines-1-mb.txt columns.md paragraphs.docx rows.csv breaks.html tildes.md "
    "references.md form-loop.pdf form-tree.pdf columns.csv underlines.txt underscores.md repeated.xlsx lists.md "
    "content-lines.pdf setext.md content-marked.pdf returns.txt ragged.csv quotes.md wide.docx ticks.md headings.txt "
    "chapters.epub pages.txt shared-text.xlsx".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """One bad file: its class, its name, and what puts it in its place. The test suite leaves out `heavy` ones."""

    group: str
    name: str
    write: Callable[[Path], object]
    heavy: bool = False


def of(group: str, name: str, data: bytes | str | Callable[[], bytes], *, heavy: bool = False) -> Bad:
    """A file with this content, or with what a function makes when it is needed."""

    def write(path: Path) -> None:
        content = data() if callable(data) else data
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    return Bad(group=group, name=name, write=write, heavy=heavy or name in _SLOW)


def secret_in(folder: Path) -> Path:
    """The file beside the bad ones that must not be read."""
    path = folder / SECRET_FILE
    path.write_text(f"The password is {SECRET}.")
    return path
