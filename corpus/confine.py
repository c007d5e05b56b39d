"""What the reading process gives up before it sees a file: memory without end, files, processes, the network.

What the system enforces where: on Linux all of `confine`, the network too where user namespaces are permitted; on
macOS no limit on memory, and the network by the hook alone; on Windows, which has no `resource`, the hook alone. The
hook is Python's own (PEP 578): it stops what is written in Python; a parser in C that was taken over does not ask it.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

resource: Any = None  # Windows has none
with suppress(ImportError):
    resource = importlib.import_module("resource")

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
_OPEN_FILES = 64
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill")
_CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate")


def confine(memory: int) -> None:
    """Give up what no parser needs; `memory` is in bytes of address space. Cannot be undone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    _leave_network()
    _limit("RLIMIT_AS", memory)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", 0)  # pipes are no files
    _limit("RLIMIT_NOFILE", _OPEN_FILES)
    sys.addaudithook(_refuse)


def allow_processor(seconds: int) -> None:
    """Let this process use so many more seconds of processor time; then the system kills it, where it can."""
    _limit("RLIMIT_CPU", int(time.process_time()) + 1 + seconds, for_good=False)


def peak_memory() -> int:
    """The most bytes of memory that this process has held at once; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux counts into ru_maxrss what the parent held when it started this process
        held = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), "VmHWM 0 kB")
        return 1024 * int(held.split()[1])
    if resource is None:
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def _limit(name: str, most: int, *, for_good: bool = True) -> None:
    """Set a limit by its name in `resource`, or the lower one that the user has set; `for_good` it cannot be raised."""
    what = getattr(resource, name, None)
    if resource is None or what is None:  # this system keeps no such limit
        return
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(OSError, ValueError):  # macOS refuses some that it does not keep anyway
        resource.setrlimit(what, (most, most if for_good else hard))


def _leave_network() -> None:
    """Move into a network of its own that leads nowhere, where Linux permits that to everybody."""
    if sys.platform == "linux":
        with suppress(ImportError, OSError, AttributeError):  # another C library; the hook is left
            import ctypes

            ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN) or event in _CHANGES:
        raise PermissionError(f"a document's parser may not do this: {event}")
    if event == "open" and isinstance(arguments[2], int):
        path, _, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) and path != os.devnull:
            raise PermissionError(f"a document's parser may not write {path!r}")
