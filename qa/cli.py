"""`python -m qa ask|evaluate|calibrate|verify`: questions from a shell.

Exit status: 0 answered (or all well), 3 the documents do not say, 1 an error, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import AnswerError, PinciteError
from index.console import nobody_reads, write_anything

if TYPE_CHECKING:
    from qa.answer import Answer, Citation, Word
    from qa.assistant import Assistant

ABSTAINED = 3
# All but tab and newline, and what turns the direction of whatever follows.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def main(arguments: Sequence[str] | None = None, *, prog: str = "python -m qa") -> int:
    """Run one command; return its exit status."""
    write_anything()
    given = _parser(prog).parse_args(arguments)
    try:
        status = int(_COMMANDS[given.command](given))
        sys.stdout.flush()  # here, where it can still be caught that nobody reads it
    except BrokenPipeError:
        return nobody_reads()
    except PinciteError as error:
        print(f"{prog} {given.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    return status


def _parser(prog: str) -> argparse.ArgumentParser:
    from qa.evaluation.command import add_arguments

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
    one.add_argument("--trace", action="store_true", help="say on standard error how long each stage took")
    one.add_argument("--markdown", action="store_true", help="print Markdown, to paste the answer with its citation")
    one.add_argument(
        "--exactly", action="store_true", help="search for the question as typed, no word of it put right or left out"
    )
    one.add_argument(
        "--max-error",
        type=float,
        metavar="SHARE",
        help="answer only where at most this share of answers is wrong, 0.1 for one in ten",
    )
    one = command("evaluate", "Measure the answers to a file of questions whose answers are known.")
    add_arguments(one)
    from qa.evaluation import recalibrate

    recalibrate.add_arguments(
        command("calibrate", "Fit confidence to questions of your own whose answers are known, for this store.")
    )
    one = command("verify", "Hold the citations of saved answers against the documents.")
    one.add_argument("answers", metavar="FILE", help="what `ask --json` printed; - for standard input")
    return parser


def _ask(given: argparse.Namespace) -> int:
    from index.trace import table_of, trace
    from qa.question import checked_question

    with trace() as seconds:
        checked_question(given.question)  # before anybody waits for the models
        answer = _loaded(given).ask(
            given.question, documents=given.document, max_error=given.max_error, exactly=given.exactly
        )
    if given.trace:
        print(table_of(seconds), file=sys.stderr)
    if given.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
    elif given.markdown:
        from qa.export import copy_markdown

        print(_shown(copy_markdown(answer)))
    else:
        print(_in_words(answer))
    return ABSTAINED if answer.abstained else 0


def _evaluate(given: argparse.Namespace) -> int:
    from qa.evaluation.command import evaluate_command

    return evaluate_command(given, lambda: _loaded(given, reader=given.reader))


def _calibrate(given: argparse.Namespace) -> int:
    from qa.evaluation.recalibrate import calibrate_command

    return calibrate_command(given, lambda: _loaded(given))


def _verify(given: argparse.Namespace) -> int:
    from index.store import Store, default_store
    from qa.answer import Answer
    from qa.cite import check_all

    answer = Answer.from_json(_text_of(given.answers))
    store = Store.open(given.store or default_store())
    wrong = check_all(answer.citations, {document.id: document for document in store.documents})
    if given.json:
        print(json.dumps({"citations": len(answer.citations), "wrong": wrong}, ensure_ascii=False))
    else:
        right, all_of_them = len(answer.citations) - len(wrong), len(answer.citations)
        print("\n".join([*wrong, f"{right} of {all_of_them} citations stand where they say."]))
    return 1 if wrong else 0


def _text_of(name: str) -> str:
    """What a file holds, or standard input where it is called `-`."""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise AnswerError(f"{name} cannot be read: {error.strerror}.", hint="Check the path.") from None
    except UnicodeDecodeError:
        raise AnswerError(f"{name} is not UTF-8 text.", hint="Give what `ask --json` printed.") from None


def _loaded(given: argparse.Namespace, *, reader: Path | None = None) -> Assistant:
    """The assistant, with a line on a terminal while models are loaded and an index is made.

    `reader` is a folder with another reader than the one that ships.
    """
    from qa.assistant import Assistant

    say = partial(print, end="", file=sys.stderr, flush=True) if sys.stderr.isatty() else str
    say("Loading the models…")
    try:
        assistant = Assistant.open(given.store)
        if reader:
            assistant = Assistant.with_reader(assistant.store, reader)
        assistant.warm()
    finally:
        say("\r\x1b[2K")  # clears the line
    return assistant


def _in_words(answer: Answer) -> str:
    return "\n".join([*_searched_for(answer), *_lines_of(answer), *_promised(answer)])


def _searched_for(answer: Answer) -> list[str]:
    """What was searched for, where that is not what was typed."""
    if not answer.asked:
        return []
    taken = ", ".join(f"{_shown(one.typed)} = {_shown(one.meant)}" for one in answer.corrections)
    return [f"Searched for: {_shown(answer.question)}{f' ({taken})' if taken else ''}", ""]


def _lines_of(answer: Answer) -> list[str]:
    from qa.answer import path_of

    searched = answer.searched
    where = f"{_count(searched.passages, 'passage')} of {_count(searched.documents, 'document')}"
    if answer.abstained:
        lines = [f"The documents do not say. Searched: {where}."]
        if searched.missing:
            lines.append(f"Not found in them: {', '.join(searched.missing)}.")
        if found := [_occurs(word) for word in searched.words if word.passages]:
            lines.append(f"Found: {'; '.join(found)}.")
        for passage in searched.considered[:3]:
            lacks = f"; lacks {', '.join(passage.lacks)}" if passage.lacks else ""
            lines.append(f"Nearest: {_shown(path_of(passage))}, characters {passage.start}–{passage.end}{lacks}")
        return lines
    bullet = "• " if answer.kind == "list" else ""
    lines = [*(bullet + _shown(part.citations[0].quote) for part in answer.parts), ""]
    if answer.kind != "sentences":  # these stand above, whole
        lines += [_marked(answer.citations[0]), ""]
    for number, c in enumerate(answer.citations, 1):
        lines.append(f"[{number}] {_shown(path_of(c))}, characters {c.start}–{c.end}")
        lines.append(f"    {_shown(c.document.uri)}")
    sure = "not measured for lists" if answer.confidence is None else f"{answer.confidence:.0%}"
    lines.append(f"Confidence {sure}. Searched: {where}.")
    return lines


def _promised(answer: Answer) -> list[str]:
    """What was promised, with its sample and how sure it is."""
    if not (promise := answer.promise):
        return []
    return [
        f"At most {promise.max_error:.1%} of such answers are wrong, with a certainty of {promise.sure:.0%}: "
        f"tested on {promise.kind}, of which {promise.given:,} were answered."
    ]


def _occurs(word: Word) -> str:
    """In how many passages a word occurs, with its forms where these are others: `ferry (ferries) in 2 passages`."""
    others = ", ".join(_shown(form) for form in word.forms[:4] if form.casefold() != word.word.casefold())
    return f"{word.word}{f' ({others})' if others else ''} in {_count(word.passages, 'passage')}"


def _marked(citation: Citation) -> str:
    """The sentence on one line with the span marked: in reverse video on a terminal, else between »these«."""
    before, quote, after = (_shown(re.sub(r"\s+", " ", piece)) for piece in citation.in_sentence)
    opening, closing = ("\x1b[7m", "\x1b[0m") if sys.stdout.isatty() else ("»", "«")
    return f"{before}{opening}{quote}{closing}{after}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _shown(text: str) -> str:
    """A document's words without control characters, which a terminal would obey."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


_COMMANDS = {"ask": _ask, "evaluate": _evaluate, "calibrate": _calibrate, "verify": _verify}
