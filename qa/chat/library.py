"""The documents page as HTML: pure functions, every word of a title, a file's name or a message escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from corpus import READ
from qa.chat.changes import Job, Outcome
from qa.chat.limits import FILE_BYTES, FILES
from qa.chat.shelf import Row, matching, page_of

CLOSED = (
    '<section class="docs-closed" role="note"><p><b>Documents cannot be changed from this page</b>, because other '
    "computers can reach this server. Its owner can add documents from a terminal "
    "(<code>python -m index add FILE_OR_FOLDER</code>), or start it with <code>--allow-changes</code>.</p></section>"
)
_CONFIRM = (
    '<dialog class="docs-confirm" aria-labelledby="docs-ask"><p id="docs-ask"></p>'
    '<p class="soft">Their text is deleted from this store. Files that were uploaded here are deleted too; files that '
    "were added from a folder stay where they are.</p>"
    '<div class="docs-row"><button type="button" data-do="keep">Keep</button>'
    '<button type="button" data-do="really" class="danger">Remove</button></div></dialog>'
)


def desk() -> str:
    """Where files are added and the list is worked on."""
    return (
        f'<section class="docs-desk" data-most="{FILES}" data-largest="{FILE_BYTES}">'
        '<div class="docs-drop"><p><b>Drop files here</b>, or '
        '<button type="button" data-do="choose">choose files</button></p>'
        f'<p class="soft">{READ} files, up to {FILES} files at once, {FILE_BYTES // 2**20} MB each. '
        "They stay on this computer.</p>"
        '<input type="file" multiple hidden tabindex="-1" aria-label="Files to add"></div>'
        '<p class="docs-sending" role="status" hidden></p>'
        '<div class="docs-row"><button type="button" data-do="remove" disabled>Remove selected</button>'
        f'<button type="button" data-do="rebuild">Rebuild all</button></div>{_CONFIRM}</section>'
    )


def table(rows: Sequence[Row], *, words: str = "", page: int = 1, may_change: bool = False) -> str:
    """The documents that match some words, a page of them, with their counts."""
    found = matching(rows, words)
    shown, page, pages = page_of(found, page)
    if not rows:
        return '<p class="docs-none">There is no document yet.</p>'
    if not found:
        return f'<p class="docs-none" role="status">No document of {len(rows):,} matches this filter.</p>'
    passages = sum(row.passages for row in found)
    which = "" if len(found) == len(rows) else f" of {len(rows):,}"
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Title", "Kind", "Pages", "Passages", "Added"))
    tick = '<th scope="col"><span class="docs-hidden">Select</span></th>' if may_change else ""
    body = "".join(_row(row, may_change=may_change) for row in shown)
    return (
        f'<div class="docs-scroll" tabindex="0" role="region" aria-label="Documents"><table class="docs-table">'
        f"<caption>{_count(len(found), 'document')}{which}, {_count(passages, 'passage')}</caption>"
        f"<thead><tr>{tick}{head}</tr></thead><tbody>{body}</tbody></table></div>{_pager(page, pages)}"
    )


def progress(job: Job | None) -> str:
    """How far a change is, or what became of it."""
    if job is None:
        return ""
    if not job.finished:
        counted = f"{job.done:,} of {job.total:,}" if job.total > 1 else ""
        value = f' value="{job.done}" max="{job.total}"' if job.total > 1 else ""
        return (
            f'<section class="docs-job"><p role="status"><b>{job.what} documents</b>: {escape(job.doing.lower())}</p>'
            f'<progress{value} aria-label="{escape(job.doing)}"></progress> <span class="soft">{counted}</span>'
            '<p class="soft">Until this is done, questions are answered from the documents as they were.</p></section>'
        )
    if job.problem:
        return _done("That did not work.", f"<p>{escape(job.problem)}</p>", bad=True)
    failed = any(outcome.became == "failed" for outcome in job.outcomes)
    counts = Counter(outcome.became for outcome in job.outcomes)
    summary = ", ".join(f"{number:,} {became}" for became, number in counts.items()) or "nothing to do"
    changed = any(became in counts for became in ("added", "replaced", "removed", "read again"))
    news = "The documents changed: " if changed else "The documents are as they were: "
    lines = "".join(_outcome(outcome) for outcome in sorted(job.outcomes, key=lambda o: o.became != "failed"))
    lines += "".join(f'<li class="docs-warning">{escape(warning)}</li>' for warning in job.warnings)
    return _done(
        f"{news}{summary}.",
        f'<ul class="docs-outcomes" tabindex="0" aria-label="Result of each file">{lines}</ul>' if lines else "",
        bad=failed,
    )


def problem(message: str) -> str:
    """Why something was not even begun."""
    return _done("That did not work.", f"<p>{escape(message)}</p>", bad=True)


def news(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What changed between two states of the documents, each given as titles by id; empty if nothing did."""
    came = [title for identity, title in after.items() if identity not in before]
    went = [title for identity, title in before.items() if identity not in after]
    changed = [title for title in came if title in went]  # another text under the same title
    kinds = {
        "changed": changed,
        "added": [title for title in came if title not in changed],
        "removed": [title for title in went if title not in changed],
    }
    parts = "; ".join(f"{word}: {_titles(titles)}" for word, titles in kinds.items() if titles)
    if not parts:
        return ""
    return f'<p class="docs-news" role="status">The documents changed since the last question ({parts}).</p>'


