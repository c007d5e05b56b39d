"""Answers as HTML: the words are those of the answer, and nothing in them is ever markup."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from corpus import Document, Draft, Source
from qa import Answer, Citation, Considered, DocumentRef, Part, Searched, Word
from qa.answer import Kind
from qa.chat import render
from qa.cite import cite

ELEMENTS = set("section article p blockquote mark details summary span div ul li i b code header".split())
ATTRIBUTES = {"class", "dir", "open"}

# What an HTML parser may drop or change by itself is left out: controls, line ends, half surrogates, non-characters.
TEXT = st.text(
    st.one_of(
        st.sampled_from("<>&\"'`$={}/\\;#x27 \u202e\u200d😀é"),
        st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]),
    ),
    min_size=1,
    max_size=20,
)
HOSTILE = st.sampled_from(
    [
        "<img src=x onerror=alert(1)>",
        "</blockquote></article><script>alert(1)</script>",
        '" onmouseover="alert(1)',
        "' onfocus='alert(1)",
        "<!-- ",
        "${alert(1)}",
        "{{ alert(1) }}",
        "&lt;script&gt;",
        "javascript:alert(1)",
        "<mark>not mine</mark>",
        "<textarea>",
    ]
)
WORDS = st.one_of(TEXT, HOSTILE, st.tuples(TEXT, HOSTILE).map(" ".join))


@st.composite
def placed(draw: st.DrawFn, document: str) -> tuple[Considered, Citation]:
    """A passage of three pieces of a document, and a citation of the middle one in it."""
    before, quote, after, title, uri = draw(st.tuples(*[WORDS] * 5))
    start = draw(st.integers(0, 5000))
    place = {
        "document": DocumentRef(id=document, title=title, uri=uri, kind="text"),
        "headings": tuple(draw(st.lists(WORDS, max_size=2))),
        "pages": draw(st.sampled_from([(), (3,), (3, 4)])),
    }
    text, at = before + quote + after, start + len(before)
    passage = Considered(**place, start=start, end=start + len(text), text=text, score=0.5, dense=0.25, lexical=1.0)
    cut = draw(st.integers(0, len(before)))  # the sentence may begin inside of the passage
    span = {"start": at, "end": at + len(quote), "quote": quote}
    return passage, Citation(**place, **span, sentence=text[cut:], sentence_start=start + cut)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer with its passages, others beside it, or none."""
    found = [draw(placed(document)) for document in "abc"[: draw(st.integers(1, 3))]]
    parts = (Part(citations=tuple(citation for _, citation in found[:2]), confidence=draw(st.floats(0, 1))),)
    searched = Searched(
        documents=draw(st.integers(0, 9999)),
        passages=draw(st.integers(0, 9999)),
        words=tuple(Word(word=word, forms=(), passages=0) for word in draw(st.lists(WORDS, max_size=2))),
        considered=tuple(passage for passage, _ in found[draw(st.integers(0, 1)) :]),
        best=draw(st.floats(0, 1)),
    )
    fact = Answer(question=draw(WORDS), kind="fact", parts=parts, searched=searched, generation="1")
    return draw(st.sampled_from([fact, replace(fact, kind="none", parts=())]))


def elements_of(fragment: str) -> Iterator[html.HtmlElement]:
    """The elements of a fragment, after checking that they are of the few kinds that are made here."""
    root = html.fragment_fromstring(fragment, create_parent="main")
    for element in root.iterdescendants():
        assert element.tag in ELEMENTS, html.tostring(element)
        assert set(element.attrib) <= ATTRIBUTES, html.tostring(element)
        yield element


def texts_of(fragment: str, kind: str) -> list[str]:
    """The text of every element of a class or tag."""
    return [e.text_content() for e in elements_of(fragment) if kind in (e.tag, *e.get("class", "").split())]


