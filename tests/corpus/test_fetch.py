"""Addresses: what is fetched, from whom, how much of it, and what is refused."""

import ast
import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import corpus.fetch
from corpus.errors import AddressRefused, DocumentError, EmptyDocument, UnsupportedFormat
from corpus.fetch import fetch, is_private, read_address

ROOT = Path(__file__).parents[2]
PAGE = b"<html><head><title>Ferries</title></head><body><h1>The Ferry</h1><p>It was bought in 1954.</p></body></html>"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server on this machine: what it answers by path, and what it was asked."""

    def __init__(self) -> None:
        site = self
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append((self.path, str(self.headers["Host"])))
                self.close_connection = True
                site.answers[self.path](self)

            def log_message(self, *arguments: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def says(
        self, path: str, body: bytes = PAGE, kind: str | None = "text/html", status: int = 200, **headers: str
    ) -> str:
        """Have a path answer; its address."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            if kind is not None:
                handler.send_header("Content-Type", kind)
            for name, value in ({"Content_Length": str(len(body))} | headers).items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def refused(address: str, message: str, *, private: bool = True, kind: type[DocumentError] = AddressRefused) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        read_address(address, allow_private=private)
    assert type(caught.value) is kind
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_page_is_a_document_whose_source_is_its_address(site: Site) -> None:
    address = site.says("/ferries?year=1954")
    document = read_address(f"  {address}#owners ", allow_private=True)
    assert (document.title, document.kind, document.uri) == ("Ferries", "html", address)
    assert document.text == "The Ferry\n\nIt was bought in 1954."
    assert site.asked == [("/ferries?year=1954", site.address.removeprefix("http://"))]


@pytest.mark.parametrize(
    ("path", "kind", "body", "read_as", "title"),
    [
        ("/a", "text/html; charset=utf-8", PAGE, "html", "Ferries"),
        ("/notes.md", "text/plain", b"# Piers\n\nIt is *old*.", "markdown", "Piers"),
        ("/notes.md", None, b"# Piers\n\nIt is *old*.", "markdown", "Piers"),
        ("/notes", "text/markdown", b"# Piers\n\nIt is *old*.", "markdown", "Piers"),
        ("/notes.html", "text/plain", b"It is old.", "html", "notes"),
        ("/old%20notes.txt", "text/plain", b"It is old.", "text", "old notes"),
        ("/", "text/plain", b"It is old.", "text", "127.0.0.1"),
        ("/table", "text/csv", b"name,year\nferry,1954\n", "csv", "table"),
        ("/page.pdf", "application/pdf", PAGE, "html", "Ferries"),  # a page that says that there is no file
        ("/page", "application/json", PAGE, "html", "Ferries"),
    ],
)
def test_the_type_that_the_server_says_decides_and_the_bytes_where_it_is_wrong(
    site: Site, path: str, kind: str | None, body: bytes, read_as: str, title: str
) -> None:
    document = read_address(site.says(path, body, kind), allow_private=True)
    assert (document.kind, document.title) == (read_as, title)


def test_the_charset_that_the_server_says_is_used(site: Site) -> None:
    words = "Паром купили в 1954 году."
    for charset in ("koi8-r", "iso-8859-5", "utf-16-le"):
        address = site.says("/a.txt", words.encode(charset), f"text/plain; charset={charset}")
        assert read_address(address, allow_private=True).text == words
    address = site.says("/a.txt", "It is “old”.".encode("cp1252"), "text/plain; charset=ISO-8859-1")
    assert read_address(address, allow_private=True).text == "It is “old”."  # as browsers do
    address = site.says("/a.txt", words.encode(), "text/plain; charset=bogus")
    assert read_address(address, allow_private=True).text == words


def test_redirections_are_followed_to_where_they_end(site: Site) -> None:
    end = site.says("/end")
    for at, status in enumerate((301, 302, 303, 307, 308)):
        site.says(f"/{at}", b"", status=status, Location=f"/{at + 1}" if at < 4 else end)
    assert read_address(site.address + "/0", allow_private=True).uri == end
    site.says("/first", b"", status=302, Location="/0")
    refused(site.address + "/first", "is redirected more than 5 times")
    site.says("/loop", b"", status=302, Location="/loop")
    refused(site.address + "/loop", "is redirected more than 5 times")


