"""The page's fixed parts, what there is to ask, and how sure Pincite must be."""

import pytest
from lxml import html

from corpus import Document, Draft, Source
from qa.chat import frame
from qa.chat.sure import choices_of, chooser_of
from qa.examples import Example
from qa.features import FEATURES
from qa.policy import Policy
from qa.promise import Scores

HOSTILE = '"><img src=x onerror=alert(1)> ${x} {{y}} `z`'


def titled(title: str) -> Document:
    source = Source(uri="/x.txt", sha256="", title=title, kind="text", added="2026-01-01T00:00:00+00:00")
    return Document.build(Draft(text=f"Words of {title}"), source)


def parsed(fragment: str) -> html.HtmlElement:
    return html.fragment_fromstring(fragment, create_parent="main")


@pytest.mark.parametrize("part", ["HEAD", "TALK", "OPTIONS", "SOURCE", "HELP"])
def test_fixed_parts_are_well_formed_and_are_no_templates(part: str) -> None:
    fragment = getattr(frame, part)
    root = parsed(fragment)
    for button in root.iter("button"):
        assert button.text_content().strip() or button.get("aria-label")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert not {"${", "{{", "`", "@children"} & {sign for sign in ("${", "{{", "`", "@children") if sign in fragment}


def test_without_documents_people_are_told_how_to_add_some() -> None:
    root = parsed(frame.welcome([], 0))
    assert root.find(".//h2").text == "There is no document yet."
    assert root.find(".//code").text == "python -m index add FILE_OR_FOLDER"
    assert root.find(".//a").get("data-view") == "documents"


def test_documents_are_named_and_counted_and_examples_can_be_asked() -> None:
    documents = [titled(HOSTILE), *(titled(f"Title {n}") for n in range(1199))]
    root = parsed(frame.welcome(documents, 12_345, [Example(question=HOSTILE, title="x", document="y")]))
    shelf = root.findall(".//ul[@class='shelf']/li")
    assert [item.text_content() for item in shelf][:2] == [HOSTILE, "Title 0"]
    assert shelf[-1].text_content() == "and 1,192 more"
    assert "1,200 documents, 12,345 passages. Add documents. Nothing leaves this computer." in root.text_content()
    (example,) = root.findall(".//ul[@class='examples']//button")
    assert (example.text_content(), example.get("data-text"), example.get("data-act")) == (HOSTILE, HOSTILE, "ask")
    assert root.find(".//img") is None


def test_every_document_can_be_ticked() -> None:
    documents = [titled(HOSTILE), titled("Other")]
    root = parsed(frame.chooser(documents))
    ticks = root.findall(".//input[@type='checkbox']")
    assert [(tick.get("value"), tick.getparent().text_content().strip()) for tick in ticks] == [
        (document.id, document.title) for document in documents
    ]


def policy_with(scores: Scores | None) -> Policy:
    return Policy(bias=0.0, weights=dict.fromkeys(FEATURES, 0.0), threshold=0.35, scores=scores)


def test_how_sure_is_a_choice_only_where_it_was_measured() -> None:
    (usual,) = choices_of(policy_with(None))
    assert usual.max_error is None
    assert "35 chances of 100" in usual.means
    assert chooser_of([usual]) == ""


def test_every_share_of_wrong_answers_that_can_be_promised_is_a_choice() -> None:
    pairs = [(1 - n / 1000, n < 150 or n % 3 > 0) for n in range(600)]
    choices = choices_of(policy_with(Scores.of(pairs, "fact")))
    assert [choice.max_error for choice in choices] == [None, 0.05, 0.1, 0.2, 0.3]
    assert choices[2].name == "at most 1 of 10 wrong"
    assert choices[2].means.startswith("This holds with a certainty of 95%, for questions and documents like those")
    assert " of 600 were answered then." in choices[2].means
    root = parsed(chooser_of(choices))
    radios = root.findall(".//input[@type='radio']")
    assert [(radio.get("value"), radio.get("checked") is not None) for radio in radios] == [
        ("", True), ("0.05", False), ("0.1", False), ("0.2", False), ("0.3", False),
    ]  # fmt: skip
