"""Print how well conflicts are found that were planted in copies of documents, with the models that ship.

    python scripts/measure_conflicts.py --data DATA_FOLDER --work WORK_FOLDER [--questions N]

A question of a calibration file whose answer is a number, a date or a name is asked of its document together with one
other version of it and a few other documents, those under the same title first. Versions with a conflict: the answer
edited wherever it stands; the same with the sentences in another order; the same in other words. Versions without:
the same text; what says the same less exactly; a text in other words with other figures in all sentences but those
with the answer; and no version, the other documents alone. A planted conflict is found when the answer shows both
values side by side; any other conflict shown is a false one, unless the reader took its answer from a sentence whose
figures were edited: there the documents do disagree.

Many of the questions Pincite does not answer, whatever the documents say of it twice. So recall is also given among
those that it answers rightly from the original alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corpus import normalise, sentences  # noqa: E402  # the project's root comes first
from index.update import add  # noqa: E402
from qa import Answer, Assistant  # noqa: E402
from qa.values import compare, value_of  # noqa: E402
from training.data import Row, read_rows  # noqa: E402

FILES = ("squadshifts_new_wiki", "tydiqa_en", "qed_nq", "nq_oracle", "drop_contrast_span", "tatqa_text")
PLANTED = ("edited", "shuffled", "reworded")
OTHERS = ("copied", "less exact", "elsewhere", "none")
FEW = 12  # other documents in the search
OTHER_WORDS = {
    "began": "started", "built": "constructed", "created": "made", "many": "numerous", "large": "big", "about": "on",
    "during": "in the course of", "began to": "started to", "was": "has been", "also": "too", "located": "situated",
    "first": "initially", "became": "turned into", "released": "published", "known": "famous", "won": "gained",
}  # fmt: skip


def main() -> None:
    """Plant, ask, count."""
    parser = argparse.ArgumentParser(description="Measure how well conflicts are found.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds calibration/")
    parser.add_argument("--work", type=Path, required=True, help="a new folder for the store that is asked")
    parser.add_argument("--questions", type=int, default=100)
    given = parser.parse_args()
    chance = random.Random(11)  # noqa: S311  # nothing secret
    rows = [row for name in FILES for row in read_rows(given.data / "calibration" / f"{name}.jsonl.gz")]
    chance.shuffle(rows)
    asked = one_a_context([row for row in rows if is_short_value(row)])[: given.questions]
    edits = [edited_value(row, [other for other in rows if is_short_value(other)], chance) for row in asked]
    files = given.work / "files"
    files.mkdir(parents=True)
    for number, (row, edit) in enumerate(zip(asked, edits, strict=True)):
        for kind, text in versions(row, edit, chance).items():
            (files / f"{number} {kind}.txt").write_text(text, encoding="utf-8")
    add(given.work / "store", [files])
    assistant = Assistant.open(given.work / "store")
    print(json.dumps(counted(assistant, asked, edits, chance), indent=1))


def is_short_value(row: Row) -> bool:
    """Whether the row's answer is a number, date or name that stands in its text."""
    said = row.answers[0].text if row.answers else ""
    return value_of(said).kind != "text" and len(said.split()) < 6 and len(row.context) > 200


def one_a_context(rows: list[Row]) -> list[Row]:
    """The first row of each context."""
    return list({row.context: row for row in reversed(rows)}.values())[::-1]


def edited_value(row: Row, rows: list[Row], chance: random.Random) -> str:
    """Another value for the row's answer: an earlier year, other figures, or the answer to another such question."""
    said = row.answers[0].text
    if year := re.search(r"\b(1\d|20)\d\d\b", said):
        return said.replace(year[0], str(int(year[0]) - chance.randint(2, 40)))
    if figures := re.search(r"\d+", said):
        changed = int(figures[0]) + chance.choice((2, 3, 7)) * 10 ** max(0, len(figures[0]) - 2)
        return said.replace(figures[0], str(changed).zfill(len(figures[0])))
    alike = [other for other in rows if asked_with(other) == asked_with(row)]
    others = [other.answers[0].text for other in alike or rows]
    kind = value_of(said).kind
    different = [
        text
        for text in others
        if value_of(text).kind == kind and compare(value_of(text), value_of(said)) == "different" and is_plain(text)
    ]
    return chance.choice(different or ["Marlow Finch" if kind == "name" else "seventeen"])


def is_plain(text: str) -> bool:
    """Whether a text can stand where another value stood: no mark in it begins a list or ends a sentence."""
    return re.fullmatch(r"[^\W_][^;:!?]*", text) is not None


def asked_with(row: Row) -> str:
    """The question word: who, where, when, how many, and so on."""
    found = re.search(r"\b(who|whom|whose|where|when|how many|how \w+|what \w+|which \w+)\b", row.question.lower())
    return found[0] if found else ""


