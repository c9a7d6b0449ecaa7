"""The record: one line of the log, its exact form, and how it is chained to the one before."""

from __future__ import annotations

import re
from binascii import hexlify
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

GENESIS = bytes(32)
"""What the first record is chained to."""

_LINE = re.compile(rb'\{"n":([1-9][0-9]{0,18}),"prev":"([0-9a-f]{64})","event":(\{[^\n]*\}),"hash":"([0-9a-f]{64})"\}')
_END = len(',"hash":""}') + 64
_ENDED = re.compile(rb',"hash":"[0-9a-f]{64}"\}[^\n\0]')
"""The end of a record that is none."""
_ROOM = re.compile(rb"\0+")
SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
_SEGMENT = re.compile(r"([0-9]{8})\.jsonl")


class Record(NamedTuple):
    """A line of the log, as it stands there."""

    n: int
    """1 for the first record of the log."""
    prev: bytes
    """Hash of the record before, 32 bytes."""
    event: bytes
    """Canonical JSON of the event."""
    hash: bytes
    """SHA-256 of `prev` and `event`."""


def chain(prev: bytes, event: bytes) -> bytes:
    """The hash of a record: SHA-256 over the 32 bytes of the hash before it and the bytes of its event."""
    return sha256(prev + event).digest()


def write(record: Record) -> bytes:
    """The line of a record, with its line feed."""
    return line_of(*record)


def line_of(n: int, prev: bytes, event: bytes, digest: bytes) -> bytes:
    """The same for its parts."""
    return b'{"n":%d,"prev":"%b","event":%b,"hash":"%b"}\n' % (n, hexlify(prev), event, hexlify(digest))


def read(line: bytes) -> Record | None:
    """The record of a line without its line feed; None when the line has not exactly the form that `write` gives it."""
    match = _LINE.fullmatch(line)
    # two records whose line feed is gone have the form of one with a long event; JSON quotes these bytes inside a string
    if match is None or b',"hash":"' in match[3]:
        return None
    n, prev, event, digest = match.groups()
    return Record(int(n), bytes.fromhex(prev.decode()), event, bytes.fromhex(digest.decode()))


def ending(digest: bytes) -> bytes:
    """What a record of this hash ends with, its line feed included."""
    return b',"hash":"%s"}\n' % digest.hex().encode()


def following(line: bytes, n: int, prev: bytes) -> tuple[bytes, bytes] | None:
    """Event and hash of a line that is exactly record `n`, chained to `prev` and right in itself; None for any other line.

    What a whole log is read with: it does not take the line apart.
    """
    start = b'{"n":%d,"prev":"%s","event":' % (n, prev.hex().encode())
    event = line[len(start) : -_END]
    if not line.startswith(start) or event[:1] + event[-1:] != b"{}" or b',"hash":"' in event:
        return None
    digest = chain(prev, event)
    return (event, digest) if line.endswith(b',"hash":"%s"}' % digest.hex().encode()) else None


def successor(line: bytes, n: int, prev: bytes) -> bytes | None:
    """The hash alone."""
    found = following(line, n, prev)
    return found[1] if found is not None else None


def behind(data: bytes, at: int) -> bytes | None:
    """What stands behind the last whole record of a segment, from byte `at` on: nothing but room, or what a writer left that was killed.
    None: what nobody leaves there.

    Room is zeros. When the power goes, some sectors of the records that were being written may be there, and others still be room. No
    record has a zero, and one that a flipped bit makes is no sector. A whole record with something else than a line feed behind it was
    not left by who wrote it, either.
    """
    left = data.rstrip(b"\0")
    if _ENDED.search(left):
        return None
    for room in _ROOM.finditer(left):
        if (room.start() and (at + room.start()) % SECTOR) or (at + room.end()) % SECTOR:
            return None
    return left


def segment_path(log: Path, number: int) -> Path:
    """The file of a segment; the first has number 1."""
    return log / f"{number:08d}.jsonl"


def segments(log: Path) -> list[tuple[int, Path]]:
    """Every segment of a log directory with its number, in order. Raises OSError."""
    found = [(_SEGMENT.fullmatch(path.name), path) for path in log.iterdir()]
    return sorted((int(match[1]), path) for match, path in found if match)
