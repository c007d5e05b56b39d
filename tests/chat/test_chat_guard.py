"""The guard: its headers on every HTTP response, once, and nothing else touched."""

import asyncio
import re
from typing import Any

import pytest

from qa.chat.guard import HEADERS, Guard, Message, Receive, Send

BODY: Message = {"type": "http.response.body", "body": b"hello"}


def through(scope_type: str, *messages: Message) -> list[Message]:
    """What comes out of the guard when an application sends messages."""
    sent: list[Message] = []

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        assert await receive() == {"type": "the request"}
        for message in messages:
            await send(message)

    async def receive() -> Message:
        return {"type": "the request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Guard(application)({"type": scope_type}, receive, send))
    return sent


def test_headers_are_added_to_those_of_the_response() -> None:
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]}
    assert through("http", start, BODY) == [
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html"), *HEADERS]},
        BODY,
    ]


def test_a_response_without_headers_gets_them() -> None:
    assert through("http", {"type": "http.response.start", "status": 204})[0]["headers"] == list(HEADERS)


@pytest.mark.parametrize("name", [b"content-security-policy", b"Content-Security-Policy", b"REFERRER-POLICY"])
def test_an_own_header_of_the_same_name_is_replaced(name: bytes) -> None:
    start = {"type": "http.response.start", "status": 200, "headers": [(name, b"*"), (b"x-other", b"kept")]}
    assert through("http", start)[0]["headers"] == [(b"x-other", b"kept"), *HEADERS]


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
def test_what_is_no_http_passes_untouched(kind: str) -> None:
    messages: list[Message] = [{"type": f"{kind}.start", "headers": []}, {"type": "http.response.start", "headers": []}]
    assert through(kind, *messages) == [
        {"type": f"{kind}.start", "headers": []},
        {"type": "http.response.start", "headers": []},
    ]


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