def _titles(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - 3:,} more" if len(titles) > 3 else ""
    return ", ".join(f'<span dir="auto">{escape(title)}</span>' for title in titles[:3]) + more


def _row(row: Row, *, may_change: bool) -> str:
    title = (
        f'<a class="docs-title" href="?doc={escape(row.id[:16])}" data-doc="{escape(row.id)}" dir="auto">'
        f"{escape(row.title)}</a>"
    )
    files = f'<span class="soft" dir="auto">{escape(", ".join(row.files))}</span>'
    name = escape(f"Select {row.title}")
    none = "" if row.pages else ' class="docs-nil"'
    tick = f'<td><input type="checkbox" data-id="{escape(row.id)}" aria-label="{name}"></td>' if may_change else ""
    return (
        f'<tr>{tick}<th scope="row">{title}{files}</th><td>{escape(row.kind)}</td>'
        f'<td data-name="Pages"{none}>{row.pages or "–"}</td><td data-name="Passages">{row.passages:,}</td>'
        f'<td data-name="Added">{_when(row.added)}</td></tr>'
    )


def _when(added: str) -> str:
    """A time in the server's own time zone, which on a laptop is the reader's."""
    local = datetime.fromisoformat(added).astimezone()
    return f'<time datetime="{escape(added)}">{local.day} {local:%b %Y, %H:%M}</time>'


def _pager(page: int, pages: int) -> str:
    if pages == 1:
        return ""

    def button(words: str, to: int) -> str:
        off = "" if 1 <= to <= pages else " disabled"
        return f'<button type="button" data-page="{to}"{off}>{words}</button>'

    return (
        f'<nav class="docs-row" aria-label="Pages of the list">{button("Previous", page - 1)}'
        f"<span>Page {page:,} of {pages:,}</span>{button('Next', page + 1)}</nav>"
    )


def _outcome(outcome: Outcome) -> str:
    says = f': <span dir="auto">{escape(outcome.says)}</span>' if outcome.says else ""
    bad = ' class="docs-failed"' if outcome.became == "failed" else ""
    return f'<li{bad}><span dir="auto">{escape(outcome.name)}</span> <b>{escape(outcome.became)}</b>{says}</li>'


def _done(headline: str, details: str, *, bad: bool) -> str:
    kind = " docs-bad" if bad else ""
    return f'<section class="docs-job{kind}" role="status"><p><b>{escape(headline)}</b></p>{details}</section>'


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