def versions(row: Row, edit: str, chance: random.Random) -> dict[str, str]:
    """The row's document and its versions, by kind."""
    said, title, body = row.answers[0].text, f"{normalise(row.title)}\n\n", normalise(row.context)
    core = re.escape(re.sub(r"^(the|a|an) ", "", said, flags=re.IGNORECASE))  # no place may say the old value still
    value = re.compile(rf"(?<!\w)((the|a|an) )?{core}(?!\w)", re.IGNORECASE)
    title_edited, edited = (value.sub(lambda _: edit, text) for text in (title, body))
    *parts, last = (edited[start:end] for start, end in sentences(edited))
    chance.shuffle(parts)
    parts.insert(chance.randint(0, len(parts)) if re.search(r"\W$", last) else len(parts), last)  # or it is cut short
    elsewhere = [
        one if value.search(one) else re.sub(r"\d+", lambda match: str(int(match[0]) + 3), one)
        for one in (body[start:end] for start, end in sentences(body))
    ]
    texts = {"original": title + body, "edited": title_edited + edited, "shuffled": title_edited + " ".join(parts)}
    texts |= {"reworded": title_edited + reworded(edited), "elsewhere": title + reworded(" ".join(elsewhere))}
    return texts | {
        "copied": f"{title}{body}\n\nEnd of the copy.",
        "less exact": (title + body).replace(said, less_exact(said)),
    }


def reworded(text: str) -> str:
    """The text with other words for some."""
    return re.sub(r"\b[a-z]+\b", lambda match: OTHER_WORDS.get(match[0], match[0]), text)


def less_exact(said: str) -> str:
    """What says the same with less: the year of a date, the last name, or "about" a number."""
    value = value_of(said)
    if value.kind == "number":
        return f"about {said}"
    if value.kind == "date" and (year := re.search(r"\b\d{4}\b", said)):
        return year[0]
    return said.rsplit(maxsplit=1)[-1] if value.kind == "name" else said


def counted(assistant: Assistant, asked: list[Row], edits: list[str], chance: random.Random) -> dict[str, object]:
    """Ask every question with every version, and count what is shown."""
    titles = {Path(s.uri).stem: document.id for document in assistant.store.documents for s in document.sources}
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    right = silent = 0
    for number, (row, edit) in enumerate(zip(asked, edits, strict=True)):
        near = [n for n, other in enumerate(asked) if other.title == row.title and n != number]
        others = (near + chance.sample(range(len(asked)), min(FEW, len(asked))))[:FEW]
        scope = [titles[f"{n} original"] for n in {*others, number}]
        alone = assistant.ask(row.question, documents=scope)
        is_right = not alone.abstained and agrees(alone.parts[0].citations[0].quote, row.answers[0].text)
        silent += alone.abstained
        right += is_right
        for kind in (*PLANTED, *OTHERS):
            more = [titles[f"{number} {kind}"]] if f"{number} {kind}" in titles else []
            answer = assistant.ask(row.question, documents=scope + more) if more else alone
            shown = kind in PLANTED and shows(answer, row.answers[0].text, edit)
            total[kind] += 1
            found[kind] += shown
            found[f"{kind}, where the original alone is answered right"] += shown and is_right
            is_false = answer.kind == "conflict" and not shown
            if is_false and kind == "elsewhere":
                is_false = any(agrees(part.citations[0].quote, row.answers[0].text) for part in answer.parts)
            found["false"] += is_false
            if is_false:
                print(kind, "|", row.question, "|", row.answers[0].text, "|", edit, "|", answer.text.split("\n"))
    planted = sum(found[kind] for kind in PLANTED)
    return {
        "questions": len(asked),
        "answered right by the original alone": right,
        "not answered by the original alone": silent,
        "planted": sum(total[kind] for kind in PLANTED),
        "found": {kind: found[kind] for kind in PLANTED},
        "false": found["false"],
        "precision": round(planted / max(1, planted + found["false"]), 3),
        "recall": round(planted / max(1, sum(total[kind] for kind in PLANTED)), 3),
        "recall where the original alone is answered right": round(
            sum(found[f"{kind}, where the original alone is answered right"] for kind in PLANTED) / max(1, 3 * right), 3
        ),
    }


def shows(answer: Answer, one: str, other: str) -> bool:
    """Whether both values are shown, each by a part of its own."""
    quotes = [part.citations[0].quote for part in answer.parts]
    return answer.kind == "conflict" and all(any(agrees(quote, wanted) for quote in quotes) for wanted in (one, other))


def agrees(one: str, other: str) -> bool:
    """Whether one value says the other, with more or with less."""
    return compare(value_of(one), value_of(other)) != "different"


if __name__ == "__main__":
    main()
