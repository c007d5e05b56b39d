"""How often the right passage is found for follow-ups, and whether examples are found, with the models that ship."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

pytestmark = [pytest.mark.xdist_group("models"), pytest.mark.slow]
SCRIPT = runpy.run_path(str(Path(__file__).parent.parent.parent / "scripts" / "measure_followups.py"))


@pytest.mark.parametrize("half", ["development", "held out"])
def test_rewriting_finds_what_a_person_would_have_asked(real: SimpleNamespace, half: str) -> None:
    found = [row["found"] for row in SCRIPT["outcomes"](real.assistant, half)]
    raw, rewritten, by_hand = (sum(row[way] for row in found) for way in ("raw", "rewritten", "by hand"))
    assert len(found) == 20
    assert rewritten >= 18
    assert rewritten >= raw + 2
    assert by_hand >= rewritten - 1


def test_examples_come_from_the_document_and_are_answered(real: SimpleNamespace) -> None:
    from qa.examples import Examples

    examples = Examples(real.assistant, most=3)
    found = examples.find()
    assert len(found) == 3
    assert found == examples.ready()
    assert all(not real.assistant.ask(example.question).abstained for example in found)
