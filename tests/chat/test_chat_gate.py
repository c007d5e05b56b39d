"""The gate: who is let in, from where, and to which routes."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.chat.gate import names_an_address, refusal_of
from qa.chat.scratch import scratch
from qa.chat.serving import Serving

LOCAL = Serving()
OPEN = Serving(host="0.0.0.0", may_change=False)
LOCKED = Serving(auth=("reader", "a:pässword"))


def status_of(path: str = "/", serving: Serving = LOCAL, *, method: str = "GET", **headers: str) -> int:
    """The status of a refusal, 200 if there is none; a header `None` is left out."""
    given = {"host": "127.0.0.1:7860", **headers}
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in given.items() if value]
    refusal = refusal_of({"method": method, "path": path, "headers": raw}, serving)
    return refusal.status if refusal else 200


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:99", "[::1]:7860", "127.0.0.2"])
def test_a_local_server_answers_to_its_own_names(host: str) -> None:
    assert status_of(host=host) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.7", "", "[::1", "@localhost:"],
)
def test_a_name_that_was_pointed_at_a_local_server_is_refused(host: str) -> None:
    assert status_of(host=host) == (200 if host.startswith("@") else 421)
    assert status_of(serving=OPEN, host=host) == 200  # known by names that nobody told it


def test_without_the_name_and_the_password_nothing_is_served() -> None:
    for path in ("/", "/config", "/assets/index.js", "/gradio_api/upload", "/gradio_api/file=x", "/gradio_api/mcp/"):
        for method in ("GET", "POST"):
            assert status_of(path, LOCKED, method=method) == 401
    assert status_of(serving=LOCKED, authorization=basic("reader:a:pässword")) == 200


@pytest.mark.parametrize(
    "token",
    [
        basic("reader:a:password"),
        basic("reader:"),
        basic("reader"),
        basic(""),
        basic("reader:a:pässword "),
        "Basic",
        "Basic %%%",
        "Bearer " + base64.b64encode("reader:a:pässword".encode()).decode(),
        "reader:a:pässword",
    ],
)
def test_a_wrong_password_is_refused(token: str) -> None:
    assert status_of(serving=LOCKED, authorization=token) == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # no browser
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"origin": "http://127.0.0.1:7860", "sec_fetch_site": "same-origin"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),  # another server on this computer
        ({"origin": "http://localhost:7860"}, 403),
        ({"origin": "null"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"origin": "http://127.0.0.1:7860", "sec_fetch_site": "cross-site"}, 403),
    ],
    ids=str,
)
def test_pages_of_other_sites_cannot_send_anything(headers: dict[str, str], status: int) -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/mcp/", "/login"):
        assert status_of(path, method="POST", **headers) == status
    assert status_of("/", **headers) == 200


@pytest.mark.parametrize("path", ["proxy=http://x.example/", "runs", "run-history/connect", "vibe-code/", "stream/1"])
def test_routes_that_nobody_needs_are_closed(path: str) -> None:
    assert status_of(f"/gradio_api/{path}") == 404
    assert status_of("/monitoring/summary") == 404


@pytest.mark.parametrize("path", ["queue/join", "call/ask", "run/ask", "info", "heartbeat/1", "mcp/", "startup-events"])
def test_routes_that_the_page_and_its_programs_need_are_open(path: str) -> None:
    assert status_of(f"/gradio_api/{path}") == 200


def test_only_files_of_this_server_are_served(tmp_path: Path) -> None:
    own = scratch() / "x" / "notes.md"
    assert status_of(f"/gradio_api/file={own}") == 200
    for other in (
        tmp_path,
        "/etc/passwd",
        f"{scratch()}/../etc/passwd",
        "http://x.example/a",
        "https://x/",
        "",
        "a\0b",
    ):
        assert status_of(f"/gradio_api/file={other}") == 403
    assert status_of(f"/gradio_api/file/{own}") == 403


def test_uploads_are_refused_where_documents_cannot_be_changed() -> None:
    for path in ("/gradio_api/upload", "/gradio_api/upload/"):
        assert status_of(path, LOCAL, method="POST") == 200
        assert status_of(path, OPEN, method="POST") == 403


FETCHED = {"path": "https://x.example/a.md", "meta": {"_type": "gradio.FileData"}}
VALUES: Any = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(around=VALUES, escaped=st.booleans())
def test_a_file_to_be_fetched_from_an_address_is_found_however_deep(around: Any, escaped: bool) -> None:
    body = json.dumps({"data": [around, {"x": [FETCHED]}]}, ensure_ascii=escaped)
    assert names_an_address(body.replace("meta", "\\u006deta").encode())
    assert not names_an_address(json.dumps({"data": [around]}).encode())


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff\xfe", b"[" * 100_000, b"username=a&password=b"])
def test_what_is_no_json_names_no_address(body: bytes) -> None:
    assert not names_an_address(body)


def test_a_file_of_this_server_is_no_address() -> None:
    own = {"path": "/tmp/notes.md", "url": "http://127.0.0.1/x", "meta": {"_type": "gradio.FileData"}}
    assert not names_an_address(json.dumps([own]).encode())
