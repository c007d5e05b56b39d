"""To whom the chat is served, and what they may do: the options of `python app.py` in one value."""

from __future__ import annotations

import argparse
import ipaddress
import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import PackageMissing, PinciteError


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How the chat is served.

    `host` is the address that is listened on. `may_change`: people may add, remove and rebuild documents. `auth` is
    the name and the password that every request must carry, None for none. `mcp`: the endpoints are tools for
    programs that speak the Model Context Protocol, too.
    """

    host: str = "127.0.0.1"
    may_change: bool = True
    auth: tuple[str, str] | None = None
    mcp: bool = False

    @property
    def is_local(self) -> bool:
        """Whether only this computer can reach the server."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether an address means this computer, seen from itself alone.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "example.org")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `serving_of` reads."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this computer only)"
    )
    parser.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        help="ask everyone for this name and password; @FILE reads them from a file (default: $PINCITE_AUTH)",
    )
    parser.add_argument(
        "--allow-changes",
        action=argparse.BooleanOptionalAction,
        help="let people add, remove and rebuild documents (default: only if no other computer reaches the server)",
    )
    parser.add_argument(
        "--mcp", action="store_true", help="serve the endpoints as tools of the Model Context Protocol, too"
    )


def serving_of(given: argparse.Namespace) -> Serving:
    """What the options say.

    Raises:
        PinciteError: `--auth` is no name and password, or its file cannot be read.
        PackageMissing: `--mcp` without the package for it.
    """
    if given.mcp and find_spec("mcp") is None:
        raise PackageMissing(
            "--mcp needs the package mcp, which is not installed.", hint='Install it: pip install "mcp>=1.21,<2"'
        )
    local = is_loopback(given.host)
    return Serving(
        host=given.host,
        may_change=local if given.allow_changes is None else given.allow_changes,
        auth=_credentials(os.environ.get("PINCITE_AUTH") if given.auth is None else given.auth),
        mcp=given.mcp,
    )


def _credentials(given: str | None) -> tuple[str, str] | None:
    """A name and a password; what was given is never repeated in a message."""
    if not given:
        return None
    if given.startswith("@"):
        try:
            given = Path(given[1:]).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            raise PinciteError(
                "The file named in --auth cannot be read.", hint="It holds one line, USER:PASSWORD, in UTF-8."
            ) from None
    name, _, password = given.partition(":")
    if not name or not password:
        raise PinciteError("--auth needs a name and a password.", hint="Write them as USER:PASSWORD.")
    return name, password
