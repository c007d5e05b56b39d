"""Values by example, and what holds of any two."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.values import compare, value_of

SAME = """
fifty-four thousand | 54,000
two hundred and five thousand | 205,000
5 May 1951 | May 5, 1951
on 5 May 1951 | the 5th of May, 1951
1951-05-05 | May 5, 1951
Sept. 8 | September 8th
in 1951 | the year 1951
44 BC | 44 B.C.
$1.7 billion | 1.7 billion dollars
$1.7bn | US$1,700 million
12 percent | 12%
2 dozen | twenty-four
120-mile | 120-mile-long
two hundred and five ships | 205
the Treaty of Paris | Treaty of Paris
José Núñez | Jose Nunez
Dr. Maria Sander | Maria Sander
U.S. | US
"""
COMPATIBLE = """
1951 | September 1951
the 1950s | 1951
the 19th century | 1850
September 8, 1951 | 8 September
about 54,000 | 53,912
about 60 | 58
54,000 | 53,912
1.7 billion | 1.72 billion
more than 50 | 54
up to 60 | 54
5 km | 3.1 miles
Obama | Barack Obama
J. Smith | John Smith
U.S. | United States
"""
DIFFERENT = """
1951 | 1952
May 5, 1951 | May 6, 1951
May 1951 | June 1951
the 1950s | 1961
44 BC | 44
300 | 340
54,000 | 45,000
3 million | 3 billion
$12 | €12
12 km | 12 hours
more than 50 | 40
12% | 12 men
58 | 60
120-mile | 140-mile-long
Maria Sander | Anton Sander
1951 | Paris
"""


def pairs_of(table: str) -> list[tuple[str, str]]:
    return [(line.split(" | ")[0], line.split(" | ")[1]) for line in table.strip().split("\n")]


@pytest.mark.parametrize(("one", "other"), pairs_of(SAME))
def test_the_same(one: str, other: str) -> None:
    assert compare(value_of(one), value_of(other)) == compare(value_of(other), value_of(one)) == "same"
    assert compare(value_of(one), value_of(other)) == "same"


@pytest.mark.parametrize(("one", "other"), pairs_of(COMPATIBLE))
def test_compatible(one: str, other: str) -> None:
    assert compare(value_of(one), value_of(other)) == compare(value_of(other), value_of(one)) == "compatible"
    assert compare(value_of(one), value_of(other)) != "same"


@pytest.mark.parametrize(("one", "other"), pairs_of(DIFFERENT))
def test_different(one: str, other: str) -> None:
    assert compare(value_of(one), value_of(other)) == compare(value_of(other), value_of(one)) == "different"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1951", "date"),
        ("May", "date"),
        ("1,951", "number"),
        ("about three thousand ships", "number"),
        ("Treaty of Paris", "name"),
        ("the old pier", "text"),
        ("", "text"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert value_of(text).kind == kind


WORDS = st.lists(
    st.sampled_from(
        "1951 12 1,200 1.7 $ € % km May 5 5th billion thousand three about over Ann Lee of the . , BC s".split()
    ),
    max_size=6,
).map(" ".join)
TEXTS = WORDS | st.text(max_size=20)


@settings(deadline=None, max_examples=300)
@given(one=TEXTS, other=TEXTS)
def test_any_text_has_a_value_and_comparing_has_no_direction(one: str, other: str) -> None:
    a, b = value_of(one), value_of(other)
    assert compare(a, a) == "same"
    assert compare(a, b) == compare(b, a)
