"""Zip files that hold a document: their members, counted before and while they are unpacked, and the XML in them.

A zip of a few kilobytes can unpack to terabytes, and an XML file of one kilobyte can expand to gigabytes by entities
(D. Fifield 2019, "A better zip bomb"; CWE-409, CWE-776). So nothing that a zip says of itself is believed: the number
of members and their declared sizes are checked first, and what really comes out is counted as it comes. Document type
declarations, the only place where entities can be made, are refused: the office formats forbid them (ECMA-376 part 2,
section 9.1.4).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from corpus.errors import DamagedDocument, DocumentError, EncryptedDocument

if TYPE_CHECKING:
    from lxml.etree import _Element

SAVE_AGAIN = "Open it in its program and save it again, or fetch it anew."  # what to do about a damaged file
MEMBERS = 10_000  # files in a container
UNPACKED = 512 * 2**20  # bytes that are unpacked of one container, all together
MEMBER = 256 * 2**20  # bytes of one member
XML = 64 * 2**20  # bytes of XML that becomes a tree; a tree takes some ten times as many
RATIO = 200  # unpacked bytes for one packed, where there are more than `SMALL`
SMALL = 16 * 2**20
_CHUNK = 2**20
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)


class Container:
    """The members of a zip file by name; names are compared as the office formats do, without regard to case."""

    def __init__(self, data: bytes, name: str) -> None:
        """Look at the list of members only.

        Args:
            data: the zip file's bytes.
            name: what the file is called in messages.

        Raises:
            DocumentError: it is no zip file, or has too many or too large members.
        """
        self.name = name
        self._left = UNPACKED
        if data.count(b"PK\x01\x02") > 2 * MEMBERS:  # entries of the list: the list itself can fill the memory
            raise self.refused(f"holds more than {MEMBERS:,} files")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise self.damaged(error) from None
        self._members = {_key(member.filename): member for member in self._zip.infolist()}
        self._check_sizes(len(data))

    def _check_sizes(self, packed: int) -> None:
        members = self._zip.infolist()
        if len(members) > MEMBERS:
            raise self.refused(f"holds {len(members):,} files; at most {MEMBERS:,} are read")
        total = sum(member.file_size for member in members)
        if total > UNPACKED:
            raise self.refused(f"unpacks to {total:,} bytes; at most {UNPACKED:,} are read")
        if total > max(SMALL, RATIO * packed):
            raise self.refused(f"unpacks {packed:,} bytes to {total:,}, which no document does")

    def __contains__(self, member: str) -> bool:
        return _key(member) in self._members

    def names(self) -> list[str]:
        """The members' names, as they are compared."""
        return list(self._members)

    def read(self, member: str, *, most: int = MEMBER) -> bytes:
        """The bytes of a member.

        Raises:
            DocumentError: there is no such member, it is damaged or locked, or has more than `most` bytes.
        """
        found = self._members.get(_key(member))
        if found is None:
            raise DamagedDocument(f"{self.name} lacks its part {member!r}.", hint=SAVE_AGAIN)
        if found.flag_bits & 0x1:
            raise EncryptedDocument(f"{self.name} is locked with a password.", hint="Save it without one.")
        if found.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.refused(f"packs its part {member!r} in a way that documents do not")
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(found) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._left -= len(chunk)
                    if size > most or self._left < 0:
                        raise self.refused(f"has a part {member!r} of more than {min(most, size):,} bytes")
                    parts.append(chunk)
        except _DAMAGED as error:
            raise self.damaged(error) from None
        return b"".join(parts)

    def xml_bytes(self, member: str, *, most: int = MEMBER) -> bytes:
        """The bytes of a member that is XML. Raises `DocumentError` also where it declares a document type."""
        data = self.read(member, most=most)
        if has_doctype(data):
            raise self.refused(f"declares a document type in its part {member!r}, which office files may not")
        return data

    def xml(self, member: str) -> _Element:
        """The root of a member that is XML without a document type declaration.

        Raises:
            DocumentError: as `read`, and where it is not well formed, is nested too deep or declares a document type.
        """
        return tree_of(self.xml_bytes(member, most=XML), f"{self.name}, part {member!r},")

    def refused(self, what: str) -> DocumentError:
        """The error for what is not read on purpose."""
        return DocumentError(f"{self.name} {what}.", hint="It is not read, since such a file can be made to do harm.")

    def damaged(self, error: Exception) -> DamagedDocument:
        """The error for what does not unpack."""
        return DamagedDocument(
            f"{self.name} is damaged: {str(error) or type(error).__name__}.".replace("..", "."),
            hint=SAVE_AGAIN,
        )


def tree_of(data: bytes, what: str) -> _Element:
    """Parse XML without entities, network and document types' definitions. Raises `DocumentError` naming `what`."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedDocument(
            f"{what} is no sound XML: {one_line(error) or 'there is nothing in it'}.",
            hint=SAVE_AGAIN,
        ) from None


def one_line(error: Exception) -> str:
    """What a library says of an error, without its line breaks."""
    return " ".join(str(error).split())


def has_doctype(data: bytes) -> bool:
    """Whether XML declares a document type: the part before its first element is parsed, no more.

    >>> has_doctype(b"<!-- <!DOCTYPE a> --><a/>"), has_doctype(b"<?xml version='1.0'?><!DOCTYPE a []><a/>")
    (False, True)
    """
    from xml.parsers import expat

    found: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append(True)
    parser.StartElementHandler = lambda *_: found.append(False)
    try:
        for at in range(0, len(data), 4096):
            parser.Parse(data[at : at + 4096], False)  # noqa: FBT003  # that it is not the last piece; it takes no name
            if found:
                return found[0]
    except (expat.ExpatError, LookupError, ValueError):
        # no XML, or in an encoding of its own: the words themselves, in any width of characters
        return bool(found and found[0]) or b"<!DOCTYPE" in data[:100_000].replace(b"\x00", b"")
    return False


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
