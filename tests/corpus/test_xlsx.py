"""Excel files: rows as people see them."""

import io
from collections.abc import Callable
from datetime import date, time

import pytest

from corpus import Draft
from corpus.errors import DocumentError
from corpus.formats import xlsx

Sheets = Callable[..., bytes]
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><fonts><font/><font><b/></font></fonts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="4"/><xf numFmtId="164"/><xf fontId="1"/></cellXfs>'
)


def row(number: int, *cells: str, style: int = 0) -> str:
    """A row of cells from column A on; a cell without markup is text, an empty one is left out."""
    made = []
    for column, cell in zip("ABCDEFGH", cells, strict=False):
        text = f'<c r="{column}{number}" s="{style}" t="inlineStr"><is><t>{cell}</t></is></c>'
        made.append(
            cell.replace("<c", f'<c r="{column}{number}"', 1) if cell.startswith("<c") else text if cell else ""
        )
    return f'<row r="{number}">{"".join(made)}</row>'


@pytest.fixture
def read(sheets: Sheets, origins_hold: Callable[[Draft], None]) -> Callable[..., Draft]:
    def reading(rows: str | dict[str, str], **parts: str) -> Draft:
        given = rows if isinstance(rows, dict) else {"Budget": rows}
        draft = xlsx.parse(sheets(given, styles=STYLES, **parts), "b.xlsx")
        origins_hold(draft)
        return draft

    return reading


def places(draft: Draft) -> list[tuple[str, str]]:
    return [(draft.text[run.start : run.end], run.place) for run in draft.origins]


def headings(draft: Draft) -> list[tuple[str, int]]:
    return [(draft.text[a:b], level) for a, b, level in draft.headings]


def test_a_table_with_its_column_names_as_a_heading(read: Callable[..., Draft]) -> None:
    draft = read(
        row(1, "Fees of the harbour")
        + row(3, "Item", "Number", "Price")
        + row(4, "Rope", "<c><v>12</v></c>", '<c s="2"><v>3.5</v></c>')
        + row(5, "Paint", "<c><v>1</v></c>", '<c s="2"><v>1200</v></c>')
    )
    assert places(draft) == [
        ("Budget", "sheet Budget"),
        ("Fees of the harbour", "sheet Budget, row 1"),
        ("Item\tNumber\tPrice", "sheet Budget, row 3"),
        ("Rope\t12\t3.50", "sheet Budget, row 4"),
        ("Paint\t1\t1,200.00", "sheet Budget, row 5"),
    ]
    assert headings(draft) == [("Budget", 1), ("Item\tNumber\tPrice", 2)]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([("Name", "City", "Role"), ("Ann", "Paris", "cook"), ("Ben", "Rome", "cook")], ["Name\tCity\tRole"]),
        ([("Ann", "Paris", "cook"), ("Ben", "Rome", "cook")], []),  # "cook" comes again below
        ([("Name", "Ann"), ("City", "Paris")], []),  # a sheet of names and values
        ([("Item", "Price"), ("Rope", "12"), ("Paint", "3")], ["Item\tPrice"]),
        ([("Item", "2019", "2020"), ("Rope", "12", "13")], ["Item\t2019\t2020"]),
        ([("1", "2", "3"), ("4", "5", "6")], []),
        ([("A title",), ("Item", "Price"), ("Rope", "12")], ["Item\tPrice"]),
        ([("Item", "Price"), ("Rope", "12"), (), ("Dues", "Sum"), ("May", "4")], ["Item\tPrice", "Dues\tSum"]),
        ([("", "Sum", ""), ("Item", "Price", "Tax"), ("Rope", "12", "3")], ["Item\tPrice\tTax"]),
        ([("Of", "", "All"), ("Item", "Cost", "Tax"), ("Rope", "12", "3")], ["Of\t\tAll", "Item\tCost\tTax"]),
        ([("Item", "Price")], []),
        ([("Item" * 20, "Price"), ("Rope", "12")], []),
    ],
)  # fmt: skip
def test_which_rows_are_column_names(read: Callable[..., Draft], rows: list[tuple[str, ...]], names: list[str]) -> None:
    draft = read("".join(row(number, *cells) for number, cells in enumerate(rows, 1)))
    assert [text for text, level in headings(draft) if level > 1] == names
    assert draft.text.split("\n\n")[1:] == ["\t".join(cells).strip() for cells in rows if cells]


