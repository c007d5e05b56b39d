"""Documents made in memory."""

from collections.abc import Callable, Sequence

import pytest

from corpus import Document, Draft, Source

Span = tuple[int, int]


@pytest.fixture(scope="session")
def source() -> Source:
    """Where the documents of these tests are said to come from."""
    return Source(uri="/docs/notes.txt", sha256="0" * 64, title="Notes", kind="text", added="2024-01-01T00:00:00+00:00")


@pytest.fixture(scope="session")
def build(source: Source) -> Callable[..., Document]:
    """A function that makes a document of a text, with the headings and furniture named by their words."""

    def make(text: str, *, headings: Sequence[tuple[str, int]] = (), furniture: Sequence[str] = ()) -> Document:
        spans, at = [], 0
        for words, level in headings:
            at = text.index(words, at)
            spans.append((at, at + len(words), level))
            at += len(words)
        left_out, at = [], 0
        for words in furniture:
            at = text.index(words, at)
            left_out.append((at, at + len(words)))
        return Document.build(Draft(text=text, headings=tuple(spans), furniture=tuple(left_out)), source)

    return make
