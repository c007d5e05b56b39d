"""The document at an address: the only place in Pincite that opens a connection, and only for a person who asks.

What is asked for may be made to do harm (CWE-918): an address may lead, by its name or by a redirection, to a machine
that only this one can reach. So a name is resolved once, every address of it is looked at, and the connection goes to
the very one that was looked at; a name that means another machine a moment later gains nothing. Each redirection is a
new address. Proxies of the environment are not used, since they would resolve names themselves.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Timer
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from corpus.document import Document
from corpus.errors import AddressRefused
from corpus.read import document_from

_LARGEST = 50 * 2**20  # bytes of an answer
_SECONDS = 30.0  # for all of it, redirections included
_REDIRECTIONS = 5
_CHUNK = 2**16
_MOVED = frozenset((301, 302, 303, 307, 308))
_ENDINGS = {  # of content types; what the bytes themselves say comes first
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_VAGUE = frozenset(("", "text/plain", "application/octet-stream", "binary/octet-stream", "application/zip"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered: the bytes, the address that they came from in the end, their type and charset."""

    data: bytes
    address: str
    content_type: str
    charset: str


def read_address(address: str, *, allow_private: bool = False) -> Document:
    """The document at an address; its source's `uri` is where the redirections ended.

    Raises:
        AddressRefused: it cannot be fetched, or must not be.
        DocumentError: what it answers is no document; see `corpus.read_document`.
    """
    fetched = fetch(address, allow_private=allow_private)
    path = PurePosixPath(unquote(urlsplit(fetched.address).path))
    ending = _ENDINGS.get(fetched.content_type, path.suffix if fetched.content_type in _VAGUE else "")
    name = path.stem or str(urlsplit(fetched.address).hostname)
    return document_from(fetched.data, uri=fetched.address, name=name, ending=ending, charset=fetched.charset)


def fetch(address: str, *, allow_private: bool = False) -> Fetched:
    """What an address answers, by HTTP or HTTPS.

    At most 5 redirections, 50 MB and 30 seconds; machines in private networks, this one among them, are asked only
    with `allow_private`.

    Raises:
        AddressRefused: it is no such address, leads to a private network, or does not answer with a file in time.
    """
    until = time.monotonic() + _SECONDS
    at = _checked(address.strip(), address)
    for _ in range(_REDIRECTIONS + 1):
        with _asked(at, until, allow_private=allow_private) as answer:
            if answer.status not in _MOVED or not (target := answer.headers.get("Location")):
                return _fetched(at, answer)
        if urlsplit(at).scheme == "https" and urlsplit(urljoin(at, target)).scheme == "http":
            raise AddressRefused(f"{at} leads from https to {urljoin(at, target)}.", hint="Give that address itself.")
        at = _checked(urljoin(at, target), address)
    raise AddressRefused(f"{address} is redirected more than {_REDIRECTIONS} times.", hint="Give the last address.")


def _checked(address: str, given: str) -> str:
    """An address as it is asked for: no fragment, and nothing in it that a request could be forged with."""
    hint = "Give an address that begins with http:// or https://, as a browser shows it."
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"{given!r} is no address: {error}.", hint=hint) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise AddressRefused(f"{address!r} is no http or https address.", hint=hint)
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(
            f"The address of {parts.hostname} holds a user's name.", hint="Download the file yourself."
        )
    if not address.isprintable() or " " in address:
        raise AddressRefused(f"{address!r} holds characters that no address has.", hint=hint)
    return parts._replace(fragment="").geturl()


@contextmanager
def _asked(address: str, until: float, *, allow_private: bool) -> Iterator[http.client.HTTPResponse]:
    """The answer to a request, open for reading until `until` and no longer."""
    parts = urlsplit(address)
    try:
        with _connected(parts, until, allow_private=allow_private) as wire, _closed_at(wire, until):
            if isinstance(wire, ssl.SSLSocket):
                wire.do_handshake()
            connection = http.client.HTTPConnection(str(parts.hostname))
            connection.sock = wire
            connection.request("GET", _target(parts), headers=_headers(parts))
            with connection.getresponse() as answer:
                yield answer
            if time.monotonic() >= until:  # what has no length is not known to be whole
                raise TimeoutError
    except (OSError, http.client.HTTPException, zlib.error, UnicodeError) as error:
        late = time.monotonic() >= until
        says = f"did not answer within {_SECONDS:g} seconds" if late else f"cannot be fetched: {_words(error)}"
        raise AddressRefused(f"{address} {says}.", hint="Try it in a browser; download the file there.") from None


