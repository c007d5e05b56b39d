"""What the page asks the server for: the documents there are, a source, an answer, the turns that a browser kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any

from corpus import Document
from corpus.errors import PinciteError
from qa.assistant import Assistant
from qa.chat import frame, render
from qa.chat.failure import words_for
from qa.chat.source import Span, checked_span, contents_html, document_html, find_document, marked_blocks
from qa.chat.turn import Turn
from qa.chat.words import characters

_MOST_SPANS = 64  # citations marked at once
_MOST_TURNS = 200  # turns drawn again at once


class Desk:
    """One assistant as the page sees it. Every method takes JSON data, trusts nothing in it, and returns JSON data."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._broken = ""  # why the models cannot be loaded, in words

    def warm(self) -> None:
        """Load the models in a thread, so that the page need not wait for them."""
        Thread(target=self._load, daemon=True).start()

    def about(self, given: object = None) -> dict[str, Any]:
        """What there is to ask, as it is now, and whether the models are loaded."""
        del given
        store = self._assistant.follow()
        return {
            "ready": self._assistant.is_warm,
            "broken": self._broken,
            "generation": store.id,
            "documents": len(store.documents),
            "welcome": frame.welcome(store.documents, len(store.generation.passages)),
            "chooser": frame.chooser(store.documents),
        }

    def show(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A source with spans marked: `doc` (an id or its beginning), `spans` (pairs), `have` (ids drawn already)."""
        document = find_document(self._assistant.follow().documents, str(given.get("doc")))
        asked = given.get("spans") or []
        spans = [checked_span(document, *pair) for pair in list(asked)[:_MOST_SPANS]]
        drawn = document.id in (given.get("have") or [])
        return {
            "doc": document.id,
            "title": document.title,
            "html": None if drawn else document_html(document),
            "contents": None if drawn else contents_html(document),
            "pages": document.pages[-1].number if document.pages else 0,
            "blocks": {str(number): html for number, html in marked_blocks(document, spans).items()},
            "places": [_place(document, span) for span in spans],
        }

    def replay(self, given: Sequence[Any]) -> list[str | None]:
        """The turns that a browser kept, drawn again; None for one that cannot be read any more."""
        return [_drawn(kept) for kept in list(given)[:_MOST_TURNS]]

    def converse(self, asked: str, context: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
        """One turn: what is being done, step by step, then the answer, an abstention or an error in words.

        `context` is what the page adds to a question: the turn's `id`, the `documents` to ask (ids; None for all).
        """
        context = context or {}
        name = str(context.get("id", ""))
        steps: SimpleQueue[str] = SimpleQueue()
        with ThreadPoolExecutor(1) as worker:
            work = worker.submit(self._turn, asked, context.get("documents"), steps)
            work.add_done_callback(lambda _: steps.put(""))
            while step := steps.get():
                yield {"id": name, "html": render.waiting(asked, asked, step), "say": "", "turn": None}
        turn = work.result()
        yield {"id": name, "html": render.turn_of(turn), "say": render.spoken(turn), "turn": turn.to_json()}

    def _turn(self, asked: str, documents: Any, steps: SimpleQueue[str]) -> Turn:
        began: list[tuple[str, float]] = []

        def begin(step: str) -> None:
            began.append((step, perf_counter()))
            steps.put(step)

        begin("search" if self._assistant.is_warm else "load")
        try:
            answer = self._assistant.ask(asked, documents=documents, on_step=begin)
        except Exception as error:
            return Turn(asked=str(asked), searched_for=str(asked), problem=words_for(error))
        times = [*(at for _, at in began), perf_counter()]
        seconds: dict[str, float] = {}
        for (step, at), end in zip(began, times[1:], strict=True):
            seconds[step] = seconds.get(step, 0.0) + end - at
        return Turn(asked=asked, searched_for=asked, answer=answer, seconds=seconds)

    def _load(self) -> None:
        try:
            self._assistant.warm()
        except Exception as error:
            self._broken = words_for(error)


def _drawn(kept: Any) -> str | None:
    try:
        return render.turn_of(Turn.from_json(kept))
    except PinciteError:
        return None


def _place(document: Document, span: Span) -> str:
    """The place within its document: the nearest heading and the page, else the characters."""
    headings, pages = document.headings_at(span[0]), document.pages_of(*span)
    named = [headings[-1]] if headings and headings[-1] != document.title else []
    return " · ".join([*named, *(f"p. {page}" for page in pages[:1])]) or characters(*span)
