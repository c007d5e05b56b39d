"""What stands around the text of a page that marks no main text: found by the names that its makers gave it.

Pages made before 2014 have no `<nav>` and `<main>`, but `<div id="sidebar">`. A name is a hint and no mark, so what it
names must also be mostly links, or short: and it stays in the text as furniture, shown but not quoted.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HOLDERS = frozenset("div ul ol dl table section td header p span".split())
_LINKS = frozenset(
    "nav navbar navigation navlinks menu menubar topbar toolbar sidebar sidenav breadcrumb breadcrumbs pagination "
    "pager sitenav toc tableofcontents related crumbs tabs".split()
)
_SHORT = frozenset("footer foot copyright cookie cookies cookiebar banner skiplink colophon".split())
_MOST_SHORT = 600  # characters
_MOST_PARTS = 5_000  # pieces of text that are looked at
_WORD = re.compile(r"[a-z]+")


def is_around(element: HtmlElement, tag: str) -> bool:
    """Whether an element is named like navigation and is mostly links, or named like a page's foot and is short."""
    if tag not in _HOLDERS:
        return False
    names = set(_WORD.findall(f"{element.get('id', '')} {element.get('class', '')}".lower()))
    if names.isdisjoint(_LINKS | _SHORT):
        return False
    parts = list(itertools.islice(element.itertext(), _MOST_PARTS + 1))
    if len(parts) > _MOST_PARTS:
        return False
    words = len("".join("".join(parts).split()))
    if not names.isdisjoint(_SHORT) and words <= _MOST_SHORT:
        return True
    linked = sum(len("".join("".join(link.itertext()).split())) for link in element.iter("a"))
    return not names.isdisjoint(_LINKS) and 2 * linked > words
