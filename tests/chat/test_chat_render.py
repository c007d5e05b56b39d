"""Answers as HTML: the words are those of the answer, and nothing in them is ever markup."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from qa import Answer, Citation, Considered, DocumentRef, Part, Searched, Word
from qa.chat import render
from qa.chat.turn import Turn
from qa.chat.words import confidence_in_words

ELEMENTS = {
    *"section article p blockquote mark details summary span div ul li i b h2 a sup".split(),
    *"button form label input select option".split(),
}
ATTRIBUTES = set(
    "class dir href type name value maxlength aria-label aria-hidden style data-act data-text data-link data-doc "
    "data-start data-end data-form".split()
)

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
    kind = draw(st.sampled_from(["fact", "sentences", "list", "conflict"]))
    fact = Answer(question=draw(WORDS), kind=kind, parts=parts, searched=searched, generation="1")
    return draw(st.sampled_from([fact, replace(fact, kind="none", parts=())]))


def elements_of(fragment: str) -> Iterator[html.HtmlElement]:
    """The elements of a fragment, after checking that they are of the few kinds that are made here."""
    root = html.fragment_fromstring(fragment, create_parent="main")
    for element in root.iterdescendants():
        assert element.tag in ELEMENTS, html.tostring(element)
        assert set(element.attrib) <= ATTRIBUTES, html.tostring(element)
        assert element.get("href", "?doc=").startswith("?doc=")
        assert re.fullmatch(r"width:\d+%", element.get("style", "width:1%"))
        yield element


def texts_of(fragment: str, kind: str) -> list[str]:
    """The text of every element of a class or tag."""
    return [e.text_content() for e in elements_of(fragment) if kind in (e.tag, *e.get("class", "").split())]


@settings(deadline=None, max_examples=150)
@given(answer=answers())
def test_an_answer_is_shown_word_for_word_and_nothing_else_is_markup(answer: Answer) -> None:
    shown = render.reply_of(answer)
    considered = answer.searched.considered
    if answer.abstained:
        assert texts_of(shown, "big") == ["The documents do not say."]
        assert texts_of(shown, "i")[: len(answer.searched.missing)] == list(answer.searched.missing)
        assert texts_of(shown, "mark") == []
        assert texts_of(shown, "paper") == [passage.text for passage in considered[:3]]
        return
    said = " ".join(texts_of(shown, "big"))
    assert all(part.citations[0].quote in said for part in answer.parts)
    assert len(texts_of(shown, "cite")) == len(answer.citations)
    for citation, path in zip(answer.citations, texts_of(shown, "path"), strict=False):
        assert path.startswith(citation.document.title)
    if answer.kind == "fact":
        first = answer.citations[0]
        assert texts_of(shown, "big") == [first.quote]
        alone = first.sentence == first.quote
        assert texts_of(shown, "sentence") == ([] if alone else [first.sentence])
        assert texts_of(shown, "mark") == ([] if alone else [first.quote])


@settings(deadline=None)
@given(asked=WORDS, searched_for=WORDS, because=WORDS, message=WORDS)
def test_what_people_typed_is_shown_as_it_is(asked: str, searched_for: str, because: str, message: str) -> None:
    turn = Turn(asked=asked, searched_for=searched_for, because=because, problem=message)
    shown = render.turn_of(turn)
    assert texts_of(shown, "asked") == [asked if asked.strip() else "(no question)"]
    assert texts_of(shown, "none") == [f"That did not work.{message}"]
    rewritten = texts_of(shown, "searching")
    assert len(rewritten) == (asked != searched_for)
    assert all(searched_for in line and f"({because})" in line for line in rewritten)


def test_a_completed_follow_up_can_be_edited_and_searched_as_typed() -> None:
    turn = Turn(asked="and then?", searched_for='Who "then"?', because="it = x", problem="x")
    acts = {e.get("data-act"): e.get("data-text") for e in elements_of(render.turn_of(turn)) if e.tag == "button"}
    assert acts == {"edit": 'Who "then"?', "exactly": "and then?"}


@pytest.mark.parametrize(
    ("stage", "says"),
    [("load", "Loading the models…"), ("encode", "Searching…"), ("read", "Reading…"), ("<", "Searching…")],
)
def test_while_people_wait_they_are_told_what_is_done(stage: str, says: str) -> None:
    shown = render.waiting(Turn(asked="Why?", searched_for="Why?"), stage)
    assert texts_of(shown, "waiting") == [says]


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


@pytest.mark.parametrize(("took", "said"), [(0.03, "30 ms"), (0.949, "949 ms"), (0.96, "1.0 s"), (12.34, "12.3 s")])
def test_how_long_an_answer_took_is_never_nothing(took: float, said: str) -> None:
    shown = render.reply_of(an_answer(), {"read": took})
    assert texts_of(shown, "summary")[-1] == f"Answered in {said}"


def test_a_fact_has_its_span_in_its_sentence_its_place_and_what_else_was_read() -> None:
    shown = render.reply_of(an_answer(pages=(3, 4)), {"search": 0.25, "read": 1.0})
    assert texts_of(shown, "sentence") == ["The year was 1951."]
    assert texts_of(shown, "mark") == ["1951"]
    assert texts_of(shown, "cite") == ["1Notes › Years, pp. 3–4characters 1,013–1,017"]
    assert texts_of(shown, "summary") == ["Also considered: 2 passages", "Is this right?", "Answered in 1.2 s"]
    assert texts_of(shown, "sure") == ["Likely: about 86 of 100 such answers are right"]
    assert texts_of(shown, "took") == ["Answered in 1.2 ssearch: 250 msread: 1,000 ms"]
    (link,) = [e for e in elements_of(shown) if e.get("class") == "cite"]
    assert (link.get("href"), link.get("data-doc")) == (f"?doc={'a' * 16}&start=1013&end=1017", "a" * 64)


def test_why_a_passage_was_read_is_said() -> None:
    answer = an_answer(passages=3)
    one, two, three = answer.searched.considered
    considered = (one, two, replace(three, lexical=0.0))
    shown = render.reply_of(replace(answer, searched=replace(answer.searched, considered=considered)))
    passages = [text for text in texts_of(shown, "soft") if "score" in text]
    assert passages == [
        "Notes › Years · found by words and by meaning · score 0.50",
        "Notes › Years · found by meaning alone · score 0.50",
    ]


def test_the_same_place_of_another_document_is_another_place() -> None:
    answer = an_answer(passages=1)
    other = replace(answer.searched.considered[0], document=replace(answer.citations[0].document, id="b" * 64))
    answer = replace(answer, searched=replace(answer.searched, considered=(other,)))
    assert texts_of(render.reply_of(answer), "summary")[0] == "Also considered: 1 passage"


def three_parts(kind: Any) -> Answer:
    """An answer of three parts, the first with two citations."""
    answer = an_answer()
    (part,) = answer.parts
    first = part.citations[0]
    others = [replace(first, quote=f"195{n}", sentence=f"The year was 195{n}.") for n in (2, 3)]
    parts = (
        Part(citations=(first, replace(first, start=2013, end=2017, sentence_start=2000)), confidence=0.9),
        *(Part(citations=(other,), confidence=0.8) for other in others),
    )
    return replace(answer, kind=kind, parts=parts)


@pytest.mark.parametrize("kind", ["sentences", "list"])
def test_every_part_of_an_answer_has_the_number_of_its_first_citation(kind: str) -> None:
    shown = render.reply_of(three_parts(kind))
    assert texts_of(shown, "ref") == ["1", "3", "4"]
    assert [text[0] for text in texts_of(shown, "cite")] == ["1", "2", "3", "4"]
    assert texts_of(shown, "mark") == []
    big = texts_of(shown, "big")
    assert big == (["19511 19523 19534"] if kind == "sentences" else ["195111952319534"])


def test_documents_that_do_not_agree_stand_side_by_side() -> None:
    shown = render.reply_of(three_parts("conflict"))
    assert texts_of(shown, "note") == ["The documents do not agree."]
    assert [text[:4] for text in texts_of(shown, "side")] == ["1951", "1952", "1953"]
    assert [text[0] for text in texts_of(shown, "cite")] == ["1", "2", "3", "4"]


CHEESE = Word(word="cheese", forms=(), passages=0)
JAPAN = Word(word="Japan", forms=("Japan",), passages=4)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Searched 2 documents, 1 passage."),
        (
            (Word(word="cheese", forms=(), passages=0),),
            "Searched 2 documents, 1 passage. This word occurs nowhere in them: cheese.",
        ),
        (
            (Word(word="cheese", forms=(), passages=0), Word(word="Peru", forms=(), passages=0)),
            "Searched 2 documents, 1 passage. These words occur nowhere in them: cheese, Peru.",
        ),
        (
            (
                Word(word="objected", forms=("objections",), passages=1),
                Word(word="Japan", forms=("Japan",), passages=4),
            ),
            "Searched 2 documents, 1 passage."
            "Found, but without an answer: objected in 1 passage, as objections; Japan in 4 passages.",
        ),
    ],
)
def test_no_answer_says_what_was_looked_for(words: tuple[Word, ...], says: str) -> None:
    searched = Searched(documents=2, passages=1, words=words)
    shown = render.reply_of(Answer(question="?", kind="none", parts=(), searched=searched, generation="1"))
    assert texts_of(shown, "none")[0].startswith(f"The documents do not say.{says}Edit question")


def test_no_answer_offers_the_three_nearest_passages_to_read_and_says_that_they_are_no_answers() -> None:
    answer = replace(an_answer(passages=5), kind="none", parts=())
    first = replace(answer.searched.considered[0], lacks=("treaty",))
    answer = replace(answer, searched=replace(answer.searched, considered=(first, *answer.searched.considered[1:])))
    shown = render.reply_of(answer)
    assert any("to read for yourself. They are no answers" in text for text in texts_of(shown, "soft"))
    assert len(texts_of(shown, "paper")) == 3
    assert " · without treaty" in texts_of(shown, "nearest")[0]
    assert len([e for e in elements_of(shown) if e.get("class") == "place"]) == 3


def test_what_no_quotation_can_give_is_said() -> None:
    nothing = replace(an_answer(passages=5), kind="none", parts=())
    greeted = render.reply_of(replace(nothing, question="Hello there!"))
    assert texts_of(greeted, "big") == ["There is no question in this."]
    assert "nearest" not in greeted
    wished = render.reply_of(replace(nothing, question="Please summarize the treaty"))
    assert texts_of(wished, "big") == ["The documents do not say."]
    assert "Pincite quotes and writes nothing of its own" in wished
    assert "writes nothing" not in render.reply_of(replace(nothing, question="Who wrote the summary?"))


def test_a_reply_is_said_in_one_line() -> None:
    answer = an_answer()
    turn = Turn(asked="When?", searched_for="When?", answer=answer)
    assert render.spoken(turn) == "Answer: 1951. 1 citation. Likely: about 86 of 100 such answers are right."
    assert render.spoken(replace(turn, answer=replace(answer, kind="none", parts=()))) == "The documents do not say."
    assert render.spoken(replace(turn, answer=None, problem="Too long.")) == "That did not work. Too long."


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (None, "Not calibrated for this kind of answer: hold it against the passage"),
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
def test_confidence_in_words(confidence: float | None, words: str) -> None:
    assert confidence_in_words(confidence) == words
