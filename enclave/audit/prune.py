"""Deletes records whose time is over, and so that it can be proved: what goes is on record first, and the tree keeps every hash.

In this order, so that it can be killed between any two steps and the next run does the rest:

    1  find records that are over and still there
    2  bring a `pruned` record that names them into the signed tree, and its number into `log/pruned/`
    3  empty their entries, a bundle at a time
    4  delete the columns that hold them
    5  begin a new segment of what is written ahead, so that the old ones go; delete torn pieces that are as old
    6  note that all is done; delete kept content that is as old

A record that was named in step 2 and is still there, because the run ended before step 3, is found and named again.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import msgspec

from enclave.audit.checkpoint import claimed_size
from enclave.audit.content import prune_content
from enclave.audit.deletion import DONE, FOLDER, MOST_BUNDLES, PENDING, Places, all_places, deletions, details, digest_of, named
from enclave.audit.event import Event, timestamp
from enclave.audit.files import sync_folder, write_file
from enclave.audit.log import AuditLog
from enclave.audit.merkle import WIDTH
from enclave.audit.note import BadNote
from enclave.audit.read import log_of
from enclave.audit.record import read, segments
from enclave.audit.retention import Header, Limits, Retention
from enclave.audit.tiles import BadTile, Tiles
from enclave.audit.tree import empty
from enclave.errors import EnclaveError, InputError

COLUMNS = "columns"
_SPAN = re.compile(r"([0-9]{12})-([0-9]{12})\.")
_LOOK = "see `enclave audit verify`"
_header = msgspec.json.Decoder(Header)


class Pruned(NamedTuple):
    """What one run did."""

    records: int
    """How many were deleted."""
    deletions: list[int]
    """Numbers of the records that say so."""


def nothing() -> None:
    """Called between steps, when nobody wants to be."""


def prune(directory: Path, log: AuditLog, retention: Retention, now: datetime, rest: Callable[[], None] = nothing) -> Pruned:
    """Delete what is over. `rest` is called after each bundle that was looked at, and may raise to stop. Raises EnclaveError."""
    root, limits = log_of(directory), retention.limits(now)
    done = Pruned(0, [])
    with _alone(directory):
        try:
            for places in _over(root, limits, rest):
                number = _delete(root, log, places, str(retention), limits.latest())
                done = Pruned(done.records + sum(bits.bit_count() for bits in places.values()), [*done.deletions, number])
            _tidy(directory, root, log, limits)
            prune_content(directory, limits.others[1])
        except BadTile as error:
            raise InputError(f"the log is damaged: {error}", str(error.path), _LOOK) from error
        except BadNote as error:
            raise InputError(f"the checkpoint of the log is damaged: {error}", str(root / "checkpoint"), _LOOK) from error
        except OSError as error:
            what = (error.strerror or str(error)).lower()
            raise EnclaveError(f"records cannot be deleted: {what}", str(error.filename or root), "the next run does the rest") from error
    return done


def over(directory: Path, retention: Retention, now: datetime) -> int:
    """How many records would be deleted. Raises InputError."""
    try:
        found = _over(log_of(directory), retention.limits(now), nothing)
        return sum(bits.bit_count() for places in found for bits in places.values())
    except (BadTile, BadNote, OSError) as error:
        raise InputError(f"the log cannot be read: {error}", str(directory), _LOOK) from error


def _over(log: Path, limits: Limits, rest: Callable[[], None]) -> Iterator[dict[int, int]]:
    """What is over and still there, as much at a time as one record can name."""
    latest, tiles = limits.latest(), Tiles(log)
    size = claimed_size((log / "checkpoint").read_bytes())
    places: dict[int, int] = {}
    for number in range(-(-size // WIDTH)):
        if places and number - min(places) >= MOST_BUNDLES:
            yield places
            places = {}
        bits, oldest = 0, ""
        for place, entry in enumerate(tiles.entries(number, min(WIDTH, size - number * WIDTH))):
            if entry:
                header = _decoded(entry, number * WIDTH + place + 1)
                oldest = header.time if not oldest else min(oldest, header.time)
                bits |= limits.is_over(header) << place
        if bits:
            places[number] = bits
        elif oldest >= latest:
            break  # what was written later is younger, but for a clock that was put back, which the next day finds
        rest()
    if places:
        yield places


def _decoded(entry: bytes, number: int) -> Header:
    try:
        return _header.decode(entry)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError("the log is damaged: a record is no event", f"record {number}", _LOOK) from error


def _delete(root: Path, log: AuditLog, places: dict[int, int], policy: str, latest: str) -> int:
    """Steps 2 and 3."""
    size = claimed_size((root / "checkpoint").read_bytes())
    said = details(places, digest_of(places, Tiles(root), size), policy, latest)
    reason = f"{said['count']} records from {said['first']} to {said['last']} were kept long enough"
    number = log.delete(Event(id=uuid4().hex, time=_now(), kind="pruned", reason=reason, details=said), places)
    for bundle, bits in places.items():
        if (bundle + 1) * WIDTH <= number:  # those that are full never change any more, but here
            empty(root, number, {bundle: bits})
    return number


def _tidy(directory: Path, root: Path, log: AuditLog, limits: Limits) -> None:
    """Steps 4 to 6, for every deletion of which they are not done, and for what is written ahead in any case."""
    pending = [root / FOLDER / name for name in named(root) if (root / FOLDER / name).read_bytes() == PENDING]
    if pending:
        numbers = {int(path.name) for path in pending}
        _forget_columns(directory / COLUMNS, all_places(each for each in deletions(root) if each.number in numbers))
    if pending or _is_old(root / "wal", limits.latest()):
        log.seal()
    for torn in (root / "wal").glob("*.torn"):
        if timestamp(datetime.fromtimestamp(torn.stat().st_mtime, UTC)) < limits.latest():
            torn.unlink(missing_ok=True)
    for path in pending:
        write_file(path, DONE)


def _forget_columns(folder: Path, places: Places) -> None:
    """Delete the files that hold what is gone: they are copies, which the next query makes anew without it."""
    if not folder.is_dir():
        return
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever makes columns holds it, and may have read what is gone now
        for path in folder.glob("*.parquet*"):
            span = _SPAN.match(path.name)
            first, last = (int(span[1]), int(span[2])) if span is not None else (1, 2**63)
            if any(first <= (bundle + 1) * WIDTH and bundle * WIDTH < last for bundle in places):
                path.unlink(missing_ok=True)
        sync_folder(folder)
    finally:
        os.close(lock)


def _is_old(folder: Path, latest: str) -> bool:
    """Whether what is written ahead begins with a record that may be over."""
    for _, segment in segments(folder)[:1]:
        with segment.open("rb") as file:
            for line in file:
                record = read(line.rstrip(b"\n"))
                return record is not None and _decoded(record.event, record.n).time < latest
    return False


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """One process at a time deletes; a lock ends with its process."""
    lock = os.open(directory / "prune.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def pause(seconds: float) -> Callable[[], None]:
    """A rest between bundles, so that nobody who appends waits for the processor."""
    return lambda: time.sleep(seconds)


def _now() -> str:
    return timestamp(datetime.now(UTC))
