"""What stands in front of the server: headers that keep the page to itself, a gate, and limits to what is sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from qa.chat.gate import API, RUN, UPLOAD, Refusal, names_an_address, refusal_of, too_large, upload_limit
from qa.chat.limits import QUESTION_BYTES, UPLOADED_BYTES, WINDOW, Quota
from qa.chat.line import Notice, notice
from qa.chat.serving import Serving

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# Gradio's page runs scripts and styles of its own inline and compiles templates; no other host appears anywhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_BUSY = (b"retry-after", b"5")  # seconds, beside the status 503
_UPLOAD_COSTS = 256 * 2**10  # bytes counted for any upload beside its own, so that many small ones end as well


class Guard:
    """An ASGI middleware in front of everything.

    It sets `HEADERS` on every response, so that a browser asks no other host for anything; refuses what `gate`
    refuses; and bounds what is sent: the size of each request, whether its length is declared or not, and all uploads
    together within an hour.
    """

    def __init__(self, app: App, serving: Serving | None = None) -> None:
        self._app = app
        self._serving = serving or Serving()
        self._quota = Quota(UPLOADED_BYTES, seconds=WINDOW)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            guarded = _with_headers(send)
            await self._serve(scope, receive, _telling(guarded) if scope["path"].startswith(RUN) else guarded)
        else:
            await self._app(scope, receive, send)

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        if refusal := refusal_of(scope, self._serving):
            await _refuse(refusal, send)
        elif scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
        elif scope["path"].rstrip("/") == UPLOAD:
            await self._upload(scope, receive, send)
        else:
            await self._small(scope, receive, send)

    async def _small(self, scope: Message, receive: Receive, send: Send) -> None:
        """A request that is no upload is read whole before it is passed on."""
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > QUESTION_BYTES:
                await _refuse(too_large(len(body), QUESTION_BYTES), send)
                return
        if scope["path"].startswith(API) and names_an_address(bytes(body)):
            await _refuse(Refusal(403, "Files are not fetched from addresses; send them instead."), send)
            return
        messages: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]
        await self._app(scope, lambda: _next(messages, receive), send)

    async def _upload(self, scope: Message, receive: Receive, send: Send) -> None:
        """An upload streams to the disk; one that is too large is cut off where the limit is reached."""
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        size = int(declared) if declared.isdigit() else 0
        if size > upload_limit():
            await _refuse(too_large(size, upload_limit()), send)
            return
        meter = _Meter(receive, self._quota)
        if size > self._quota.left or not self._quota.take(_UPLOAD_COSTS):
            meter.over = _spent()

        async def unless_over(message: Message) -> None:
            if meter.over is None:
                await send(message)

        try:
            if meter.over is None:
                await self._app(scope, meter.receive, unless_over)
        except Exception:
            if meter.over is None:
                raise
        if meter.over:
            await _drain(receive, upload_limit() - meter.seen)
            await _refuse(meter.over, send)


class _Meter:
    """Counts the body of an upload as it comes in; what is too much looks to the application like a broken line."""

    def __init__(self, receive: Receive, quota: Quota) -> None:
        self._receive, self._quota = receive, quota
        self.seen = 0
        self.over: Refusal | None = None

    async def receive(self) -> Message:
        """The next message."""
        message = await self._receive()
        count = len(message.get("body", b""))
        self.seen += count
        if self.seen > upload_limit():
            self.over = too_large(self.seen, upload_limit())
        elif not self._quota.take(count):
            self.over = _spent()
        return {"type": "http.disconnect"} if self.over else message


def _spent() -> Refusal:
    return Refusal(
        429,
        f"Within an hour at most {UPLOADED_BYTES:,} bytes are taken from all people together. "
        "Try again later, or add the files with: python -m index add",
    )


async def _next(messages: list[Message], receive: Receive) -> Message:
    return messages.pop() if messages else await receive()


async def _drain(receive: Receive, limit: int) -> None:
    """Read what is still being sent, so that a browser sees the answer instead of a broken connection."""
    while limit > 0:
        message = await receive()
        if not message.get("more_body", False):
            return
        limit -= len(message.get("body", b""))


async def _refuse(refusal: Refusal, send: Send) -> None:
    body = json.dumps({"detail": refusal.words}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *refusal.headers]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _telling(send: Send) -> Send:
    """Say by its status that a question was refused because too many wait; Gradio's is 500 whatever went wrong."""
    noticed = Notice()
    notice.set(noticed)

    async def telling(message: Message) -> None:
        if noticed.is_full and message["type"] == "http.response.start":
            message.update(status=503, headers=[*message.get("headers", []), _BUSY])
        await send(message)

    return telling


def _with_headers(send: Send) -> Send:
    """Set `HEADERS`, and let no other site read a response (Gradio would answer to any origin)."""
    own = {name for name, _ in HEADERS}

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [
                (name, value)
                for name, value in message.get("headers", [])
                if name.lower() not in own and not name.lower().startswith(b"access-control-")
            ]
            message["headers"] = [*kept, *HEADERS]
        await send(message)

    return guarded
