"""Conversations as Markdown and JSON: everything is there, and nothing in it is read as markup."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus import Document
from corpus.errors import AnswerError
from qa import Assistant
from qa.answer import Answer, Part, Searched
from qa.cite import cite
from qa.export import Turn, conversation_from, conversation_json, conversation_markdown, copy_markdown, copy_text

DATE = "2026-01-02T03:04:05+00:00"


@pytest.fixture
def turns(harbour: Assistant) -> list[Turn]:
    return [
        Turn(asked="When was the lighthouse built?", answer=harbour.ask("When was the lighthouse built?")),
        Turn(asked="Who keeps it?", answer=harbour.ask("Who keeps the lighthouse?"), because="it = the lighthouse"),
        Turn(asked="Norwegian cheese?", answer=harbour.ask("Who exported Norwegian cheese to Peru?")),
    ]


def test_json_comes_back_as_it_was(turns: list[Turn]) -> None:
    text = conversation_json(turns, date=DATE)
    assert conversation_from(text) == tuple(turns)
    data = json.loads(text)
    assert data["date"] == DATE
    assert [Answer.from_json(turn["answer"]) for turn in data["turns"]] == [turn.answer for turn in turns]


NONE_OF_OURS = [
    "",
    "[]",
    "{}",
    "[" * 100_000,
    '{"format": "other", "version": 1, "turns": []}',
    '{"format": "pincite-conversation", "version": 1, "turns": [{"asked": 1}]}',
]


@pytest.mark.parametrize("text", NONE_OF_OURS)
def test_what_is_no_conversation_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        conversation_from(text)


def test_markdown_shows_questions_rewrites_citations_and_silence(turns: list[Turn]) -> None:
    text = conversation_markdown(turns, date=DATE)
    shown = MarkdownIt().render(text)
    citation = turns[0].answer.citations[0]
    for said in (
        "<h2>Who keeps it?</h2>",
        "Searched for: Who keeps the lighthouse? (it = the lighthouse)",
        "The lighthouse was built in <mark>1874</mark>.",
        f"characters {citation.start}–{citation.end} of ",
        "The documents do not say.",
        "Not found in them: exported, Norwegian, cheese, Peru.",
        turns[0].answer.generation,
        "2026-01-02T03:04:05+00:00",
    ):
        assert said in shown, said


def test_one_answer_is_copied_with_its_place(turns: list[Turn]) -> None:
    answer, citation = turns[0].answer, turns[0].answer.citations[0]
    assert copy_text(answer).splitlines() == [
        "“1874”",
        f"[1] The Harbour of Lisse › The lighthouse, line 5, characters {citation.start}–{citation.end} of "
        f"{citation.document.uri}",
    ]
    assert "<mark>1874</mark>" in MarkdownIt().render(copy_markdown(answer))
    assert "The documents do not say." in copy_text(turns[2].answer)
    assert "The documents do not say" in copy_markdown(turns[2].answer)


HOSTILE = st.text(
    alphabet=st.sampled_from("ab 1.)-+#>*_`~[]()<>!|\\&$^=@:/\n\r\t\u2028\x00ë") | st.characters(codec="utf-8"),
    max_size=60,
)


@given(asked=HOSTILE, words=HOSTILE)
def test_whatever_a_document_or_a_question_holds_is_shown_as_it_is(
    document_of: Callable[..., Document], asked: str, words: str
) -> None:
    document = document_of(f"a{words}b", title=f"t{words}")
    part = Part(citations=(cite(document, 0, len(document.text)),), confidence=0.5)
    searched = Searched(documents=1, passages=1)
    answer = Answer(question=f"q{asked}", kind="fact", parts=(part,), searched=searched, generation="1")
    text = conversation_markdown([Turn(asked=f"q{asked}", answer=answer, because="")], date=DATE)
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    kinds = [token.type for token in tokens if token.nesting >= 0 and token.type != "inline"]
    assert kinds == [
        "heading_open", "paragraph_open", "heading_open", "paragraph_open", "blockquote_open", "paragraph_open",
        "paragraph_open", "paragraph_open",
    ]  # fmt: skip
    inside = {child.type for token in tokens if token.children for child in token.children}
    assert inside <= {"text", "text_special", "strong_open", "strong_close", "html_inline", "softbreak"}
    html = [child.content for token in tokens for child in token.children or [] if child.type == "html_inline"]
    assert html == ["<mark>", "</mark>"]
