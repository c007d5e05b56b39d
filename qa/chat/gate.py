"""Who is let in and what for: a request is answered with a refusal in words, or passed on."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qa.chat.limits import FILE_BYTES
from qa.chat.scratch import scratch
from qa.chat.serving import Serving, is_loopback

API = "/gradio_api/"
UPLOAD = f"{API}upload"
RUN = f"{API}run/"
MULTIPART_EXTRA = 2**20  # bytes around the files of an upload
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Of Gradio's own routes those that the page and its programs use. Others fetch addresses that a request names
# (`proxy=`), keep what people did (`runs`), or serve other kinds of pages; none is needed here.
_ROUTES = frozenset(
    "app_id call cancel component_server config file heartbeat info login_check mcp openapi.json queue reset run "
    "startup-events theme.css upload upload_progress user".split()
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not served: the HTTP status, a line in words, and headers beside it."""

    status: int
    words: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


def refusal_of(scope: Mapping[str, Any], serving: Serving) -> Refusal | None:
    """Why a request is refused before its body is looked at; None lets it pass."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
    return (
        _strange_host(headers, serving)
        or _unknown_person(headers, serving)
        or _other_site(scope["method"], headers)
        or _closed_route(scope["path"], serving)
    )


def _strange_host(headers: Mapping[bytes, str], serving: Serving) -> Refusal | None:
    """A page elsewhere may point its own name at this computer (DNS rebinding); its requests carry that name."""
    name = _host_of(headers.get(b"host", ""))
    if not serving.is_local or is_loopback(name) or name == serving.host.casefold():
        return None
    return Refusal(421, f"This server answers as 127.0.0.1 or localhost only, not as {name[:80]!r}.")


def _host_of(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _unknown_person(headers: Mapping[bytes, str], serving: Serving) -> Refusal | None:
    """HTTP Basic authentication (RFC 7617) in front of every route: pages, endpoints, files and uploads."""
    if serving.auth is None:
        return None
    kind, _, token = headers.get(b"authorization", "").partition(" ")
    try:
        given = base64.b64decode(token.strip(), validate=True) if kind.casefold() == "basic" else b""
    except (binascii.Error, ValueError):
        given = b""
    if hmac.compare_digest(given, ":".join(serving.auth).encode()):
        return None
    ask = (b"www-authenticate", b'Basic realm="Pincite", charset="UTF-8"')
    return Refusal(401, "This server asks for a name and a password.", (ask,))


def _other_site(method: str, headers: Mapping[bytes, str]) -> Refusal | None:
    """A page of another site may make a browser send a request; browsers say so, other programs say nothing."""
    if method in _SAFE:
        return None
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    same = origin is None or urlsplit(origin).netloc.casefold() == headers.get(b"host", "").casefold()
    if site in ("same-origin", "none") or (site is None and same):
        return None
    return Refusal(403, "Requests from pages of other sites are refused.")


def _closed_route(path: str, serving: Serving) -> Refusal | None:
    route, is_file, _ = path.removeprefix(API).split("/")[0].partition("=")
    if path.startswith("/monitoring") or (path.startswith(API) and route not in _ROUTES):
        return Refusal(404, "There is nothing here.")
    if path.startswith(API) and route == "file" and not (is_file and _is_ours(path.removeprefix(f"{API}file="))):
        return Refusal(403, "This file is not served.")
    if path.rstrip("/") == UPLOAD and not serving.may_change:
        return Refusal(403, "Documents cannot be added here: the server was started without --allow-changes.")
    return None


def _is_ours(path: str) -> bool:
    """Whether a file is one that this server made or was sent; an address of another server is none."""
    try:
        return Path(path).resolve().is_relative_to(scratch())
    except (OSError, ValueError):
        return False


def too_large(size: int, limit: int) -> Refusal:
    """The refusal of a body of `size` bytes or more."""
    return Refusal(413, f"The request has {size:,} bytes or more; at most {limit:,} are read.")


def upload_limit() -> int:
    """How many bytes an upload may have, files and what is around them."""
    return FILE_BYTES + MULTIPART_EXTRA


def names_an_address(body: bytes) -> bool:
    """Whether a JSON body has Gradio fetch a file from an address; nothing here may ask another computer."""
    try:
        left = [json.loads(body)]
    except (ValueError, RecursionError):
        return False  # Gradio parses it with the same parser and refuses it
    while left:
        value = left.pop()
        if isinstance(value, dict):
            if isinstance(value.get("meta"), dict) and "://" in str(value.get("path")):
                return True
            left += value.values()
        elif isinstance(value, list):
            left += value
    return False
