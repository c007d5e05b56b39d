"""The chat that people see: `python app.py`, then http://127.0.0.1:7860."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from corpus.errors import PinciteError
from qa.assistant import Assistant, open_default
from qa.chat import library, render
from qa.chat.failure import words_for
from qa.chat.limits import AT_ONCE, FILE_BYTES, WAITING
from qa.chat.scratch import scratch, tidied
from qa.chat.serving import Serving, add_options, serving_of
from qa.chat.tools import results_in_json

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

_STYLES = [Path(__file__).parent / "qa" / "chat" / name for name in ("chat.css", "documents.css")]
_SCROLL = (
    "() => document.querySelector('#talk .turn:last-child')?.scrollIntoView({block: 'start', behavior: 'instant'})"
)


def main(arguments: Sequence[str] | None = None, *, prog: str = "python app.py") -> int:
    """Serve the chat until it is stopped; return the exit status."""
    parser = argparse.ArgumentParser(prog=prog, description="Chat with your documents, in their own words.")
    add_options(parser)
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="the store's folder (default: $PINCITE_STORE, else .pincite)"
    )
    given = parser.parse_args(arguments)
    try:
        serving = serving_of(given)
        _check_free(given.host, given.port)
        assistant = _open(given.store)
        Thread(target=assistant.warm, daemon=True).start()
        _serve(build(assistant, serving), given.host, given.port)
    except PinciteError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def build(assistant: Assistant, serving: Serving | None = None) -> FastAPI:
    """The chat as an ASGI application: the page, and the endpoints `/ask`, `/documents` and `/source` for programs."""
    serving = serving or Serving()
    # no analytics, no hub, no sharing: nothing leaves this computer; files lie in a folder of this process
    os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "GRADIO_TEMP_DIR": str(scratch())}
    import gradio as gr
    from fastapi import FastAPI

    from qa.chat.guard import Guard

    fonts = ["system-ui", "sans-serif"]  # names only: Gradio's own default would be fetched from a font service
    page = _page(assistant, serving)
    served = FastAPI(title="Pincite", lifespan=tidied, openapi_url=None)
    served.add_middleware(Guard, serving=serving)
    gr.mount_gradio_app(
        served,
        page,
        path="/",
        show_error=True,
        ssr_mode=False,
        footer_links=["api"],
        enable_monitoring=False,
        run_history=False,
        mcp_server=serving.mcp,
        max_file_size=FILE_BYTES,
        theme=gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        css="\n".join(style.read_text(encoding="utf-8") for style in _STYLES),
    )
    if serving.mcp:
        results_in_json(page)
    return served


def _page(assistant: Assistant, serving: Serving) -> gradio.Blocks:
    """Layout and wiring."""
    import gradio as gr

    from qa.chat.documents import documents_page
    from qa.chat.endpoints import add_endpoints

    def converse(
        asked: str, so_far: list[str], known: dict[str, str]
    ) -> Iterator[tuple[str, list[str], str, dict[str, str]]]:
        """One turn: what is being done first, then the answer, an abstention or an error in words."""
        waiting = render.turn(asked, render.waiting("Searching and reading…"))
        yield _shown([*so_far, waiting], assistant), so_far, "", known
        reply = _reply(assistant, asked)
        titles = {document.id: document.title for document in assistant.store.documents}
        note = library.news(known, titles) if so_far else ""
        so_far = [*so_far, render.turn(asked, note + reply)]
        yield _shown(so_far, assistant), so_far, "", titles

    page: gradio.Blocks
    with gr.Blocks(title="Pincite", analytics_enabled=False) as page:
        gr.HTML(render.HEAD)
        turns, known = gr.State([]), gr.State({})
        with gr.Tab("Ask"):
            talk = gr.HTML(_shown([], assistant), elem_id="talk")
            with gr.Row(elem_id="ask-row", equal_height=True):
                question = gr.Textbox(
                    label="Your question", placeholder="Ask your documents", container=False, scale=8, autofocus=True
                )
                send = gr.Button("Ask", variant="primary", scale=1)
        with gr.Tab("Documents"):
            documents_page(assistant, may_change=serving.may_change)
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        shown = [talk, turns, question, known]
        asking = gr.on([send.click, question.submit], converse, [question, turns, known], shown, **quiet)
        asking.then(None, js=_SCROLL, **quiet)
        add_endpoints(assistant)
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _reply(assistant: Assistant, asked: str) -> str:
    try:
        return render.reply_of(assistant.ask(asked))
    except Exception as error:
        return render.problem(words_for(error))


def _shown(turns: Sequence[str], assistant: Assistant) -> str:
    if turns:
        return f'<div role="log" aria-live="polite">{"".join(turns)}</div>'
    store = assistant.store
    return render.welcome([document.title for document in store.documents], len(store.generation.passages))


def _open(store: Path | None) -> Assistant:
    from index.progress import bars

    if store is not None:
        return Assistant.open(store)
    with bars() as progress:
        return Assistant(open_default(progress))


def _check_free(host: str, port: int) -> None:
    """Raise an error in words before models are loaded for nothing."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PinciteError(
            f"Pincite cannot listen on {host}:{port}: {reason}.", hint="Choose another address with --host and --port."
        ) from None


def _serve(served: FastAPI, host: str, port: int) -> None:
    import uvicorn

    print(f"Pincite is at http://{host}:{port} (stop with Ctrl+C)", flush=True)
    uvicorn.run(served, host=host, port=port, log_level="warning")


if __name__ == "__main__":
    sys.exit(main())
