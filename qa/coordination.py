"""A row of words: "A, B and C" parted into A, B and C, from a span that may hold all of it or a piece.

Rules over commas, semicolons, "and" and "or". With a comma before the "and" (Oxford) an "and" inside of an item is
its own; numbers, dates, brackets, quotes and "between ... and ..." are not parted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from index.lexical import terms_of

Place = tuple[int, int]

_BREAK = re.compile(
    r"(?P<semi>;\s+(?:(?:and|or)\s+)?)|(?P<oxford>,\s+(?:and|or|as well as|and also)\s+)|(?P<comma>,\s+)"
    r"|(?P<and>\s+(?:and|or|as well as|along with|together with)\s+)"
)
_LEADS = re.compile(
    r"(?:and|or|both|either|including|includes?|included|such as|namely|among them|like|were|was|are|is)\s+(?=\S)"
)
_OPENS = frozenset("the a an its their his her our your".split())
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|may|might|must|should|but|because|although|"
    r"while|whereas|when|if|so|who|which|that|they|he|she|it|we|however)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 12


def coordinated(sentence: str, start: int, end: int, asked: Collection[str] = ()) -> list[Place]:
    """The items of the row that `[start, end)` of a sentence holds or belongs to; the span alone where it is no row.

    `asked` are the stems of the question: an item beside the span ends before a word that the question has.

    >>> text = "They named trade, cyber security, and freedom of overflight and navigation."
    >>> [text[a:b] for a, b in coordinated(text, 11, 16)]
    ['trade', 'cyber security', 'freedom of overflight and navigation']
    """
    breaks = list(_breaks(sentence))
    left, right = _widened(sentence, start, end, breaks, asked)
    inside = _of_one_row(
        sentence, left, right, [found for found in breaks if left < found.start() and found.end() < right]
    )
    edges = [left, *(edge for found in inside for edge in found.span()), right]
    pieces = zip(edges[::2], edges[1::2], strict=True)
    return [place for place in (_bare(sentence, *piece) for piece in pieces) if place[0] < place[1]]


def _breaks(sentence: str) -> Iterator[re.Match[str]]:
    """Where a row may be parted."""
    shut = [found.span() for found in re.finditer(r"\([^)]*\)|“[^”]*”|\"[^\"]*\"|\[[^\]]*\]", sentence)]
    shut += [found.span() for found in re.finditer(r"\b[Bb]etween [^,;]*? and |\b\w+ \d{1,2}, \d{4}", sentence)]
    for found in _BREAK.finditer(sentence):
        if not any(a <= found.start() < b for a, b in shut):
            yield found


def _widened(sentence: str, start: int, end: int, breaks: list[re.Match[str]], asked: Collection[str]) -> Place:
    """The span to the edges of its first and last item, and with the neighbours that look like items of its row."""
    ends = [found.start() for found in breaks]
    starts = [found.end() for found in breaks]
    stop = len(sentence.rstrip(' .!?"”’'))
    if any(start < found.start() < end for found in breaks):  # a row that may be cut in the middle of an item
        behind = next((at for at in ends if at >= end), stop)
        before = max((at for at in starts if at <= start), default=start)
        end = behind if _is_rest(sentence[end:behind], asked) else end
        start = before if _is_rest(sentence[before:start], asked) else start
    while end in ends:  # the span ends where the row may go on
        begin = starts[ends.index(end)]
        behind = _before_asked(sentence, begin, next((at for at in ends if at > begin), stop), asked)
        if not _is_like(sentence[start:end], sentence[begin:behind]):
            break
        end = behind
    while start in starts:
        close = ends[starts.index(start)]
        before = max((at for at in starts if at < start), default=_first_item(sentence[:close], sentence[start:end]))
        if before >= close or not _is_like(sentence[start:end], sentence[before:close]):
            break
        start = before
    return start, end


def _first_item(before: str, row: str) -> int:
    """Where the first item begins that stands at the end of `before`: a run of names, or one word like the others.

    The length of `before` where that cannot be told.
    """
    known = [piece for piece in _BREAK.split(row) if piece and not _BREAK.fullmatch(piece)]
    if re.search("[A-Z]", row):
        found = re.search(r"(?:[A-Z][\w.'’-]*(?: (?:of|the|de|van|von|and) (?=[A-Z])| |$))+$", before)
    else:
        found = re.search(r"[\w-]+$", before) if all(len(piece.split()) == 1 for piece in known) else None
    return found.start() if found else len(before)


def _is_rest(words: str, asked: Collection[str]) -> bool:
    """Whether the words can be what a span lacks of an item: few, no clause, none of the question's."""
    return len(words.split()) <= 3 and not _CLAUSE.search(words) and not set(terms_of(words)) & set(asked)


def _before_asked(sentence: str, begin: int, stop: int, asked: Collection[str]) -> int:
    """Where an item ends that was not marked itself: before words that the question holds, "meet at Koblenz"."""
    for found in list(re.finditer(r"\w+", sentence[begin:stop]))[1:]:
        if asked and set(terms_of(found[0])) & set(asked):
            kept = re.sub(
                r"(?:\s+(?:at|in|on|to|from|by|for|with|of|the|a|an|their|its))+\s*$",
                "",
                sentence[begin : begin + found.start()],
            )
            return begin + len(kept.rstrip(" ,;:"))
    return stop


def _is_like(row: str, more: str) -> bool:
    """Whether `more` can be an item of the row: short, no clause, with capitals and digits where the row has them."""
    first = _BREAK.split(row)[0]
    if not more.strip() or len(more.split()) > _MOST_WORDS or _CLAUSE.search(more):
        return False
    if {
        row.split(" ", 1)[0].lower(),
        more.split(" ", 1)[0].lower(),
    } <= _OPENS:  # "the right to ... and the duty to ..."
        return True
    return all(re.search(kind, more) or not re.search(kind, first) for kind in ("[A-Z]", r"\d"))


def _of_one_row(sentence: str, left: int, right: int, inside: list[re.Match[str]]) -> list[re.Match[str]]:
    """The breaks that part items rather than words within an item."""
    kinds = {found.lastgroup for found in inside}
    if "semi" in kinds:
        return [found for found in inside if found.lastgroup == "semi"]
    if "oxford" in kinds:
        return [found for found in inside if found.lastgroup != "and"]
    words = [found for found in inside if found.lastgroup == "and"]
    if "comma" in kinds:
        last = max(found.start() for found in inside if found.lastgroup == "comma")
        behind = [found for found in words if found.start() > last]
        return [found for found in inside if found.lastgroup == "comma"] + behind[:1]
    opening = _bare(sentence, left, right)[0]
    if (
        len(words) > 1 and sentence[opening:right].split(" ", 1)[0].lower() in _OPENS
    ):  # "the right to A and B and the C"
        return [found for found in words if sentence[found.end() :].split(" ", 1)[0].lower() in _OPENS]
    return words


def _bare(sentence: str, start: int, end: int) -> Place:
    """An item without the words that lead to it and the marks around it."""
    while lead := _LEADS.match(sentence, start, end):
        start = lead.end()
    words = sentence[start:end]
    left = start + len(words) - len(words.lstrip(" ,;:"))
    return left, max(left, start + len(words.rstrip(" ,;:.")))
