"""What the page asks the server for: the documents there are, a source, an answer, the turns that a browser kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from corpus import Document
from corpus.errors import PinciteError
from index.trace import trace
from qa import export
from qa.answer import Answer
from qa.assistant import Assistant
from qa.chat import frame, library, render
from qa.chat.failure import words_for
from qa.chat.opinion import keep_opinion
from qa.chat.pages import has_pages, page_json, page_of
from qa.chat.source import Span, checked_span, contents_html, document_html, find_document, marked_blocks
from qa.chat.sure import choices_of, chooser_of
from qa.chat.turn import Turn
from qa.chat.words import characters
from qa.examples import Examples
from qa.followup import rewrite
from qa.question import LONGEST
from qa.several import questions_in

_MOST_SPANS = 64  # citations marked at once
_MOST_TURNS = 200  # turns drawn again at once
_LOOK = 0.3  # seconds between two looks at what is being done; most answers are there before the first


class Desk:
    """One assistant as the page sees it. Every method takes JSON data, trusts nothing in it, and returns JSON data."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._examples = Examples(assistant)
        self._broken = ""  # why the models cannot be loaded, in words

    @property
    def calls(self) -> tuple[Callable[[Any], Any], ...]:
        """What the page's script may call."""
        return (self.about, self.show, self.leaf, self.replay, self.export, self.opinion)

    def warm(self) -> Thread:
        """Load the models in a thread, so that the page need not wait for them; return the thread."""
        loading = Thread(target=self._load, daemon=True)
        loading.start()
        return loading

    def about(self, given: object = None) -> dict[str, Any]:
        """What there is to ask, as it is now, and whether the models are loaded."""
        del given
        store, ready = self._assistant.follow(), self._assistant.is_warm
        examples = self._examples.ready() if ready else ()
        return {
            "ready": ready,
            "examples": len(examples),
            "broken": self._broken,
            "generation": store.id,
            "documents": len(store.documents),
            "titles": self._titles(),
            "welcome": frame.welcome(store.documents.heads, len(store.generation.passages), examples),
            "sure": chooser_of(choices_of(self._assistant.policy)),
            "chooser": frame.chooser(store.documents.heads),
        }

    def show(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A source with spans marked: `doc` (an id or its beginning), `spans` (pairs), `have` (ids drawn already)."""
        document = self._document(given)
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
            "pictured": has_pages(document),
            "leaves": [page_of(document, start) for start, _ in spans],
        }

    def leaf(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A page as a picture with spans marked: `doc` (an id), `page` (its number), `spans` (pairs)."""
        document = self._document(given)
        spans = [checked_span(document, *pair) for pair in list(given.get("spans") or [])[:_MOST_SPANS]]
        number = given.get("page")
        return page_json(document, number if isinstance(number, int) else 1, spans)

    def replay(self, given: Sequence[Any]) -> list[str | None]:
        """The turns that a browser kept, drawn again; None for one that cannot be read any more."""
        return [_drawn(kept) for kept in list(given)[:_MOST_TURNS]]

    def export(self, given: Mapping[str, Any]) -> dict[str, str]:
        """A conversation as a file's text: `turns`, and whether as `markdown` or `json`."""
        turns = [
            export.Turn(asked=turn.asked, because=turn.because, answer=turn.answer)
            for turn in map(Turn.from_json, list(given.get("turns") or []))
            if turn.answer
        ]
        written = export.conversation_json if given.get("as") == "json" else export.conversation_markdown
        return {"text": written(turns, date=datetime.now(UTC).isoformat(timespec="seconds"))}

    def opinion(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Keep what a person says of an answer, in the store's folder."""
        return {"thanks": keep_opinion(self._assistant.store.path, given)}

    def converse(self, asked: str, context: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
        """One turn: what is being done, if it takes a moment, then the answer, an abstention or an error in words.

        `context` is what the page adds to a question: the turn's `id`; the `documents` to ask (ids; None for all); the
        turns before as `previous`, the latest last; and `exactly`, where the question must not be touched. Of several
        questions in one the first is this turn; the page asks the others, `next`, after it.
        """
        context = context or {}
        exactly = bool(context.get("exactly")) or len(asked) > LONGEST
        first, *others = [asked] if exactly else questions_in(asked)
        made = None if exactly else rewrite(first, _answers_in(context.get("previous")))
        turn = Turn(
            asked=first if others else asked,
            searched_for=made.question if made else asked if exactly else first,
            because=made.because if made else "",
        )
        name = str(context.get("id", ""))
        steps = deque(["check" if self._assistant.is_warm else "load"], maxlen=1)  # the latest
        with ThreadPoolExecutor(1) as worker:
            work = worker.submit(self._answered, turn, context, steps)
            said = ""
            while wait([work], _LOOK).not_done:  # all that is sent costs the server time, so only what is seen is
                if (doing := render.waiting(turn, steps[-1])) != said:
                    said = doing
                    yield {"id": name, "html": doing, "say": "", "turn": None}
        turn = work.result()
        note = self._news(context.get("known"))
        shown = {"id": name, "html": render.turn_of(turn, note), "say": render.spoken(turn), "turn": turn.to_json()}
        yield shown | {"next": " ".join(others)}

    def _news(self, known: Any) -> str:
        """What changed since the page looked last."""
        if not isinstance(known, dict):
            return ""
        before = {str(identity): str(title) for identity, title in known.items()}
        return library.news(before, self._titles())

    def _document(self, given: Mapping[str, Any]) -> Document:
        """The document that is meant by `doc`, an id or its beginning."""
        documents = self._assistant.follow().documents
        return find_document(documents, documents.heads, str(given.get("doc")))

    def _titles(self) -> dict[str, str]:
        return {head.id: head.title for head in self._assistant.store.documents.heads}

    def _answered(self, turn: Turn, context: Mapping[str, Any], steps: deque[str]) -> Turn:
        try:
            with trace(steps.append) as seconds:
                answer = self._assistant.ask(
                    turn.searched_for,
                    documents=context.get("documents"),
                    max_error=context.get("max_error"),
                    exactly=bool(context.get("exactly")),
                )
        except Exception as error:
            return replace(turn, problem=words_for(error))
        taken = [f"{one.typed} = {one.meant}" for one in answer.corrections]
        because = "; ".join([*([turn.because] if turn.because else []), *taken])
        return replace(turn, answer=answer, searched_for=answer.question, because=because, seconds=seconds)

    def _load(self) -> None:
        try:
            self._assistant.warm(fully=True)
        except Exception as error:
            self._broken = words_for(error)


def _drawn(kept: Any) -> str | None:
    try:
        return render.turn_of(Turn.from_json(kept))
    except PinciteError:
        return None


def _answers_in(turns: Any) -> list[Answer]:
    """The answers of the turns before; what cannot be read is left out."""
    found = []
    for kept in turns if isinstance(turns, list) else []:
        with suppress(PinciteError):
            turn = Turn.from_json(kept)
            found += [turn.answer] if turn.answer else []
    return found


def _place(document: Document, span: Span) -> str:
    """The place within its document: the nearest heading and the page, else the characters."""
    headings, pages = document.headings_at(span[0]), document.pages_of(*span)
    named = [headings[-1]] if headings and headings[-1] != document.title else []
    return " · ".join([*named, *(f"p. {page}" for page in pages[:1])]) or characters(*span)
