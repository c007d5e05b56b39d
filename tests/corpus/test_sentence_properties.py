"""What holds of sentences in any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import sentence_around, sentences

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            "word Word U.S. Dr. p. 3 3.14 e.g. “Quoted” (in brackets) … ... . ! ? ?! "
            "。 ！ ； שלום عربي। 👩‍🚀 é — - * 1. (a) [1] i. A".split()
        ),
        st.sampled_from(
            [" ", "  ", "\n", "\n\n", "\n \n", "\t", "\f", "\u00a0", "\u3000", "\u0301", "\x1c", "\n- ", "\n1. ", '."']
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
).map("".join)


@given(TEXTS, st.data())
@settings(max_examples=300)
def test_spans_are_in_order_trimmed_and_cover_what_is_no_space(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = sentences(text, start, end)
    edges = [start, *(edge for span in found for edge in span), end]
    assert edges == sorted(edges)
    assert all(text[a:b] and text[a:b] == text[a:b].strip() for a, b in found)
    covered = {at for a, b in found for at in range(a, b)}
    assert all(at in covered for at in range(start, end) if not text[at].isspace())


@given(TEXTS.filter(str.strip), st.data())
@settings(max_examples=300)
def test_the_sentence_around_a_span_holds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= start < end <= last <= len(text)


@given(TEXTS, st.text(st.sampled_from(" \t\f\n")))
def test_white_space_at_the_end_changes_nothing(text: str, space: str) -> None:
    assert sentences(text.rstrip() + space) == sentences(text.rstrip())


@given(TEXTS)
def test_an_empty_line_always_ends_a_sentence(text: str) -> None:
    assert not any("\n\n" in text[a:b] for a, b in sentences(text))


@given(TEXTS, TEXTS)
def test_paragraphs_do_not_look_at_each_other(one: str, other: str) -> None:
    one, other = one.strip(), other.strip()
    whole = f"{one}\n\n{other}"
    apart = [*sentences(one), *((a + len(one) + 2, b + len(one) + 2) for a, b in sentences(other))]
    assert sentences(whole) == apart
