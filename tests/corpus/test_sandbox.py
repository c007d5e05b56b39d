"""Parsing apart: whatever a parser does, its parent lives, says what happened, and reads the next file."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus.drafting
import corpus.sandbox
from corpus import read_document
from corpus.errors import DocumentError, EmptyDocument, ParserFailed
from corpus.sandbox import Limits, Sandbox

ROOT = Path(__file__).parents[2]
LIMITS = Limits(memory=400_000_000, processor=1, clock=60.0)
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux keeps these limits")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A child whose parser does what the text of a file says (`evil.py`), with limits that are soon reached."""
    made = Sandbox(LIMITS)
    before, after = made._boot.split("from corpus.worker")
    made._boot = f"{before}sys.path.append({str(Path(__file__).parent)!r}); import evil; from corpus.worker{after}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET", "swordfish")
        yield made
    made.close()


def says(sandbox: Sandbox, text: str) -> str:
    kind, draft = sandbox.parse(text.encode(), "a.evil", ".evil")
    assert kind == "evil"
    return draft.text.removeprefix("It says ").removesuffix(".")


def fails(sandbox: Sandbox, text: str, message: str, kind: type[DocumentError] = ParserFailed) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        says(sandbox, text)
    assert type(caught.value) is kind
    assert "a.evil" in caught.value.message or kind is not ParserFailed
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert says(sandbox, "speak on") == "on"


def test_one_child_reads_many_files(sandbox: Sandbox) -> None:
    assert says(sandbox, "pid") == says(sandbox, "pid") != str(os.getpid())


@linux
def test_processor_time_has_an_end_for_each_file_and_not_for_all_of_them(sandbox: Sandbox) -> None:
    fails(sandbox, "spin", r"a\.evil was given up after 1 seconds of processor time\.")


def test_waiting_has_an_end(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "limits", Limits(memory=LIMITS.memory, processor=1, clock=0.5))
    sandbox.close()
    with pytest.raises(ParserFailed, match=r"a\.evil was given up after 0\.5 seconds\."):
        says(sandbox, "sleep")


@linux
def test_memory_has_an_end_that_the_child_survives_to_tell(sandbox: Sandbox) -> None:
    fails(sandbox, "swell", r"a\.evil needs more than 400 MB of memory to be read\.")


def test_a_crash_is_named(sandbox: Sandbox) -> None:
    fails(sandbox, "crash", r"a\.evil crashed its parser \(SIGSEGV\); nothing else was harmed\.")
    fails(sandbox, "leave 7", r"a\.evil crashed its parser \(status 7\)")


def test_a_child_that_was_killed_while_it_waited_is_replaced(sandbox: Sandbox) -> None:
    first = int(says(sandbox, "pid"))
    os.kill(first, signal.SIGTERM)
    assert sandbox._process is not None
    sandbox._process.wait()
    assert int(says(sandbox, "pid")) != first


def test_errors_come_through_with_their_kind(sandbox: Sandbox) -> None:
    fails(sandbox, "refuse at all", "nothing: at all", EmptyDocument)
    fails(sandbox, "fail at once", r"a\.evil cannot be read: ValueError: at once\.")
    fails(sandbox, "dig deep", r"a\.evil is nested too deep to be read\.")


def test_what_a_library_prints_disturbs_nobody(sandbox: Sandbox) -> None:
    assert says(sandbox, "print") == "(100, None)"


def test_a_result_that_cannot_be_right_is_not_believed(sandbox: Sandbox) -> None:
    fails(sandbox, "outside", "gave what cannot be right: headings at 0 to 9, after 0, of 3")
    fails(sandbox, "garbage", "gave what cannot be right: a message of ")
    fails(sandbox, "endless", "gave what cannot be right: a message of ")


def test_a_text_without_end_is_not_taken(sandbox: Sandbox) -> None:
    assert len(says(sandbox, "long 10000000")) == 10_000_000
    fails(sandbox, "long 10000001", "has 10,000,001 characters; at most 10,000,000 are read")


def test_python_code_in_the_child_reaches_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("It is old.")
    fails(sandbox, "connect 80", "PermissionError: a document's parser may not do this: socket")
    fails(sandbox, f"write {tmp_path / 'new.txt'}", "PermissionError: a document's parser may not write")
    fails(sandbox, f"remove {kept}", "PermissionError: a document's parser may not do this: os.remove")
    fails(sandbox, "start", "PermissionError: a document's parser may not do this: subprocess")
    assert says(sandbox, "secrets") == "None"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@linux
def test_c_code_in_the_child_writes_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    assert says(sandbox, f"write-in-c {tmp_path / 'new.txt'}") == "File too large"
    assert (tmp_path / "new.txt").read_bytes() == b""


