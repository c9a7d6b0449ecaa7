"""Archives (ZIP): read so that two readers cannot see different members, and never further than the limits."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TypeAlias

from enclave.extract.content import MOST_PARTS, Content, UnreadableError

KINDS = ("application/zip", "application/x-zip-compressed")
EXTENSIONS = frozenset(("zip",))
MOST_TIMES = 200
"""How much larger than packed a member may be, when it is larger than SMALL."""
SMALL = 1024 * 1024
_HEADER = 30
_ENCRYPTED, _STREAMED = 0x1, 0x8
_DESCRIPTOR = 24
_END, _END_BYTES, _END_OF_LARGE = b"PK\x05\x06", 22, 76
_NOTES = 96
"""Bytes that programs note beside a member: times, owners, names in Unicode. Room that is left free there is zero."""

Read: TypeAlias = Callable[[bytes, str, Content, str], None]
"""Reads a member: its bytes, its name, what it is added to, and where it stands."""


def is_it(data: bytes) -> bool:
    """Whether it begins like an archive."""
    return data.startswith(b"PK\x03\x04")


def members(data: bytes, content: Content) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each member. Raises UnreadableError for an archive that is not read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check(archive, entries, data)
            if archive.comment:
                content.add("comment", archive.comment.decode("utf-8", "replace"))
            for entry in entries:
                if not entry.is_dir():
                    yield entry.filename, _member(archive, entry, content)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        raise UnreadableError("a broken or encrypted archive") from None


def _check(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], data: bytes) -> None:
    """One member after the other, from the first byte to the list of them, each name once."""
    if len(entries) > MOST_PARTS:
        raise UnreadableError("an archive of too many members")
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnreadableError("an archive with two members of one name")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start = entry.header_offset
        if not end <= start <= end + (_DESCRIPTOR if end else 0):
            raise UnreadableError("an archive with something between its members")
        name, extra = (int.from_bytes(data[start + at : start + at + 2], "little") for at in (26, 28))
        notes = data[start + _HEADER + name : start + _HEADER + name + extra]
        if max(len(notes.rstrip(b"\0")), len(entry.extra.rstrip(b"\0"))) > _NOTES:
            raise UnreadableError("an archive with long notes on its members")
        end = start + _HEADER + name + extra + entry.compress_size
    if not end <= archive.start_dir <= end + _DESCRIPTOR:
        raise UnreadableError("an archive with something between its members")
    last = data.rfind(_END)
    listed = archive.start_dir + int.from_bytes(data[last + 12 : last + 16], "little")
    if last + _END_BYTES + len(archive.comment) != len(data) or listed not in (last, last - _END_OF_LARGE):
        raise UnreadableError("an archive with something behind its list of members")


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, content: Content) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableError("an encrypted archive")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableError("an archive that is packed in an unusual way")
    if entry.file_size > SMALL and entry.file_size > MOST_TIMES * max(1, entry.compress_size):
        raise UnreadableError("an archive that is far larger than it looks")
    content.unpack(entry.file_size)
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise UnreadableError("a broken archive")
    if entry.comment:
        content.add(entry.filename, entry.comment.decode("utf-8", "replace"))
    return data


def read(data: bytes, content: Content, where: str, read_member: Read) -> None:
    """Every member by itself, and their names. An archive in an archive is not looked into."""
    for name, member in members(data, content):
        content.add(where, name)
        if is_it(member):
            content.skip(f"{where}: an archive in an archive")
        else:
            read_member(member, name, content, f"{where}, member")
