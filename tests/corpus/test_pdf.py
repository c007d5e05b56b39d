"""PDF: what a person reads on the pages comes out, in the order in which it is read."""

from collections.abc import Callable
from typing import Any

import pytest

from corpus.errors import DamagedDocument, EmptyDocument, EncryptedDocument
from corpus.formats.pdf import parse

Drawn = Callable[..., bytes]
Lines = Callable[..., None]
BODY = (
    "The harbour of Lisse was built when the river still",
    "reached the old walls, and its keeper lived in a tower",
    "that the first storm of the following winter took away.",
)
JOINED = " ".join(BODY)
LEFT = ("Left one goes on over the", "gutter of nothing at all and", "ends on the left side here.")
RIGHT = ("Right one begins at the top", "of the second column while", "the left has ended already.")


def words(data: bytes) -> list[str]:
    """The paragraphs of a PDF."""
    return parse(data, "a.pdf").text.split("\n\n")


def test_lines_become_paragraphs(drawn: Drawn, lines: Lines) -> None:
    def page(canvas: Any) -> None:
        lines(canvas, BODY)
        lines(canvas, ["A second paragraph stands", "below a gap."], y=630)

    assert words(drawn(page)) == [JOINED, "A second paragraph stands below a gap."]


def test_an_indent_begins_a_paragraph(drawn: Drawn, lines: Lines) -> None:
    def page(canvas: Any) -> None:
        lines(canvas, BODY)
        lines(canvas, ["An indented paragraph follows it without any gap,"], x=90, y=700 - 3 * 13.75)
        lines(canvas, ["and its second line begins at the margin again."], y=700 - 4 * 13.75)

    assert words(drawn(page))[1].startswith("An indented paragraph follows it without any gap, and its second")


@pytest.mark.parametrize("order", ["columns", "lines"])
def test_columns_are_read_one_after_the_other(drawn: Drawn, lines: Lines, order: str) -> None:
    def page(canvas: Any) -> None:
        lines(canvas, ["A title over both columns of this page"], x=150, y=760, size=18)
        if order == "columns":
            lines(canvas, LEFT, x=72)
            lines(canvas, RIGHT, x=310)
        else:  # written line by line across the page
            for number, pair in enumerate(zip(LEFT, RIGHT, strict=True)):
                for x, line in zip((72, 310), pair, strict=True):
                    lines(canvas, [line], x=x, y=700 - 13.75 * number)

    assert words(drawn(page)) == ["A title over both columns of this page", " ".join(LEFT), " ".join(RIGHT)]


def test_a_sentence_goes_on_in_the_next_column(drawn: Drawn, lines: Lines) -> None:
    left = ("Left one goes on over the gu", "tter of nothing at all and does", "not end on the left side but in")
    right = ("the second column, which goes", "on for a line and some words.")

    def page(canvas: Any) -> None:
        lines(canvas, left, x=72)
        lines(canvas, right, x=310)

    assert words(drawn(page)) == [" ".join(left + right)]


def test_tables_are_read_row_by_row(drawn: Drawn, lines: Lines) -> None:
    rows = (("Harbour", "Built", "Keeper"), ("Lisse", "1874", "Maria Sander"), ("Orme", "1901", "Jan Vos"))

    def page(canvas: Any) -> None:
        lines(canvas, BODY)
        for number, row in enumerate(rows):
            for x, cell in zip((72, 200, 300), row, strict=True):
                lines(canvas, [cell], x=x, y=600 - 18 * number)

    assert words(drawn(page)) == [JOINED, *("\t".join(row) for row in rows)]


