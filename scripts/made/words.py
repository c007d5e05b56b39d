"""Sentences of invented content in several scripts, each of them only once, and rows of figures."""

from __future__ import annotations

import random

_PLAIN = (
    "The {noun} of {place} was {verb} in {year} by {number} {people}.",
    "In {place}, {number} {people} still {verb2} the old {noun} every spring.",
    "No {noun} may be {verb} before the {people} of {place} have seen it ({number}).",
    "Whoever {verb2}s a {noun} near {place} pays {number} crowns, says rule {year}.",
    "“Why was the {noun} {verb}?” asked the {people} of {place} in {year}.",
)
_WORDS = {
    "noun": "lantern ferry orchard granary bell bridge archive mill quarry harbour loom kiln".split(),
    "place": "Ardwick Belloren Corvane Dunmere Eastholm Farrowby Glenwick Hartsea".split(),
    "verb": "repaired painted counted moved sold measured described opened".split(),
    "verb2": "guard clean borrow visit draw rebuild".split(),
    "people": "weavers pilots gardeners clerks millers carpenters".split(),
}
_ACCENTS = {
    "noun": "Brücke Mühle Fähre Bücherei Kläranlage Straße café-théâtre forêt école čítárna řeka".split(),
    "place": "Ålesund Łódź Besançon Győr Århus Plzeň São-Tomé İzmir".split(),
    "verb": "gekürzt geprüft verlängert übermalt répétée réparée změněna".split(),
    "verb2": "überprüf ménag čist".split(),
    "people": "Gärtner Müller élèves vášně pêcheurs".split(),
}
_RIGHT_TO_LEFT = (
    (
        "كان {noun} في {place} قديما منذ عام {year} وفيه {number} غرفة.",
        "الجسر السوق المرفأ المصنع البستان".split(),
        "دمشق بغداد القاهرة مراكش".split(),
    ),
    (
        "{noun} ליד {place} נבנה בשנת {year} ובו {number} חדרים.",
        "הגשר השוק הנמל המפעל".split(),
        "חיפה יפו צפת עכו".split(),
    ),
)
_IDEOGRAPHS = (
    "{place}的{noun}建于{year}年，共有{number}间房。",
    "灯塔 渡口 果园 粮仓 钟楼".split(),
    "青岛 苏州 大理 泉州".split(),
)


class Author:
    """Writes sentences that no other of the same seed equals."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # nothing secret
        self._said: set[str] = set()

    def sentence(self, script: str = "plain") -> str:
        """A new sentence: "plain", with "accents", from "right to left", or in "ideographs"."""
        while True:
            values = {"year": self.chance.randint(1500, 2030), "number": self.chance.randint(3, 9999)}
            if script in ("plain", "accents"):
                lists = _WORDS if script == "plain" else _ACCENTS
                values |= {name: self.chance.choice(words) for name, words in lists.items()}
                text = self.chance.choice(_PLAIN).format(**values)
            else:
                pattern, nouns, places = (
                    self.chance.choice(_RIGHT_TO_LEFT) if script == "right to left" else _IDEOGRAPHS
                )
                text = pattern.format(noun=self.chance.choice(nouns), place=self.chance.choice(places), **values)
            if text not in self._said:
                self._said.add(text)
                return text

    def heading(self, script: str = "plain") -> str:
        """A few words that end in no full stop."""
        words = _ACCENTS if script == "accents" else _WORDS
        pick = {name: self.chance.choice(found) for name, found in words.items()}
        opening = self.chance.choice(("On", "The rules of", "Notes about", "How to keep"))
        return f"{opening} the {pick['noun']} at {pick['place']} {self.chance.randint(2, 99)}"

    def paragraph(self, script: str = "plain") -> list[str]:
        """Two to five sentences."""
        return [self.sentence(script) for _ in range(self.chance.randint(2, 5))]

    def cell(self) -> str:
        """Two words and a number, for a table."""
        noun, place = self.chance.choice(_WORDS["noun"]), self.chance.choice(_WORDS["place"])
        return f"{noun} {place} {self.chance.randint(100, 99999)}"


SCRIPTS = ("plain", "accents", "right to left", "ideographs")
