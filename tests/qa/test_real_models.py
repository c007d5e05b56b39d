"""The encoder and the reader that ship, on the document that ships: what a newcomer sees."""

import dataclasses
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

import qa
from corpus import BUNDLED, read_document
from qa.cite import check_all
from qa.evaluation.askers import Pincite
from qa.evaluation.questions import read_questions
from qa.evaluation.run import evaluate
from qa.metrics import RIGHT, auroc, f1

pytestmark = [pytest.mark.xdist_group("models"), pytest.mark.slow]

KNOWN = {
    "When was the treaty signed?": ["1951"],
    "When was the mutual security treaty signed?": ["1951"],
    "In which year was the Self-Defense Force created?": ["1954"],
    "Who devised the Yoshida Doctrine?": ["Shigeru Yoshida", "Prime Minister Shigeru Yoshida"],
    "Who established the Three Non-Nuclear Principles?": ["Eisaku Sato", "Prime Minister Eisaku Sato"],
    "How many U.S. military personnel are stationed in Japan?": ["54,000", "About 54,000"],
    "Where did the first SDF unit to serve abroad go?": ["Cambodia"],
    "Where did the SDF open its first permanent base overseas?": ["Djibouti"],
    "How many Japanese citizens were abducted by North Korea?": ["seventeen", "seventeen Japanese citizens"],
    "To where would 8,000 Marines be transferred?": ["Guam"],
    "What is the poorest prefecture in Japan?": ["Okinawa", "Okinawa Prefecture"],
    "Who is director of the Japan Program at the Stimson Center?": ["Yuki Tatsumi"],
    "When did China overtake Japan as the second-largest economy?": ["2010"],
    "What did Japan's defense minister put the Japanese share of the total cost at?": ["86 percent"],
    "Who is the author of Japan Rearmed?": ["Sheila A. Smith", "Smith"],
    "Which article of the constitution renounces military forces?": ["Article Nine"],
}
UNKNOWN = [
    "Who is the chief executive of Toyota?",
    "How tall is Mount Fuji?",
    "When was the University of Tokyo founded?",
    "Who won the 2018 football World Cup?",
    "What is the population of Osaka?",
    "How do I reset my router's password?",
    "Which vitamin is found in oranges?",
    "Who painted the Mona Lisa?",
    "What does a ticket for the Shinkansen cost?",
    "When was the Suez Canal opened?",
    "When was Shinzo Abe born?",
    "How many ships does the Maritime Self-Defense Force have?",
    "Who is the governor of Okinawa?",
    "What did Shigeru Yoshida study at university?",
]


@pytest.fixture(scope="module")
def answers(real: SimpleNamespace) -> dict[str, qa.Answer]:
    """All questions, asked once."""
    return {question: real.assistant.ask(question) for question in [*KNOWN, *UNKNOWN]}


def test_the_default_store_is_made_from_the_bundled_document(real: SimpleNamespace) -> None:
    """`from qa import ask` and one line, in a folder where nothing was."""
    assert real.first.text == "1954"
    assert [document.uri for document in real.assistant.store.documents] == [str(BUNDLED)]
    citation = real.first.citations[0]
    assert citation.headings == ("The Alliance Between Japan and the United States", *citation.headings[1:])
    assert citation.sentence.startswith("The Self-Defense Force (SDF) was created in 1954")
    assert qa.ask(real.first.question) == real.first  # with the models that are loaded, from the same store


def test_what_the_document_says_is_found(answers: dict[str, qa.Answer]) -> None:
    wrong = {
        question: answers[question].text for question in KNOWN if f1(answers[question].text, KNOWN[question]) < RIGHT
    }
    assert len(KNOWN) - len(wrong) >= 12, f"wrong or left unsaid {len(wrong)} of {len(KNOWN)}: {wrong}"


def test_what_the_document_does_not_say_is_mostly_left_unsaid(answers: dict[str, qa.Answer]) -> None:
    said = {question: answers[question].text for question in UNKNOWN if not answers[question].abstained}
    assert len(said) <= 3, f"made up {len(said)} of {len(UNKNOWN)}: {said}"


def test_confidence_separates_what_is_said_from_what_is_not(answers: dict[str, qa.Answer]) -> None:
    area = auroc([answers[question].confidence for question in answers], [question in KNOWN for question in answers])
    assert area is not None
    assert area > 0.9, {question: round(answer.confidence, 2) for question, answer in answers.items()}


def test_fifteen_questions_that_the_docs_show(real: SimpleNamespace) -> None:
    questions = read_questions(Path(__file__).parents[1] / "data" / "article.jsonl")
    outcomes = evaluate(Pincite(real.assistant), real.assistant.store, questions).outcomes
    wrong = {one.question: one.given for one in outcomes if (not one.given) == bool(one.answers)}
    wrong |= {one.question: one.given for one in outcomes if one.answers and not one.right}
    assert len(wrong) <= 2, wrong


def test_every_citation_stands_in_the_file(answers: dict[str, qa.Answer]) -> None:
    document = read_document(BUNDLED)
    cited = [citation for answer in answers.values() for citation in answer.citations]
    assert len(cited) >= 12
    assert check_all(tuple(cited), {document.id: document}) == []
    for answer in answers.values():
        assert qa.Answer.from_json(json.dumps(answer.to_json(), allow_nan=False)) == answer


def test_four_threads_get_the_answers_of_one(real: SimpleNamespace, answers: dict[str, qa.Answer]) -> None:
    """Tokenizers of other libraries fail where threads set their padding at once."""
    questions = list(KNOWN)[:4]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(real.assistant.ask, questions))
    for question, answer in zip(questions, together, strict=True):
        assert answer.text == answers[question].text
        assert answer.citations == answers[question].citations
        assert answer.confidence == pytest.approx(answers[question].confidence, abs=1e-3)


def test_a_shell_gets_the_same_answer(real: SimpleNamespace, tmp_path: Path) -> None:
    """A process of its own, in another folder, with nothing loaded and next to no environment."""
    root = Path(qa.__file__).parent.parent
    command = [sys.executable, "-m", "qa", "ask", "--json", "--store", str(real.path), real.first.question]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    answer = qa.Answer.from_json(done.stdout)
    assert answer.text == real.first.text
    assert [dataclasses.asdict(c) for c in answer.citations] == [dataclasses.asdict(c) for c in real.first.citations]
    assert list(tmp_path.iterdir()) == []