def test_a_cell_of_several_lines_stays_one_cell(drawn: Drawn, lines: Lines) -> None:
    def page(canvas: Any) -> None:
        for y, term, said in (
            (700, "Ferry", ["A boat that crosses", "to Orme on Sundays."]),
            (660, "Pier", ["Wooden."]),
        ):
            lines(canvas, [term], y=y)
            lines(canvas, said, x=200, y=y)

    assert words(drawn(page)) == ["Ferry\tA boat that crosses to Orme on Sundays.", "Pier\tWooden."]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("They had to coop-", "erate in this.", "They had to cooperate in this."),
        ("It was a self-", "governing town.", "It was a self-governing town."),
        ("The Anglo-", "Saxon harbour.", "The Anglo-Saxon harbour."),
        ("The years 1874-", "1901 were good.", "The years 1874-1901 were good."),
        ("A snow-white snow-", "white sail.", "A snow-white snow-white sail."),
    ],
)
def test_words_that_a_line_breaks_are_whole_again(
    drawn: Drawn, lines: Lines, first: str, second: str, joined: str
) -> None:
    assert words(drawn(lambda canvas: lines(canvas, [first, second]))) == [joined]


def test_accents_ligatures_and_raised_figures(drawn: Drawn) -> None:
    def page(canvas: Any) -> None:
        canvas.drawString(72, 700, "Café señor Ångström, naïve façade,")
        text = canvas.beginText(72, 680)
        text.textOut("an area of 12 km")
        text.setRise(4)
        text.setFont("Times-Roman", 7)
        text.textOut("2")
        text.setRise(0)
        text.setFont("Times-Roman", 11)
        text.textOut(" in all.")
        canvas.drawText(text)

    assert words(drawn(page)) == ["Café señor Ångström, naïve façade, an area of 12 km² in all."]


def test_accents_that_are_drawn_over_their_letters_come_onto_them(drawn: Drawn) -> None:
    """As TeX draws them with its old fonts: the accent first, then the letter below it."""

    def page(canvas: Any) -> None:
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 700, "na")
        canvas.drawString(72 + canvas.stringWidth("na"), 700, "¨")
        canvas.drawString(72 + canvas.stringWidth("na"), 700, "ive cafe")
        canvas.drawString(72 + canvas.stringWidth("naive caf") + 0.5, 700, "´")

    draft = parse(drawn(page), "a.pdf")
    assert draft.text.split() == ["naïve", "café"]


def paged(drawn: Drawn, lines: Lines, *texts: tuple[str, ...]) -> bytes:
    """Pages with a running head and a page number around each text."""

    def page(number: int, text: tuple[str, ...]) -> Callable[[Any], None]:
        def draw(canvas: Any) -> None:
            lines(canvas, ["Annals of the Harbour"], y=800, size=9)
            lines(canvas, text)
            lines(canvas, [str(number)], x=297, y=40, size=9)

        return draw

    return drawn(*(page(number, text) for number, text in enumerate(texts, 1)))


def test_a_sentence_over_a_page_break_is_whole(drawn: Drawn, lines: Lines) -> None:
    first = (*BODY, "The new tower was begun in the year that followed,")
    second = ("when the town had sold its last ship, and it stands.", "Nothing more is known of it.", *BODY)
    draft = parse(paged(drawn, lines, first, second, BODY), "a.pdf")
    over = "The new tower was begun in the year that followed, when the town had sold its last ship, and it stands."
    assert over in draft.text
    furniture = [draft.text[start:end] for start, end in draft.furniture]
    assert sorted(furniture) == ["1", "2", "3", *["Annals of the Harbour"] * 3]
    at = draft.text.index(over)
    assert [number for number, (a, b) in enumerate(draft.pages, 1) if a < at + len(over) and at < b] == [1, 2]
    start = draft.pages[1][0]
    assert draft.text[start:].startswith("when the town had sold")


def test_pages_follow_each_other_without_a_gap(drawn: Drawn, lines: Lines) -> None:
    draft = parse(paged(drawn, lines, BODY, BODY, BODY), "a.pdf")
    assert draft.pages[0][0] == 0
    assert draft.pages[-1][1] == len(draft.text)
    assert all(one[1] == other[0] for one, other in zip(draft.pages, draft.pages[1:], strict=False))


