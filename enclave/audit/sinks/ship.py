"""Ships the log to one sink: at least once, in order, from where it stopped; the log itself is the spool.

Only what the signed checkpoint has is sent. A batch is sent again until the endpoint has it; one that the endpoint refuses is halved
until the record is found, which is written down in `<name>.refused.jsonl` and passed over. When an endpoint refuses one record after
another, it is the endpoint that is wrong: then nothing more is passed over.
"""

from __future__ import annotations

import fcntl
import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from enclave.audit.checkpoint import claimed
from enclave.audit.event import timestamp
from enclave.audit.files import sync_folder, write_all
from enclave.audit.note import BadNote
from enclave.audit.read import entries, log_of, stored
from enclave.audit.sinks.cursor import FOLDER, Cursor, cursor_path, leaf_hash, read_cursor, write_cursor
from enclave.audit.sinks.interface import Refused, Sink, Unavailable
from enclave.audit.sinks.status import clear_trouble, write_trouble
from enclave.errors import EnclaveError, InputError

FIRST_SECONDS, LONGEST_SECONDS = 0.5, 60.0
"""Of waiting after a failure; it doubles, and a part of it is by chance."""
REST_SECONDS = 1.0
"""Between looks at a log that has nothing new."""
MOST_REFUSED = 16
"""Records refused one after the other, before it is held to be the endpoint's fault."""

_ANEW = "move the file away to begin anew"


class _Sent(NamedTuple):
    """A record on its way."""

    number: int
    event: bytes
    body: bytes


class Shipper:
    """One sink and its cursor. `deliver` blocks; use it from one thread, inside `alone`."""

    def __init__(self, directory: Path, name: str, sink: Sink) -> None:
        self._directory, self._name, self._sink = directory, name, sink
        self._path = cursor_path(directory, name)
        self._in_a_row = 0
        self._told = 0
        """Up to which record it is written down what retention deleted."""
        self._cursor: Cursor | None = None

    def deliver(self) -> bool:
        """Deliver one batch; whether there was one. Raises Unavailable, and InputError when log or cursor cannot be believed."""
        log = log_of(self._directory)
        try:
            signed = claimed((log / "checkpoint").read_bytes())
        except BadNote as error:
            raise InputError(f"the checkpoint of the log is damaged: {error}", str(log / "checkpoint")) from error
        cursor = self._cursor = self._cursor or self._begun(signed.origin)
        if cursor.log != signed.origin or cursor.record > signed.size:
            raise InputError("the sink has delivered from another log than this one", str(self._path), _ANEW)
        batch: list[_Sent] = []
        try:
            for each in self._batch(cursor.record, signed.size):
                batch.append(each)
        except InputError:
            if not batch:
                raise  # what stands before a damaged record is sent first
        if not batch:
            return False
        self._tell_gone(cursor.record, batch)
        self._send(batch)
        return True

    def _tell_gone(self, after: int, batch: Sequence[_Sent]) -> None:
        """Write down what retention deleted before it was delivered: nobody sends it any more."""
        count = batch[-1].number - after - len(batch)
        if count and self._told < batch[-1].number:
            there = {record.number for record in batch}
            gone = [number for number in range(after + 1, batch[-1].number) if number not in there]
            self._write_down(gone[0], gone[-1], count, "deleted by retention before they were delivered")
            self._told = batch[-1].number

    def _begun(self, origin: str) -> Cursor:
        """The cursor that is kept, held to the log; one before the first record when there is none."""
        cursor = read_cursor(self._path)
        if cursor is None:
            return Cursor(origin, 0, "")
        for entry in stored(self._directory, cursor.record - 1) if cursor.record else ():
            # of one that retention has deleted since only the hash is left, in the tree
            if entry.event and leaf_hash(entry.event) != cursor.leaf:
                raise InputError("the sink has delivered from another log than this one", str(self._path), _ANEW)
            break
        return cursor

    def _batch(self, after: int, size: int) -> Iterator[_Sent]:
        """What the endpoint takes at once of what is signed."""
        most, room = self._sink.limits
        for entry in entries(self._directory, after):
            if entry.number > size or most == 0:
                return
            body = self._sink.encode(entry.number, entry.held())
            room -= len(body) + 1
            if room < 0 and most < self._sink.limits.records:
                return  # the first one goes alone, whatever its size
            most -= 1
            yield _Sent(entry.number, entry.event, body)

    def _send(self, batch: Sequence[_Sent]) -> None:
        try:
            rejected = self._sink.send([record.body for record in batch])
        except Refused as refused:
            if len(batch) > 1:
                middle = len(batch) // 2
                self._send(batch[:middle])
                self._send(batch[middle:])
            elif self._in_a_row == MOST_REFUSED:
                what = f"{MOST_REFUSED + 1} records refused one after the other, {refused.message}"
                raise Unavailable(what, refused.where, "nothing more is passed over") from refused
            else:
                self._in_a_row += 1
                self._pass_over(batch, 1, refused.message)
        else:
            self._in_a_row = 0
            if rejected:
                self._pass_over(batch, rejected, f"the endpoint rejected {rejected} of these and does not say which")
            else:
                self._advance(batch[-1], 0)

    def _pass_over(self, batch: Sequence[_Sent], count: int, reason: str) -> None:
        """Write down which records were not taken, before the cursor goes on. They stand in the log."""
        self._write_down(batch[0].number, batch[-1].number, count, reason)
        self._advance(batch[-1], count)

    def _write_down(self, first: int, last: int, count: int, reason: str) -> None:
        told = {"first": first, "last": last, "refused": count, "time": _now(), "reason": reason}
        path = refused_path(self._directory, self._name)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            write_all(file, msgspec.json.encode(told) + b"\n")
            os.fsync(file)
        finally:
            os.close(file)
        sync_folder(path.parent)

    def _advance(self, last: _Sent, refused: int) -> None:
        before = self._cursor
        if before is not None:
            self._cursor = Cursor(before.log, last.number, leaf_hash(last.event), _now(), before.refused + refused)
            write_cursor(self._path, self._cursor)