def test_redirections_lead_to_http_alone(site: Site) -> None:
    for target in ("file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1/", "data:text/plain,a"):
        site.says("/a", b"", status=302, Location=target)
        refused(site.address + "/a", "is no http or https address")


def test_what_answers_with_an_error_is_no_document(site: Site) -> None:
    refused(site.says("/a", status=404), "/a answers 404 Not Found")
    refused(site.says("/a", status=500), "answers 500")
    refused(site.says("/a", status=302), "answers 302")  # and leads nowhere
    refused(site.says("/a", b"", "text/plain"), "has no words", kind=EmptyDocument)
    refused(site.says("/a", b"\x89PNG\r\n", "image/png"), "is a picture file", kind=UnsupportedFormat)


@pytest.mark.parametrize(
    "address",
    [
        "", "notes.md", "http://", "http:///a", "https://:80/", "file:///etc/passwd", "ftp://a.example/",
        "http://a.example:0/", "http://a.example:99999/", "http://[::1/", "http://user:word@a.example/",
        "http://a.example/a b", "http://a.example/a\r\nHost: b", "http://a\x00.example/", "http://a.example/\u202e",
    ],
)  # fmt: skip
def test_what_is_no_address(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)
    refused(address, "is no address|is no http or https address|holds a user's name|holds characters")


def test_a_machine_in_a_private_network_is_asked_only_where_that_is_allowed(site: Site) -> None:
    address = site.says("/a")
    refused(address, r"127\.0\.0\.1 is 127\.0\.0\.1, in a private network", private=False)
    refused(address.replace("127.0.0.1", "localhost"), "localhost is .*, in a private network", private=False)
    refused(address.replace("127.0.0.1", "2130706433"), "in a private network", private=False)
    refused(address.replace("127.0.0.1", "[::ffff:127.0.0.1]"), "in a private network", private=False)
    assert site.asked == []


def resolving(monkeypatch: pytest.MonkeyPatch, **names: list[str]) -> list[tuple[str, int]]:
    """Have names mean machines; the places that are connected to, all of which this site answers for."""
    connected: list[tuple[str, int]] = []
    real = socket.create_connection

    look_up = socket.getaddrinfo

    def resolve(host: str, port: int, *arguments: int, **named: int) -> object:
        if host[0].isdigit():
            return look_up(host, port, *arguments, **named)
        places = names[host.replace(".", "_")]
        place = places.pop(0) if len(places) > 1 and "" in places else places[0]
        several = place.split(" ")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in several]

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(place)
        if place[0].endswith(".99"):
            raise ConnectionRefusedError(111, "Connection refused")
        return real(("127.0.0.1", place[1]), timeout)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    return connected