def test_what_only_looks_like_furniture_is_text(drawn: Drawn, lines: Lines) -> None:
    """The same first line on two pages far apart, and a number that ends a text, are no running heads."""
    texts = [("It rains.", *BODY), BODY, BODY, BODY, ("It rains.", *BODY)]
    data = drawn(*(lambda canvas, text=text: lines(canvas, text, y=800) for text in texts))
    assert "It rains." not in [parse(data, "a.pdf").text[a:b] for a, b in parse(data, "a.pdf").furniture]


def test_footnotes_step_aside_for_a_sentence_that_runs_on(drawn: Drawn, lines: Lines) -> None:
    def first(canvas: Any) -> None:
        lines(canvas, (*BODY, "The new tower was begun in the year that followed,"))
        lines(canvas, ["1 The tower is described by Vos in his almanac."], y=90, size=8)

    def second(canvas: Any) -> None:
        lines(canvas, ["when the town had sold its last ship, and it stands."])

    text = words(drawn(first, second))
    assert text[0] == "1 The tower is described by Vos in his almanac."
    assert text[1].endswith("in the year that followed, when the town had sold its last ship, and it stands.")


def headings(data: bytes) -> list[tuple[str, int]]:
    """The headings of a PDF with their levels."""
    draft = parse(data, "a.pdf")
    return [(draft.text[start:end], level) for start, end, level in draft.headings]


def test_headings_by_size_and_weight(drawn: Drawn, lines: Lines) -> None:
    def page(canvas: Any) -> None:
        lines(canvas, ["The Harbour of Lisse"], y=780, size=20)
        lines(canvas, ["Its tower"], y=740, size=14)
        lines(canvas, BODY)
        lines(canvas, ["The keeper"], y=640, font="Times-Bold")
        lines(canvas, BODY, y=620)

    assert headings(drawn(page)) == [("The Harbour of Lisse", 1), ("Its tower", 2), ("The keeper", 3)]


def test_headings_by_outline(drawn: Drawn, lines: Lines) -> None:
    def page(canvas: Any) -> None:
        for number, (words_of_it, level) in enumerate([("Part of it", 0), ("Its tower", 1), ("The keeper", 1)]):
            canvas.bookmarkPage(words_of_it)
            canvas.addOutlineEntry(words_of_it, words_of_it, level)
            lines(canvas, [f"{number + 1}  {words_of_it}"], y=780 - 150 * number, font="Times-Italic")
            lines(canvas, BODY, y=750 - 150 * number)
        lines(canvas, ["LARGE WORDS OF A DRAWING"], y=300, size=12.5)

    assert headings(drawn(page)) == [("1 Part of it", 1), ("2 Its tower", 2), ("3 The keeper", 2)]


def test_lists_keep_their_items_apart(drawn: Drawn, lines: Lines) -> None:
    items = ("• The ferry, which crosses", "  to Orme on Sundays only", "• The pier", "• The light")
    text = words(drawn(lambda canvas: lines(canvas, items)))
    assert text == ["• The ferry, which crosses to Orme on Sundays only", "• The pier", "• The light"]


@pytest.mark.parametrize("said", ["The Almanac of Orme", "Microsoft Word - The Almanac of Orme"])
def test_the_title_is_what_the_file_says(drawn: Drawn, lines: Lines, said: str) -> None:
    def page(canvas: Any) -> None:
        canvas.setTitle(said)
        lines(canvas, ["Another heading"], y=780, size=20)
        lines(canvas, BODY)

    assert parse(drawn(page), "a.pdf").title == "The Almanac of Orme"


@pytest.mark.parametrize("said", ["untitled", "almanac.doc", "Document1", "C:\\papers\\x_final_2", " "])
def test_a_title_that_a_program_made_is_none(drawn: Drawn, lines: Lines, said: str) -> None:
    def page(canvas: Any) -> None:
        canvas.setTitle(said)
        lines(canvas, ["The Harbour of Lisse"], y=780, size=20)
        lines(canvas, BODY)

    assert parse(drawn(page), "a.pdf").title == "The Harbour of Lisse"


