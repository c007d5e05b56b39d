"""The bundled article: what a newcomer's first question is answered from."""

import re

import pytest

from corpus import BUNDLED, Document, Splitting, read_document, sentences, split

FACTS = (
    """
1951|1954|1960|1967|1970s|1990–91|1992|1993|Cambodia|1997|November 2001|2003|2015|1998|1996|2010|2011|April 2019
54,000|eighty-five military facilities|thirty-one of Japan's eighty-five|40,000 to 150,000
85,000 residents|8,000 Marines|poorest prefecture|Taiwan Strait Crisis|"rebalance."|late 2018|2006|2016|2017
$1.7 billion and $2.1 billion|$2 billion annually|$47 billion|$240 billion by 2023|86 percent|between 40 and 50 percent
$1.5 billion a year|seventeen Japanese citizens|Five of the abducted citizens|twelve-year-old girl|2008 and in 2012
Shigeru Yoshida|Eisaku Sato|Junichiro Koizumi|Shinzo Abe|Barack Obama|Donald J. Trump|Kim Jong-un|Moon Jae-in|Xi Jinping
Yuki Tatsumi|Michael Auslin|Sheila A. Smith|Kevin Knodell|Stimson Center|Hoover Institution|Japan Rearmed
Article Nine|Treaty of San Francisco|Three Non-Nuclear Principles|Self-Defense Force (SDF)|Yoshida Doctrine|Quad
Gulf War|Indian Ocean|Djibouti|Tohoku|Futenma|Guam|Senkaku/Diaoyu|air defense identification zone|military hotline
Free and Open Indo-Pacific|"pivot" to Asia|"most serious and pressing."|"strongest missile defense partners."|"unfair."
"surrounding areas."|Host-nation support|Congressional Research Service|George Washington University|Vietnam War
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.fixture(scope="module")
def article() -> Document:
    return read_document(BUNDLED)


def test_it_is_long_enough_and_under_headings(article: Document) -> None:
    assert len(article.text.split()) >= 1_800
    assert len(re.findall(r"\w+(?:[.,'’-]\w+)*", article.text)) >= 1_800
    assert article.title == "The Alliance Between Japan and the United States"
    levels = [section.level for section in article.sections]
    assert levels[0] == 1
    assert levels.count(2) >= 8
    assert levels.count(3) >= 8
    assert set(levels) == {1, 2, 3}


@pytest.mark.parametrize("fact", FACTS)
def test_it_holds_the_facts(article: Document, fact: str) -> None:
    assert fact in article.text


def test_there_are_enough_checks_of_facts() -> None:
    assert len(set(FACTS)) == len(FACTS) >= 80


def test_it_credits_where_its_facts_are_from(article: Document) -> None:
    source = article.sections[-1]
    assert article.text[source.start : source.body] == "Source"
    credit = article.text[source.body : source.end]
    assert "Council on Foreign Relations" in credit
    assert '"The U.S.-Japan Security Alliance"' in credit
    assert "Apache-2.0" in credit


def test_no_mark_of_markdown_is_left_in_it(article: Document) -> None:
    assert not re.search(r"[*_#|`]|\]\(", article.text)
    assert "Japan Rearmed, a 2019 book" in article.text
    assert "Japan's share of total cost\t86 percent\tJapan's defense minister, 2017" in article.text


def test_its_passages_stand_under_headings_and_end_with_sentences(article: Document) -> None:
    passages = [passage for passage in split(article, Splitting(), lambda passage: True) if passage.role == "body"]
    ends = {end for _, end in sentences(article.text)}
    assert all(passage.headings and passage.end in ends for passage in passages)
    assert sum(len(passage.text.split()) for passage in passages) > 1_700
    assert not article.furniture
    treaty = next(passage for passage in passages if "dates from 1951" in passage.text)
    assert treaty.headings == (article.title, "Postwar foundations", "The security treaty of 1951")