def ship(
    directory: Path, name: str, sink: Sink, wait: Callable[[float], bool], *, once: bool = False,
    chance: Callable[[], float] = random.random,
) -> None:
    """Ship until `wait`, which waits so many seconds, says that it is over; with `once`, until nothing is left.

    A sink that another process ships is left to it. Raises with `once` what would be tried again otherwise.
    """
    shipper, failures = Shipper(directory, name, sink), 0
    with alone(directory, name) as is_mine:
        if not is_mine:
            raise EnclaveError(f"another process ships `{name}`", str(directory / FOLDER))
        while True:
            seconds = 0.0
            try:
                if not shipper.deliver():
                    if once:
                        break
                    seconds = REST_SECONDS
                if failures or seconds:
                    clear_trouble(directory, name)
                failures = 0
            except (EnclaveError, OSError) as error:
                if once:
                    raise
                failures += 1
                write_trouble(directory, name, error, _now())
                asked = error.seconds if isinstance(error, Unavailable) else 0.0
                # between half and all of it, so that many do not come back at the same moment
                seconds = max(asked, min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(failures - 1, 12))) * (0.5 + chance() / 2)
                seconds = max(seconds, asked)
            if wait(seconds):
                break


@contextmanager
def alone(directory: Path, name: str) -> Iterator[bool]:
    """Whether this process is the only one that ships a sink; the lock ends with the process."""
    folder = directory / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(lock)


def refused_path(directory: Path, name: str) -> Path:
    """Where it is written down what an endpoint refused."""
    return directory / FOLDER / f"{name}.refused.jsonl"


def _now() -> str:
    return timestamp(datetime.now(UTC))
