"""The endpoints for programs: over HTTP as `gradio_client` calls them, and as tools of the Model Context Protocol."""

import asyncio
import base64
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

import app
from benchmarks.people import Person
from qa import Answer

if TYPE_CHECKING:
    from gradio_client import Client

pytestmark = pytest.mark.xdist_group("browser")

TEXT = (
    "The Harbour of Lisse\n\nThe lighthouse\n\nThe lighthouse was built in 1874. Its first keeper was Maria Sander, "
    "who stayed for thirty years.\n\nThe <b>ferry</b> & co.\n\nThe ferry crosses to Orme on Sundays. A ticket for the "
    "ferry costs 12 crowns."
)


@pytest.fixture(scope="module")
def client(chats: Any) -> Iterator["Client"]:
    from gradio_client import Client

    made = Client(chats.urls["reading"], verbose=False)
    yield made
    made.close()


def test_the_endpoints_are_these_and_say_what_they_take(client: "Client") -> None:
    described = client.view_api(return_format="dict", print_info=False)
    assert described["unnamed_endpoints"] == {}
    named = described["named_endpoints"]
    types = {
        name: {p["parameter_name"]: (p["python_type"]["type"], p["parameter_has_default"]) for p in about["parameters"]}
        for name, about in named.items()
    }
    assert types == {
        "/ask": {
            "question": ("str", False),
            "documents": ("None | list[str]", True),
            "max_error": ("None | float", True),
            "exactly": ("bool", True),
        },
        "/documents": {},
        "/source": {"document": ("str", False), "start": ("int", True), "end": ("None | int", True)},
    }
    assert all(about["description"].endswith(".") for about in named.values())


def test_a_program_can_ask_for_a_promise(client: "Client", chats: Any) -> None:
    from gradio_client import Client

    question = "When was the lighthouse built?"
    assert client.predict(question, api_name="/ask")["promise"] is None
    with pytest.raises(Exception, match="no labelled questions to make a promise of"):
        client.predict(question, max_error=0.1, api_name="/ask")
    tested = Client(chats.urls["shaped"], verbose=False)
    promise = tested.predict("When was the bridge built?", max_error=0.1, api_name="/ask")["promise"]
    assert (promise["max_error"], promise["sample"], promise["sure"]) == (0.1, 100, 0.95)
    with pytest.raises(Exception, match="needs 299 labelled answers"):
        tested.predict(question, max_error=0.01, api_name="/ask")
    tested.close()


def test_a_program_can_ask_exactly_what_it_typed(client: "Client") -> None:
    typed = "When was the ligthouse built?"
    assert client.predict(typed, api_name="/ask")["corrections"]
    assert not client.predict(typed, exactly=True, api_name="/ask")["corrections"]


def test_documents_are_listed(client: "Client") -> None:
    (document,) = client.predict(api_name="/documents")
    assert (
        document.pop("id")
        == Answer.from_json(client.predict("When?", api_name="/ask")).searched.considered[0].document.id
    )
    assert document.pop("added").endswith("+00:00")
    assert document == {
        "title": "The Harbour of Lisse",
        "kind": "markdown",
        "pages": 0,
        "passages": 2,
        "files": ["harbour.md"],
    }


def test_a_source_is_the_text_with_its_headings(client: "Client") -> None:
    whole = client.predict("harbour.md", api_name="/source")
    assert (whole["text"].rstrip(), whole["start"], whole["end"], whole["next"]) == (TEXT, 0, whole["length"], None)
    assert [section["heading"] for section in whole["sections"]] == [
        "The Harbour of Lisse",
        "The lighthouse",
        "The <b>ferry</b> & co.",
    ]
    assert client.predict(whole["id"], api_name="/source") == whole


def test_a_citation_leads_to_its_words(client: "Client") -> None:
    answer = Answer.from_json(client.predict("When was the lighthouse built?", api_name="/ask"))
    citation = answer.citations[0]
    part = client.predict(citation.document.id, citation.start, citation.end, api_name="/source")
    assert part["text"] == citation.quote == "1874"
    assert [section["heading"] for section in part["sections"]] == ["The lighthouse"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("treaty.pdf",), "holds no document 'treaty.pdf'."),
        ((7,), "7 is no document's name."),
        (("harbour.md", -1), "-1 to None is no range."),
        (("harbour.md", 9, 3), "9 to 3 is no range."),
        (("harbour.md", "a"), "'a' to None is no range."),
        (("harbour.md", True), "True to None is no range."),
    ],
    ids=str,
)
def test_a_source_that_is_none_is_a_line_in_words(client: "Client", chats: Any, given: Any, says: str) -> None:
    from gradio_client.exceptions import AppError

    before = chats.said
    with pytest.raises(AppError) as caught:
        client.predict(*given, api_name="/source")
    assert says in str(caught.value)
    assert chats.said == before


