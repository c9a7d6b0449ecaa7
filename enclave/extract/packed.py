"""One file that is packed by itself (gzip, bzip2, xz): unpacked to the limits, and read as what is in it. So is an archive (tar) in one."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import Protocol

from enclave.extract import archive, tar
from enclave.extract.content import MOST_BYTES, MOST_PARTS, Content, UnreadableError

KINDS = (
    "application/gzip", "application/x-gzip", "application/x-tgz", "application/x-bzip2", "application/x-xz",
    "application/x-compressed-tar",
)
EXTENSIONS = frozenset(("gz", "tgz", "bz2", "tbz2", "xz", "txz"))
_GZIP, _BZIP, _XZ = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00"
_CHECKED, _NAME, _COMMENT = 2, 8, 16
"""Flags of gzip's header, RFC 1952, section 2.3.1."""
_MEMORY = 256 * 1024 * 1024
"""Bytes that xz may ask for its dictionary."""


class _Unpacker(Protocol):
    """What the three have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end was read."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind it."""

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes:
        """At most so many bytes."""


def is_it(data: bytes) -> bool:
    """Whether it begins like one."""
    return data.startswith((_GZIP, _XZ)) or (data.startswith(_BZIP) and data[4:10] in (b"1AY&SY", b"\x17rE8P\x90"))


def read(data: bytes, content: Content, where: str, read_part: archive.Read) -> None:
    """All of it, and the names and comments that gzip notes."""
    whole = _unpacked(data, content, where)
    if tar.is_it(whole):
        tar.read(whole, content, where, read_part)
    elif is_it(whole):
        content.skip(f"{where}: a file in the file")
    else:
        read_part(whole, "", content, f"{where}, unpacked")


def _unpacked(data: bytes, content: Content, where: str) -> bytes:
    """The pieces one after the other, as their programs put them together."""
    pieces: list[bytes] = []
    rest, size = data, 0
    while rest:
        if len(pieces) >= MOST_PARTS:
            raise UnreadableError("a packed file of too many pieces")
        start = _header(rest, content, where) if rest.startswith(_GZIP) else 0
        unpacker = _unpacker(rest, raw=start > 0)
        try:
            piece = unpacker.decompress(rest[start:], MOST_BYTES - size + 1)
        except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError):
            raise UnreadableError("a broken packed file") from None
        size += len(piece)
        content.unpack(len(piece))
        if size > archive.SMALL and size > archive.MOST_TIMES * len(data):
            raise UnreadableError("a packed file that is far larger than it looks")
        if not unpacker.eof:
            raise UnreadableError("a broken packed file")
        rest = unpacker.unused_data
        if start:
            _check(rest[:8], piece)
            rest = rest[8:]
        pieces.append(piece)
        if rest and not is_it(rest):
            raise UnreadableError("a packed file with something behind it")
    return b"".join(pieces)


def _unpacker(data: bytes, *, raw: bool) -> _Unpacker:
    if raw:
        return zlib.decompressobj(-zlib.MAX_WBITS)
    return bz2.BZ2Decompressor() if data.startswith(_BZIP) else lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)


def _check(trailer: bytes, piece: bytes) -> None:
    """Checksum and length, which stand behind what gzip packed."""
    if trailer != zlib.crc32(piece).to_bytes(4, "little") + (len(piece) % 2**32).to_bytes(4, "little"):
        raise UnreadableError("a broken packed file")


def _header(data: bytes, content: Content, where: str) -> int:
    """Where the packed bytes of gzip begin. Names and comments are texts too; fields for programs could hold anything."""
    flags, at = data[3] if len(data) > 3 else 0xFF, 10
    if flags & ~(_NAME | _COMMENT | _CHECKED | 1):
        raise UnreadableError("a packed file with notes for programs")
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = data.find(b"\0", at)
            if end < 0:
                raise UnreadableError("a broken packed file")
            content.add(where, data[at:end].decode("latin-1"))
            at = end + 1
    return at + (2 if flags & _CHECKED else 0)
