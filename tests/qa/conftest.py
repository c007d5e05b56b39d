"""Assistants without weights over files of the test, and one with the real models over the bundled document."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

import qa
from corpus import Document, Draft, Source
from index.hash_encoder import HashEncoder
from index.store import Store
from index.update import add
from qa import Assistant
from qa.features import FEATURES
from qa.policy import Policy
from qa.reader import Reader
from qa.reader.word_reader import WordReader

# Answers where a sentence holds at least half of the question's terms, however the policy that ships is fitted.
BY_MARGIN = Policy(bias=0.0, weights={name: float(name == "margin") for name in FEATURES}, threshold=0.5)

HARBOUR = """# The Harbour of Lisse

## The lighthouse

The lighthouse was built in 1874. Its first keeper was Maria Sander, who stayed for thirty years.

## The ferry

The ferry crosses to Orme on Sundays. A ticket for the ferry costs 12 crowns.
"""


@pytest.fixture(scope="session")
def by_margin() -> Policy:
    """A policy that answers where the best span beats no answer."""
    return BY_MARGIN


@pytest.fixture(scope="session")
def document_of() -> Callable[..., Document]:
    """A function that makes a document of a text in memory."""

    def make(text: str, *, title: str = "Notes", **spans: tuple[tuple[int, ...], ...]) -> Document:
        source = Source(uri=f"/{title}.txt", sha256="0" * 64, title=title, kind="text", added="2026-01-01T00:00:00")
        return Document.build(Draft(text=text, **spans), source)  # type: ignore[arg-type]

    return make


@pytest.fixture
def assistant_of(tmp_path: Path) -> Callable[..., Assistant]:
    """A function that puts files in a store below `tmp_path` and returns an assistant without weights over it."""

    def make(files: Mapping[str, str], *, reader: Reader | None = None, policy: Policy = BY_MARGIN) -> Assistant:
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        add(tmp_path / "store", [tmp_path / name for name in files], encoder=HashEncoder())
        return Assistant(
            Store.open(tmp_path / "store"), encoder=HashEncoder(), reader=reader or WordReader(), policy=policy
        )

    return make


@pytest.fixture
def harbour(assistant_of: Callable[..., Assistant]) -> Assistant:
    """An assistant without weights over one small document."""
    return assistant_of({"harbour.md": HARBOUR})


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """What `qa.ask` makes of an empty default store, with the models that ship: `path`, `assistant`, `first` answer.

    Only tests of the xdist group `models` ask for it, so that one process loads the models, once.
    """
    path = tmp_path_factory.mktemp("real") / "store"
    path.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PINCITE_STORE", str(path))
        first = qa.ask("In which year was the Self-Defense Force created?")
        yield SimpleNamespace(path=path, first=first, assistant=qa.assistant._default_assistant(path))
    qa.assistant._default_assistant.cache_clear()
