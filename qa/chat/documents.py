"""The documents page: what is in the store, and where people who may do so add, remove and rebuild."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import gradio as gr  # at the top: Gradio reads the handlers' annotations; only `app.build` imports this module

from corpus.errors import PinciteError, UploadError
from qa.assistant import Assistant
from qa.chat import library
from qa.chat.changes import Changes, Outcome
from qa.chat.limits import FILES
from qa.chat.scratch import scratch
from qa.chat.shelf import by_title, rows_of
from qa.chat.uploads import Sent

_SCRIPT = (Path(__file__).parent / "documents.js").read_text(encoding="utf-8")
_TURN = (
    "element.addEventListener('click', (event) => { const to = event.target.closest('[data-page]'); "
    "if (to) trigger('select', { page: Number(to.dataset.page) }); });"
)
_BETWEEN = 0.3  # seconds between two looks at how far a change is


def documents_page(assistant: Assistant, *, may_change: bool) -> None:
    """Add the documents page to the `gr.Blocks` that is being built; `may_change`: people may add and remove."""
    changes = Changes(assistant)
    about: dict[str, Any] = {"elem_classes": ["docs"], "padding": False}
    with gr.Column(elem_id="docs"):
        content = library.desk() if may_change else library.CLOSED
        desk = gr.HTML(content, js_on_load=_SCRIPT, elem_id="docs-desk", **about)
        told = gr.HTML("", elem_id="docs-told", **about)
        hint = "Filter by title, kind or file name"
        words = gr.Textbox(label="Filter", placeholder=hint, container=False, elem_id="docs-filter")
        rows = gr.HTML("", js_on_load=_TURN, elem_id="docs-rows", **about)

    def turned(words: str, event: gr.EventData) -> str:
        return listed(words, _number(event._data))

    def listed(words: str, page: int = 1) -> str:
        rows = by_title(rows_of(assistant.follow()))
        return library.table(rows, words=words, page=page, may_change=may_change)

    async def watched() -> AsyncIterator[str]:
        """The progress of the change that somebody is making, if there is one."""
        if changes.job and not changes.job.finished:
            async for shown in _followed(changes):
                yield shown
        else:
            yield ""

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    # one after the other: an older list must not come after a newer one
    in_turn: dict[str, Any] = {**quiet, "concurrency_id": "list of documents", "concurrency_limit": 1}
    at_once: dict[str, Any] = {**quiet, "concurrency_limit": None}
    words.change(listed, words, rows, trigger_mode="always_last", **in_turn)
    rows.select(turned, words, rows, **in_turn)
    desk.select(listed, words, rows, **in_turn)
    steps = [desk.select(watched, None, told, **at_once)]
    if may_change:
        steps += [
            desk.upload(_handler(changes, lambda data: changes.add(*_sent(data))), None, told, **at_once),
            desk.delete(_handler(changes, lambda data: changes.remove(_ids(data))), None, told, **at_once),
            desk.submit(_handler(changes, lambda _: changes.rebuild()), None, told, **at_once),
        ]
    for step in steps:  # the list once more, by what the filter says then
        step.then(listed, words, rows, **in_turn)


def _handler(changes: Changes, begin: Callable[[Any], None]) -> Callable[[gr.EventData], AsyncIterator[str]]:
    async def made(event: gr.EventData) -> AsyncIterator[str]:
        """One change, from its beginning to what became of it."""
        try:
            begin(event._data)
        except PinciteError as error:
            yield library.problem(str(error))
            return
        async for shown in _followed(changes):
            yield shown

    return made


async def _followed(changes: Changes) -> AsyncIterator[str]:
    """How far the change is that is being made, now and then, and in the end what became of it."""
    while (job := changes.job) and not job.finished:
        yield library.progress(job)
        await asyncio.sleep(_BETWEEN)
    yield library.progress(changes.job)


def _number(data: Any) -> int:
    page = data.get("page") if isinstance(data, dict) else None
    return page if isinstance(page, int) else 1


def _ids(data: Any) -> list[str]:
    """The ids of documents in what a browser sent; anything else is left out."""
    ids = data.get("ids") if isinstance(data, dict) else None
    found = [one for one in ids if isinstance(one, str) and len(one) == 64] if isinstance(ids, list) else []
    if not found:
        raise UploadError("No document is selected.", hint="Tick one in the list first.")
    return found


def _sent(data: Any) -> tuple[list[Sent], list[Outcome]]:
    """The files in what a browser sent, and those that were turned away before.

    Raises:
        UploadError: there are too many, or one was not sent to this server.
    """
    given = data if isinstance(data, dict) else {}
    sent = [one for one in given.get("sent") or () if isinstance(one, dict)]
    refused = [one for one in given.get("refused") or () if isinstance(one, dict)]
    if len(sent) + len(refused) > FILES:
        raise UploadError(f"These are {len(sent) + len(refused):,} files.", hint=f"At most {FILES} are taken at once.")
    outcomes = [Outcome(name=str(one.get("name")), became="failed", says=str(one.get("why"))) for one in refused]
    return [_file_of(one) for one in sent], outcomes


def _file_of(one: dict[str, Any]) -> Sent:
    path = Path(str(one.get("path"))).resolve()
    if not path.is_relative_to(scratch()) or not path.is_file():
        raise UploadError(f"{str(one.get('name'))!r} was not sent to this server.", hint="Send it again.")
    return Sent(path=path, name=str(one.get("name")))
