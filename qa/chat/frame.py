"""The page's fixed parts as HTML: the head, the panels, the help; and what there is to ask."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from index.texts import Head
from qa.chat.shelf import by_title
from qa.chat.words import count
from qa.examples import Example

_LISTED = 8  # documents named on the welcome


def _icon(path: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'


# What a browser shows before Gradio's scripts have run.
FIRST_PAINT = """<meta name="color-scheme" content="light dark">
<style>html { background: #f4f2ec } @media (prefers-color-scheme: dark) { html { background: #131517 } }</style>"""

HEAD = (
    '<header class="head"><h1>Pincite</h1><span class="motto">answers in your documents’ own words</span>'
    '<nav aria-label="Views"><a href="#ask" data-view="ask" aria-current="page">Ask</a>'
    '<a href="#documents" data-view="documents">Documents<span id="how-many"></span></a>'
    '<button type="button" data-act="help" aria-label="Help and keyboard shortcuts">?</button></nav></header>'
    '<div id="announce" class="unseen" role="status" aria-live="polite"></div>'
)

TALK = (
    '<div id="welcome"></div><section id="turns" aria-label="Conversation"></section>'
    '<p id="undo" hidden>The conversation was cleared. '
    '<button type="button" class="link" data-act="undo">Undo</button></p>'
)

OPTIONS = (
    '<div class="options"><details class="menu up" id="which"><summary><span>All documents</span></summary>'
    '<div class="sheet"><div id="chooser"></div></div></details>'
    '<details class="menu up" id="how-sure" hidden><summary><span><span class="roomy">Answer: </span>'
    '<span class="sure-now">as usual</span></span></summary><div class="sheet"></div>'
    "</details>"
    '<span id="state" role="status"></span>'
    '<span class="keep" hidden><details class="menu up end" id="keeping"><summary><span>Conversation</span>'
    f"{_icon('M5 12h.01M12 12h.01M19 12h.01')}</summary>"
    '<div class="sheet small"><button type="button" class="link" data-act="export" data-as="markdown">'
    'Save as Markdown</button><button type="button" class="link" data-act="export" data-as="json">Save as JSON</button>'
    '<button type="button" class="link" data-act="clear">Clear</button></div></details></span></div>'
)

SOURCE = (
    '<div class="bar"><div class="what"><h2 id="source-title" dir="auto">Source</h2>'
    '<span id="source-place" class="soft" dir="auto"></span></div><div class="go">'
    f'<button type="button" data-act="previous" aria-label="Previous citation" title="Previous citation (p)">'
    f"{_icon('M15 5l-7 7 7 7')}</button>"
    f'<button type="button" data-act="next" aria-label="Next citation" title="Next citation (n)">'
    f"{_icon('M9 5l7 7-7 7')}</button>"
    '<details class="menu" id="contents"><summary>Contents</summary><div class="sheet">'
    '<form id="to-page" hidden><label>Page <input type="number" min="1" required></label> <span></span>'
    '<button type="submit">Go</button></form><div class="headings"></div></div></details>'
    '<button type="button" data-act="copy-link">Copy link</button>'
    f'<button type="button" data-act="close" aria-label="Close the source" title="Close">'
    f"{_icon('M6 6l12 12M18 6L6 18')}</button></div></div>"
    '<div id="leafing" hidden><div class="as" role="group" aria-label="Show the source as">'
    '<button type="button" data-act="as-text" aria-pressed="true">Text</button>'
    '<button type="button" data-act="as-page" aria-pressed="false">Page</button></div>'
    '<div class="turning" hidden>'
    f'<button type="button" data-act="page-before" aria-label="Previous page">{_icon("M15 5l-7 7 7 7")}</button>'
    '<span id="page-at"></span>'
    f'<button type="button" data-act="page-after" aria-label="Next page">{_icon("M9 5l7 7-7 7")}</button></div></div>'
    '<div id="paper" tabindex="0" role="region" aria-labelledby="source-title"></div>'
    '<div id="page" tabindex="0" role="region" aria-label="The page as it looks" hidden></div>'
)

_KEYS = (
    ("/", "ask a question"),
    ("Enter", "send it"),
    ("n", "next citation of the answer"),
    ("p", "previous citation"),
    ("v", "the page as it looks, and its text again"),
    ("Esc", "close what is open, then back to the question"),
    ("?", "this help"),
)

HELP = (
    '<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">How to use Pincite</h2>'
    "<p>Ask in one plain English sentence. Every answer is a quotation; follow its citation to where it stands. "
    "When the documents do not say, you are told so, with what was searched.</p><table><caption>Keys</caption><tbody>"
    + "".join(f'<tr><th scope="row"><kbd>{key}</kbd></th><td>{does}</td></tr>' for key, does in _KEYS)
    + '</tbody></table><p><label><input type="checkbox" id="single-keys" checked> '
    "Use the keys that are a single letter or mark</label></p>"
    '<p class="soft">The conversation is kept in this browser. Nothing leaves this computer. '
    '<button type="button" class="link" data-act="programs">For programs</button></p>'
    '<button type="button" data-act="close-help">Close</button></dialog>'
)


def welcome(documents: Sequence[Head], passages: int, examples: Sequence[Example] = ()) -> str:
    """What is shown before the first question."""
    if not documents:
        return (
            '<section class="welcome"><h2 class="big">There is no document yet.</h2>'
            '<p>Add some on the page <a href="#documents" data-view="documents">Documents</a>, or from a terminal: '
            "<code>python -m index add FILE_OR_FOLDER</code></p></section>"
        )
    asking = "".join(
        f'<li><button type="button" data-act="ask" data-text="{escape(one.question)}" dir="auto">'
        f"{escape(one.question)}</button></li>"
        for one in examples
    )
    asking = f'<ul class="examples" aria-label="Questions that the documents answer">{asking}</ul>' if asking else ""
    shown = "".join(f"<li>{_opener(document)}</li>" for document in documents[:_LISTED])
    rest = len(documents) - _LISTED
    more = f'<li><a href="#documents" data-view="documents">and {rest:,} more</a></li>' if rest > 0 else ""
    return (
        '<section class="welcome"><h2 class="big">Ask your documents.</h2>'
        '<p class="lead">Every answer is a quotation with the place where it stands. '
        "When the documents do not say, you are told so.</p>"
        f'{asking}<ul class="shelf" aria-label="Documents">{shown}{more}</ul>'
        f'<p class="soft">{count(len(documents), "document")}, {count(passages, "passage")}. '
        '<a class="place" href="#documents" data-view="documents">Add documents</a>. '
        "Nothing leaves this computer.</p></section>"
    )


def chooser(documents: Sequence[Head]) -> str:
    """A list of documents with boxes to tick; none ticked means all."""
    boxes = "".join(
        f'<li><label><input type="checkbox" value="{escape(document.id)}"> '
        f'<span dir="auto">{escape(document.title)}</span></label></li>'
        for document in by_title(documents)
    )
    return (
        '<div class="find"><label class="unseen" for="filter">Show documents whose title holds</label>'
        '<input id="filter" type="search" placeholder="Find a document" autocomplete="off">'
        '<p class="soft"><span role="status">all will be asked</span>'
        '<button type="button" class="link" data-act="tick">Tick those shown</button>'
        '<button type="button" class="link" data-act="all">Ask all documents</button></p></div>'
        f'<ul aria-label="Documents to ask">{boxes}</ul>'
    )


def _opener(document: Head) -> str:
    return (
        f'<a class="place" href="?doc={escape(document.id[:16])}" data-doc="{escape(document.id)}" dir="auto">'
        f"{escape(document.title)}</a>"
    )
