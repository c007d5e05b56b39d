"""The chat that people see: `python app.py`, then http://127.0.0.1:7860."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import PinciteError
from qa.assistant import Assistant, open_default
from qa.chat import frame
from qa.chat.desk import Desk
from qa.chat.problems import in_words

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

_STYLE = Path(__file__).parent / "qa" / "chat" / "chat.css"
_SCRIPT = _STYLE.with_name("chat.js")


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
        _serve(build(assistant, warm=True), given.host, given.port)
    except PinciteError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def build(assistant: Assistant, *, warm: bool = False) -> FastAPI:
    """The chat as an ASGI application: the page, and the endpoint `/ask` for programs.

    With `warm` its models begin to load at once, while the page is served already.
    """
    # no analytics, no hub, no sharing: nothing leaves this computer
    os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    import gradio as gr
    from fastapi import FastAPI

    from qa.chat.guard import Guard

    desk = Desk(assistant)
    if warm:
        desk.warm()
    fonts = ["system-ui", "sans-serif"]  # names only: Gradio's own default would be fetched from a font service
    served = FastAPI(title="Pincite")
    served.add_middleware(Guard)
    gr.mount_gradio_app(
        served,
        _page(desk, assistant),
        path="/",
        show_error=True,
        ssr_mode=False,
        footer_links=["api"],
        enable_monitoring=False,
        theme=gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        # in the head it is there at the first paint, and Gradio does not put a prefix of its own before every rule
        head=f"{frame.FIRST_PAINT}<style>{_STYLE.read_text(encoding='utf-8')}</style>",
    )
    return served


def _page(desk: Desk, assistant: Assistant) -> gradio.Blocks:
    """Layout and wiring; what the parts look like is in `qa/chat/frame.py`, `chat.css` and `chat.js`."""
    import gradio as gr

    def drawn(html: str, name: str) -> gradio.HTML:
        return gr.HTML(html_template=html, elem_id=name, apply_default_css=False, js_on_load=None)

    def converse(asked: str, context: dict[str, Any] | None) -> Iterator[tuple[dict[str, Any], str]]:
        for news in desk.converse(asked, context):
            yield news, ""

    page: gradio.Blocks
    with gr.Blocks(title="Pincite", analytics_enabled=False, fill_width=True) as page:
        drawn(frame.HEAD, "top")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk-side"):
                drawn(frame.TALK, "talk")
                with gr.Column(elem_id="ask"):
                    with gr.Row(elem_id="ask-row"):
                        question = gr.Textbox(
                            label="Your question", placeholder="Ask your documents", container=False, autofocus=True
                        )
                        send = gr.Button("Ask", variant="primary")
                    drawn(frame.OPTIONS, "options")
            drawn(frame.SOURCE, "source")
        with gr.Column(elem_id="documents"):
            pass
        drawn(frame.HELP, "helping")
        news = gr.HTML(
            html_template="",
            elem_id="news",
            js_on_load=_SCRIPT.read_text(encoding="utf-8"),
            server_functions=[_served(method) for method in (desk.about, desk.show, desk.replay)],
        )
        context = gr.JSON(visible=False)
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = gr.on(
            [send.click, question.submit],
            converse,
            [question, context],
            [news, question],
            js="question => window.pincite.asking(question)",
            **quiet,
        )
        asking.failure(None, js="() => window.pincite.failed()", **quiet)
        gr.api(_endpoint(assistant), api_name="ask")  # type: ignore[attr-defined]
    page.queue(max_size=32, default_concurrency_limit=2)
    return page


def _served(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that the page's script may call; what goes wrong reaches it in words."""

    @wraps(method)
    def served(given: Any = None) -> Any:
        try:
            return method(given)
        except Exception as error:
            return {"problem": in_words(error)}

    return served


def _endpoint(assistant: Assistant) -> Any:
    """The function behind `/ask`; its signature is the endpoint's schema."""
    import gradio as gr

    def ask(question: str, documents: list[str] | None = None) -> dict[str, Any]:
        """Answer a question from the documents, or from some of them only, as `Answer.to_json` does."""
        try:
            return assistant.ask(question, documents=documents).to_json()
        except Exception as error:
            raise gr.Error(in_words(error), print_exception=False) from None

    return ask


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
