"""The log: appends events to hash-chained segments, durably, from several processes, and signs checkpoints of them.

`DATA/log/00000001.jsonl ...` are the segments, `DATA/log/checkpoint` the last signed checkpoint, `DATA/log/key.pub` the public
key, `DATA/keys/log.key` the private one.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from uuid import uuid4

from enclave.audit.checkpoint import BadCheckpoint, Checkpoint, Signer, read_signer
from enclave.audit.event import MAX_BYTES, AuditUnavailable, Event, encode, timestamp
from enclave.audit.record import GENESIS, Record, chain, read, segment_path, segments, successor, write
from enclave.errors import InputError

SEGMENT_BYTES = 64 * 2**20
CHECKPOINT_RECORDS = 1000
CHECKPOINT_SECONDS = 1.0
LOCK_SECONDS = 10.0
"""How long to wait for another process that holds the log, before refusing."""

_MAX_LINE = MAX_BYTES + 256
_LOOK = "see `enclave audit verify`; to go on with a new log, move this one away with its key and keep both"


class Position(NamedTuple):
    """Numbers of the first and the last record of an append."""

    first: int
    last: int


class AuditLog:
    """The log of one data directory. Any number of threads and processes may append to it.

    `append` and `close` block on the disk; call them from a thread. Every error is AuditUnavailable: what the events announce
    must not happen then, though some of them may stand in the log.
    """

    def __init__(self, directory: Path, segment_bytes: int) -> None:
        self._log = directory / "log"
        self._segment_bytes = segment_bytes
        self._mutex = Lock()
        self._lock = os.open(self._log / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._file = -1
        self._segment = 1
        self._path = self._next = ""
        self._offset = 0
        self._size = 0
        self._head = GENESIS
        self._last = (1, 0)
        """Segment in which the last record stands, and where it ends there."""
        self._signed = 0
        self._signed_at = 0.0
        with ExitStack() as undo:
            undo.callback(self._release)
            with self._held():
                self._signer = _keys(directory)
                self._resume()
                self._recover()
                self._sign()
            undo.pop_all()

    @classmethod
    def open(cls, directory: str | Path, *, segment_bytes: int = SEGMENT_BYTES) -> AuditLog:
        """The log of a data directory (`DATA`, not `DATA/log`), made when there is none.

        What a killed writer left torn is cut off, kept in a `.torn` file and recorded. Raises AuditUnavailable when the log
        cannot be written, or was tampered with since its last checkpoint.
        """
        root = Path(directory)
        with _unavailable(root):
            for path in (root, root / "log", root / "keys"):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            return cls(root, segment_bytes)

    def append(self, events: Sequence[Event]) -> Position:
        """Write events and return when they are on the disk. One call is one group commit."""
        bodies = [encode(event) for event in events]
        with self._mutex, _unavailable(self._log), self._held():
            self._recover()
            first = self._size + 1
            self._write(bodies)
            if self._size - self._signed >= CHECKPOINT_RECORDS or time.monotonic() - self._signed_at >= CHECKPOINT_SECONDS:
                self._sign()
            return Position(first, self._size)

    def checkpoint(self) -> None:
        """Sign what is there now. `append` does it every 1,000 records or second; call this when the log goes idle."""
        with self._mutex, _unavailable(self._log), self._held():
            self._recover()
            self._sign()

    def close(self) -> None:
        """Sign the last checkpoint and let go of the files."""
        try:
            self.checkpoint()
        finally:
            self._release()

    def _release(self) -> None:
        for file in (self._file, self._lock):
            if file >= 0:
                os.close(file)
        self._file = self._lock = -1

    def __enter__(self) -> AuditLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _held(self) -> Iterator[None]:
        if self._lock < 0:
            raise AuditUnavailable("the log is closed", str(self._log))
        _acquire(self._lock, self._log)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def _resume(self) -> None:
        """Start at the signed checkpoint; everything after it is read again."""
        try:
            signed = self._signer.verifier.open((self._log / "checkpoint").read_bytes())
        except BadCheckpoint as error:
            raise AuditUnavailable(str(error), str(self._log / "checkpoint"), _LOOK) from error
        self._switch(signed.segment)
        if signed.size:
            start = max(0, signed.offset - _MAX_LINE)
            tail = os.pread(self._file, signed.offset - start, start)
            last = read(tail[:-1].rsplit(b"\n", 1)[-1]) if tail.endswith(b"\n") else None
            if last is None or (last.n, last.hash) != (signed.size, signed.head) or chain(last.prev, last.event) != last.hash:
                raise AuditUnavailable(
                    f"record {signed.size} is not the one that was signed", str(segment_path(self._log, signed.segment)), _LOOK
                )
        self._size, self._head, self._offset = signed.size, signed.head, signed.offset
        self._last, self._signed = (signed.segment, signed.offset), signed.size

    def _switch(self, segment: int) -> None:
        """Make a segment the current one."""
        path = segment_path(self._log, segment)
        create = os.O_CREAT if segment == 1 and not self._size else 0
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | create, 0o600)
        if self._file >= 0:
            os.close(self._file)
        self._file, self._segment, self._offset = file, segment, 0
        self._path, self._next = str(path), str(segment_path(self._log, segment + 1))

    def _recover(self) -> None:
        """Get to the end of the log, and record it when a killed writer left something there."""
        torn = self._catch_up()
        if torn:
            self._write([encode(self._cut(torn))])

    def _catch_up(self) -> bytes:
        """Read what other processes appended, checking the chain; returns what a killed one left torn at the end."""
        while True:
            now = os.stat(self._path)
            if now.st_ino != os.fstat(self._file).st_ino or now.st_size < self._offset:
                raise AuditUnavailable("the log was cut or replaced while it was in use", self._path, _LOOK)
            torn = b""
            if now.st_size > self._offset:
                *lines, torn = os.pread(self._file, now.st_size - self._offset, self._offset).split(b"\n")
                for line in lines:
                    self._follow(line)
            if not os.path.exists(self._next):
                return torn
            if torn:
                raise AuditUnavailable(f"record {self._size + 1} is torn inside the log", self._path, _LOOK)
            self._switch(self._segment + 1)

    def _follow(self, line: bytes) -> None:
        digest = successor(line, self._size + 1, self._head)
        if digest is None:
            raise AuditUnavailable(f"record {self._size + 1} is damaged", f"{self._path}, byte {self._offset}", _LOOK)
        self._size, self._head = self._size + 1, digest
        self._offset += len(line) + 1
        self._last = (self._segment, self._offset)

    def _cut(self, torn: bytes) -> Event:
        """Cut a torn tail off and keep it; the event that says so is yet to be written."""
        path = Path(self._path)
        kept = path.with_name(f"{path.stem}-{self._offset}.torn")
        _write_file(kept, torn)
        os.ftruncate(self._file, self._offset)
        os.fsync(self._file)
        return Event(
            id=uuid4().hex,
            time=_now(),
            kind="recovered",
            reason=f"{len(torn)} bytes of a torn record cut off {path.name} at byte {self._offset}, kept in {kept.name}",
        )

    def _write(self, bodies: Sequence[bytes]) -> None:
        if not bodies:
            return
        if self._offset >= self._segment_bytes:
            self._rotate()
        n, head, lines = self._size, self._head, []
        for body in bodies:
            n += 1
            record = Record(n, head, body, chain(head, body))
            lines.append(write(record))
            head = record.hash
        data = b"".join(lines)
        try:
            _write_all(self._file, data)
            os.fdatasync(self._file)
        except OSError:
            # not acknowledged, so it must not stand there: the next batch takes its place and its numbers
            os.ftruncate(self._file, self._offset)
            raise
        self._size, self._head = n, head
        self._offset += len(data)
        self._last = (self._segment, self._offset)

    def _rotate(self) -> None:
        os.close(os.open(self._next, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        _sync_directory(self._log)
        self._switch(self._segment + 1)

    def _sign(self) -> None:
        self._signed_at = time.monotonic()
        if self._signed == self._size:
            return
        _write_checkpoint(self._log, self._signer, Checkpoint(self._size, self._head, *self._last, _now()))
        self._signed = self._size


def _keys(root: Path) -> Signer:
    """The key of the log; a new one, a first checkpoint and an empty segment for a new log."""
    log, private, public = root / "log", root / "keys" / "log.key", root / "log" / "key.pub"
    fresh = not (log / "checkpoint").exists()
    if fresh and segments(log):
        raise AuditUnavailable("the log has no checkpoint", str(log / "checkpoint"), _LOOK)
    if not private.exists():
        if not fresh:
            raise AuditUnavailable("the log has lost its key", str(private), "put the key back, or move the log away and keep it")
        _write_file(private, Signer.generate().text().encode() + b"\n")
    try:
        signer = read_signer(private)
    except InputError as error:
        raise AuditUnavailable(error.message, error.where, _LOOK) from error
    text = signer.verifier.text().encode() + b"\n"
    if not public.exists():
        _write_file(public, text)
    elif public.read_bytes() != text:
        raise AuditUnavailable("the public key is not that of the private one", str(public), _LOOK)
    if fresh:
        _write_checkpoint(log, signer, Checkpoint(0, GENESIS, 1, 0, _now()))
    return signer


def _write_checkpoint(log: Path, signer: Signer, checkpoint: Checkpoint) -> None:
    _write_file(log / "checkpoint", signer.sign(checkpoint))


def _now() -> str:
    return timestamp(datetime.now(UTC))


def _write_file(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, readable by its owner only."""
    new = path.with_name(path.name + ".new")
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        _write_all(file, data)
        os.fsync(file)
    finally:
        os.close(file)
    new.rename(path)
    _sync_directory(path.parent)


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _sync_directory(path: Path) -> None:
    directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _acquire(lock: int, log: Path) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise AuditUnavailable(f"another process has held the log for {LOCK_SECONDS:.0f} s", str(log)) from error
            time.sleep(0.0005)


@contextmanager
def _unavailable(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = str(error.filename or where)
        hint = "make room and try again" if error.errno == errno.ENOSPC else ""
        raise AuditUnavailable(f"the log cannot be written: {(error.strerror or str(error)).lower()}", place, hint) from error
