"""`python -m qa`: what is printed, where, and with which exit status."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import qa.cli
from index.hash_encoder import HashEncoder
from index.update import add
from qa import Answer, Assistant
from qa.policy import Policy
from qa.promise import Scores
from qa.reader.onnx_reader import OnnxReader
from qa.reader.word_reader import WordReader

LIGHTHOUSE = "When was the lighthouse built?"
CHEESE = "Who exported Norwegian cheese to Peru?"


@pytest.fixture
def store(harbour: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_margin: Policy) -> str:
    """The folder of a store; what is loaded to answer from it has no weights."""
    del harbour
    monkeypatch.setattr("index.models.open_encoder", lambda name: {"hash": HashEncoder()}[name])
    monkeypatch.setattr(OnnxReader, "open", staticmethod(WordReader))
    monkeypatch.setattr(Policy, "open", staticmethod(lambda: by_margin))
    return str(tmp_path / "store")


def error_line(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on standard error; nothing on standard output."""
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert "Traceback" not in printed.err
    return printed.err


def test_an_answer_is_shown_in_its_sentence_with_its_place(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store]) == 0
    printed = capsys.readouterr()
    text = Path(store).with_name("harbour.md")
    answer = Assistant.open(store).ask(LIGHTHOUSE)
    citation = answer.citations[0]
    assert printed.err == ""
    assert printed.out.splitlines() == [
        "1874",
        "",
        "The lighthouse was built in »1874«.",
        "",
        f"[1] The Harbour of Lisse › The lighthouse, line 5, characters {citation.start}–{citation.end}",
        f"    {text}",
        f"Confidence {answer.confidence:.0%}. Searched: 2 passages of 1 document.",
    ]


def test_a_promise_says_how_sure_it_is_and_what_it_was_tested_on(
    store: str, capsys: pytest.CaptureFixture[str], by_margin: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = Assistant.open(store).best_span(LIGHTHOUSE).confidence
    assert sure is not None
    tested = replace(by_margin, scores=Scores.of([(sure, True)] * 50 + [(0.1, False)] * 10, "60 questions of mine"))
    monkeypatch.setattr(Policy, "open", staticmethod(lambda: tested))
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store, "--max-error", "0.1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "At most 10.0% of such answers are wrong, with a certainty of 95%: "
        "tested on 60 questions of mine, of which 50 were answered."
    )
    assert qa.cli.main(["ask", CHEESE, "--store", store, "--max-error", "0.1"]) == 3
    assert "60 questions of mine" in capsys.readouterr().out
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store, "--max-error", "0.01"]) == 1
    assert "needs 299 labelled answers" in error_line(capsys)


def test_a_trace_says_how_long_each_stage_took(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store, "--trace", "--json"]) == 0
    printed = capsys.readouterr()
    assert Answer.from_json(printed.out).text == "1874"
    stages = [line.split()[0] for line in printed.err.splitlines()]
    assert stages == "open load check encode search fuse read decide compose together".split()


def test_a_sentence_over_several_lines_is_shown_on_one(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lines.txt").write_text(
        "Whatever else was said, the lighthouse\nwas built\tin  1911\nby one man alone."
    )
    add(Path(store), [tmp_path / "lines.txt"], encoder=HashEncoder())
    assert (
        qa.cli.main(["ask", "Whatever, when was the lighthouse built?", "--store", store, "--document", "lines"]) == 0
    )
    shown = "Whatever else was said, the lighthouse was built in »1911« by one man alone."
    assert capsys.readouterr().out.splitlines()[:3] == ["1911", "", shown]


def test_a_terminal_shows_the_span_in_reverse_video(
    store: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store]) == 0
    assert "The lighthouse was built in \x1b[7m1874\x1b[0m." in capsys.readouterr().out


def test_a_terminal_is_not_given_orders_by_a_document(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "evil.txt").write_text("The \x1b[mmole was \x9bbuilt by Anton\x1b[2J.", encoding="utf-8")
    add(Path(store), [tmp_path / "evil.txt"], encoder=HashEncoder())
    assert qa.cli.main(["ask", "Who had the mole built?", "--store", store, "--document", "evil"]) == 0
    printed = capsys.readouterr().out
    assert "Anton" in printed
    assert "The �[mmole was �built by »Anton«�[2J." in printed
    assert not {character for character in printed if not character.isprintable()} - {"\n"}


