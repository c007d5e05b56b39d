"""The chat that people see: `python app.py`, then http://127.0.0.1:7860."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from corpus.errors import PinciteError
from qa.assistant import Assistant, open_default
from qa.chat import render

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

_STYLE = Path(__file__).parent / "qa" / "chat" / "chat.css"
_SCROLL = (
    "() => document.querySelector('#talk .turn:last-child')?.scrollIntoView({block: 'start', behavior: 'instant'})"
)
_SORRY = "Something went wrong on our side; the details are in the terminal. Your documents are as they were."


def main(arguments: Sequence[str] | None = None, *, prog: str = "python app.py") -> int:
    """Serve the chat until it is stopped; return the exit status."""
    parser = argparse.ArgumentParser(prog=prog, description="Chat with your documents, in their own words.")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this computer only)"
    )
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="the store's folder (default: $PINCITE_STORE, else .pincite)"
    )
    given = parser.parse_args(arguments)
    try:
        _check_free(given.host, given.port)
        assistant = _open(given.store)
        Thread(target=assistant.warm, daemon=True).start()
        _serve(build(assistant), given.host, given.port)
    except PinciteError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def build(assistant: Assistant) -> FastAPI:
    """The chat as an ASGI application: the page, and the endpoint `/ask` for programs."""
    # no analytics, no hub, no sharing: nothing leaves this computer
    os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    import gradio as gr
    from fastapi import FastAPI

    from qa.chat.guard import Guard

    fonts = ["system-ui", "sans-serif"]  # names only: Gradio's own default would be fetched from a font service
    served = FastAPI(title="Pincite")
    served.add_middleware(Guard)
    gr.mount_gradio_app(
        served,
        _page(assistant),
        path="/",
        show_error=True,
        ssr_mode=False,
        footer_links=["api"],
        enable_monitoring=False,
        theme=gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        css=_STYLE.read_text(encoding="utf-8"),
    )
    return served


def _page(assistant: Assistant) -> gradio.Blocks:
    """Layout and wiring."""
    import gradio as gr

    def converse(asked: str, so_far: list[str]) -> Iterator[tuple[str, list[str], str]]:
        """One turn: what is being done first, then the answer, an abstention or an error in words."""
        yield _shown([*so_far, render.turn(asked, render.waiting("Searching and reading…"))], assistant), so_far, ""
        so_far = [*so_far, render.turn(asked, _reply(assistant, asked))]
        yield _shown(so_far, assistant), so_far, ""

    page: gradio.Blocks
    with gr.Blocks(title="Pincite", analytics_enabled=False) as page:
        gr.HTML(render.HEAD)
        turns = gr.State([])
        talk = gr.HTML(_shown([], assistant), elem_id="talk")
        with gr.Row(elem_id="ask-row", equal_height=True):
            question = gr.Textbox(
                label="Your question", placeholder="Ask your documents", container=False, scale=8, autofocus=True
            )
            send = gr.Button("Ask", variant="primary", scale=1)
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = gr.on([send.click, question.submit], converse, [question, turns], [talk, turns, question], **quiet)
        asking.then(None, js=_SCROLL, **quiet)
        gr.api(_endpoint(assistant), api_name="ask")  # type: ignore[attr-defined]
    page.queue(max_size=32, default_concurrency_limit=2)
    return page


def _endpoint(assistant: Assistant) -> Any:
    """The function behind `/ask`; its signature is the endpoint's schema."""
    import gradio as gr

    def ask(question: str, documents: list[str] | None = None) -> dict[str, Any]:
        """Answer a question from the documents, or from some of them only, as `Answer.to_json` does."""
        try:
            return assistant.ask(question, documents=documents).to_json()
        except Exception as error:
            raise gr.Error(_in_words(error), print_exception=False) from None

    return ask


def _reply(assistant: Assistant, asked: str) -> str:
    try:
        return render.reply_of(assistant.ask(asked))
    except Exception as error:
        return render.problem(_in_words(error))


def _in_words(error: Exception) -> str:
    """What people are told; of an error that nobody foresaw the traceback goes to the terminal, and only there."""
    if isinstance(error, PinciteError):
        return str(error)
    traceback.print_exception(error)
    return _SORRY


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
