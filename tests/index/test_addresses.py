"""Addresses in a store: added, remembered, and fetched again only where that is asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import corpus.fetch
from corpus.errors import AddressRefused
from corpus.fetch import Fetched
from index.follow import forget, update
from index.reading import Reach, is_address
from index.remembered import Remembered
from index.store import Store
from index.update import add, rebuild, remove

ADDRESS = "https://ferries.example/a"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """What addresses answer with; others are refused."""
    pages = {ADDRESS: b"<title>Ferries</title><p>It was bought in 1954."}

    def fetch(address: str, *, allow_private: bool) -> Fetched:
        if address not in pages or (allow_private is False and "inside" in address):
            raise AddressRefused(f"{address} answers 404 Not Found.", hint="Check it in a browser.")
        return Fetched(data=pages[address], address=address + "/", content_type="text/html", charset="")

    monkeypatch.setattr(corpus.fetch, "fetch", fetch)
    return pages


def told(path: Path) -> list[tuple[str, str]]:
    return [(document.title, source.uri) for document in Store.open(path).documents for source in document.sources]


def test_an_address_is_added_beside_files_and_remembered(
    store: Path, ferry: Path, encoder: Any, web: dict[str, bytes]
) -> None:
    report = add(store, [ADDRESS, ferry], encoder=encoder)
    assert report.added == ["The Ferry", "Ferries"]
    assert told(store) == [("The Ferry", str(ferry)), ("Ferries", ADDRESS + "/")]
    assert Remembered.load(store).addresses == {ADDRESS: ADDRESS + "/"}
    assert add(store, [ADDRESS], encoder=encoder).unchanged == ["Ferries"]
    assert Remembered.load(store).addresses == {ADDRESS: ADDRESS + "/"}


def test_an_address_that_fails_is_reported_and_not_remembered(
    store: Path, ferry: Path, encoder: Any, web: dict[str, bytes]
) -> None:
    report = add(store, ["https://ferries.example/none", ferry], encoder=encoder)
    assert report.added == ["The Ferry"]
    assert report.kinds == {"https://ferries.example/none": "AddressRefused"}
    assert Remembered.load(store).addresses == {}


def test_private_networks_are_reached_only_where_that_is_asked(
    store: Path, encoder: Any, web: dict[str, bytes]
) -> None:
    web["http://inside.example"] = b"<title>Inside</title><p>It is old."
    assert add(store, ["http://inside.example"], encoder=encoder).failed
    assert add(store, ["http://inside.example"], encoder=encoder, reach=Reach(allow_private=True)).added == ["Inside"]


def test_updates_fetch_only_where_that_is_asked(
    store: Path, encoder: Any, web: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, [ADDRESS], encoder=encoder)
    web[ADDRESS] = b"<title>Ferries</title><p>It was sold in 1960."
    assert not update(store, encoder=encoder).changed
    report = update(store, encoder=encoder, fetch=Reach())
    assert (report.replaced, report.embedded) == (["Ferries"], 1)
    assert told(store) == [("Ferries", ADDRESS + "/")]
    assert not update(store, encoder=encoder, fetch=Reach()).changed
    web.clear()
    report = update(store, encoder=encoder, fetch=Reach())
    assert (len(report.failed), report.changed, len(told(store))) == (1, False, 1)


def test_rebuilding_keeps_what_came_from_an_address(
    store: Path, ferry: Path, encoder: Any, web: dict[str, bytes]
) -> None:
    add(store, [ADDRESS, ferry], encoder=encoder)
    web.clear()
    report = rebuild(store, encoder=encoder)
    assert report.warnings == []
    assert [title for title, _ in told(store)] == ["The Ferry", "Ferries"]


def test_an_address_can_be_forgotten_and_a_removed_one_is(store: Path, encoder: Any, web: dict[str, bytes]) -> None:
    web[ADDRESS + "/b"] = b"<title>Piers</title><p>It is old."
    add(store, [ADDRESS, ADDRESS + "/b"], encoder=encoder)
    assert forget(store, ADDRESS) == ADDRESS
    assert len(told(store)) == 2
    remove(store, ["Piers"], encoder=encoder)
    assert Remembered.load(store).addresses == {}


@pytest.mark.parametrize(
    "address", ["ftp://ferries.example/a", "FILE:///etc/passwd", "HTTPS://[::1/", "http://127.0.0.1/"]
)
def test_addresses_that_are_not_fetched_are_not_taken_for_files(
    store: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("socket.create_connection", None)
    report = add(store, [address], encoder=encoder)
    assert report.kinds == {address: "AddressRefused"}


@pytest.mark.parametrize("name", ["notes/a.md", "C:/notes", "c://notes", "http", "a b://c"])
def test_names_that_are_no_addresses(name: str) -> None:
    assert not is_address(name)