@pytest.mark.parametrize("quarters", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(drawn: Drawn, lines: Lines, quarters: int) -> None:
    moves = {0: (0, 0), 90: (595, 0), 180: (595, 842), 270: (0, 595)}  # reportlab turns the paper as well

    def page(canvas: Any) -> None:
        canvas.setPageRotation(quarters)
        canvas.translate(*moves[quarters])
        canvas.rotate(quarters)
        lines(canvas, BODY, y=400)

    assert words(drawn(page)) == [JOINED]


def test_words_that_are_turned_stand_by_themselves(drawn: Drawn, lines: Lines) -> None:
    def page(canvas: Any) -> None:
        canvas.saveState()
        canvas.translate(40, 200)
        canvas.rotate(90)
        lines(canvas, ["Printed in the margin of it"], x=0, y=0)
        canvas.restoreState()
        lines(canvas, BODY)

    assert words(drawn(page)) == [JOINED, "Printed in the margin of it"]


@pytest.mark.parametrize("size", [(30, 10), (14400, 14400)])
def test_tiny_and_huge_pages(drawn: Drawn, size: tuple[float, float]) -> None:
    def page(canvas: Any) -> None:
        canvas.setFont("Times-Roman", size[0] / 10)
        canvas.drawString(1, size[1] / 2, "Small words")

    assert words(drawn(page, size=size)) == ["Small words"]


def test_pages_without_text_are_named(drawn: Drawn, lines: Lines) -> None:
    data = drawn(lambda canvas: lines(canvas, BODY), lambda canvas: canvas.rect(50, 50, 400, 400, fill=1))
    draft = parse(data, "a.pdf")
    assert draft.warnings == ("page 2: no text layer.",)
    assert draft.pages == ((0, len(draft.text)), (len(draft.text), len(draft.text)))


def test_a_file_of_pictures_says_what_to_do(drawn: Drawn) -> None:
    with pytest.raises(EmptyDocument, match=r"a\.pdf has no text: pages 1, 2: no text layer\..*OCR"):
        parse(drawn(*[lambda canvas: canvas.rect(50, 50, 400, 400, fill=1)] * 2), "a.pdf")


def test_a_locked_file_says_what_to_do(drawn: Drawn, lines: Lines) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = drawn(lambda canvas: lines(canvas, BODY), encrypt=StandardEncryption("secret", strength=128))
    with pytest.raises(EncryptedDocument, match=r"a\.pdf is protected by a password\..*without one"):
        parse(locked, "a.pdf")
    readable = drawn(lambda canvas: lines(canvas, BODY), encrypt=StandardEncryption("", "owner", strength=128))
    assert words(readable) == [JOINED]


def test_a_file_that_was_cut_off_is_read_or_refused(drawn: Drawn, lines: Lines) -> None:
    whole = paged(drawn, lines, BODY, BODY, BODY)
    for tenth in range(10):
        try:
            assert "harbour" in parse(whole[: len(whole) * tenth // 10], "a.pdf").text
        except (DamagedDocument, EmptyDocument) as error:
            assert error.hint  # noqa: PT017
    with pytest.raises(DamagedDocument, match="it is damaged or was cut off"):
        parse(whole[:100], "a.pdf")
    with pytest.raises(DamagedDocument, match="it does not begin as a PDF does"):
        parse(b"no pdf", "a.pdf")


def test_pages_that_loop_are_read_once(drawn: Drawn, lines: Lines) -> None:
    data = paged(drawn, lines, BODY).replace(b"/Kids [ 3 0 R ]", b"/Kids [ 2 0 R ]")
    try:
        assert parse(data, "a.pdf").text
    except (DamagedDocument, EmptyDocument) as error:
        assert error.hint  # noqa: PT017
