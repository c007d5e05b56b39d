"""What is said of words against a plain scan of the texts, with patterns written by hand."""

import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.store import Store
from index.update import add
from index.word_index import Occurrence, WordIndex, searched_text
from index.words import asked_words, lacking, words_in

# For the words of a question, which are all forms of one word: the pattern of that word in a text, in any case.
SCANNED = {
    ("treaty", "treaties", "Treaty's", "TREATIES"): r"treat(y|ies)",
    ("treatise", "treatises"): r"treatises?",
    ("built", "build", "building"): r"buil(t|d|ding)",
    ("went", "going", "gone", "go"): r"(went|goes|gone|go|going)",
    ("children", "child"): r"child(ren)?",
    ("café", "cafe", "cafe\u0301s", "CAFÉ"): r"caf(e|é|e\u0301)s?",
    ("naïve", "naive"): r"na[iï]ve",
    ("Straße", "STRASSE"): r"stra(ß|ss)e",
    ("O'Neill", "O’Neill's", "ONeill"): r"O['’]?Neill",
    ("Neill", "neill"): r"Neill",
    ("colour", "Colors"): r"colou?rs?",
    ("organised", "organizing"): r"organi[sz](e|ed|ing)",
    ("defence", "Defense"): r"defen[cs]e",
    ("centre", "centers"): r"cent(er|re)s?",
    ("54,000", "54000"): r"(?<!\d)(?<!\d[.,])54,?000(?!\d|,\d{3}(?!\d)|\.\d)",
    ("54",): r"(?<!\d)(?<!\d[.,])54(?!\d|,\d{3}(?!\d)|\.\d)",
    ("000",): r"(?<!\d)(?<!\d[.,])000(?!\d|,\d{3}(?!\d)|\.\d)",
    ("1.7",): r"(?<!\d)(?<!\d[.,])1\.7(?!\d|,\d{3}(?!\d)|\.\d)",
    ("17",): r"(?<!\d)(?<!\d[.,])17(?!\d|,\d{3}(?!\d)|\.\d)",
    ("1951",): r"(?<!\d)1951(?!\d)",
    ("1990s",): r"1990s",
    ("finance", "ﬁnances"): r"(fi|ﬁ)nances?",
    ("Ireland", "Ireland’s"): r"Ireland",
    ("mail", "mails"): r"mails?",
    ("e-mail", "email", "E-Mails"): r"e[-‐‑]?mails?",
    ("日本",): r"日本",
    ("憲法",): r"憲法",
    ("本日",): r"本日",
    ("हिन्दी",): r"हिन्दी",
    ("Titanic",): r"Titanic",
    ("rock", "rocks"): r"rocks?",
}
COUNTRY = ("US", "U.S.", "U.S.’s")  # the pronoun, in small letters or with one capital, is another word
IN_COUNTRY = re.compile(r"(?<![^\W_])(U\.S\b|US(?![^\W_]))")
PIECES = (
    "treaty treaties Treaty's TREATY treatise treatises treated built build building went goes gone child children "
    "children’s café cafes CAFÉS caféteria naïve NAIVE Straße strasse Strassen O'Neill O’Neill's ONeill Neill colours "
    "color organise organised organizing organ defence DEFENSE defend centre center 54,000 54000 54 54,0 000 1.7 17 "
    "1.75 1951 5.10.1951 1951,1952 19510 1990s 1990 finance ﬁnance Ireland Ireland's island mail e-mail E‑Mails email "
    "emails 日本 日本国憲法 本日 日と本 憲法 हिन्दी हिन्द Titanic _Titanic_ Titanic.It rock’n’roll rocks US U.S. U.S.’s "
    "us Us the THE it's don't they've who e.g. x² 😀 …"
).split()
JOINERS = (" ", " ", " ", "\n", ", ", ". ", " – ", "—", " (", ") ", "/", "; ", "’ ", "“", "\n\n", ": ")


def scanned(word: str, texts: list[str]) -> list[int]:
    """The texts in which a form of the word stands, by its pattern."""
    if word in COUNTRY:
        return [row for row, text in enumerate(texts) if IN_COUNTRY.search(text)]
    (pattern,) = (pattern for words, pattern in SCANNED.items() if word in words)
    if not re.match(r"[日本憲]|\(\?<", pattern):
        pattern = rf"(?<![^\W_])({pattern})(?![^\W_])"
    return [row for row, text in enumerate(texts) if re.search(pattern, text, re.IGNORECASE)]


def made_text(chance: random.Random) -> str:
    pieces = [chance.choice(PIECES) + chance.choice(JOINERS) for _ in range(chance.randint(0, 14))]
    text = "".join(pieces)
    return unicodedata.normalize("NFD", text) if chance.random() < 0.1 else text


def found_in(texts: list[str], question: str, rows: list[int] | None = None) -> list[Occurrence]:
    allowed = None if rows is None else np.array(rows, dtype=np.int64)
    return WordIndex.build(texts).occurrences(question, allowed, texts.__getitem__)


