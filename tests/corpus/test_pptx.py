"""PowerPoint files: slides as pages, read as the eye goes over them."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Document, Draft, Source, read_document
from corpus.formats import pptx

Slides = Callable[..., bytes]


def shape(
    text: str, *, at: tuple[int, int] | None = (0, 0), kind: str = "", hidden: bool = False, tag: str = ""
) -> str:
    """A shape of 100 by 100 units; each line of its text is a paragraph."""
    place = f'<a:xfrm><a:off x="{at[0]}" y="{at[1]}"/><a:ext cx="100" cy="100"/></a:xfrm>' if at else ""
    placeholder = f'<p:ph type="{kind}"/>' if kind else ""
    unseen = "hidden='1'" if hidden else ""
    named = f"<p:nvSpPr><p:cNvPr {unseen}/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr>"
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f"<p:sp>{named}<p:spPr>{place}</p:spPr><p:txBody>{lines}{tag}</p:txBody></p:sp>"


@pytest.fixture
def read(slides: Slides, origins_hold: Callable[[Draft], None]) -> Callable[..., Draft]:
    def reading(*shapes: str, **given: object) -> Draft:
        draft = pptx.parse(slides(*shapes, **given), "talk.pptx")
        origins_hold(draft)
        return draft

    return reading


def blocks(draft: Draft) -> list[str]:
    return draft.text.split("\n\n")


def test_the_title_first_then_top_down_and_left_to_right(read: Callable[..., Draft]) -> None:
    beside = shape("right", at=(300, 110)) + shape("left", at=(0, 120))
    title = shape("The\nTitle", at=(0, 900), kind="title")
    draft = read(shape("low", at=(0, 500)) + beside + shape("no place", at=None) + title)
    assert blocks(draft) == ["The\nTitle", "left", "right", "low", "no place"]
    assert [(draft.text[a:b], level) for a, b, level in draft.headings] == [("The\nTitle", 1)]
    assert draft.title == "The Title"


def test_groups_are_read_where_they_lie(read: Callable[..., Draft]) -> None:
    frame = '<p:grpSpPr><a:xfrm><a:off x="0" y="200"/><a:ext cx="9" cy="9"/></a:xfrm></p:grpSpPr>'
    group = f"<p:grpSp>{frame}{shape('below', at=(0, 99999))}{shape('above', at=(0, 9000))}</p:grpSp>"
    assert blocks(read(shape("last", at=(0, 800)) + group + shape("first"))) == ["first", "above", "below", "last"]


def test_what_stands_on_every_slide_is_left_out(read: Callable[..., Draft]) -> None:
    around = "".join(shape("Q", kind=kind) for kind in ("dt", "ftr", "hdr", "sldNum")) + shape("Q", hidden=True)
    assert read(around + shape("seen")).text == "seen"


def test_slides_are_pages_and_lend_no_title_to_each_other(read: Callable[..., Draft]) -> None:
    draft = read(shape("One", kind="ctrTitle") + shape("words"), "", shape("alone"), shape("Four", kind="title"))
    assert [draft.text[a:b].strip() for a, b in draft.pages] == ["One\n\nwords", "", "alone", "Four"]
    source = Source(uri="/a", sha256="0" * 64, title="A", kind="pptx", added="2026-01-01T00:00:00")
    document = Document.build(draft, source)
    at = draft.text.index("alone")
    assert (document.pages_of(at, at + 5), document.headings_at(at)) == ((3,), ())
    assert document.headings_at(draft.text.index("words")) == ("One",)
    assert document.headings_at(draft.text.index("Four")) == ("Four",)


def test_a_slide_without_a_title_comes_through_whole(tmp_path: Path, slides: Slides) -> None:
    path = tmp_path / "talk.pptx"
    path.write_bytes(slides(shape("One", kind="title"), shape("alone")))
    document = read_document(path)
    assert document.headings_at(document.text.index("alone")) == ()
    assert document.pages_of(5, 10) == (2,)


def test_hidden_slides_are_left_out_but_counted(read: Callable[..., Draft]) -> None:
    draft = read(shape("one"), shape("secret"), shape("three"), hidden=frozenset((2,)))
    assert draft.text == "one\n\nthree"
    assert len(draft.pages) == 3
    assert draft.origins[1].place == "slide 3, shape 1, paragraph 1"
    assert draft.warnings == ("Slide 2 is hidden and was left out.",)


def test_tables_row_by_row(read: Callable[..., Draft]) -> None:
    def cell(text: str) -> str:
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    rows = "".join(f"<a:tr>{cell(a)}{cell(b)}</a:tr>" for a, b in (("Item", "Cost"), ("", "3")))
    frame = (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    draft = read(frame)
    assert blocks(draft) == ["Item\tCost", "3"]
    assert [(run.place, run.first) for run in draft.origins] == [
        ("slide 1, table 1, row 1", 0),
        ("slide 1, table 1, row 2", 1),
    ]


def test_breaks_fields_and_several_paragraphs(read: Callable[..., Draft]) -> None:
    extra = "<a:p><a:r><a:t>a</a:t></a:r><a:br/><a:fld><a:t>7</a:t></a:fld></a:p>"
    draft = read(shape("one\ntwo", tag=extra))
    assert blocks(draft) == ["one", "two", "a\n7"]
    assert [run.place.rpartition(", ")[2] for run in draft.origins] == ["paragraph 1", "paragraph 2", "paragraph 3"]


def test_a_slide_that_is_missing_is_said(slides: Slides) -> None:
    data = slides(shape("one"), shape("two")).replace(b"ppt/slides/slide2.xml", b"ppt/slides/slideX.xml")
    draft = pptx.parse(data, "talk.pptx")
    assert draft.text == "one"
    assert draft.warnings == ("Slide 2 is missing from the file.",)


def test_python_pptx_writes_what_is_read(origins_hold: Callable[[Draft], None]) -> None:
    library = pytest.importorskip("pptx")
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    made = library.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[3])  # a title and two columns, which say nothing of their places
    slide.shapes.title.text = "Berths"
    slide.placeholders[2].text, slide.placeholders[1].text = "right", "left"
    slide.notes_slide.notes_text_frame.text = "Say it slowly."
    figures = CategoryChartData(number_format="0.0%")
    figures.categories = ["May", "June"]
    figures.add_series("East", (0.1, 0.25))
    figures.add_series("West", (0.3, None))
    slide = made.slides.add_slide(made.slide_layouts[6])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.LINE, 0, 0, 999, 999, figures).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Boats"
    stream = io.BytesIO()
    made.save(stream)
    draft = pptx.parse(stream.getvalue(), "berths.pptx")
    origins_hold(draft)
    assert blocks(draft) == [
        "Berths", "left", "right", "Say it slowly.", "Boats", "East\tWest", "May\t10.0%\t30.0%", "June\t25.0%",
    ]  # fmt: skip
    assert draft.origins[3].place == "slide 1, notes, paragraph 1"
    assert draft.origins[6].place == "slide 2, chart 1, row 2"
