"""What each command of `python -m index` does and prints; its exit status is what the function returns."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.report import Report
from index.summary import counts_of, print_changes, print_problems, printable

if TYPE_CHECKING:
    from index.hits import Hit

_SOME_FAILED = 4


def _add(given: argparse.Namespace) -> int:
    from index.progress import bars
    from index.reading import Reach
    from index.update import add

    with bars() as progress:
        reach = Reach(follow_links=given.follow_links, allow_private=given.allow_private)
        report = add(given.store, given.paths, encoder=given.encoder, progress=progress, reach=reach)
    return _tell(given, report, names=("added", "replaced", "unchanged", "failed"))


def _update(given: argparse.Namespace) -> int:
    from index.follow import update
    from index.progress import bars
    from index.reading import Reach

    status, first = 0, True
    fetch = Reach(allow_private=given.allow_private) if given.addresses else None
    try:
        while True:
            with bars() as progress:
                report = update(given.store, progress=progress, fetch=fetch if first else None)
            if first or report.changed:
                status = _tell(given, report, names=("unchanged", "failed"))
            if given.watch is None:
                return status
            first = False
            time.sleep(given.watch)
    except KeyboardInterrupt:
        if given.watch is None:
            raise
        return status


def _tell(given: argparse.Namespace, report: Report, *, names: tuple[str, ...]) -> int:
    """Print what a change did; return the exit status."""
    if given.json:
        print(json.dumps({"store": str(given.store), **report.to_data()}, ensure_ascii=False), flush=True)
    else:
        if given.command == "update":
            print_changes(report)
        print_problems(report)
        print(
            f"{counts_of(report, names=names)}; {report.embedded:,} passages embedded, {report.passages:,} in "
            f"{given.store}.",
            flush=True,
        )
    return _status_of(report)


def _status_of(report: Report) -> int:
    """4 where some files failed, 1 where all of them did."""
    if not report.failed:
        return 0
    return _SOME_FAILED if report.read else 1


def _forget(given: argparse.Namespace) -> int:
    from index.follow import forget

    print(f"{printable(forget(given.store, given.name))} is followed no longer; its documents stay.")
    return 0


def _list(given: argparse.Namespace) -> int:
    from index.store import Store

    store = Store.open(given.store)
    counts = store.generation.passages.counts()
    if given.json:
        rows = [
            {
                "id": d.id,
                "title": d.title,
                "kind": d.kind,
                "pages": d.pages,
                "passages": passages,
                "sources": [s.uri for s in d.sources],
            }
            for d, passages in zip(store.documents.heads, counts, strict=True)
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for document, passages in zip(store.documents.heads, counts, strict=True):
        print(f"{document.id[:12]}  {printable(document.title)}  ({document.kind}, {passages} passages)")
        for source in document.sources:
            print(f"              {printable(source.uri)}  added {source.added}")
    print(
        f"{len(store.documents)} documents, {len(store.generation.passages):,} passages in {given.store}, "
        f"generation {store.id}."
    )
    return 0


def _remove(given: argparse.Namespace) -> int:
    from index.update import remove

    report = remove(given.store, given.names)
    if given.json:
        return _tell(given, report, names=())
    print(f"Removed {', '.join(map(printable, report.removed))}; {report.passages:,} passages remain.")
    print(f"Its text is still on disk in an older generation until you run: python -m index gc --store {given.store}")
    return 0


def _rebuild(given: argparse.Namespace) -> int:
    from index.progress import bars
    from index.update import rebuild

    with bars() as progress:
        report = rebuild(given.store, encoder=given.encoder, progress=progress)
    if given.json:
        return _tell(given, report, names=())
    print_problems(report)
    print(f"Rebuilt {given.store}: {report.passages:,} passages, generation {report.generation}.")
    return _status_of(report)


def _verify(given: argparse.Namespace) -> int:
    from index.models import open_encoder
    from index.store import Store
    from index.verify import verify

    made = Store.open(given.store).generation.manifest.encoder
    verified = verify(given.store, open_encoder(str(made["name"])))
    print(json.dumps(asdict(verified), ensure_ascii=False) if given.json else verified)
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
        print(f"{hit.rank}. {printable(place)}  [{passage.start}:{passage.end}]")
        print(f"   score {hit.score:.3f}, cosine {hit.dense:.3f}, BM25 {hit.lexical:.2f}")
        print(f"   {printable(' '.join(passage.text.split()))}\n")
    if not hits:
        print("Nothing found.")
    return 0 if hits else 3


def _data_of(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    scores = {"rank": hit.rank, "score": hit.score, "dense": hit.dense, "lexical": hit.lexical}
    place = {"headings": passage.headings, "pages": passage.pages, "start": passage.start, "end": passage.end}
    return {**scores, "document": passage.document.title, **place, "text": passage.text}


COMMANDS = {
    "add": _add,
    "update": _update,
    "forget": _forget,
    "list": _list,
    "remove": _remove,
    "rebuild": _rebuild,
    "verify": _verify,
    "gc": _gc,
    "search": _search,
}