def test_ten_thousand_statements_are_true_by_a_plain_scan() -> None:
    chance = random.Random(7)
    words = [word for words in SCANNED for word in words] + list(COUNTRY)
    statements = none = 0
    while statements < 10_000:
        texts = [made_text(chance) for _ in range(chance.randint(0, 7))]
        rows = sorted(chance.sample(range(len(texts)), chance.randint(0, len(texts))))
        index = WordIndex.build(texts)
        for word in chance.sample(words, 20):
            allowed = rows if chance.random() < 0.3 else list(range(len(texts)))
            searched = [texts[row] for row in allowed]
            given = None if len(allowed) == len(texts) else np.array(allowed, dtype=np.int64)
            found = index.occurrences(f"What of the {word}?", given, texts.__getitem__)
            composed = [unicodedata.normalize("NFC", text) for text in searched]
            expected = scanned(word, composed)
            if not expected and "-" in word and scanned("mail", composed):
                assert [one.asked.word for one in found] == list(word.split("-"))
                continue
            (one,) = found
            assert (one.texts, bool(one.forms)) == (len(expected), bool(expected)), (word, searched)
            assert one.asked.word in unicodedata.normalize("NFC", word) or one.asked.word in word
            for form in one.forms:
                assert any(form in text for text in searched), (word, form, searched)
            held = [row for row, text in enumerate(searched) if not lacking([one.asked], text)]
            assert held == expected, (word, searched)
            statements, none = statements + 1, none + (not expected)
    assert 0.2 < none / statements < 0.8


def test_every_form_is_shown_once_as_most_often_written() -> None:
    texts = ["The Treaty. Treaty!", "treaty and treaties", "A Treaty, TREATY", "Nothing."]
    (one,) = found_in(texts, "Which treaties?")
    assert (one.forms, one.texts) == (("Treaty", "treaties"), 3)
    (one,) = found_in(texts, "Which treaties?", [1, 3])
    assert (one.forms, one.texts) == (("treaties", "treaty"), 1)
    assert [(one.forms, one.texts) for one in found_in(texts, "Which treaties?", [3])] == [((), 0)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which treaties did the county's mayor sign in 1999?", "treaties county mayor sign 1999"),
        ("treaty Treaties TREATY", "treaty"),
        ("How many more of them don't, they've, it's?", ""),
        ("Who is it, and what was that?", ""),
        ("What did the US say to us?", "US say"),
        ("What did the U.S.’s 1.7bn buy?", "U.S 1.7 bn buy"),
        ("a state-of-the-art e-mail", "state art e-mail"),
        ("日本国 in 2024?", "日本国 2024"),
        ("", ""),
    ],
)
def test_the_words_of_a_question(question: str, words: str) -> None:
    assert [one.word for one in asked_words(question)] == words.split()


def test_a_word_with_a_hyphen_is_looked_for_as_a_whole_first() -> None:
    def said(text: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.asked.word, one.forms) for one in found_in([text], "self-defence?")]

    assert said("Self-Defense Forces") == said("the Self-Defense") == [("self-defence", ("Self-Defense",))]
    assert said("the selfdefense") == [("self-defence", ("selfdefense",))]
    assert said("Self-\n  Defense") == [("self-defence", ("Self-Defense",))]
    assert said("a defense") == [("self", ()), ("defence", ("defense",))]
    assert said("nothing of it") == [("self-defence", ())]


def test_words_of_a_text() -> None:
    assert [word for word, _ in words_in("The U.S.’s 54,000 _men_, O'Neill’s e-mail: 5.10.1951")] == (
        "U.S 54,000 men O Neill O'Neill e mail e-mail 5 10 1951 5.10.1951".split()
    )


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    chance = random.Random(3)
    texts = [made_text(chance) for _ in range(20)]
    built = WordIndex.build(texts)
    built.save(tmp_path / "words")
    loaded = WordIndex.load(tmp_path / "words")
    for word in [word for words in SCANNED for word in words]:
        assert loaded.occurrences(word, None, texts.__getitem__) == built.occurrences(word, None, texts.__getitem__)
    built.save(tmp_path / "again")
    for path in (tmp_path / "words").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_titles_and_headings_of_any_length_are_searched(
    store: Path, write: Callable[[str, str], Path], encoder: Any
) -> None:
    long = "word " * 60
    write("a.md", f"# Zebra {long}\n\n## Yacht {long}\n\nThe pier is old.\n\n## Quay\n\nThe lamp is new.\n")
    add(store, [write("b.txt", "Something else.").parent], encoder=encoder)
    opened = Store.open(store)
    found = {one.asked.word: one.texts for one in opened.occurrences("zebra yacht quay lamp boat")}
    assert found == {"zebra": 2, "yacht": 1, "quay": 1, "lamp": 1, "boat": 0}
    texts = [searched_text(passage) for passage in opened.generation.passages]
    for word, count in found.items():
        assert count == sum(re.search(rf"\b{word}\b", text, re.IGNORECASE) is not None for text in texts)
    only = opened.select(["b"])
    assert [one.texts for one in opened.occurrences("zebra something", only)] == [0, 1]
    assert [one.texts for one in opened.occurrences("zebra something", [])] == [0, 0]


def test_words_as_spelt_and_words_that_stand_together_are_counted() -> None:
    index = WordIndex.build(["A pier, two Piers and a lamp", "The PIER at the quay", "Lamps of the old quay", "lamp"])
    assert [index.texts_with(word) for word in ("pier", "piers", "lamp", "boat", "the")] == [3, 3, 3, 0, 0]
    assert [index.texts_with(word, as_spelt=True) for word in ("pier", "piers", "lamp", "boat")] == [2, 1, 2, 0]
    assert index.together(["pier", "lamp", "boat"], ["quay", "old", "two"]) == {"pier": 1, "lamp": 2, "boat": 0}
    assert index.together(["pier"], []) == {"pier": 0}
    assert WordIndex.build([]).together(["pier"], ["quay"]) == {"pier": 0}