def test_a_name_is_resolved_once_and_its_machine_is_the_one_that_was_looked_at(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means another machine a moment later (rebinding) is not asked what it means a second time."""
    connected = resolving(monkeypatch, ferries_example=["93.184.215.14", "", "127.0.0.1"])
    site.says("/a")
    port = site.server.server_port
    assert read_address(f"http://ferries.example:{port}/a").title == "Ferries"
    assert connected == [("93.184.215.14", port)]
    assert site.asked == [("/a", f"ferries.example:{port}")]


def test_of_several_machines_the_public_ones_are_asked_one_after_the_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = resolving(monkeypatch, ferries_example=["10.0.0.1 93.184.215.99 93.184.215.14"])
    site.says("/a")
    read_address(f"http://ferries.example:{site.server.server_port}/a")
    assert [place for place, _ in connected] == ["93.184.215.99", "93.184.215.14"]


def test_a_redirection_into_a_private_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    connected = resolving(monkeypatch, ferries_example=["93.184.215.14"], inside_example=["192.168.0.7"])
    port = site.server.server_port
    for target in (f"http://inside.example:{port}/secret", f"//inside.example:{port}/secret"):
        site.says("/a", b"", status=302, Location=target)
        refused(f"http://ferries.example:{port}/a", r"inside\.example is 192\.168\.0\.7, in a private", private=False)
    assert {place for place, _ in connected} == {"93.184.215.14"}
    assert {path for path, _ in site.asked} == {"/a"}


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:192.168.1.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
        "2001:db8::1",
    ],
)  # fmt: skip
def test_places_that_are_private(place: str) -> None:
    assert is_private(place)


@pytest.mark.parametrize("place", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_places_that_are_public(place: str) -> None:
    assert not is_private(place)


def test_an_answer_is_read_up_to_a_size(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.fetch, "_LARGEST", 100_000)
    words = b"It is old. " * 9000
    assert read_address(site.says("/a", words, "text/plain"), allow_private=True).text.startswith("It is old.")
    refused(site.says("/a", words * 2, "text/plain"), "has more than 100,000 bytes")
    bomb = gzip.compress(b"ha " * 10_000_000)
    assert len(bomb) < 100_000
    refused(site.says("/a", bomb, "text/plain", Content_Encoding="gzip"), "has more than 100,000 bytes")


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_an_answer_may_be_packed(site: Site, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(PAGE)
    for name in ("gzip", "deflate"):
        assert fetch(site.says("/a", packed, Content_Encoding=name), allow_private=True).data == PAGE
    refused(site.says("/a", packed[:-9], Content_Encoding="gzip"), "cannot be fetched: the answer was cut off")
    refused(site.says("/a", b"It is old.", Content_Encoding="gzip"), "cannot be fetched: ")
    refused(site.says("/a", packed, Content_Encoding="br"), "is packed as 'br'")


def test_an_answer_that_is_cut_off_is_no_document(site: Site) -> None:
    refused(site.says("/a", Content_Length="9999"), "cannot be fetched: the answer was cut off")
    site.answers["/b"] = lambda handler: None
    refused(site.address + "/b", "cannot be fetched: ")
    site.answers["/c"] = lambda handler: (handler.wfile.write(b"SSH-2.0-server\r\n" * 99), None)[1]
    refused(site.address + "/c", "cannot be fetched: ")


def dripping(begin: bytes, drop: bytes) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(begin)
        try:
            for _ in range(200):
                handler.wfile.write(drop)
                time.sleep(0.05)
        except OSError:
            return

    return answer


@pytest.mark.parametrize(
    ("begin", "drop"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", b"It is old. "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silent", "headers", "body", "chunks", "continue"],
)
def test_a_server_that_takes_its_time_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch, begin: bytes, drop: bytes
) -> None:
    monkeypatch.setattr(corpus.fetch, "_SECONDS", 0.4)
    site.answers["/a"] = dripping(begin, drop)
    began = time.monotonic()
    refused(site.address + "/a", "did not answer within 0.4 seconds")
    assert time.monotonic() - began < 3


def test_nobody_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    refused(f"http://127.0.0.1:{port}/", "cannot be fetched: Connection refused")

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    refused("http://nowhere.example/", "cannot be fetched: Name or service not known")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is made with openssl")
def test_certificates_are_checked_against_the_name(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=ferries.example", "-addext", "subjectAltName=DNS:ferries.example",
         "-keyout", "key", "-out", "cert"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    keys = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    keys.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    site.server.socket = keys.wrap_socket(site.server.socket, server_side=True)
    site.says("/a")
    resolving(monkeypatch, ferries_example=["93.184.215.14"], other_example=["93.184.215.14"])
    port = site.server.server_port
    refused(f"https://ferries.example:{port}/a", "its certificate is not trusted")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "cert"))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    assert read_address(f"https://ferries.example:{port}/a").title == "Ferries"
    refused(f"https://other.example:{port}/a", "its certificate is not trusted")
    site.says("/b", b"", status=302, Location="http://ferries.example/a")
    refused(f"https://ferries.example:{port}/b", "leads from https to http://ferries.example/a")


def test_nothing_else_in_pincite_opens_a_connection() -> None:
    network = {"socket", "http", "urllib.request", "httpx", "requests", "aiohttp", "ftplib", "smtplib"}
    for path in (path for room in ("corpus", "index") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            opens = [name for name in names if name in network or name.partition(".")[0] in network]
            assert not opens or path.name == "fetch.py", f"{path.name} imports {opens}"
