"""Which language a text is in, as far as it matters."""

import pytest

from corpus.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Vertrag wurde 1951 von beiden Ländern unterzeichnet.", "German"),
        ("Le traité a été signé en 1951 par les deux pays.", "French"),
        ("El tratado de seguridad entre los dos países fue firmado en septiembre de 1951.", "Spanish"),
        ("Договор был подписан в 1951 году обеими странами.", "Russian"),
        ("条約は1951年に両国によって署名された。", "Japanese"),
        ("該條約於1951年由兩國簽署。", "Chinese"),
        ("조약은 1951년에 양국에 의해 체결되었다.", "Korean"),
        ("تم توقيع المعاهدة عام 1951 من قبل البلدين.", "Arabic"),
        ("ההסכם נחתם", "Hebrew"),
        ("Η συνθήκη υπογράφηκε το 1951.", "Greek"),
        ("संधि पर हस्ताक्षर किए गए।", "Hindi"),
    ],
)
def test_sentences_of_other_languages(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "The treaty was signed in 1951 by both countries.",
        "When was the treaty signed?",
        "The café in the old town was rather naïve about its prices.",
        "Sheila A. Smith",
        "Shigeru Yoshida, Junichiro Koizumi and Shinzo Abe",
        "Okinawa",
        "Futenma base relocation",
        "treaty 1951",
        "unemployment rate October 2009",  # taken for Nigerian Pidgin
        "def main(arguments): return 0",
        "a0 b1 c2 d3 0x7f 0x80",
        "",
        " \n",
        "1951, 1960 – 54,000",
        "?!",
        "👩‍🚀",
    ],
)
def test_english_names_keywords_and_nothing_are_no_other_language(text: str) -> None:
    assert language_of(text) is None


def test_another_script_in_an_english_text_is_no_matter() -> None:
    assert (
        language_of("The word 条約 means treaty, and договор means contract, in two languages that I do not know.")
        is None
    )


def test_a_long_text_is_judged_by_its_beginning() -> None:
    english = "The treaty was signed in 1951 by both countries. " * 500
    assert language_of(english + "条約は1951年に両国によって署名された。" * 9000) is None
