"""Which questions can be asked, and what people are told of the others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.question
from corpus.errors import QuestionError
from qa.question import LONGEST, checked_question


@pytest.mark.parametrize(
    "question",
    [
        "When was the treaty signed?",
        "who devised the yoshida doctrine",
        "Shinzo Abe",
        "Yuki Tatsumi Stimson Center",
        "Senkaku/Diaoyu",
        "Futenma base relocation",
        "1951?",
        "SDF",
        "C++",
        "What does «naïve» mean in the café’s menu?",
        "Is it 100% true that x² > 0?",
        "What is 日本?",
        "🇯🇵 alliance 👨\u200d👩\u200d👧",
        "x" * LONGEST,
        "A. " * (LONGEST // 3),
    ],
)
def test_english_names_and_keywords_can_be_asked(question: str) -> None:
    assert checked_question(question) == question.strip()


@pytest.mark.parametrize(
    ("question", "clean"),
    [
        ("  When\t was\r\nit \u00a0 signed?\n", "When was it signed?"),
        ("\ufeffWhen was it sig\u00adned\u200b?", "When was it signed?"),
        ("Where is the cafe\u0301?", "Where is the café?"),
        ("When\fwas\x1fit\x85signed?", "When was it signed?"),
    ],
)
def test_what_people_cannot_see_is_tidied_away(question: str, clean: str) -> None:
    assert checked_question(question) == clean


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "empty: ''"),
        (" \t\r\n\u00a0\u2003", r"empty: ' \\t\\r\\n"),
        ("\ufeff\u200b", "empty"),
        ("?!… —", "holds no word"),
        ("👍🏽", "holds no word"),
        ("word " * 20_000, "has 100,000 characters; at most 500 can be read"),
        (" " * 501, "has 501 characters; at most 500"),
        ("When\x00was it?", r"control character U\+0000"),
        ("When \x1b[31mwas it?", r"control character U\+001B"),
        ("When\x7fwas it?", r"control character U\+007F"),
        ("When\x9bwas it?", r"control character U\+009B"),
        ("When was \ud800 signed?", r"control character U\+D800"),
        ("\udcff", r"control character U\+DCFF"),
        ("Wann wurde der Vertrag zwischen den beiden Ländern unterschrieben?", "looks like German"),
        ("Quand le traité de sécurité a-t-il été signé par les deux pays ?", "looks like French"),
        ("¿Cuándo se firmó el tratado de seguridad entre los dos países?", "looks like Spanish"),
        ("条約はいつ署名されましたか。", "looks like Japanese"),
        ("Когда был подписан договор о безопасности?", "looks like Russian"),
        ("متى تم توقيع المعاهدة بين البلدين؟", "looks like Arabic"),
        ("조약은 언제 체결되었습니까?", "looks like Korean"),
        ("what 条約はいつ署名されましたか。", "looks like Japanese"),
        ("The Band und The Who waren auf einer langen Tournee durch ganz Deutschland.", "looks like German"),
    ],
    ids=lambda value: value[:24].encode("unicode_escape").decode(),
)
def test_other_questions_are_refused_in_one_line(question: str, says: str) -> None:
    with pytest.raises(QuestionError, match=says) as caught:
        checked_question(question)
    told = str(caught.value)
    assert told.startswith(caught.value.message)
    assert caught.value.hint in told
    assert caught.value.hint
    assert len(told.splitlines()) == 1
    assert len(told) < 250
    told.encode("utf-8")  # half of a surrogate pair could be printed nowhere


@pytest.mark.parametrize(
    "question", ["When was it signed?", "In which year was it?", "What’s naïve?", "are there any?"]
)
def test_plain_english_does_not_wait_for_the_identifier(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.question, "language_of", None)
    assert checked_question(question) == question


@pytest.mark.parametrize("question", [None, 7, b"When was it signed?", ["When?"], {}])
def test_what_is_no_text_is_refused(question: object) -> None:
    with pytest.raises(QuestionError, match=rf"is text, not {type(question).__name__}\. Give a string"):
        checked_question(question)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=300)
@given(question=st.text(st.characters(), max_size=60))
def test_any_text_is_tidied_or_refused_and_tidying_twice_changes_nothing(question: str) -> None:
    try:
        clean = checked_question(question)
    except QuestionError as error:
        told = str(error)
    else:
        told = clean
        assert clean == clean.strip()
        assert "  " not in clean
        assert checked_question(clean) == clean
    assert len(told.splitlines()) == 1
    told.encode("utf-8")
