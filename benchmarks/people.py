"""People before a chat and programs that ask it, who do next to no work of their own.

A connection lasts for a question: the server would close it in the pause.
"""

from __future__ import annotations

import json
import uuid
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

_PATIENCE = 120.0  # seconds until a question counts as lost


class Refused(Exception):
    """The server took no question because too many were waiting; the text is its own words."""


class Program:
    """Asks the endpoint `/ask`, the answer being the response."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)

    def ask(self, question: str) -> None:
        """Ask and wait for the answer.

        Raises:
            Refused: too many questions were waiting.
            RuntimeError: anything else went wrong, in the server's words.
        """
        with closing(self._connection):
            self._sent("run/ask", {"data": [question, None, None, False]})

    def _sent(self, route: str, data: Any) -> Any:
        headers = {"content-type": "application/json"}
        self._connection.request("POST", f"/gradio_api/{route}", json.dumps(data), headers)
        response = self._connection.getresponse()
        body = response.read().decode()
        if response.status == 503:
            raise Refused(body)
        if response.status != 200:
            raise RuntimeError(body)
        return json.loads(body)


class Person(Program):
    """Asks as the page does: through the queue, with the turns before, and listening to what is sent meanwhile."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._session = uuid.uuid4().hex
        with closing(self._connection):
            self._connection.request("GET", "/config")
            config = json.load(self._connection.getresponse())
        # the button and the Enter key begin the same
        self._function = next(one["id"] for one in config["dependencies"] if len(one["targets"]) == 2)
        self._turns: list[Any] = []

    def ask(self, question: str) -> None:
        """Ask and wait for the answer, as `Program.ask`."""
        context = {"id": uuid.uuid4().hex, "previous": self._turns[-4:]}
        asked = {"data": [question, context], "fn_index": self._function, "session_hash": self._session}
        shown: Any = None
        with closing(self._connection):
            self._sent("queue/join", asked)
            self._connection.request("GET", f"/gradio_api/queue/data?session_hash={self._session}")
            for line in self._connection.getresponse():
                news = json.loads(line[5:]) if line.startswith(b"data:") else {}
                if news.get("msg") == "process_completed":
                    shown = news["output"]["data"][0] if news["success"] else None
        if not shown or not shown["turn"] or shown["turn"]["problem"]:
            raise RuntimeError(shown["turn"]["problem"] if shown and shown["turn"] else "No answer came.")
        self._turns.append(shown["turn"])
