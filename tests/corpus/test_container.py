"""Zip files that hold documents: nothing that they say of themselves is believed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pytest

from corpus.errors import DocumentError
from corpus.formats import container
from corpus.formats.container import Container, has_doctype, tree_of

Zipped = Callable[[Mapping[str, str | bytes]], bytes]


def refused(data: bytes, match: str, member: str = "") -> None:
    with pytest.raises(DocumentError, match=match) as caught:
        Container(data, "a.docx").read(member)
    assert caught.value.hint
    assert str(caught.value).startswith("a.docx ")


def test_names_are_compared_without_case_and_slashes(zipped: Zipped) -> None:
    opened = Container(zipped({"Word\\Document.xml": "<a/>"}), "a.docx")
    assert "word/document.XML" in opened
    assert opened.read("/word/document.xml") == b"<a/>"


def test_too_many_members(zipped: Zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({f"{number}.xml": "" for number in range(9)})
    monkeypatch.setattr(container, "MEMBERS", 8)
    refused(data, "holds 9 files; at most 8")
    monkeypatch.setattr(container, "MEMBERS", 4)
    refused(data, "holds more than 4 files")


def test_what_unpacks_to_too_much(zipped: Zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a.xml": b" " * (container.SMALL + 1)})
    refused(bomb, r"unpacks [\d,]+ bytes to 16,777,217, which no document does")
    monkeypatch.setattr(container, "UNPACKED", 1000)
    refused(bomb, r"unpacks to 16,777,217 bytes; at most 1,000")


def lying(size: int) -> bytes:
    """A zip whose only member says that it has `size` bytes, and unpacks to 100,000."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"x" * 100_000) + packer.flush()
    shared = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, zlib.crc32(b"x" * 100_000), len(packed), size)
    local = b"PK\x03\x04" + shared + struct.pack("<HH", 1, 0) + b"a" + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + shared + struct.pack("<HHHHHII", 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_said() -> None:
    assert len(Container(lying(100_000), "a.docx").read("a")) == 100_000
    refused(lying(10), "is damaged: Bad CRC-32", "a")


def test_what_comes_out_is_counted(zipped: Zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a": b"x" * 600, "b": b"y" * 600})
    with pytest.raises(DocumentError, match=r"part 'a' of more than 500 bytes"):
        Container(data, "a.docx").read("a", most=500)
    opened = Container(data, "a.docx")
    opened._left = 1000
    opened.read("a")
    with pytest.raises(DocumentError, match=r"has a part 'b'"):
        opened.read("b")


def test_locked_strange_and_damaged_members(zipped: Zipped) -> None:
    data = zipped({"a": b"some words " * 20})
    locked = bytearray(data)
    locked[6] |= 1
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    refused(bytes(locked), "is locked with a password", "a")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a", "words")
    refused(stream.getvalue(), "packs its part 'a' in a way that documents do not", "a")
    refused(data, "lacks its part 'b'", "b")
    broken = bytearray(data)
    broken[40:50] = b"\xff" * 10
    refused(bytes(broken), "is damaged", "a")
    for cut in range(0, len(data), 7):
        refused(data[:cut], "is damaged", "a")


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0"?>\n<!-- words --><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        f'<?xml version="1.0"?><!--{"x" * 9000}--><!DOCTYPE a><a/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_document_types_are_refused_in_every_encoding(zipped: Zipped, xml: str, encoding: str) -> None:
    data = zipped({"a.xml": xml.encode(encoding)})
    with pytest.raises(DocumentError, match=r"declares a document type in its part 'a\.xml'"):
        Container(data, "a.docx").xml("a.xml")


def test_the_words_alone_are_no_document_type() -> None:
    assert not has_doctype(b"<a>&lt;!DOCTYPE b></a>")
    assert not has_doctype(b"<a><![CDATA[<!DOCTYPE b>]]></a>")
    assert not has_doctype(b"")
    assert not has_doctype(b"<a" + b" " * 100_000)


@pytest.mark.parametrize(
    "xml",
    [b"", b"<a>", b"words", b"<a></b>", b"<a>" * 100_000, b"\xff\xfe<", b"<a>&b;</a>", b"<?xml encoding='x'?><a/>"],
)
def test_what_is_no_sound_xml(xml: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^it is no sound XML: ") as caught:
        tree_of(xml, "it")
    assert "\n" not in str(caught.value)
