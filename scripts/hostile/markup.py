"""HTML, Markdown and tables of comma-separated values that are nested, endless, or point elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.hostile import SECRET_FILE, Bad, of

_BOMB = (
    '<!DOCTYPE html [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)) + "]>"
)  # fmt: skip
_MANY = 200_000


def bad() -> Iterator[Bad]:
    """All of them."""
    yield from _nested()
    yield from _endless()
    yield from _entities()
    yield from _markdown()
    yield from _tables()


def _nested() -> Iterator[Bad]:
    for tag in "div b table ul blockquote font svg math template object select noscript pre h1 main".split():
        yield of("nested tags", f"nested-{tag}.html", f"<{tag}>" * _MANY + "It is old.")
    yield of("nested tags", "nested-table-cells.html", "<table><tr><td>" * _MANY + "It is old.")
    yield of("nested tags", "nested-2000.html", "<div>" * 2000 + "It is old." + "</div>" * 2000)
    yield of("nested tags", "misnested.html", "<b><i><p></b></i>" * 20_000 + "It is old.")
    yield of("nested tags", "nested.md", "<div>\n\n" * 20_000 + "It is old.")


def _endless() -> Iterator[Bad]:
    for name, opening in {
        "comment": "<!--",
        "script": "<script>",
        "style": "<style>",
        "title": "<title>",
        "textarea": "<textarea>",
        "plaintext": "<plaintext>",
        "cdata": "<![CDATA[",
        "doctype": "<!DOCTYPE ",
        "instruction": "<?php ",
        "tag": "<p class=",
        "quote": '<p title="',
    }.items():
        yield of("unclosed", f"unclosed-{name}.html", f"<p>It is old.{opening}" + "never ends " * 100_000)
    yield of("unclosed", "attributes.html", "<p " + " ".join(f"a{n}=1" for n in range(_MANY)) + ">It is old.")
    yield of("unclosed", "spans.html", "<table><td colspan=100000000 rowspan=100000000>It is old.")
    yield of("unclosed", "nul.html", b"<p\x00>It\x00 is<\x00b> old.</b\x00>" * 99)
    yield of("unclosed", "breaks.html", "<br>" * _MANY + "It is old.")
    yield of(
        "unclosed", "frames.html", f'<iframe src="{SECRET_FILE}"></iframe><object data="{SECRET_FILE}"></object><p>Old.'
    )
    yield of("unclosed", "frameset.html", "<frameset><frame src=a><frame src=b></frameset>")


def _entities() -> Iterator[Bad]:
    yield of("entities", "bomb.html", f"{_BOMB}<p>&j;&j;&j; It is old.")
    yield of("entities", "bomb.xhtml", f'<?xml version="1.0"?>{_BOMB}<html><p>&j; It is old.</p></html>')
    yield of(
        "entities",
        "external.xhtml",
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{SECRET_FILE}">]><html><p>&x; Old.</p></html>',
    )
    yield of("entities", "external.html", f'<!DOCTYPE html SYSTEM "{SECRET_FILE}"><p>It is old.')
    yield of(
        "entities",
        "parameter.xhtml",
        f'<!DOCTYPE html [<!ENTITY % x SYSTEM "{SECRET_FILE}">%x;]><html><p>Old.</p></html>',
    )
    yield of(
        "entities",
        "include.xhtml",
        f'<html xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{SECRET_FILE}" parse="text"/>Old.</html>',
    )
    yield of("entities", "references.html", "<p>" + "&#x41;&amp;&nosuch;&#xD800;&#0;&#99999999999;" * 20_000)


def _markdown() -> Iterator[Bad]:
    for name, piece in {
        "quotes": "> ",
        "lists": "- ",
        "stars": "*a **b",
        "brackets": "[",
        "images": "![a](",
        "ticks": "`a``",
        "underscores": "_a__b",
        "angles": "<a:",
        "entities": "&#",
        "backslashes": "\\[",
        "tildes": "~~a",
    }.items():
        yield of("markdown", f"{name}.md", piece * 50_000 + "It is old.")
    yield of("markdown", "references.md", "".join(f"[a{n}]: /b\n" for n in range(20_000)) + "[a1]" * 20_000)
    yield of("markdown", "columns.md", "|a" * 20_000 + "|\n" + "|-" * 20_000 + "|\n" + "|It is old" * 20_000 + "|\n")
    yield of("markdown", "front-matter.md", "---\n" + "title: a\n" * _MANY + "It is old.")
    yield of("markdown", "front-bomb.md", "---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n---\nIt is old.")
    yield of("markdown", "deep-list.md", "".join("  " * n + "- a\n" for n in range(1000)))
    yield of("markdown", "setext.md", "a\n" * 100_000 + "===\n")


def _tables() -> Iterator[Bad]:
    yield of("comma-separated", "columns.csv", "a," * _MANY + "\n" + "It is old," * _MANY)
    yield of("comma-separated", "rows.csv", "a,b\n" * _MANY)
    yield of("comma-separated", "unclosed.csv", 'a,b\n"It is old' + ",\n" * _MANY)
    yield of("comma-separated", "quotes.csv", '"' * 300_001)
    yield of("comma-separated", "field.csv", "a,b\nIt is old," + "x" * 2_000_000)
    yield of("comma-separated", "nul.csv", "a,b\nIt is\0old,2\n")
    yield of("comma-separated", "ragged.csv", "".join("x," * (n % 50) + "\n" for n in range(20_000)))
    yield of("comma-separated", "formula.csv", f'=cmd|"/C calc"!A0,@SUM(1),=WEBSERVICE("file:///{SECRET_FILE}")\n')
    yield of("comma-separated", "returns.csv", b"a,b\r\r\n\rIt is old,2\x0b3\x0c4\x1c5\x855\n")
    yield of("comma-separated", "only-commas.csv", "," * _MANY)