def _target(parts: SplitResult) -> str:
    from urllib.parse import quote

    path = quote(parts.path or "/", safe="/%:=&?~#+!$,;'@()*[]")
    return f"{path}?{quote(parts.query, safe='/%:=&?~+!$,;@()*[]')}" if parts.query else path


def _headers(parts: SplitResult) -> dict[str, str]:
    host = str(parts.hostname)
    named = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    return {
        "Host": f"{named}:{parts.port}" if parts.port else named,
        "User-Agent": "pincite",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _connected(parts: SplitResult, until: float, *, allow_private: bool) -> socket.socket:
    """A connection to the machine that an address means, if that may be asked; for https still without a handshake."""
    host, secure = str(parts.hostname), parts.scheme == "https"
    found = socket.getaddrinfo(host, parts.port or (443 if secure else 80), type=socket.SOCK_STREAM)
    places = dict.fromkeys((str(place[0]), int(place[1])) for *_, place in found)
    allowed = [place for place in places if allow_private or not is_private(place[0])]
    if not allowed:
        raise AddressRefused(
            f"{host} is {', '.join(place for place, _ in places)}, in a private network.",
            hint="If you trust it, ask for it with --allow-private.",
        )
    failure = OSError("nobody is there")
    for place in allowed:
        try:
            raw = socket.create_connection(place, timeout=max(0.1, until - time.monotonic()))
        except OSError as error:
            failure = error
            continue
        if not secure:
            return raw
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
    raise failure


def is_private(place: str) -> bool:
    """Whether an IP address is of this machine, of a private network, or of no single machine.

    >>> is_private("127.0.0.1"), is_private("::ffff:10.0.0.1"), is_private("93.184.215.14")
    (True, True, False)
    """
    address = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in ipaddress.ip_network("64:ff9b::/96"):  # translated to IPv4 on the way (RFC 6052)
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(held is not None and is_private(str(held)) for held in inner):
            return True
        if address.ipv4_mapped is not None:
            return False
    return not address.is_global or address.is_multicast


@contextmanager
def _closed_at(wire: socket.socket, until: float) -> Iterator[None]:
    """Have a connection end at a time, however slowly its bytes come."""

    def shut() -> None:
        try:
            socket.socket.shutdown(wire, socket.SHUT_RDWR)  # what is below the encryption
        except OSError:  # it is closed already
            return

    timer = Timer(max(0.0, until - time.monotonic()), shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _fetched(address: str, answer: http.client.HTTPResponse) -> Fetched:
    if answer.status != 200:
        raise AddressRefused(f"{address} answers {answer.status} {answer.reason}.", hint="Check it in a browser.")
    kind = answer.headers.get_content_type() if "Content-Type" in answer.headers else ""
    charset = answer.headers.get_content_charset() or ""
    return Fetched(data=_body(address, answer), address=address, content_type=kind, charset=charset)


def _body(address: str, answer: http.client.HTTPResponse) -> bytes:
    """The bytes of an answer, unpacked, counted as they come."""
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise AddressRefused(f"{address} is packed as {packing!r}.", hint="Download the file in a browser.")
    unpack = None if packing in ("identity", "") else zlib.decompressobj(wbits=47)  # gzip or zlib, by its first bytes
    parts, size = [], 0
    while part := answer.read(_CHUNK):
        part = unpack.decompress(part, _LARGEST + 1) if unpack else part
        parts.append(part)
        size += len(part)
        if size > _LARGEST:
            raise AddressRefused(
                f"{address} has more than {_LARGEST:,} bytes.", hint="Download it, and split it into parts."
            )
    if answer.length or (unpack and not unpack.eof):  # bytes that were promised and did not come
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(parts)


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, http.client.IncompleteRead):
        return "the answer was cut off"
    says = str(getattr(error, "strerror", None) or error or type(error).__name__)
    return " ".join(says.split())[:200].rstrip(".")
