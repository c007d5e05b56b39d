"""The chat's server: the endpoint for programs, the headers, what becomes of errors, and the command that starts it."""

import json
import re
import socket
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

import app
from qa import Answer
from qa.chat.guard import HEADERS

if TYPE_CHECKING:
    from gradio_client import Client

served = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def clients(chats: Any) -> Iterator[dict[str, "Client"]]:
    """A client of each kind of chat."""
    from gradio_client import Client

    made = {kind: Client(chats.urls[kind], verbose=False) for kind in ("reading", "broken", "empty")}
    yield made
    for client in made.values():
        client.close()


@served
def test_an_answer_arrives_as_data(clients: dict[str, "Client"]) -> None:
    data = clients["reading"].predict("When was the lighthouse built?", api_name="/ask")
    answer = Answer.from_json(data)
    assert (answer.text, answer.citations[0].headings) == ("1874", ("The Harbour of Lisse", "The lighthouse"))
    assert data == answer.to_json()


@served
def test_no_answer_arrives_as_data(clients: dict[str, "Client"]) -> None:
    for kind, question in (("reading", "Who exported cheese to Peru?"), ("empty", "When was the lighthouse built?")):
        answer = Answer.from_json(clients[kind].predict(question=question, api_name="/ask"))
        assert answer.abstained
        assert answer.searched.documents == (kind == "reading")


@served
def test_documents_can_be_named(clients: dict[str, "Client"]) -> None:
    data = clients["reading"].predict("When was the lighthouse built?", ["harbour.md"], api_name="/ask")
    assert Answer.from_json(data).text == "1874"


@served
@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("",), "The question is empty: '' holds no word."),
        (("x" * 100_000,), "The question has 100,000 characters; at most 500 can be read."),
        (("a\x00b",), "The question holds the control character U+0000."),
        ((7,), "A question is text, not int."),
        (("When was it built?", ["treaty.pdf"]), "holds no document 'treaty.pdf'."),
        (("When was it built?", [7]), "7 is no document's name."),
    ],
    ids=["empty", "long", "control", "number", "unknown document", "no name"],
)
def test_an_error_arrives_as_a_line_in_words(
    clients: dict[str, "Client"], chats: Any, given: tuple[Any, ...], says: str
) -> None:
    from gradio_client.exceptions import AppError

    before = chats.said
    with pytest.raises(AppError) as caught:
        clients["reading"].predict(*given, api_name="/ask")
    assert says in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert "Traceback" not in str(caught.value)
    assert chats.said == before


@served
def test_an_error_that_nobody_foresaw_stays_in_the_terminal(clients: dict[str, "Client"], chats: Any) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError) as caught:
        clients["broken"].predict("When was the lighthouse built?", api_name="/ask")
    assert "Something went wrong on our side" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "RuntimeError: secret" in chats.said


@served
@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/nowhere", "/theme.css"])
def test_every_response_carries_the_headers(chats: Any, path: str) -> None:
    try:
        response = urllib.request.urlopen(chats.urls["reading"] + path, timeout=30)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        headers = {name.lower(): value for name, value in response.getheaders()}
        body = response.read().decode()
    assert {name.decode(): headers.get(name.decode()) for name, _ in HEADERS} == {
        name.decode(): value.decode() for name, value in HEADERS
    }
    assert [name.lower() for name, _ in response.getheaders()].count("content-security-policy") == 1
    assert "Traceback" not in body


@served
def test_the_page_names_no_other_host_to_load_from(chats: Any) -> None:
    """What a browser would fetch by itself: scripts, styles, fonts and pictures."""
    with urllib.request.urlopen(chats.urls["reading"], timeout=30) as response:
        page = response.read().decode()
    fetched = re.findall(r"""<(?:script|img|iframe)[^>]*\bsrc="([^"]+)|<link[^>]*\bhref="([^"]+)""", page)
    assert fetched
    own = chats.urls["reading"]
    for address in (one or other for one, other in fetched):
        assert not address.startswith(("http:", "https:", "//")) or address.startswith(own), address


@served
def test_the_config_sends_nothing_home(chats: Any) -> None:
    with urllib.request.urlopen(f"{chats.urls['reading']}/config", timeout=30) as response:
        config = json.load(response)
    assert config["analytics_enabled"] is False
    assert config["show_error"] is True


def test_a_port_that_is_taken_is_one_line_before_anything_is_loaded(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("PINCITE_STORE", str(tmp_path / "store"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"python app.py: Pincite cannot listen on 127.0.0.1:{port}: Address already in use.")
    assert "Choose another address with --host and --port." in printed.err
    assert len(printed.err.splitlines()) == 1
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    "arguments",
    [["--port", "70000"], ["--port", "-1"], ["--host", "192.0.2.1"], ["--host", "no such host"]],
    ids=" ".join,
)
def test_an_address_that_cannot_be_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(arguments, prog="pincite chat") == 1
    line = capsys.readouterr().err
    assert line.startswith("pincite chat: Pincite cannot listen on ")
    assert len(line.splitlines()) == 1


def test_a_store_that_is_none_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    assert app.main(["--port", str(port), "--store", str(tmp_path)]) == 1
    line = capsys.readouterr().err
    assert str(tmp_path) in line
    assert "python -m index add" in line
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--port", "x"], ["more"], ["--loud"]], ids=" ".join)
def test_wrong_usage_is_status_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        app.main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python app.py")
