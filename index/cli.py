"""`python -m index add|list|remove|rebuild|verify|gc|search`: the store from a shell.

Exit status: 0 done, 1 an error (also when some of the files failed), 2 wrong usage, 3 nothing found.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import READ
from corpus.errors import PinciteError

if TYPE_CHECKING:
    from index.hits import Hit


def main(arguments: Sequence[str] | None = None, *, prog: str = "python -m index") -> int:
    """Run one command; return its exit status."""
    given = _parser(prog).parse_args(arguments)
    try:
        return int(_COMMANDS[given.command](given))
    except PinciteError as error:
        print(f"{prog} {given.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{prog} {given.command}: stopped; the store is as it was.", file=sys.stderr)
        return 1


def _parser(prog: str) -> argparse.ArgumentParser:
    from index.store import default_store

    parser = argparse.ArgumentParser(prog=prog, description="Keep the documents that Pincite answers from.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, says: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=says, description=says)
        sub.add_argument(
            "--store",
            type=Path,
            default=default_store(),
            metavar="DIR",
            help="the store's folder (default: %(default)s)",
        )
        return sub

    one = command("add", "Read files and folders into the store; changed files replace their old content.")
    one.add_argument("paths", nargs="+", metavar="PATH", help=f"{READ} files, or folders of them")
    one.add_argument(
        "--encoder", metavar="NAME", help="a sentence-transformers model by name or folder, for a new store"
    )
    command("list", "List the documents.").add_argument("--json", action="store_true", help="as JSON")
    one = command("remove", "Take documents out of the store.")
    one.add_argument("names", nargs="+", metavar="NAME", help="title, source, file name or id")
    one = command("rebuild", "Read every document again and embed everything anew.")
    one.add_argument("--encoder", metavar="NAME", help="change to another encoder")
    command("verify", "Check the store's files, offsets and vectors.")
    command("gc", "Delete older generations from the disk, and with them what was removed.")
    one = command("search", "Show the passages found for some words, without reading them for an answer.")
    one.add_argument("words", nargs="+", metavar="WORDS")
    one.add_argument("-k", type=_count, default=5, metavar="N", help="how many (default: %(default)s)")
    one.add_argument("--document", action="append", metavar="NAME", help="search only this document; may be repeated")
    one.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _count(text: str) -> int:
    """A number of 1 or more."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number of 1 or more is needed, not {text!r}")
    return int(text)


def _add(given: argparse.Namespace) -> int:
    from index.progress import bars
    from index.update import add

    with bars() as progress:
        report = add(given.store, given.paths, encoder=given.encoder, progress=progress)
    for file, reason in report.failed:
        print(f"failed: {file}: {reason}", file=sys.stderr)
    for warning in report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(
        f"{len(report.added)} added, {len(report.replaced)} replaced, {len(report.unchanged)} unchanged, "
        f"{len(report.failed)} failed; {report.embedded:,} passages embedded, {report.passages:,} in {given.store}."
    )
    return 1 if report.failed else 0


def _list(given: argparse.Namespace) -> int:
    from index.store import Store

    store = Store.open(given.store)
    counts: dict[str, int] = {}
    for passage in store.generation.passages:
        counts[passage.document.id] = counts.get(passage.document.id, 0) + 1
    if given.json:
        rows = [
            {
                "id": d.id,
                "title": d.title,
                "kind": d.kind,
                "pages": len(d.pages),
                "passages": counts.get(d.id, 0),
                "sources": [s.uri for s in d.sources],
            }
            for d in store.documents
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for document in store.documents:
        print(f"{document.id[:12]}  {document.title}  ({document.kind}, {counts.get(document.id, 0)} passages)")
        for source in document.sources:
            print(f"              {source.uri}  added {source.added}")
    print(
        f"{len(store.documents)} documents, {len(store.generation.passages):,} passages in {given.store}, "
        f"generation {store.id}."
    )
    return 0


def _remove(given: argparse.Namespace) -> int:
    from index.update import remove

    report = remove(given.store, given.names)
    print(f"Removed {', '.join(report.removed)}; {report.passages:,} passages remain.")
    print(f"Its text is still on disk in an older generation until you run: python -m index gc --store {given.store}")
    return 0


def _rebuild(given: argparse.Namespace) -> int:
    from index.progress import bars
    from index.update import rebuild

    with bars() as progress:
        report = rebuild(given.store, encoder=given.encoder, progress=progress)
    for file, reason in report.failed:
        print(f"failed: {file}: {reason}", file=sys.stderr)
    for warning in report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(f"Rebuilt {given.store}: {report.passages:,} passages, generation {report.generation}.")
    return 1 if report.failed else 0


def _verify(given: argparse.Namespace) -> int:
    from index.models import open_encoder
    from index.store import Store
    from index.verify import verify

    made = Store.open(given.store).generation.manifest.encoder
    print(verify(given.store, open_encoder(str(made["name"]))))
    return 0


def _gc(given: argparse.Namespace) -> int:
    from index.update import clear_away

    gone = clear_away(given.store)
    print(
        f"Deleted {len(gone)} older generations from {given.store}." if gone else f"Nothing to delete in {given.store}."
    )
    return 0


def _search(given: argparse.Namespace) -> int:
    from index.models import open_encoder
    from index.retriever import Retriever
    from index.store import Store

    store = Store.open(given.store)
    allowed = store.select(given.document) if given.document else None
    encoder = open_encoder(str(store.generation.manifest.encoder["name"]))
    words = " ".join(given.words).encode("utf-8", "replace").decode()  # a shell may hand over bytes that are no text
    hits = Retriever(encoder=encoder, store=store).search(words, given.k, allowed)
    if given.json:
        print(json.dumps([_data_of(hit) for hit in hits], ensure_ascii=False, indent=1))
        return 0 if hits else 3
    for hit in hits:
        passage = hit.passage
        place = " > ".join(dict.fromkeys((passage.document.title, *passage.headings)))
        print(f"{hit.rank}. {place}  [{passage.start}:{passage.end}]")
        print(f"   score {hit.score:.3f}, cosine {hit.dense:.3f}, BM25 {hit.lexical:.2f}")
        print(f"   {' '.join(passage.text.split())}\n")
    if not hits:
        print("Nothing found.")
    return 0 if hits else 3


def _data_of(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    scores = {"rank": hit.rank, "score": hit.score, "dense": hit.dense, "lexical": hit.lexical}
    place = {"headings": passage.headings, "pages": passage.pages, "start": passage.start, "end": passage.end}
    return {**scores, "document": passage.document.title, **place, "text": passage.text}


_COMMANDS = {
    "add": _add,
    "list": _list,
    "remove": _remove,
    "rebuild": _rebuild,
    "verify": _verify,
    "gc": _gc,
    "search": _search,
}