def test_json_is_the_whole_answer(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store, "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["text"] == "1874"
    assert Answer.from_json(printed.out) == Assistant.open(store).ask(LIGHTHOUSE)


def test_no_answer_is_said_in_words_with_status_three(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert qa.cli.main(["ask", CHEESE, "--store", store]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("The documents do not say. Searched: ")
    assert lines[1] == "Not found in them: exported, Norwegian, cheese, Peru."
    assert lines[2].startswith("Nearest: The Harbour of Lisse › ")
    assert lines[2].endswith("; lacks exported, Norwegian, cheese, Peru")
    assert qa.cli.main(["ask", CHEESE, "--store", store, "--json"]) == 3
    assert Answer.from_json(capsys.readouterr().out).abstained


def test_no_answer_says_how_often_the_words_of_the_question_occur(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qa.cli.main(["ask", "Which ferries export cheese?", "--store", store]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Not found in them: export, cheese."
    assert lines[2] == "Found: ferries (ferry) in 1 passage."
    assert [line.split("; ")[1] for line in lines[3:]] == ["lacks export, cheese", "lacks ferries, export, cheese"]


def test_a_document_can_be_named(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.txt").write_text("The lighthouse was built in 1911.")
    add(Path(store), [tmp_path / "other.txt"], encoder=HashEncoder())
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store, "--document", "other.txt"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1911"
    assert lines[-1].endswith("Searched: 1 passage of 1 document.")
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store, "--document", "gone.txt"]) == 1
    assert "holds no document 'gone.txt'" in error_line(capsys)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "The question is empty"),
        ("x" * 100_000, "100,000 characters; at most 500"),
        ("a\x00b", "control character U+0000"),
        ("Wann wurde der Vertrag zwischen den beiden Ländern unterschrieben?", "looks like German"),
        ("a. " * 160, "word pieces; at most 128"),
    ],
    ids=["empty", "long", "control", "German", "pieces"],
)
def test_a_question_that_cannot_be_asked_is_one_line_and_status_one(
    store: str, question: str, says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if "pieces" in says:  # the real reader counts them
        monkeypatch.undo()
        monkeypatch.setattr("index.models.open_encoder", lambda name: {"hash": HashEncoder()}[name])
    assert qa.cli.main(["ask", question, "--store", store]) == 1
    line = error_line(capsys)
    assert line.startswith("python -m qa ask: ")
    assert says in line


def test_errors_name_the_command_as_it_was_given(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert qa.cli.main(["ask", "", "--store", store], prog="pincite") == 1
    assert error_line(capsys).startswith("pincite ask: The question is empty")


@pytest.mark.parametrize("damage", ["missing", "damaged"])
@pytest.mark.parametrize("command", ["ask", "evaluate", "verify"])
def test_without_a_sound_store_every_command_fails_in_one_line(
    store: str, tmp_path: Path, command: str, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"ask": LIGHTHOUSE, "evaluate": str(tmp_path / "q.jsonl"), "verify": str(tmp_path / "a.json")}[command]
    (tmp_path / "q.jsonl").write_text('{"question": "When?", "answers": []}')
    (tmp_path / "a.json").write_text(json.dumps(Assistant.open(store).ask(LIGHTHOUSE).to_json()))
    if damage == "damaged":
        (Path(store) / "current").write_text("?")
    where = store if damage == "damaged" else str(tmp_path / "nowhere")
    assert qa.cli.main([command, given, "--store", where]) == 1
    line = error_line(capsys)
    assert where in line
    assert line.startswith(f"python -m qa {command}: ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["answer"],
        ["ask"],
        ["ask", "a", "b"],
        ["ask", "a", "--loud"],
        ["evaluate"],
        ["evaluate", "a", "--compare", "b", "c"],
        ["evaluate", "--compare", "a"],
        ["evaluate", "a", "--baseline", "luck"],
        ["verify"],
        ["ask", "a", "--store"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        qa.cli.main(arguments)
    assert caught.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("usage: python -m qa")


@pytest.mark.parametrize("command", [[], ["ask"], ["evaluate"], ["verify"]], ids=" ".join)
def test_help_is_given(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        qa.cli.main([*command, "--help"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("usage: python -m qa")


@pytest.fixture
def questions(tmp_path: Path) -> str:
    """A file of two questions, the second without an answer."""
    file = tmp_path / "questions.jsonl"
    rows = [{"question": LIGHTHOUSE, "answers": ["1874"]}, {"question": CHEESE, "answers": []}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(file)


def test_evaluate_prints_a_table_or_json(store: str, questions: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert qa.cli.main(["evaluate", questions, "--store", store, "--each"]) == 0
    table = capsys.readouterr().out
    assert f"{LIGHTHOUSE}  ->  1874" in table
    assert re.search(r"^exact match +1\.000  1\.000 to 1\.000 +2$", table, re.MULTILINE)
    assert qa.cli.main(["evaluate", questions, "--store", store, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["measures"]["exact match"]["value"] == 1.0
    assert [outcome["given"] for outcome in report["outcomes"]] == ["1874", ""]


def test_evaluate_keeps_runs_and_sets_them_side_by_side(
    store: str, questions: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [str(tmp_path / f"{name}.jsonl") for name in ("ours", "bm25", "margin")]
    for run in runs:
        simple = [] if "ours" in run else ["--baseline", Path(run).stem]
        assert qa.cli.main(["evaluate", questions, "--store", store, "--out", run, *simple]) == 0
    capsys.readouterr()
    picture = tmp_path / "runs.svg"
    assert qa.cli.main(["evaluate", "--runs", *runs, "--plot", str(picture)]) == 0
    assert capsys.readouterr().out.startswith("| | ours | bm25 | margin |\n")
    assert picture.read_text().startswith("<svg")
    assert qa.cli.main(["evaluate", "--compare", runs[1], runs[0]]) == 0
    assert capsys.readouterr().out.startswith("2 questions: 1 gained, 0 lost")
    assert qa.cli.main(["evaluate", "--compare", *runs[:2], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lost"] == [LIGHTHOUSE]


def test_evaluate_takes_another_reader_with_its_policy_and_sentences(
    store: str,
    questions: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_margin: Policy,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(OnnxReader, "open", staticmethod(lambda folder: opened.append(folder) or WordReader()))
    monkeypatch.setattr(Policy, "open", staticmethod(lambda *path: opened.extend(path) or by_margin))
    folder = tmp_path / "reader"
    folder.mkdir()
    assert qa.cli.main(["evaluate", questions, "--store", store, "--reader", str(folder)]) == 0
    assert opened == [folder]  # without a policy beside it, the one that ships
    (folder / "policy.json").touch()
    assert qa.cli.main(["evaluate", questions, "--store", store, "--reader", str(folder)]) == 0
    assert opened[1:] == [folder, folder / "policy.json"]
    (folder / "sentences.json").write_text("{}")
    capsys.readouterr()
    assert qa.cli.main(["evaluate", questions, "--store", store, "--reader", str(folder)]) == 1  # it is read as well
    assert f"The model {folder / 'sentences.json'} cannot be read" in error_line(capsys)
    assert qa.cli.main(["evaluate", questions, "--store", store, "--baseline", "bm25", "--max-error", "0.1"]) == 1
    assert "A baseline promises nothing" in error_line(capsys)


def test_evaluate_fails_in_one_line_where_files_cannot_be_used(
    store: str, questions: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, says in (
        (["--runs", str(tmp_path / "none.jsonl")], "none.jsonl cannot be read: No such file or directory."),
        (["--runs", questions], "is no file of a run"),
        ([questions, "--out", store], "cannot be read: Is a directory"),
        ([questions, "--plot", str(tmp_path / "no" / "a.svg")], "a.svg cannot be written: No such file or directory."),
    ):
        assert qa.cli.main(["evaluate", *arguments, "--store", store]) == 1
        assert says in error_line(capsys)


def test_evaluate_without_questions_fails_before_models_are_loaded(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qa.cli.main(["evaluate", str(tmp_path / "none.jsonl"), "--store", store]) == 1
    assert "none.jsonl cannot be read: No such file or directory." in error_line(capsys)


@pytest.fixture
def saved(store: str, tmp_path: Path) -> Path:
    """The file of an answer as `ask --json` prints it."""
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(Assistant.open(store).ask(LIGHTHOUSE).to_json()), encoding="utf-8")
    return file


def test_verify_finds_a_good_answer_good(
    store: str, saved: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qa.cli.main(["verify", str(saved), "--store", store]) == 0
    assert capsys.readouterr().out == "1 of 1 citations stand where they say.\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(saved.read_text(encoding="utf-8")))
    assert qa.cli.main(["verify", "-", "--store", store, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"citations": 1, "wrong": []}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"quote": "1875"}, "'1875' does not stand at ["),
        ({"start": 0}, "does not stand"),
        ({"headings": ["Elsewhere"]}, "is cited with the headings ('Elsewhere',)"),
        ({"pages": [7]}, "is cited with the pages (7,)"),
    ],
)
def test_verify_finds_what_was_changed(
    store: str, saved: Path, change: dict[str, object], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(saved.read_text(encoding="utf-8"))
    data["parts"][0]["citations"][0] |= change
    saved.write_text(json.dumps(data), encoding="utf-8")
    assert qa.cli.main(["verify", str(saved), "--store", store]) == 1
    wrong, count = capsys.readouterr().out.splitlines()
    assert says in wrong
    assert count == "0 of 1 citations stand where they say."
    assert qa.cli.main(["verify", str(saved), "--store", store, "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"citations": 1, "wrong": [wrong]}


@pytest.mark.parametrize("data", [None, b"", b"\xff\xfe\x00", b"[]", b"{}", b"[" * 100_000, b'{"version": 1}'])
def test_verify_refuses_garbage_in_one_line(
    store: str, tmp_path: Path, data: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "garbage.json"
    if data is not None:
        file.write_bytes(data)
    assert qa.cli.main(["verify", str(file), "--store", store]) == 1
    assert error_line(capsys).startswith("python -m qa verify: ")


def test_the_default_store_is_used_where_none_is_named(
    store: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_STORE", store)
    assert qa.cli.main(["ask", LIGHTHOUSE]) == 0
    assert capsys.readouterr().out.startswith("1874\n")


def test_a_default_store_that_cannot_be_made_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("PINCITE_STORE", str(tmp_path / "file" / "store"))
    assert qa.cli.main(["ask", LIGHTHOUSE]) == 1
    assert "cannot be written to" in error_line(capsys)


def test_an_interrupt_is_no_traceback(
    store: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> Callable[..., None]:
        raise KeyboardInterrupt

    monkeypatch.setattr(OnnxReader, "open", staticmethod(interrupted))
    assert qa.cli.main(["ask", LIGHTHOUSE, "--store", store]) == 1
    assert capsys.readouterr().out == ""
