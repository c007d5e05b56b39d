"""`python -m index add|update|forget|list|remove|rebuild|verify|gc|search`: the store from a shell.

Exit status: 0 done, 1 an error, 2 wrong usage, 3 nothing found, 4 some files failed and the others are in.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import READ
from corpus.errors import PinciteError
from index.console import nobody_reads, write_anything
from index.summary import printable

_EVERY = 5.0  # seconds between two looks of `update --watch`


def main(arguments: Sequence[str] | None = None, *, prog: str = "python -m index") -> int:
    """Run one command; return its exit status."""
    from index.commands import COMMANDS

    write_anything()
    given = _parser(prog).parse_args(arguments)
    try:
        status = int(COMMANDS[given.command](given))
        sys.stdout.flush()  # here, where it can still be caught that nobody reads it
    except BrokenPipeError:
        return nobody_reads()
    except PinciteError as error:
        if getattr(given, "json", False):
            data = {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
            print(json.dumps({"error": data}, ensure_ascii=False))
        print(f"{prog} {given.command}: {printable(str(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{prog} {given.command}: stopped; the store is as it was.", file=sys.stderr)
        return 1
    return status


def _parser(prog: str) -> argparse.ArgumentParser:
    from index.store import default_store

    parser = argparse.ArgumentParser(prog=prog, description="Keep the documents that Pincite answers from.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, says: str, *, has_json: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=says, description=says)
        sub.add_argument(
            "--store",
            type=Path,
            default=default_store(),
            metavar="DIR",
            help="the store's folder (default: %(default)s)",
        )
        if has_json:
            sub.add_argument("--json", action="store_true", help="print what was done as JSON")
        return sub

    _add_changes(command)
    command("list", "List the documents.")
    command("verify", "Check the store's files, offsets and vectors.")
    command("gc", "Delete older generations from the disk, and with them what was removed.", has_json=False)
    one = command("search", "Show the passages found for some words, without reading them for an answer.")
    one.add_argument("words", nargs="+", metavar="WORDS")
    one.add_argument("-k", type=_count, default=5, metavar="N", help="how many (default: %(default)s)")
    one.add_argument("--document", action="append", metavar="NAME", help="search only this document; may be repeated")
    return parser


def _add_changes(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands that change a store, and their options."""
    private = "fetch from machines in private networks, this one among them"
    one = command("add", "Read files, folders and addresses into the store; changed files replace their old content.")
    one.add_argument(
        "paths", nargs="+", metavar="PATH", help=f"files ({READ}), or folders, which are remembered for update"
    )
    one.add_argument(
        "--encoder", metavar="NAME", help="a sentence-transformers model by name or folder, for a new store"
    )
    one.add_argument("--follow-links", action="store_true", help="follow links that lead out of a folder")
    one.add_argument("--allow-private", action="store_true", help=private)
    one = command("update", "Take in what is new, changed, moved or deleted in the folders that were added.")
    one.add_argument(
        "--watch",
        type=_seconds,
        nargs="?",
        const=_EVERY,
        metavar="SECONDS",
        help=f"look again every so many seconds, until stopped with Ctrl-C (default: {_EVERY:g})",
    )
    one.add_argument("--addresses", action="store_true", help="fetch the addresses that were added again, once")
    one.add_argument("--allow-private", action="store_true", help=private)
    one = command("forget", "Follow a folder or an address no longer; its documents stay.", has_json=False)
    one.add_argument("name", metavar="FOLDER")
    one = command("remove", "Take documents out of the store.")
    one.add_argument("names", nargs="+", metavar="NAME", help="title, source, file name or id")
    one = command("rebuild", "Read every document again and embed everything anew.")
    one.add_argument("--encoder", metavar="NAME", help="change to another encoder")


def _count(text: str) -> int:
    """A number of 1 or more."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number of 1 or more is needed, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    """A number of seconds above 0."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) or not float(text):
        raise argparse.ArgumentTypeError(f"a number of seconds above 0 is needed, not {text!r}")
    return float(text)
