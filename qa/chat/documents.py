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
from qa.chat.shelf import rows_of
from qa.chat.uploads import Sent

_SCRIPT = (Path(__file__).parent / "documents.js").read_text(encoding="utf-8")
_TURN = (
    "element.addEventListener('click', (event) => { const to = event.target.closest('[data-page]'); "
    "if (to) trigger('select', { page: Number(to.dataset.page) }); });"
)
_BETWEEN = 0.3  # seconds between two looks at how far a change is
Shown = tuple[str, str]  # the HTML of the progress, and that of the list


def documents_page(assistant: Assistant, *, may_change: bool) -> None:
    """Add the documents page to the `gr.Blocks` that is being built; `may_change`: people may add and remove."""
    changes = Changes(assistant)
    about: dict[str, Any] = {"elem_classes": ["docs"], "padding": False}
    with gr.Column(elem_id="docs"):
        desk = gr.HTML(
            library.desk() if may_change else library.CLOSED, js_on_load=_SCRIPT, elem_id="docs-desk", **about
        )
        told = gr.HTML("", elem_id="docs-told", **about)
        words = gr.Textbox(
            label="Filter", placeholder="Filter by title, kind or file name", container=False, elem_id="docs-filter"
        )
        rows = gr.HTML("", js_on_load=_TURN, elem_id="docs-rows", **about)

    def listed(words: str, page: int = 1) -> str:
        return library.table(rows_of(assistant.follow()), words=words, page=page, may_change=may_change)

    def turned(words: str, event: gr.EventData) -> str:
        return listed(words, _number(event._data))

    async def looked(words: str) -> AsyncIterator[Shown]:
        """The list; while somebody's change is being made its progress as well."""
        yield library.progress(None if changes.job is None or changes.job.finished else changes.job), listed(words)
        if changes.job and not changes.job.finished:
            async for shown in _followed(changes, lambda: listed(words)):
                yield shown

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
    words.input(listed, words, rows, trigger_mode="always_last", **quiet)
    rows.select(turned, words, rows, **quiet)
    desk.select(looked, words, [told, rows], **quiet)
    if may_change:
        _wire_changes(changes, listed, (desk, told, words, rows), quiet)


def _wire_changes(
    changes: Changes, listed: Callable[[str], str], parts: tuple[Any, Any, Any, Any], quiet: dict[str, Any]
) -> None:
    desk, told, words, rows = parts

    def handler(begin: Callable[[Any], None]) -> Callable[[str, gr.EventData], AsyncIterator[Shown]]:
        async def made(words: str, event: gr.EventData) -> AsyncIterator[Shown]:
            """One change, from its beginning to what became of it."""
            try:
                begin(event._data)
            except PinciteError as error:
                yield library.problem(str(error)), listed(words)
                return
            async for shown in _followed(changes, lambda: listed(words)):
                yield shown

        return made

    desk.upload(handler(lambda data: changes.add(*_sent(data))), words, [told, rows], **quiet)
    desk.delete(handler(lambda data: changes.remove(_ids(data))), words, [told, rows], **quiet)
    desk.submit(handler(lambda _: changes.rebuild()), words, [told, rows], **quiet)


async def _followed(changes: Changes, listed: Callable[[], str]) -> AsyncIterator[Shown]:
    """The progress of the change that is being made, now and then, and in the end the list as it is then."""
    while (job := changes.job) and not job.finished:
        yield library.progress(job), gr.skip()
        await asyncio.sleep(_BETWEEN)
    yield library.progress(changes.job), listed()


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
