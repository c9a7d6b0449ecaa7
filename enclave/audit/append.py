"""How records get to the end of a log: begun on an event loop, as far as nothing need be waited for, finished by who waits for the disk."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from uuid import uuid4

from enclave.audit.event import AuditUnavailable, Event, encode, timestamp
from enclave.audit.files import UNFINISHED
from enclave.audit.locks import FileLock
from enclave.audit.syncs import Syncs
from enclave.audit.write_ahead import Batch, WriteAhead

ALONE_SECONDS = 0.2
"""For so long after another process has written, the log is let go of before a sync, not after it."""
MOST_AT_ONCE = 2**18
"""Bytes of other processes' records that are read where nobody may wait: 3 ms."""
SLOW_SECONDS, SLOW_FOR_SECONDS = 0.05, 10.0
"""After a write that took so long, the event loop leaves writing to the thread for a while: the disk has more to do than it can."""


class Position(NamedTuple):
    """Numbers of the first and the last record of an append."""

    first: int
    last: int


class Append:
    """An append that has begun. `finish` or `drop` must be called, once, unless `start` is True and tells that it is done."""

    __slots__ = ("_appender", "_batch", "_bodies", "_error", "_is_let_go")

    def __init__(self, appender: Appender, bodies: Sequence[bytes], batch: Batch | None) -> None:
        """`batch`: the records, where they could be chained at once; the log is ours until the end then."""
        self._appender, self._bodies, self._batch = appender, bodies, batch
        self._error = 0
        """Of a sync that failed."""
        self._is_let_go = False
        """Whether others may write already."""

    def start(self, syncs: Syncs, tell: Callable[[Position | None], object]) -> bool:
        """Write at once and let the kernel sync, if that can be done without waiting; whether it is under way. `tell` gets the position
        when the records are on the disk, or None when the rest is for `finish`."""
        appender, beside = self._appender, self._batch is None
        if not self._bodies or syncs.is_refused or time.monotonic() < appender.slow_until:
            return False  # nothing is written, which a thread would write again
        if self._batch is None:
            with suppress(AuditUnavailable):  # `finish` finds it, too
                self._batch = appender.chained(self._bodies)
        batch = self._batch
        if batch is None:
            return False

        def landed(error: int) -> None:
            self._error = error
            position: Position | None = None
            try:
                if not error:
                    if not self._is_let_go:
                        appender.ahead.take(batch)
                    appender.ahead.landed()
                    appender.let_go(has_lock=not self._is_let_go)
                    position = self._position(batch)
            finally:  # also after a defect: nobody is left waiting
                tell(position)

        try:
            file = appender.write(batch)
        except OSError:
            return False  # `finish` says it
        if beside:
            appender.ahead.take(batch)
            appender.lock.let_go()
            self._is_let_go = True
        return syncs.start(file, landed)

    def finish(self) -> Position:
        """Write; the records are on the disk on return. Call it from a thread: it blocks on the disk. Raises AuditUnavailable."""
        appender, batch = self._appender, self._batch
        if batch is None:
            with appender.mutex, unavailable(appender.where):
                return appender.append(self._bodies)
        try:
            with unavailable(appender.where):
                if self._is_let_go:
                    appender.sync(self._error)
                elif self._error:
                    appender.ahead.undo()
                    appender.ahead.renew()
                    raise OSError(self._error, os.strerror(self._error))
                else:
                    appender.ahead.put(batch)
            return self._position(batch)
        finally:
            appender.let_go(has_lock=not self._is_let_go)

    def drop(self) -> None:
        """Write nothing more."""
        if self._batch is not None:
            self._appender.let_go(has_lock=not self._is_let_go)

    def _position(self, batch: Batch) -> Position:
        return Position(batch.size - len(self._bodies) + 1, batch.size)


class Appender:
    """Who writes to a log, of one process. Threads keep each other out by `mutex`, processes by `lock`."""

    def __init__(self, where: Path, lock: FileLock, ahead: WriteAhead) -> None:
        self.where, self.lock, self.ahead = where, lock, ahead
        self.mutex = Lock()
        self.slow_until = 0.0

    @property
    def is_alone(self) -> bool:
        """Whether no other process writes, as far as anybody knows."""
        return time.monotonic() - self.ahead.theirs_at > ALONE_SECONDS

    def begin(self, bodies: Sequence[bytes]) -> Append:
        """What needs no waiting. Beside others the log is not taken yet: nobody shall wait until a thread of ours is awake."""
        return Append(self, bodies, self.chained(bodies) if bodies and self.is_alone else None)

    def chained(self, bodies: Sequence[bytes]) -> Batch | None:
        """The next records, with the log taken; None, without it, where something has to be waited for first. Raises AuditUnavailable."""
        if not self.mutex.acquire(blocking=False):
            return None
        batch: Batch | None = None
        has_lock = False
        try:
            with unavailable(self.where):
                has_lock = self.lock.take_at_once()
                if has_lock and self.ahead.find_end(MOST_AT_ONCE) == b"" and not self.ahead.is_full:
                    batch = self.ahead.chain(bodies)
            return batch
        finally:
            if batch is None:
                self.let_go(has_lock=has_lock)

    def write(self, batch: Batch) -> int:
        """Write on the event loop; the file. Raises OSError."""
        started = time.monotonic()
        file = self.ahead.write(batch)
        now = time.monotonic()
        if now - started > SLOW_SECONDS:
            self.slow_until = now + SLOW_FOR_SECONDS
        return file

    def append(self, bodies: Sequence[bytes]) -> Position:
        """Write, and where others write too, let them go on before all of it is on the disk: syncs of several are one for the disk.

        Call it with `mutex`. Raises AuditUnavailable or OSError.
        """
        with self.lock.held():
            self.catch_up()
            is_alone = self.is_alone
            first = self.ahead.size + 1
            self.ahead.append(bodies, syncs=is_alone)
            position = Position(first, self.ahead.size)
        if bodies and not is_alone:
            self.sync()
        return position

    def sync(self, error: int = 0) -> None:
        """Sync what was written when others may have written behind it. `error`: of a sync that has failed already.

        A record of theirs that is acknowledged is behind ours, and their sync was about ours, too. So ours cannot be cut off when our
        sync fails: it stays, and is not acknowledged.
        """
        try:
            if error:
                raise OSError(error, os.strerror(error))
            self.ahead.sync()
        except OSError:
            with self.lock.held():
                self.catch_up()
                self.ahead.renew()
            raise

    def catch_up(self) -> None:
        """Get to the end of the log, and record it when a killed writer left something there. Call it with `mutex` and `lock`."""
        torn = self.ahead.find_end()
        if torn:
            self.mend(torn)

    def mend(self, torn: bytes) -> None:
        """Cut off what is torn, keep it, record it."""
        kept = self.ahead.cut(torn)
        reason = f"{len(torn)} bytes of a torn record cut off, kept in {kept.parent.name}/{kept.name}"
        self.ahead.append([encode(Event(id=uuid4().hex, time=timestamp(datetime.now(UTC)), kind="recovered", reason=reason))])

    def let_go(self, *, has_lock: bool = True) -> None:
        """Others may write."""
        if has_lock:
            self.lock.let_go()
        self.mutex.release()


@contextmanager
def unavailable(where: Path) -> Iterator[None]:
    """An error of the file system as AuditUnavailable."""
    try:
        yield
    except OSError as error:
        place = str(error.filename or where).removesuffix(UNFINISHED)
        hint = "make room and try again" if error.errno == errno.ENOSPC else ""
        raise AuditUnavailable(f"the log cannot be written: {(error.strerror or str(error)).lower()}", place, hint) from error
