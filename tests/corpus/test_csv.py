"""CSV and the like: rows, whatever parts their cells."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Draft, normalise, read_document
from corpus.errors import DocumentError
from corpus.formats import csv


def rows(text: str) -> list[str]:
    return csv.parse(text, "a.csv").text.split("\n\n")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_what_parts_the_cells_is_found_out(mark: str, origins_hold: Callable[[Draft], None]) -> None:
    lines = ["name,price,place", "Rope,1.5,quay", '"Paint, red",2.5,"the ""old"" shed"', "", "Oar,3.5,shed"]
    text = "\r\n".join(line.replace(",", mark).replace(f"Paint{mark}", "Paint,") for line in lines)
    draft = csv.parse(text, "a.csv")
    origins_hold(draft)
    assert draft.text.split("\n\n") == [
        "name\tprice\tplace", "Rope\t1.5\tquay", 'Paint, red\t2.5\tthe "old" shed', "Oar\t3.5\tshed",
    ]  # fmt: skip
    assert [run.place for run in draft.origins] == ["row 1", "row 2", "row 3", "row 5"]
    assert [(draft.text[a:b], level) for a, b, level in draft.headings] == [("name\tprice\tplace", 1)]


def test_decimal_commas_part_no_cells() -> None:
    assert rows("Ware;Preis;Menge\nSeil;1,50;2,5\nRuder;2,50;3,5") == [
        "Ware\tPreis\tMenge", "Seil\t1,50\t2,5", "Ruder\t2,50\t3,5",
    ]  # fmt: skip


def test_a_cell_may_have_several_lines() -> None:
    draft = csv.parse('a,b\n"one\ntwo",3\nx,4\n', "a.csv")
    assert draft.text.split("\n\n") == ["a\tb", "one\ntwo\t3", "x\t4"]
    assert [run.place for run in draft.origins] == ["row 1", "row 2", "row 3"]


def test_excel_says_what_parts_the_cells() -> None:
    assert rows("sep=;\na,1;b\nc,2;d") == ["a,1\tb", "c,2\td"]


def test_a_list_of_lines_is_one_column() -> None:
    draft = csv.parse("name\nAnn\nBen\n", "a.csv")
    assert draft.text.split("\n\n") == ["name", "Ann", "Ben"]
    assert not draft.headings


@pytest.mark.parametrize("rest", ["3,4\n5,6\n", "3,4\n" * 200 + '5,"6"\n'])
def test_a_quotation_that_is_never_closed_swallows_no_rows(rest: str) -> None:
    draft = csv.parse('a,b\n1,"2\n' + rest, "a.csv")
    assert draft.text.split("\n\n")[1:3] == ['1\t"2', "3\t4"]
    assert draft.warnings == ("A quotation in it is never closed, so it was read line by line.",)


def test_quotes_in_the_middle_of_a_cell_are_text() -> None:
    assert rows('a,b\n12" pipe,3\n"x"y,4\n') == ["a\tb", '12" pipe\t3', "xy\t4"]


def test_a_cell_longer_than_any() -> None:
    with pytest.raises(DocumentError, match=r"^a\.csv is no table of values: field larger than field limit"):
        csv.parse("a,b\n" + "x" * 200_000, "a.csv")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "fähre.csv"
    path.write_bytes("Straße;Maß;Größe\nÄußere Allee;1;2\nÖlgässchen;3;4\n".encode(encoding))
    document = read_document(path)
    assert document.kind == "csv"
    assert document.text.split("\n\n")[1] == "Äußere Allee\t1\t2"


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9).filter(
    lambda text: normalise(text).strip() == text and not set(text) & set(',;|"')
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=9))
def test_every_cell_comes_through(table: list[list[str]]) -> None:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in table)
    assert csv.parse(text, "a.csv").text == "\n\n".join("\t".join(row) for row in table)


@given(st.text(st.sampled_from(list('ab1,;|\t"\n\r é\u0301\u00ad')), max_size=80))
def test_any_text_is_rows(origins_hold: Callable[[Draft], None], text: str) -> None:
    draft = csv.parse(text, "a.csv")
    origins_hold(draft)
    assert normalise(draft.text) == draft.text == draft.text.strip()
