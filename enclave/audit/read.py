"""Reads the entries of a log, in order, each with whether it has the hash that stands beside it; `verify` judges the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from enclave.audit.checkpoint import claimed_size
from enclave.audit.event import Event, decode
from enclave.audit.merkle import WIDTH, leaf_hash
from enclave.audit.note import BadNote
from enclave.audit.record import chain, read, segments
from enclave.audit.tiles import BadTile, Tiles
from enclave.errors import InputError

_LOOK = "see `enclave audit verify`"
_ATTEMPTS = 100
WAL = "wal"
"""The folder of what the tree does not have yet."""
MAX_NUMBER = 2**63


class Entry(NamedTuple):
    """A record of the log with its place."""

    number: int
    """1 for the first record of the log."""
    event: bytes
    """Canonical JSON."""
    path: Path
    """The bundle or segment that it stands in."""
    is_written: bool = True
    """Whether it has the hash that stands beside it."""

    @property
    def where(self) -> str:
        """`log/tile/entries/000: record 17`."""
        return f"{self.path}: record {self.number}"

    def held(self) -> bytes:
        """The event's bytes. Raises InputError when they are not those that were written."""
        if not self.is_written:
            raise InputError("the log is damaged: it has not the hash that stands beside it", self.where, _LOOK)
        return self.event

    def decoded(self) -> Event:
        """The event. Raises InputError when it is none, or not the one that was written."""
        try:
            return decode(self.held())
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise InputError(f"the log is damaged: {error}", self.where, _LOOK) from error


def log_of(directory: str | Path) -> Path:
    """Where the log of a data directory is. Raises InputError when there is none."""
    log = Path(directory) / "log"
    if not (log / "checkpoint").is_file():
        if (log / "wal").is_dir() or (log / "tile").is_dir():
            raise InputError("the log has lost its checkpoint: nothing of it can be believed", str(log / "checkpoint"), "put it back")
        raise InputError("there is no log", str(log), "give the data directory of the gateway with `--data`")
    return log


def entries(directory: str | Path, after: int = 0) -> Iterator[Entry]:
    """Every record behind record `after`, streaming, up to those that are being written. Raises InputError when one cannot be read.

    Records that were deleted are passed over.
    """
    return (entry for entry in stored(directory, after) if entry.event)


def stored(directory: str | Path, after: int = 0) -> Iterator[Entry]:
    """The same, with an empty event for every record that was deleted."""
    log = log_of(directory)
    last = after
    for _ in range(_ATTEMPTS):
        is_behind = False
        for entry in _once(log, last):
            if entry.number > last + 1:
                is_behind = True  # the tree has taken up what stood before it, since the checkpoint was read
                break
            if entry.number == last + 1:  # segments repeat the last record of the one before
                last = entry.number
                yield entry
        if not is_behind:
            return
    raise InputError(f"record {last + 1} is missing", str(log), _LOOK)


def events(directory: str | Path) -> Iterator[Event]:
    """Every event of the log of a data directory. Raises InputError at one that cannot be read."""
    for entry in entries(directory):
        yield entry.decoded()


def numbered_events(directory: str | Path, after: int = 0) -> Iterator[tuple[int, Event]]:
    """Every event behind record `after`, with the number of its record. Raises InputError at one that cannot be read."""
    for entry in entries(directory, after):
        yield entry.number, entry.decoded()


def _once(log: Path, after: int) -> Iterator[Entry]:
    try:
        size = claimed_size((log / "checkpoint").read_bytes())
        tiles = Tiles(log)
        for number in range(after // WIDTH, -(-size // WIDTH)):
            first, width = number * WIDTH, min(WIDTH, size - number * WIDTH)
            path = tiles.path("entries", number, width)
            found, hashes = tiles.entries(number, width), tiles.hashes(0, number, width)
            for place in range(max(0, after - first), width):
                yield Entry(first + place + 1, found[place], path, not found[place] or leaf_hash(found[place]) == hashes[place])
        for _, segment in segments(log / WAL):
            yield from _segment(segment, max(after, size))
    except BadNote as error:
        raise InputError(f"the checkpoint of the log is damaged: {error}", str(log / "checkpoint"), _LOOK) from error
    except BadTile as error:
        raise InputError(f"the log is damaged: {error}", str(error.path), _LOOK) from error
    except OSError as error:
        raise InputError(f"cannot read the log: {(error.strerror or '').lower()}", str(error.filename or log)) from error


def _segment(path: Path, after: int) -> Iterator[Entry]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # the tree has what stood in it
    before = b""
    with file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            if _number(line) <= after:
                continue
            record = read(line[:-1])
            if record is None:
                raise InputError("the log is damaged: not a record", f"{path}:{number}", _LOOK)
            is_written = chain(record.prev, record.event) == record.hash and before in {b"", record.prev}
            before = record.hash
            yield Entry(record.n, record.event, path, is_written)


def _number(line: bytes) -> int:
    """The number that a line claims, without taking it apart; one that has none is not passed over."""
    digits = line[5 : line.find(b",", 5, 25)]
    return int(digits) if digits.isdigit() else MAX_NUMBER
