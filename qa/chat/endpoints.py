"""The endpoints for programs: each function's signature is its schema, its docstring what the API view shows."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import gradio as gr  # at the top: Gradio reads the endpoints' annotations; only `app.build` imports this module

from corpus import Document
from corpus.errors import QuestionError, UnknownDocument
from qa.assistant import Assistant
from qa.chat.failure import words_for
from qa.chat.limits import SOURCE_CHARACTERS
from qa.chat.line import Line
from qa.chat.shelf import rows_of


def add_endpoints(assistant: Assistant, line: Line) -> None:
    """Add `/ask`, `/documents` and `/source` to the `gr.Blocks` that is being built.

    They stand outside of Gradio's queue, so that a tool call of the Model Context Protocol runs here and now instead
    of going out to this server's own address again; questions wait in `line`.
    """

    async def ask(
        question: str,
        documents: list[str] | None = None,
        max_error: float | None = None,
        exactly: bool = False,  # noqa: FBT001, FBT002  # Gradio calls by position
    ) -> dict[str, Any]:
        """Answer a question from the documents, or from some of them only, as `Answer.to_json` does.

        Args:
            question: one question in English, at most 500 characters.
            documents: search only these: titles, sources, file names or ids; null searches all.
            max_error: answer only where at most this share of answers is wrong, 0.1 for one in ten; null answers as
                usual. The answer's `promise` says what it was tested on.
            exactly: search for the question as typed, no word of it put right or left out.
        """

        def answer() -> dict[str, Any]:
            found = assistant.ask(question, documents=documents, max_error=max_error, exactly=exactly)
            return found.to_json()

        with _in_words():
            async with line.turn():
                return await to_thread(answer)

    def documents() -> list[dict[str, Any]]:
        """List the documents: id, title, kind, pages, passages, when added (UTC), and their files' names."""
        with _in_words():
            return [{**asdict(row), "files": list(row.files)} for row in rows_of(assistant.follow())]

    def source(document: str, start: int = 0, end: int | None = None) -> dict[str, Any]:
        """Read a document's text, or the characters from `start` to `end` of it, with its headings and pages.

        At most 200,000 characters come at once; `next` is where to go on, or null at the end. Offsets count code
        points of the whole text, as those of citations do.

        Args:
            document: its id, title, source or file name.
            start: the first character, counted from 0.
            end: the character to stop before; null for the end of the text.
        """
        with _in_words():
            return _source(_found(assistant, document), start, end)

    for function in (ask, documents, source):
        gr.api(function, api_name=function.__name__, queue=False)  # type: ignore[attr-defined]


class _InWords(gr.Error):
    """An error whose text is its message; Gradio's own puts quotes around it where tools are answered."""

    def __str__(self) -> str:
        return str(self.message)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise _InWords(words_for(error), print_exception=False) from None


def _found(assistant: Assistant, name: str) -> Document:
    if not isinstance(name, str):
        raise UnknownDocument(f"{name!r} is no document's name.", hint="Give a title, source, file name or id.")
    store = assistant.follow()
    found = store.select([name])
    if len(found) > 1:
        raise UnknownDocument(f"{name!r} means {len(found)} documents.", hint="Give an id; /documents lists them.")
    return store.document(min(found))


def _source(document: Document, start: int, end: int | None) -> dict[str, Any]:
    length = len(document.text)
    stop = length if end is None else end
    if any(not isinstance(at, int) or isinstance(at, bool) for at in (start, stop)) or not 0 <= start <= stop:
        raise QuestionError(f"{start!r} to {end!r} is no range.", hint=f"The text has characters 0 to {length:,}.")
    start, stop = min(start, length), min(stop, length, start + SOURCE_CHARACTERS)
    return {
        "id": document.id,
        "title": document.title,
        "kind": document.kind,
        "sources": [asdict(source) for source in document.sources],
        "length": length,
        "start": start,
        "end": stop,
        "next": stop if stop < min(length, length if end is None else end) else None,
        "text": document.text[start:stop],
        "sections": [
            {**asdict(one), "heading": " ".join(document.text[one.start : one.body].split())}
            for one in document.sections
            if _touches(one, start, stop)
        ],
        "pages": [asdict(page) for page in document.pages if _touches(page, start, stop)],
    }


def _touches(span: Any, start: int, stop: int) -> bool:
    return bool(span.start < stop and start < span.end)