@linux
def test_c_code_in_the_child_has_no_network_where_linux_lets_it_leave(sandbox: Sandbox) -> None:
    probe = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    if subprocess.run([sys.executable, "-c", probe], check=False).returncode:
        pytest.skip("this system lets nobody make a network of their own")
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert says(sandbox, f"connect-in-c {server.getsockname()[1]}") == "Network is unreachable"


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_where_the_system_keeps_no_limits_files_are_read_and_the_hook_and_the_clock_are_left(
    sandbox: Sandbox, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `resource`, as on Windows, and without a way out of the network, as wherever Linux is not."""
    poor = Sandbox(Limits(memory=LIMITS.memory, processor=1, clock=5.0))
    before, after = sandbox._boot.split("import evil; ")
    poor._boot = (
        f"{before}sys.modules['resource'] = None; import corpus.confine; import evil; "
        f"corpus.confine.sys.platform = {platform!r}; corpus.confine._CLONE_NEWNET = 0; {after}"
    )
    assert says(poor, "speak up") == "up"
    fails(poor, "connect 80", "PermissionError: a document's parser may not do this: socket")
    fails(poor, "start", "PermissionError: a document's parser may not do this: subprocess")
    fails(poor, "leave 7", r"a\.evil crashed its parser \(status 7\)")
    monkeypatch.setattr(poor, "limits", Limits(memory=LIMITS.memory, processor=1, clock=0.5))
    with pytest.raises(ParserFailed, match=r"a\.evil was given up after 0\.5 seconds\."):
        says(poor, "sleep")
    poor.close()


@linux
def test_a_lower_limit_of_the_user_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It is old.")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_CPU, (15, 15)); "
        "from corpus import read_document; print(read_document(sys.argv[1]).text)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.txt")],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout == "It is old.\n", done.stderr


def test_where_no_process_can_be_started_the_file_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object, **named: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refused)
    with pytest.raises(
        ParserFailed, match=r"^a\.txt cannot be read: this system started no process for it \(Resource "
    ):
        Sandbox().parse(b"It is old.", "a.txt", ".txt")


@pytest.mark.parametrize(
    ("status", "says_so"), [(0, "status 0"), (0xC0000005, "status 0xc0000005"), (-11, "SIGSEGV"), (-99, "signal 99")]
)
def test_ends_of_processes_in_words(status: int, says_so: str) -> None:
    assert corpus.sandbox._how(status) == says_so


def test_several_threads_may_read_at_once(sandbox: Sandbox) -> None:
    heard: list[str] = []
    threads = [threading.Thread(target=lambda n=n: heard.append(says(sandbox, f"speak {n}"))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, heard)) == list(range(20))


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = corpus.sandbox.receive

    def interrupted(pipe: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(corpus.sandbox, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        says(sandbox, "speak first")
    monkeypatch.setattr(corpus.sandbox, "receive", real)
    assert says(sandbox, "speak second") == "second"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on Windows")
def test_a_fork_has_a_child_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It is old.")
    code = (
        "import os, sys; from corpus import read_document\n"
        "read_document(sys.argv[1])\n"
        "pid = os.fork()\n"
        "assert read_document(sys.argv[1]).text == 'It is old.'\n"
        "pid and sys.exit(os.waitpid(pid, 0)[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(tmp_path / "a.txt")],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_modules_that_lie_beside_the_documents_are_not_run(tmp_path: Path) -> None:
    for name in ("json", "lxml", "corpus", "charset_normalizer"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('owned')")
    (tmp_path / "a.html").write_text("<p>It is old.")
    code = (
        "import sys; sys.path.remove(''); sys.path.insert(0, sys.argv[1]); "
        "from corpus import read_document; print(read_document('a.html').text)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout == "It is old.\n", done.stderr


def test_documents_are_read_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("It is old.")

    def unused(*arguments: object) -> None:
        raise AssertionError("read in this process")

    monkeypatch.setattr(corpus.drafting, "drafted", unused)
    assert read_document(path).text == "It is old."


@linux
def test_a_large_parent_does_not_tire_its_child(tmp_path: Path) -> None:
    """The system counts into a child's peak what its parent held when it started it."""
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"It is {number}.")
    script = (
        "import sys; held = b'1' * 450_000_000; import corpus.sandbox; from corpus import read_document; "
        "print(len({(read_document(file), corpus.sandbox.shared._process.pid)[1] for file in sys.argv[1:]}))"
    )
    files = [str(tmp_path / f"{number}.txt") for number in range(3)]
    root = str(Path(corpus.__file__).parent.parent)
    made = subprocess.run([sys.executable, "-c", script, *files], cwd=root, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "1"
