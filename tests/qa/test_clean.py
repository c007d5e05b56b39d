"""Cleaning spans: each rule by example, and what holds of any span of any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import sentence_around
from qa.clean import cleaned

# The span that was read stands between « and », the one that is wanted between < and >.
EXAMPLES = [
    "It cost <«$1.7» billion> in all.",
    "They paid <$«12»> for it.",
    "They paid <US$«4» million> for it.",
    "There were <three «thousand»> ships.",
    "There were <«three» thousand> ships.",
    "It is <«40» km> long.",
    "It is <«40» square miles> in size.",
    "It rose by <«12» percent> then.",
    "It reached <«40»°C> there.",
    "It opened on <«5 May», 1951> there.",
    "It opened on <5 «May 1951»> there.",
    "It fell in <«44» BC> to them.",
    "We met <«Barack» Obama> there.",
    "We met <President «Obama»> there.",
    "It was <Theatre of «Dionysus»> then.",
    "He saw <«Jonathan (Yousef Erakat»)> there.",
    "He was «in <Paris>» then.",
    "He was there «in <1951>» once.",
    "He was «<Ann Lee>,» they say.",
    "He was «<Ann Lee> and» an other.",
    "He left «<for good>.»",
    # and what stays as it is
    "He lived <«from 1914 to 1918»> there.",
    "He works in <«the U.S.»> today.",
    "He joined <«Smith Inc.»> then.",
    "What do you <«live in»>?",
    "It was <«in the end»> so.",
    "It is <«40»> men.",
    "Names: <«Ann Lee»> Deputy Chief Minister Bob.",
    "By <«Ann»>, Bob and Cid.",
    "He came <«to see it»> there.",
    "The <«May»> fair.",
]


def parsed(marked: str, opening: str, closing: str) -> tuple[int, int]:
    """Where the marked words stand in the text without marks."""
    others = [mark for mark in "«»<>" if mark not in (opening, closing)]
    for mark in others:
        marked = marked.replace(mark, "")
    return marked.index(opening), marked.index(closing) - 1


@pytest.mark.parametrize("marked", EXAMPLES)
def test_spans_by_example(marked: str) -> None:
    text = "".join(character for character in marked if character not in "«»<>")
    start, end = cleaned(text, parsed(marked, "«", "»"), (0, len(text)))
    wanted = parsed(marked, "<", ">")
    assert text[start:end] == text[slice(*wanted)]
    assert (start, end) == wanted


def test_a_span_does_not_leave_what_was_read() -> None:
    text = "It cost $1.7 billion. Obama went."
    assert cleaned(text, (9, 12), (9, 12)) == (9, 12)
    assert cleaned(text, (9, 12), (8, 13)) == (8, 12)


def test_a_unit_that_the_question_names_is_not_repeated() -> None:
    text = "It is 40 miles long."
    assert cleaned(text, (6, 8), (0, len(text)), "How long is it?") == (6, 14)
    assert cleaned(text, (6, 8), (0, len(text)), "How many miles long is it?") == (6, 8)


def test_a_span_does_not_leave_its_sentence() -> None:
    text = "They met Barack. Obama was there."
    assert cleaned(text, (9, 15), (0, len(text))) == (9, 15)


PIECES = (
    "in on by from to of and the is was 1951 12 1,200 $ € US$ 1.7 billion thousand three km % °C BC May 5 May, ( ) [ ] "
    "“ ” « » , . ; : – U.S. Inc. Obama Barack President Theatre ships about e.g. Ann de Paris. \n \n\n 日本 x"
).split(" ")
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map(" ".join) | st.text(min_size=1, max_size=60)


@settings(deadline=None, max_examples=500)
@given(data=st.data(), text=TEXTS)
def test_any_span_stays_inside_is_never_empty_and_is_cleaned_once(data: st.DataObject, text: str) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    start = data.draw(st.integers(first, last - 1))
    end = data.draw(st.integers(start + 1, last))
    found = cleaned(text, (start, end), (first, last))
    around = sentence_around(text, start, end)
    assert max(first, min(start, around[0])) <= found[0] < found[1] <= min(last, max(end, around[1]))
    if any(character.isalnum() for character in text[start:end]):
        assert any(character.isalnum() for character in text[slice(*found)])
    assert cleaned(text, found, (first, last)) == found
