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
from qa.chat.failure import words_for
from qa.chat.limits import AT_ONCE, FILE_BYTES, SESSIONS, WAITING
from qa.chat.line import Line
from qa.chat.scratch import scratch, tidied
from qa.chat.serving import Serving, add_options, serving_of
from qa.chat.tools import results_in_json

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

_PARTS = Path(__file__).parent / "qa" / "chat"
_STYLES = (_PARTS / "chat.css", _PARTS / "pages.css", _PARTS / "documents.css")
_OFTEN, _SELDOM = 0.01, 60.0  # seconds
_SCRIPTS = (_PARTS / "stream.js", _PARTS / "chat.js", _PARTS / "pages.js")


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
        _serve(build(assistant, serving, warm=True), given.host, given.port)
    except PinciteError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def build(assistant: Assistant, serving: Serving | None = None, *, warm: bool = False) -> FastAPI:
    """The chat as an ASGI application: the page, and the endpoints `/ask`, `/documents` and `/source` for programs.

    With `warm` the models begin to load at once, while the page is served already.
    """
    serving = serving or Serving()
    # no analytics, no hub, no sharing: nothing leaves this computer; files lie in a folder of this process
    os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "GRADIO_TEMP_DIR": str(scratch())}
    # else Gradio makes a table of its last 10,000 events with pandas after each of them, for a page that is closed here
    os.environ.update(GRADIO_ANALYTICS_MAX_EVENTS="1", GRADIO_ANALYTICS_CACHE_FREQUENCY=str(2**60))
    import gradio as gr
    from fastapi import FastAPI

    from qa.chat.guard import Guard

    fonts = ["system-ui", "sans-serif"]  # names only: Gradio's own default would be fetched from a font service
    page = _page(assistant, serving, warm=warm)
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
        head=_head(),
    )
    if serving.mcp:
        results_in_json(page)
    return served


def _head() -> str:
    """Styles for the page's head: they count at the first paint, and Gradio writes no prefix of its own into them."""
    chat, pages, documents = (style.read_text(encoding="utf-8") for style in _STYLES)
    return f"{frame.FIRST_PAINT}<style>{chat}</style><style>{pages}</style><style>#documents {{ {documents} }}</style>"


def _page(assistant: Assistant, serving: Serving, *, warm: bool) -> gradio.Blocks:
    """Layout and wiring; what the parts look like is in `frame.py` and `chat.css`, what they do in `chat.js`."""
    import gradio as gr

    from qa.chat.documents import documents_page
    from qa.chat.endpoints import add_endpoints

    desk = Desk(assistant)
    if warm:
        desk.warm()

    def drawn(html: str, name: str) -> gradio.HTML:
        return gr.HTML(html_template=html, elem_id=name, apply_default_css=False, js_on_load=None)

    def converse(asked: str, context: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
        yield from desk.converse(asked, context)

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
            documents_page(assistant, may_change=serving.may_change)
        drawn(frame.HELP, "helping")
        news = gr.HTML(
            html_template="",
            elem_id="news",
            js_on_load="\n".join(script.read_text(encoding="utf-8") for script in _SCRIPTS),
            server_functions=[_served(method) for method in desk.calls],
        )
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = gr.on(
            [send.click, question.submit],
            converse,
            [question, gr.JSON(visible=False)],
            [news],
            trigger_mode="multiple",  # a question that is sent while another is answered waits for its turn
            js="question => window.pincite.asking(question)",
            **quiet,
        )
        asking.failure(None, js="() => window.pincite.failed()", **quiet)
        add_endpoints(assistant, Line(at_once=AT_ONCE, waiting=WAITING))
    page.state_session_capacity = SESSIONS
    # places in the queue, which nobody is shown, are not told to everyone after every answer
    page.queue(_SELDOM, max_size=WAITING, default_concurrency_limit=AT_ONCE)
    # Gradio's queue looks every millisecond whether there is work, which is 4 % of a core while nobody asks anything
    page._queue.sleep_when_free, page._queue.progress_update_sleep_when_free = _OFTEN, _SELDOM
    return page


def _served(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that the page's script may call; what goes wrong reaches it in words."""

    @wraps(method)
    def served(given: Any = None) -> Any:
        try:
            return method(given)
        except Exception as error:
            return {"problem": words_for(error)}

    return served


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