def test_bold_names_head_even_figures(read: Callable[..., Draft]) -> None:
    assert headings(read(row(1, "1", "2", style=4) + row(2, "3", "4")))[1:] == [("1\t2", 2)]
    assert headings(read(row(1, "1", "2", style=4) + row(2, "3", "4", style=4)))[1:] == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>4006381333931</v></c>", "4006381333931"),
        ('<c s="1"><v>45000</v></c>', "2023-03-15"),
        ('<c s="3"><v>0.155</v></c>', "15.5%"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="str"><f>A1</f><v>words</v></c>', "words"),
        ('<c t="d"><v>2024-03-04</v></c>', "2024-03-04"),
        ('<c t="s"><v>0</v></c>', "rich text"),
        ('<c t="s"><v>1</v></c>', "a\nb"),
        ('<c t="s"><v>2</v></c>', "a😀b"),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ("<c><v>1E400</v></c>", "1E400"),
        ("<c><v>x</v></c>", "x"),
        ('<c s="99"><v>5</v></c>', "5"),
    ],
)
def test_what_a_cell_shows(read: Callable[..., Draft], cell: str, expected: str) -> None:
    strings = "<si><r><t>rich </t></r><rPh><t>unseen</t></rPh><r><t>text</t></r></si><si><t>a_x000A_b</t></si>"
    strings += "<si><t>a_xD83D__xDE00__x0001_b</t></si>"
    draft = read(row(1, "at", cell, "z"), strings=strings)
    assert draft.text == f"Budget\n\nat\t{expected}\tz"
    assert not draft.warnings


def test_a_date_counted_from_1904(read: Callable[..., Draft]) -> None:
    draft = read(row(1, '<c s="1"><v>0</v></c>'), workbook='<workbookPr date1904="1"/>')
    assert draft.text.endswith("1904-01-01")
    draft = read(row(1, '<c s="1"><v>60</v></c>'), workbook="<workbookPr/>")
    assert draft.text.endswith("1900-02-28")


def test_formulas_without_a_result_are_said(read: Callable[..., Draft]) -> None:
    formulas = [row(at, "x", "<c><f>SUM(A1)</f></c>") for at in range(1, 6)] + [
        row(9, "y", '<c t="str"><f>A1</f><v/></c>')
    ]
    draft = read("".join(formulas))
    assert draft.warnings == (
        "In the sheet 'Budget' 5 formulas have no stored result (B1, B2, B3, …): open the file in Excel and save it.",
    )


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_said(read: Callable[..., Draft], state: str) -> None:
    draft = read({"A": row(1, "seen"), "B": row(1, "secret")}, states=f'state="{state}"')
    assert draft.text == "A\n\nseen"
    assert draft.warnings == ("The sheet 'B' is hidden and was left out.",)


def test_cells_far_away_do_not_cost_what_is_between(read: Callable[..., Draft]) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>'
    draft = read(
        row(1, "a", "", "b")
        + row(2, "x", "", "")
        + '<row r="3"><c r="A3"><v>1</v></c><c r="XFD3"><v>2</v></c></row>'
        + far
    )
    assert draft.text == "Budget\n\na\t\tb\n\nx\n\n1\t2\n\n7"
    assert places(draft)[-1] == ("7", "sheet Budget, row 1048576")


def test_rows_and_cells_that_do_not_say_where_they_are(read: Callable[..., Draft]) -> None:
    draft = read("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert places(draft)[1:] == [("1\t2", "sheet Budget, row 1"), ("3", "sheet Budget, row 2")]


def test_a_text_that_very_many_cells_share_is_counted(sheets: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST", 1000)
    data = sheets(
        {"A": "".join(row(at, '<c t="s"><v>0</v></c>') for at in range(1, 20))}, strings=f"<si><t>{'x' * 99}</t></si>"
    )
    with pytest.raises(DocumentError, match=r"^b\.xlsx holds more than 1,000 characters"):
        xlsx.parse(data, "b.xlsx")


def test_a_text_that_is_not_there(sheets: Sheets) -> None:
    with pytest.raises(DocumentError, match=r"refers to text '7' that is not in it"):
        xlsx.parse(sheets({"A": row(1, '<c t="s"><v>7</v></c>')}), "b.xlsx")


def test_openpyxl_writes_what_is_read(origins_hold: Callable[[Draft], None]) -> None:
    library = pytest.importorskip("openpyxl")
    book = library.Workbook()
    sheet = book.active
    sheet.title = "Dues"
    for cells in (["Boat", "Paid", "Sum"], ["Anna", date(2024, 3, 4), 1200.5], ["Bess", date(2024, 12, 31), 3]):
        sheet.append(cells)
    sheet["C2"].number_format = "#,##0.00 €"
    sheet["A4"], sheet["B4"] = "Open", time(9, 30)
    sheet.merge_cells("A5:C5")
    sheet["A5"] = "merged"
    stream = io.BytesIO()
    book.save(stream)
    draft = xlsx.parse(stream.getvalue(), "dues.xlsx")
    origins_hold(draft)
    assert draft.text.split("\n\n") == [
        "Dues", "Boat\tPaid\tSum", "Anna\t2024-03-04\t1,200.50 €", "Bess\t2024-12-31\t3", "Open\t9:30:00", "merged",
    ]  # fmt: skip