@settings(deadline=None, max_examples=150)
@given(answer=answers())
def test_an_answer_is_shown_word_for_word_and_nothing_else_is_markup(answer: Answer) -> None:
    shown = render.reply_of(answer)
    passages = [passage.text for passage in answer.searched.considered]
    if answer.abstained:
        assert texts_of(shown, "big") == ["The documents do not say."]
        assert texts_of(shown, "i") == list(answer.searched.missing)
        assert texts_of(shown, "mark") == []
        assert texts_of(shown, "paper") == passages[:3]
        return
    first = answer.citations[0]
    assert texts_of(shown, "big") == [answer.text]
    assert texts_of(shown, "sentence") == [first.sentence]
    assert texts_of(shown, "mark") == [first.quote, *(citation.quote for citation in answer.citations)]
    for citation, paper in zip(answer.citations, texts_of(shown, "paper"), strict=False):
        assert paper in (*passages, citation.sentence)
        assert citation.quote in paper
    for place, path in zip(answer.citations, texts_of(shown, "path"), strict=False):
        assert path.startswith(place.document.title)


@settings(deadline=None)
@given(question=WORDS, message=WORDS, titles=st.lists(WORDS, max_size=10))
def test_what_people_typed_and_files_are_called_is_shown_as_it_is(
    question: str, message: str, titles: list[str]
) -> None:
    shown = render.turn(question, render.problem(message))
    assert texts_of(shown, "asked") == [question]
    assert texts_of(shown, "none") == [f"That did not work.{message}"]
    assert texts_of(render.turn("", render.waiting(message)), "waiting") == [message]
    listed = texts_of(render.welcome(titles, 7), "li")
    assert listed[:8] == titles[:8]
    assert len(listed) == min(len(titles), 9)


def an_answer(*, pages: tuple[int, ...] = (), passages: int = 3) -> Answer:
    """An answer from the first of some passages of one document."""
    document = DocumentRef(id="a" * 64, title="Notes", uri="/notes.txt", kind="text")
    place = {"document": document, "headings": ("Notes", "Years"), "pages": pages}
    scores = {"score": 0.5, "dense": 0.25, "lexical": 1.5}
    considered = tuple(
        Considered(**place, **scores, start=1000 * n, end=1000 * n + 19, text="The year was 1951. ")
        for n in range(1, passages + 1)
    )
    span = {"start": 1013, "end": 1017, "quote": "1951"}
    citation = Citation(**place, **span, sentence="The year was 1951.", sentence_start=1000)
    return Answer(
        question="When?",
        kind="fact",
        parts=(Part(citations=(citation,), confidence=0.86),),
        searched=Searched(documents=1, passages=1234, considered=considered, best=0.86),
        generation="1",
    )


def test_an_answer_has_the_span_in_its_sentence_its_place_and_its_passage() -> None:
    shown = render.reply_of(an_answer(pages=(3, 4)))
    assert texts_of(shown, "path")[0] == "Notes › Years, pp. 3–4"
    assert texts_of(shown, "summary") == [
        "1 · Notes › Years, pp. 3–4 characters 1,013–1,017",
        "Also considered: 2 passages",
    ]
    (first, *others) = [element for element in elements_of(shown) if element.tag == "details"]
    assert "open" in first.attrib
    assert not [other for other in others if "open" in other.attrib]
    assert first.find(".//mark").text == "1951"
    assert "Likely: about 86 of 100 such answers are right" in texts_of(shown, "soft")


def test_a_quote_whose_passage_was_not_read_is_shown_in_its_sentence() -> None:
    answer = an_answer(passages=0)
    assert texts_of(render.reply_of(answer), "paper") == ["The year was 1951."]
    assert texts_of(render.reply_of(answer), "mark") == ["1951", "1951"]


