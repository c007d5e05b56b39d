"""`python -m qa ask|evaluate|verify`: questions from a shell.

Exit status: 0 answered (or all well), 3 the documents do not say, 1 an error, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import AnswerError, PinciteError

if TYPE_CHECKING:
    from qa.answer import Answer, Citation
    from qa.assistant import Assistant

ABSTAINED = 3


def main(arguments: Sequence[str] | None = None, *, prog: str = "python -m qa") -> int:
    """Run one command; return its exit status."""
    given = _parser(prog).parse_args(arguments)
    try:
        return int(_COMMANDS[given.command](given))
    except PinciteError as error:
        print(f"{prog} {given.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="Ask your documents.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, says: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=says, description=says)
        sub.add_argument(
            "--store", type=Path, metavar="DIR", help="the store's folder (default: $PINCITE_STORE, else .pincite)"
        )
        sub.add_argument("--json", action="store_true", help="print JSON")
        return sub

    one = command("ask", "Answer a question in the documents' own words, with its citation.")
    one.add_argument("question", metavar="QUESTION")
    one.add_argument("--document", action="append", metavar="NAME", help="search only this document; may be repeated")
    one = command("evaluate", "Measure the answers to a file of questions whose answers are known.")
    one.add_argument(
        "questions",
        type=Path,
        metavar="FILE",
        help='JSON lines: {"question": "...", "answers": ["..."]}, [] where there is none',
    )
    one = command("verify", "Hold the citations of saved answers against the documents.")
    one.add_argument(
        "answers",
        type=argparse.FileType("r", encoding="utf-8"),
        metavar="FILE",
        help="what `ask --json` printed; - for standard input",
    )
    return parser


def _ask(given: argparse.Namespace) -> int:
    from qa.question import checked_question

    checked_question(given.question)  # before anybody waits for the models
    with _loaded(given) as assistant:
        answer = assistant.ask(given.question, documents=given.document)
    if given.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
    else:
        print(_in_words(answer))
    return ABSTAINED if answer.abstained else 0


def _evaluate(given: argparse.Namespace) -> int:
    from qa.evaluate import evaluate, read_questions, table_of

    questions = read_questions(given.questions)
    with _loaded(given) as assistant:
        report = evaluate(assistant, questions)
    print(json.dumps(report, ensure_ascii=False, indent=1) if given.json else table_of(report))
    return 0


def _verify(given: argparse.Namespace) -> int:
    from index.store import Store, default_store
    from qa.answer import Answer
    from qa.cite import check_all

    try:
        with given.answers as file:
            answer = Answer.from_json(file.read())
    except UnicodeDecodeError:
        raise AnswerError(f"{given.answers.name} is not UTF-8 text.", hint="Give what `ask --json` printed.") from None
    store = Store.open(given.store or default_store())
    wrong = check_all(answer.citations, {document.id: document for document in store.documents})
    if given.json:
        print(json.dumps({"citations": len(answer.citations), "wrong": wrong}, ensure_ascii=False))
    else:
        print(
            "\n".join(
                [
                    *wrong,
                    f"{len(answer.citations) - len(wrong)} of {len(answer.citations)} citations stand where they say.",
                ]
            )
        )
    return 1 if wrong else 0


@contextmanager
def _loaded(given: argparse.Namespace) -> Iterator[Assistant]:
    """The assistant, with a line on a terminal while models are loaded and an index is made."""
    from rich.console import Console

    from qa.assistant import Assistant, open_default

    console = Console(file=sys.stderr, force_interactive=sys.stderr.isatty())
    with console.status("Loading the models…"):
        assistant = Assistant.open(given.store) if given.store else Assistant(open_default())
        assistant.warm()
    yield assistant


def _in_words(answer: Answer) -> str:
    searched = answer.searched
    where = f"{searched.passages:,} passages of {searched.documents} document{'s' * (searched.documents != 1)}"
    if answer.abstained:
        lines = [f"The documents do not say. Searched: {where}."]
        if searched.missing:
            lines.append(f"Not found in them: {', '.join(searched.missing)}.")
        lines += [
            f"Nearest: {_place(p.document.title, p.headings, p.pages)} [{p.start}:{p.end}]"
            for p in searched.considered[:3]
        ]
        return "\n".join(lines)
    lines = [answer.text, "", _marked(answer.citations[0]), ""]
    for number, c in enumerate(answer.citations, 1):
        lines.append(f"[{number}] {_place(c.document.title, c.headings, c.pages)}, characters {c.start}–{c.end}")
        lines.append(f"    {c.document.uri}")
    lines.append(f"Confidence {answer.confidence:.0%}. Searched: {where}.")
    return "\n".join(lines)


def _marked(citation: Citation) -> str:
    """The sentence on one line with the span marked: in reverse video on a terminal, else between »these«."""
    before, quote, after = (" ".join(piece.split()) for piece in citation.in_sentence)
    opening, closing = ("\x1b[7m", "\x1b[0m") if sys.stdout.isatty() else ("»", "«")
    spaced = [
        " " if citation.in_sentence[0][-1:].isspace() else "",
        " " if citation.in_sentence[2][:1].isspace() else "",
    ]
    return f"{before}{spaced[0]}{opening}{quote}{closing}{spaced[1]}{after}"


def _place(title: str, headings: Sequence[str], pages: Sequence[int]) -> str:
    path = " › ".join((title, *(heading for heading in headings if heading != title)))
    return f"{path}, p. {'–'.join(map(str, pages))}" if pages else path


_COMMANDS = {"ask": _ask, "evaluate": _evaluate, "verify": _verify}
