"""The options that say to whom the chat is served."""

import argparse
from pathlib import Path

import pytest

from corpus.errors import PackageMissing, PinciteError
from qa.chat import serving
from qa.chat.serving import Serving, add_options, serving_of


def read(*arguments: str) -> Serving:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return serving_of(parser.parse_args(arguments))


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PINCITE_AUTH", raising=False)


@pytest.mark.parametrize(
    ("arguments", "may_change"),
    [
        ([], True),
        (["--host", "localhost"], True),
        (["--host", "::1"], True),
        (["--host", "0.0.0.0"], False),
        (["--host", "::"], False),
        (["--host", "192.168.1.7"], False),
        (["--host", "example.org"], False),
        (["--host", ""], False),
        (["--host", "0.0.0.0", "--auth", "a:b"], False),
        (["--host", "0.0.0.0", "--allow-changes"], True),
        (["--no-allow-changes"], False),
    ],
    ids=str,
)
def test_documents_can_be_changed_only_where_no_other_computer_reaches(arguments: list[str], may_change: bool) -> None:
    assert read(*arguments).may_change is may_change


def test_the_password_comes_from_the_option_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read().auth is None
    assert read("--auth", "reader:a:b").auth == ("reader", "a:b")
    (tmp_path / "auth").write_text("reader:from a file\n", encoding="utf-8")
    assert read("--auth", f"@{tmp_path / 'auth'}").auth == ("reader", "from a file")
    monkeypatch.setenv("PINCITE_AUTH", "reader:from the environment")
    assert read().auth == ("reader", "from the environment")
    assert read("--auth", "other:given").auth == ("other", "given")


@pytest.mark.parametrize("given", ["secret", "secret:", ":secret", "@/nowhere/secret"])
def test_a_password_that_is_none_is_an_error_that_does_not_repeat_it(given: str) -> None:
    with pytest.raises(PinciteError) as caught:
        read("--auth", given)
    assert "secret" not in str(caught.value)
    assert "USER:PASSWORD" in str(caught.value)


def test_without_the_package_the_error_is_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    with pytest.raises(PackageMissing, match='pip install "mcp'):
        read("--mcp")
    assert read().mcp is False