def test_a_range_beyond_the_end_is_empty(client: "Client") -> None:
    part = client.predict("harbour.md", 10_000, 20_000, api_name="/source")
    assert (part["text"], part["next"], part["sections"]) == ("", None, [])


def test_a_large_document_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus import Document, Draft, Source
    from qa.chat import endpoints

    monkeypatch.setattr(endpoints, "SOURCE_CHARACTERS", 10)
    text = "one two three four five six"
    source = Source(uri="/a.txt", sha256="0" * 64, title="A", kind="text", added="2026-01-01T00:00:00+00:00")
    document = Document.build(Draft(text=text, title="A", pages=((0, 8), (8, 27))), source)
    parts, at = [], 0
    while at is not None:
        part = endpoints._source(document, at, None)
        assert len(part["text"]) <= 10
        parts.append(part["text"])
        at = part["next"]
    assert "".join(parts) == text
    assert [page["number"] for page in endpoints._source(document, 0, 5)["pages"]] == [1]
    assert endpoints._source(document, 0, 12)["next"] == 10
    assert endpoints._source(document, 0, 10)["next"] is None


def test_questions_are_answered_in_the_order_in_which_they_came_and_past_the_limit_refused() -> None:
    from corpus.errors import QuestionError
    from qa.chat.line import Line

    at_once = most = 0
    begun: list[int] = []

    async def ask(line: Line, number: int) -> None:
        nonlocal at_once, most
        async with line.turn():
            begun.append(number)
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0.001 * (number % 3))
            at_once -= 1

    async def crowd() -> list[BaseException | None]:
        line = Line(at_once=2, waiting=50)
        first = await asyncio.gather(*(ask(line, number) for number in range(54)), return_exceptions=True)
        return [*first, *await asyncio.gather(ask(line, 54), return_exceptions=True)]  # there is room again

    came_of = asyncio.run(crowd())
    assert [number for number, problem in enumerate(came_of) if problem] == [52, 53]
    assert all(isinstance(problem, QuestionError) for problem in came_of[52:54])
    assert begun == [*range(52), 54]
    assert most == 2


def question_of(number: int) -> dict[str, Any]:
    """A request that asks, to be sent to `run/ask`."""
    body = json.dumps({"data": [f"When was the lighthouse {number} built?", None, None, False]}).encode()
    return {"data": body, "headers": {"content-type": "application/json"}}


def test_fifty_at_once_are_all_answered(chats: Any) -> None:
    url = f"{chats.urls['reading']}/gradio_api/run/ask"
    with ThreadPoolExecutor(50) as people:
        came_of = list(people.map(lambda number: fetched(url, **question_of(number)), range(50)))
    assert {status for status, _ in came_of} == {200}
    assert [Answer.from_json(json.loads(text)["data"][0]).text for _, text in came_of] == ["1874"] * 50


def test_fifty_people_at_once_are_all_answered(chats: Any) -> None:
    """As the page asks, through the queue, and twice, since fewer pages are kept; `ask` raises where none came."""
    port = urlsplit(chats.urls["reading"]).port or 0
    people = [Person(port) for _ in range(50)]
    with ThreadPoolExecutor(50) as threads:
        for _ in range(2):
            list(threads.map(lambda person: person.ask("When was the lighthouse built?"), people))


def test_where_too_many_wait_the_status_says_so_and_when_to_ask_again(chats: Any) -> None:
    go = chats.errors.parent / "busy" / "go"
    go.unlink(missing_ok=True)

    def came_of(number: int) -> tuple[int, str | None, Any]:
        asked = urllib.request.Request(f"{chats.urls['busy']}/gradio_api/run/ask", **question_of(number))
        try:
            with urllib.request.urlopen(asked, timeout=60) as response:
                return response.status, response.headers["retry-after"], json.load(response)["data"][0]["text"]
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["retry-after"], json.load(error)["error"]

    with ThreadPoolExecutor(3) as people:  # one is being answered, one may wait, one finds no room
        calls = [people.submit(came_of, number) for number in range(3)]
        wait(calls, return_when=FIRST_COMPLETED)
        go.touch()
    words = "As many questions are waiting as the server takes. Ask again in a moment."
    assert sorted(call.result() for call in calls) == [(200, None, "1874"), (200, None, "1874"), (503, "5", words)]
    assert came_of(3)[0] == 200
    go.unlink()