def test_the_same_place_of_another_document_is_another_place() -> None:
    answer = an_answer(passages=1)
    other = replace(answer.searched.considered[0], document=replace(answer.citations[0].document, id="b" * 64))
    answer = replace(answer, searched=replace(answer.searched, considered=(other,)))
    assert texts_of(render.reply_of(answer), "summary")[-1] == "Also considered: 1 passage"


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ((), "Searched 2 documents, 1 passage."),
        (("cheese",), "Searched 2 documents, 1 passage. This word occurs nowhere in them: cheese."),
        (("cheese", "Peru"), "Searched 2 documents, 1 passage. These words occur nowhere in them: cheese, Peru."),
    ],
)
def test_no_answer_says_what_was_looked_for(missing: tuple[str, ...], says: str) -> None:
    words = tuple(Word(word=word, forms=(), passages=0) for word in missing)
    searched = Searched(documents=2, passages=1, words=words)
    shown = render.reply_of(Answer(question="?", kind="none", parts=(), searched=searched, generation="1"))
    assert texts_of(shown, "none") == [f"The documents do not say.{says}"]


def test_no_answer_offers_the_three_nearest_passages() -> None:
    answer = replace(an_answer(passages=5), kind="none", parts=())
    shown = render.reply_of(answer)
    assert texts_of(shown, "summary") == ["The nearest passages, to read for yourself"]
    assert len(texts_of(shown, "paper")) == 3
    assert texts_of(shown, "soft")[0] == "Notes › Years · score 0.50: by meaning 0.25, by words 1.5"


def test_without_documents_people_are_told_how_to_add_some() -> None:
    shown = render.welcome([], 0)
    assert texts_of(shown, "big") == ["There is no document yet."]
    assert texts_of(shown, "code") == ["python -m index add FILE_OR_FOLDER"]


def test_documents_are_named_and_counted() -> None:
    assert "1 document, 1 passage. Nothing leaves this computer." in texts_of(render.welcome(["A"], 1), "soft")
    many = render.welcome([f"Title {n}" for n in range(1200)], 12_345)
    assert texts_of(many, "li")[-1] == "and 1192 more"
    assert "1,200 documents, 12,345 passages. Nothing leaves this computer." in texts_of(many, "soft")


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.0, "Unsure: about 0 of 100 such answers are right"),
        (0.499, "Unsure: about 50 of 100 such answers are right"),
        (0.5, "Perhaps: about 50 of 100 such answers are right"),
        (0.699, "Perhaps: about 70 of 100 such answers are right"),
        (0.7, "Likely: about 70 of 100 such answers are right"),
        (0.9, "Very likely: about 90 of 100 such answers are right"),
        (0.999, "Very likely: about 99 of 100 such answers are right"),
        (1.0, "Very likely: about 99 of 100 such answers are right"),
    ],
)
def test_confidence_in_words(confidence: float, words: str) -> None:
    assert render.confidence_in_words(confidence) == words


def test_the_head_is_well_formed() -> None:
    assert [element.tag for element in elements_of(render.HEAD)] == ["header", "b", "span"]


def test_items_and_sentences_are_shown_one_by_one() -> None:
    text = "Ann <b> and Bo sang. It rained."
    source = Source(uri="/a.txt", sha256="0" * 64, title="A", kind="text", added="2026-01-01T00:00:00")
    document = Document.build(Draft(text=text), source)

    def shown(kind: Kind, *places: tuple[int, int]) -> str:
        parts = tuple(Part(citations=(cite(document, a, b),), confidence=None) for a, b in places)
        searched = Searched(documents=1, passages=1)
        return render.reply_of(Answer(question="?", kind=kind, parts=parts, searched=searched, generation="1"))

    listed = shown("list", (0, 7), (12, 14))
    assert '<li dir="auto">Ann &lt;b&gt;</li><li dir="auto">Bo</li></ul>' in listed
    assert "was not measured" in listed
    told = shown("sentences", (0, 20), (21, 31))
    assert '<p class="big" dir="auto">Ann &lt;b&gt; and Bo sang.</p><p class="big" dir="auto">It rained.</p>' in told
    assert "blockquote" not in told  # the sentences stand above, whole
