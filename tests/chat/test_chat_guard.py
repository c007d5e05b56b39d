"""The guard: its headers on every HTTP response, once, and an end to every body."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from qa.chat import guard, limits
from qa.chat.guard import HEADERS, Guard, Message, Receive, Send
from qa.chat.serving import Serving

OK: Message = {"type": "http.response.start", "status": 200, "headers": []}
BODY: Message = {"type": "http.response.body", "body": b"hello"}
UPLOAD = "/gradio_api/upload"


class Application:
    """Reads a request's body, remembers it, and answers; or fails when the line breaks, as Gradio does."""

    def __init__(self, *answer: Message) -> None:
        self.answer = answer or (OK, BODY)
        self.read: bytes | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        body, more = b"", scope["type"] == "http"
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError("the client is gone")
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.read = body
        for message in self.answer:
            await send(dict(message))


def through(
    guarded: Guard, *chunks: bytes, method: str = "POST", path: str = "/gradio_api/call/ask", **headers: str
) -> list[Message]:
    """What comes out of a guard for a request that comes in pieces."""
    sent: list[Message] = []
    pieces: Iterator[bytes] = iter(chunks or [b""])
    left = len(chunks) or 1

    async def receive() -> Message:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": next(pieces, b""), "more_body": left > 0}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": [(b"host", b"localhost"), *raw]}
    asyncio.run(guarded(scope, receive, send))
    return sent


def test_headers_are_added_to_those_of_the_response() -> None:
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]}
    assert through(Guard(Application(start, BODY)), method="GET") == [
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html"), *HEADERS]},
        BODY,
    ]


def test_a_response_without_headers_gets_them_and_a_refusal_too() -> None:
    bare = Application({"type": "http.response.start", "status": 204})
    assert through(Guard(bare), method="GET")[0]["headers"] == list(HEADERS)
    refused = through(Guard(bare), path="/monitoring/x", method="GET")
    assert refused[0]["status"] == 404
    assert set(HEADERS) <= set(refused[0]["headers"])


@pytest.mark.parametrize(
    "name",
    [b"content-security-policy", b"Content-Security-Policy", b"REFERRER-POLICY", b"Access-Control-Allow-Origin"],
)
def test_a_header_that_says_otherwise_is_taken_away(name: bytes) -> None:
    start = {"type": "http.response.start", "status": 200, "headers": [(name, b"*"), (b"x-other", b"kept")]}
    assert through(Guard(Application(start)), method="GET")[0]["headers"] == [(b"x-other", b"kept"), *HEADERS]


def test_a_lifespan_passes_untouched_and_a_websocket_is_closed() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    for kind in ("lifespan", "websocket"):
        asyncio.run(Guard(Application({"type": "lifespan.startup.complete"}))({"type": kind}, receive, send))
    assert sent == [{"type": "lifespan.startup.complete"}, {"type": "websocket.close", "code": 1008}]


def test_the_policy_names_no_host() -> None:
    policy: Any = dict(HEADERS)[b"content-security-policy"].decode()
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["connect-src"] == "'self'"
    assert directives["object-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    sources = {source for value in directives.values() for source in value.split()}
    assert sources <= {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "blob:", "data:"}
    assert not re.search(r"https?:|\*|//", policy)


def test_a_request_arrives_whole_however_it_is_cut() -> None:
    application = Application()
    assert through(Guard(application), b"ab", b"", b"cd")[0]["status"] == 200
    assert application.read == b"abcd"


def test_a_request_that_is_too_large_is_refused_in_words_and_never_passed_on() -> None:
    application = Application()
    sent = through(Guard(application), *[b"x" * 2**20] * 5)  # no length declared
    assert sent[0]["status"] == 413
    assert b"at most 4,194,304 are read" in sent[1]["body"]
    assert application.read is None
    assert through(Guard(application), *[b"x" * 2**20] * 4)[0]["status"] == 200


def test_a_request_that_has_a_file_fetched_is_refused() -> None:
    body = b'{"data": [{"path": "http://x.example/a", "meta": {"_type": "gradio.FileData"}}]}'
    assert through(Guard(Application()), body)[0]["status"] == 403


def test_an_upload_streams_through() -> None:
    application = Application()
    assert through(Guard(application), b"ab", b"cd", path=UPLOAD)[0]["status"] == 200
    assert application.read == b"abcd"


@pytest.mark.parametrize("declared", [True, False])
def test_an_upload_that_is_too_large_is_cut_off(monkeypatch: pytest.MonkeyPatch, declared: bool) -> None:
    monkeypatch.setattr("qa.chat.gate.FILE_BYTES", 10)
    monkeypatch.setattr("qa.chat.gate.MULTIPART_EXTRA", 0)
    application = Application()
    headers = {"content_length": "12"} if declared else {}
    sent = through(Guard(application), b"x" * 6, b"x" * 6, path=UPLOAD, **headers)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] == 413
    assert b"12 bytes or more; at most 10 are read" in sent[1]["body"]
    assert application.read is None


def test_uploads_together_end_within_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "UPLOADED_BYTES", 1000)
    monkeypatch.setattr(guard, "_UPLOAD_COSTS", 100)
    guarded = Guard(application := Application())
    assert [through(guarded, b"x" * 200, path=UPLOAD)[0]["status"] for _ in range(4)] == [200, 200, 200, 429]
    application.read = None
    sent = through(guarded, b"x", path=UPLOAD, content_length="1")
    assert (sent[0]["status"], application.read) == (429, None)
    assert b"Try again later" in sent[1]["body"]
    assert through(guarded, b"x")[0]["status"] == 200  # questions go on


def test_many_small_uploads_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "UPLOADED_BYTES", 3 * guard._UPLOAD_COSTS)
    guarded = Guard(Application())
    assert [through(guarded, b"", path=UPLOAD)[0]["status"] for _ in range(4)] == [200, 200, 200, 429]


def test_a_failure_of_the_application_is_not_swallowed() -> None:
    class Failing(Application):
        async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        through(Guard(Failing(), Serving()), path=UPLOAD)
    assert limits.UPLOADED_BYTES >= limits.FILE_BYTES
