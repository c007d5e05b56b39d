"""Parsing apart: the bytes of a file are read in a child process that may crash, hang or swell and harm nothing.

Bytes go in, a draft comes out as JSON and text (`corpus.wire`), checked before it is believed. One child reads many
files, one after the other; after a death the next file gets a new one.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Timer
from typing import Any

import corpus.errors
from corpus.document import Draft
from corpus.errors import DocumentError, ParserFailed
from corpus.picture import Picture
from corpus.wire import draft_from_message, picture_from_message, receive, send

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from corpus.worker import main; main(*map(int, sys.argv[2:]))"
)
_KEPT = frozenset(  # of the environment; secrets are none of a parser's business
    "PATH SYSTEMROOT LD_LIBRARY_PATH DYLD_LIBRARY_PATH LANG LC_ALL TMPDIR TEMP TMP".split()
)
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}  # each costs address space
_SPLIT = "Split it into parts, or save its text as a .txt file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one file may take: bytes of address space, seconds of processor time, seconds by the clock."""

    memory: int = 1_900_000_000
    processor: int = 20
    clock: float = 28.0


class Sandbox:
    """A child process that reads files. Safe to use from several threads; they wait for each other."""

    def __init__(self, limits: Limits = Limits()) -> None:  # frozen
        self.limits = limits
        self._boot = _BOOT
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._parent = 0  # the process that started it: a fork must not talk into the same pipes
        atexit.register(self.close)

    def parse(self, data: bytes, name: str, ending: str, charset: str = "") -> tuple[str, Draft]:
        """The format that reads a file, and its draft.

        `name` is for messages, `ending` (".md") and `charset` (of an address) say how to read it.

        Raises:
            ParserFailed: its parser crashed, or was stopped at a limit.
            DocumentError: whatever the parser has to say.
        """
        head, body = self._answer({"name": name, "ending": ending, "charset": charset}, data, name)
        try:
            if not isinstance(head.get("kind"), str) or not isinstance(head.get("draft"), dict):
                raise ValueError("no draft")  # noqa: TRY004, TRY301
            return head["kind"], draft_from_message(head["draft"], body)
        except ValueError as error:
            raise _wrong(name, error) from None

    def picture(self, data: bytes, name: str, number: int, groups: Sequence[Sequence[tuple[int, int]]]) -> Picture:
        """A page of a PDF as `corpus.formats.pdf_page.picture_of` draws it. Errors as `parse`."""
        head, body = self._answer({"name": name, "page": number, "groups": groups}, data, name)
        try:
            return picture_from_message(head, body, len(groups))
        except ValueError as error:
            raise _wrong(name, error) from None

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is None:
            return
        if self._parent == os.getpid():
            process.kill()
            process.communicate()
        else:  # this is a fork of the process whose child it is: let go of the pipes, and leave it alone
            process.returncode = 0
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _answer(self, request: dict[str, Any], data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
        """What the child answers, if it is no error."""
        with self._lock:
            head, body = self._exchange(request, data, name)
        if head.get("memory"):
            raise ParserFailed(
                f"{name} needs more than {self.limits.memory // 10**6:,} MB of memory to be read.", hint=_SPLIT
            )
        if "error" in head:
            raise _error_from(head, name)
        return head, body

    def _exchange(self, request: dict[str, Any], data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
        try:
            process = self._ready()
        except OSError as error:
            raise ParserFailed(
                f"{name} cannot be read: this system started no process for it ({error.strerror or error}).",
                hint="Files are read in a process of their own; try again when there is memory for one.",
            ) from None
        assert process.stdin is not None
        assert process.stdout is not None
        late = Event()
        timer = Timer(self.limits.clock, _stop, (process, late))
        timer.daemon = True
        timer.start()
        try:
            send(process.stdin, request, data)
            head, body = receive(process.stdout)
        except (EOFError, OSError):
            raise self._death(process, name, late=late.is_set()) from None
        except ValueError as error:
            self.close()
            raise _wrong(name, error) from None
        except BaseException:  # Ctrl-C: the answer that is still to come must not be taken for the next file's
            self.close()
            raise
        finally:
            timer.cancel()
            timer.join()
        if head.get("last") or late.is_set():
            self.close()
        return head, body

    def _ready(self) -> subprocess.Popen[bytes]:
        """The child, started if there is none that lives."""
        if self._process is not None and (self._parent != os.getpid() or self._process.poll() is not None):
            self.close()
        if self._process is None:
            folders = [str(Path(__file__).parents[1]), *(path for path in sys.path if Path(path).is_absolute())]
            limits = (str(self.limits.memory), str(self.limits.processor))
            environment = {name: value for name, value in os.environ.items() if name in _KEPT} | _ONE_THREAD
            self._process = subprocess.Popen(  # noqa: S603  # this Python, with the modules that it has here
                [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", self._boot, json.dumps(folders), *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
            self._parent = os.getpid()
        return self._process

    def _death(self, process: subprocess.Popen[bytes], name: str, *, late: bool) -> ParserFailed:
        """What killed the child, in words."""
        process.kill()
        status = process.wait()
        self.close()
        if late:
            return ParserFailed(f"{name} was given up after {self.limits.clock:g} seconds.", hint=_SPLIT)
        if os.name != "nt" and status == -signal.SIGXCPU:
            return ParserFailed(
                f"{name} was given up after {self.limits.processor} seconds of processor time.", hint=_SPLIT
            )
        return ParserFailed(
            f"{name} crashed its parser ({_how(status)}); nothing else was harmed.",
            hint="The file is damaged or made to do harm. Save it again from the program that made it.",
        )


def _how(status: int) -> str:
    """How a process ended: by which signal, or with which status; Windows gives large ones, known as hexadecimal."""
    if status >= 0:
        return f"status {status}" if status < 256 else f"status {status:#x}"
    names = {one.value: one.name for one in signal.Signals}
    return names.get(-status, f"signal {-status}")


def _stop(process: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    process.kill()


def _error_from(head: dict[str, Any], name: str) -> DocumentError:
    kind = getattr(corpus.errors, str(head["error"]), None)
    if not (isinstance(kind, type) and issubclass(kind, DocumentError)):
        return _wrong(name, ValueError("an error of no known kind"))
    return kind(str(head.get("message"))[:2000], hint=str(head.get("hint"))[:500])


def _wrong(name: str, error: ValueError) -> ParserFailed:
    return ParserFailed(f"The parser of {name} gave what cannot be right: {error}.", hint="The file is not taken.")


shared = Sandbox()
