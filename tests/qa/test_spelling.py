"""Misspelt words are put right by the documents' words and the reader's; names and known words stay."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.word_index import WordIndex
from qa.answer import Correction
from qa.spelling import corrected
from training.perturb import misspelt

TEXTS = [
    "The security treaty was revised in 1960.",
    "Kubernetes clusters reconcile their state.",
    "The lighthouse of Lisse; Peterson kept it.",
]


@pytest.fixture(scope="module")
def words() -> WordIndex:
    return WordIndex.build(TEXTS)


def put_right(question: str, words: WordIndex) -> tuple[str, tuple[Correction, ...]]:
    return corrected(question, words, len(TEXTS))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("When was the secuirty treaty revised?", "When was the security treaty revised?"),
        ("When was the treay revized?", "When was the treaty revised?"),
        ("Waht is the populaton?", "What is the population?"),
        ("which kubernetis clusters", "which kubernetes clusters"),
        ("Where is Lisse and its lighthose?", "Where is Lisse and its lighthouse?"),
        ("Who is Petesron?", "Who is Peterson?"),
        ("WHICH TRAETY?", "WHICH TREATY?"),
        ("Whta is it?", "What is it?"),  # not "Whoa": words that are in every text are in no index
        ("Whst was revised?", "What was revised?"),
        ("wht was revised", "what was revised"),
        ("Where does it come frim?", "Where does it come from?"),
        ("the treaty’s secuirty", "the treaty’s security"),
        ("the traety’s security", "the treaty’s security"),
        ("Who kept the lighthouse of Lidse?", "Who kept the lighthouse of Lisse?"),  # they stand together
        ("Was the treaty revvised?", "Was the treaty revised?"),  # of the stem of a word, and no form of it
    ],
)
def test_typing_errors_are_put_right(typed: str, meant: str, words: WordIndex) -> None:
    text, corrections = put_right(typed, words)
    assert text == meant
    assert corrections


@pytest.mark.parametrize(
    "typed",
    [
        "When was the security treaty revised?",
        "Who is Petersson?",  # another person, it may be
        "Does Lise keep it?",
        "Was Petersson the keeper of the lighthouse?",  # names differ so, wherever they stand
        "Was Lidse revised?",  # the name that is near stands elsewhere
        "Who is LISBE?",
        "What is the nht?",
        "What is the mut?",
        "who has the mvps",
        "which ecowas clusters",
        "Who reconciles clusters?",  # a form of a word of the documents
        "What do the docs say?",  # short, and near to too many
        "Is falconry allowed?",
        "Write to treay@example.org about x-treay and treay.txt",
        "What does 安保 mean?",
        "traités",
    ],
)
def test_everything_else_stays(typed: str, words: WordIndex) -> None:
    assert put_right(typed, words) == (typed, ())


def test_a_word_that_next_to_no_text_holds_is_put_right_where_the_likelier_one_fits_better() -> None:
    texts = ["The pin code system of the postal zone."] * 300 + [
        "A codde of fish.",
        "A zode of stars and a postal zode.",
    ]
    words = WordIndex.build(texts)
    assert corrected("the pin codde system", words, len(texts))[0] == "the pin code system"
    assert corrected("a codde of fish", words, len(texts))[1] == ()  # they stand together
    assert corrected("the postal Codde", words, len(texts))[1] == ()  # a name
    assert corrected("the pin codde system", WordIndex.build(texts[200:]), 102)[0] == "the pin code system"
    assert corrected("the pin codde system", WordIndex.build(texts[250:]), 52)[1] == ()  # not so much likelier


def test_it_says_what_was_taken_for_what(words: WordIndex) -> None:
    _, corrections = put_right("treay, treay and secuirty", words)
    assert corrections == (
        Correction(typed="treay", meant="treaty"),
        Correction(typed="secuirty", meant="security"),
    )


@settings(max_examples=20, deadline=None)
@given(st.integers())
def test_most_typing_errors_in_words_of_the_documents_are_undone(seed: int) -> None:
    """Of twenty errors at least twelve: some make other words, and some could have been made of two words."""
    rng, index = random.Random(seed), WordIndex.build(TEXTS)
    words = ["security", "treaty", "revised", "clusters", "reconcile", "lighthouse"]
    right = 0
    for number in range(20):
        word = words[number % len(words)]
        right += put_right(misspelt(word, rng), index)[0] == word
    assert right >= 12


@given(st.text(max_size=80))
def test_what_is_no_word_is_never_touched(typed: str) -> None:
    text, corrections = corrected(typed, WordIndex.build([]), 0)
    assert [c for c in text if not c.isalpha()] == [c for c in typed if not c.isalpha()]
    assert bool(corrections) == (text != typed)


def test_what_many_texts_hold_is_known_without_its_neighbours() -> None:
    texts = [f"Note {number} on Germany and the Germans. A German time table is kind to all." for number in range(40)]
    many = WordIndex.build(texts)
    assert corrected("Who is the Gerrman baker?", many, len(texts))[0] == "Who is the German baker?"
    assert corrected("Which knd of bread?", many, len(texts))[0] == "Which kind of bread?"
    few = WordIndex.build(texts[:20])
    assert corrected("Who is the Gerrman baker?", few, 20)[1] == ()
    assert corrected("Which knd of bread?", few, 20)[1] == ()


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("Who is Viktor Orban?", "organ"),
        ("Who is Narendra Modi?", "Mori"),
        ("Who is Friedrich Merz?", "Metz"),
        ("Who is Ben Jonson?", "Johnson"),
        ("Who is Tiina?", "Tina"),
        ("Who is Sam Loyd?", "Lloyd"),
        ("what is dns", "dna"),
        ("renew ssl", "sal"),
        ("how many mpg", "mph"),
    ],
)
def test_what_many_texts_hold_is_no_reason_by_itself(typed: str, held: str) -> None:
    texts = [f"Note {number} of {held} and others." for number in range(40)]
    assert corrected(typed, WordIndex.build(texts), len(texts)) == (typed, ())
