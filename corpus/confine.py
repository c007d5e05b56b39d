"""What the reading process gives up before it sees a file: memory without end, files, processes, the network.

What the system enforces where: on Linux all of `confine`, the network too where user namespaces are permitted; on
macOS no limit on memory, and the network by the hook alone; on Windows the hook alone. The hook is Python's own
(PEP 578): it stops what is written in Python, and a parser in C that was taken over does not ask it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
_OPEN_FILES = 64
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill")
_CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate")


def confine(memory: int) -> None:
    """Give up what no parser needs; `memory` is in bytes of address space. Cannot be undone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    _leave_network()
    if sys.platform != "win32":
        import resource

        _limit(resource.RLIMIT_AS, memory)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_FSIZE, 0)  # pipes are no files
        _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    sys.addaudithook(_refuse)


def allow_processor(seconds: int) -> None:
    """Let this process use so many more seconds of processor time; then the system kills it."""
    if sys.platform != "win32":
        import resource

        until = int(time.process_time()) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def peak_memory() -> int:
    """The most bytes of memory that this process has held at once; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    status = Path("/proc/self/status")
    if status.is_file():  # Linux counts into ru_maxrss what the parent held when it started this process
        held = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), "VmHWM 0 kB")
        return 1024 * int(held.split()[1])
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _limit(what: int, most: int) -> None:
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # macOS refuses some that it does not keep anyway
            return


def _leave_network() -> None:
    """Move into a network of its own that leads nowhere, where Linux permits that to everybody."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN) or event in _CHANGES:
        raise PermissionError(f"a document's parser may not do this: {event}")
    if event == "open" and isinstance(arguments[2], int):
        path, _, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) and path != os.devnull:
            raise PermissionError(f"a document's parser may not write {path!r}")