def with_tools(url: str, use: Callable[[Any], Any]) -> Any:
    """Speak the Model Context Protocol with a server."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def session() -> Any:
        async with (
            streamablehttp_client(f"{url}/gradio_api/mcp/") as (reading, writing, _),
            ClientSession(reading, writing) as opened,
        ):
            await opened.initialize()
            return await use(opened)

    return asyncio.run(session())


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_endpoints_are_tools(chats: Any) -> None:
    pytest.importorskip("mcp")

    async def use(session: Any) -> None:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {"ask", "documents", "source"}
        assert tools["ask"].inputSchema["required"] == ["question"]
        assert tools["source"].inputSchema["properties"]["start"]["type"] == "integer"
        asked = await session.call_tool("ask", {"question": "When was the lighthouse built?"})
        assert not asked.isError
        answer = Answer.from_json(asked.content[0].text)
        assert answer.text == "1874"
        source = await session.call_tool("source", {"document": answer.citations[0].document.id})
        citation = answer.citations[0]
        assert json.loads(source.content[0].text)["text"][citation.start : citation.end] == "1874"
        listed = await session.call_tool("documents", {})
        assert json.loads(listed.content[0].text)[0]["title"] == "The Harbour of Lisse"
        failed = await session.call_tool("ask", {"question": ""})
        assert failed.isError
        assert failed.content[0].text.startswith("The question is empty: '' holds no word.")

    with_tools(chats.urls["library"], use)


def fetched(url: str, **options: Any) -> tuple[int, str]:
    """A response's status and text; errors are responses too."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **options), timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_tools_are_served_only_where_they_are_asked_for(chats: Any) -> None:
    about = {
        "data": b"{}",
        "headers": {"content-type": "application/json", "accept": "application/json, text/event-stream"},
    }
    assert fetched(f"{chats.urls['reading']}/gradio_api/mcp/", **about)[0] in (404, 405)


PASSWORD = {"Authorization": "Basic " + base64.b64encode("reader:a:pässword".encode()).decode()}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/config",
        "/theme.css",
        "/assets/nothing.js",
        "/static/nothing",
        "/openapi.json",
        "/gradio_api/info",
        "/gradio_api/startup-events",
        "/gradio_api/queue/data?session_hash=a",
        "/gradio_api/heartbeat/a",
        "/gradio_api/file=/etc/hostname",
        "/login",
        "/favicon.ico",
    ],
)
def test_every_route_asks_for_the_password(chats: Any, path: str) -> None:
    url = chats.urls["closed"] + path
    status, text = fetched(url)
    assert (status, json.loads(text)) == (401, {"detail": "This server asks for a name and a password."})
    if "heartbeat" not in path and "queue" not in path:  # they do not end
        assert fetched(url, headers=PASSWORD)[0] in (200, 403, 404, 405)


def test_what_is_sent_asks_for_the_password_too(chats: Any) -> None:
    for path in (
        "/gradio_api/call/ask",
        "/gradio_api/run/ask",
        "/gradio_api/queue/join",
        "/gradio_api/upload",
        "/login",
    ):
        assert fetched(chats.urls["closed"] + path, data=b"{}")[0] == 401
    asked = {"data": json.dumps({"data": ["When was the lighthouse built?", None, None, False]}).encode()}
    headers = {**PASSWORD, "content-type": "application/json"}
    status, text = fetched(f"{chats.urls['closed']}/gradio_api/run/ask", **asked, headers=headers)
    assert status == 200
    assert json.loads(text)["data"][0]["text"] == "1874"


def test_a_program_can_send_the_password(chats: Any) -> None:
    from gradio_client import Client

    made = Client(chats.urls["closed"], verbose=False, headers=PASSWORD)
    assert Answer.from_json(made.predict("When was the lighthouse built?", api_name="/ask")).text == "1874"
    made.close()


def test_nothing_can_be_uploaded_where_documents_are_not_changed(chats: Any) -> None:
    status, text = fetched(f"{chats.urls['closed']}/gradio_api/upload", data=b"x", headers=PASSWORD)
    assert status == 403
    assert "--allow-changes" in text


def test_the_server_has_no_file_fetched_from_an_address(chats: Any) -> None:
    before = chats.said
    base = f"{chats.urls['reading']}/gradio_api"
    file = {"path": "http://192.0.2.1/a.md", "meta": {"_type": "gradio.FileData"}}
    body = json.dumps({"data": [file, None, None, False]}).encode()
    for path in ("run/ask", "call/ask"):
        assert fetched(f"{base}/{path}", data=body, headers={"content-type": "application/json"})[0] == 403
    for path in ("file=http://192.0.2.1/a.md", "proxy=http://192.0.2.1/a.md"):
        assert fetched(f"{base}/{path}")[0] in (403, 404)
    assert "FOREIGN" not in chats.said[len(before) :]


def test_the_watch_over_the_servers_sockets_sees_what_it_should(chats: Any) -> None:
    headers = {"content-type": "application/json"}
    body = json.dumps({"data": ["When did it phone home?", None, None, False]}).encode()
    fetched(f"{chats.urls['broken']}/gradio_api/run/ask", data=body, headers=headers)
    assert "FOREIGN socket.connect 192.0.2.1" in chats.said


def test_without_its_package_the_tools_are_one_line(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr("qa.chat.serving.find_spec", lambda name: None)
    assert app.main(["--mcp"]) == 1
    line = capsys.readouterr().err
    assert 'pip install "mcp' in line
    assert len(line.splitlines()) == 1
