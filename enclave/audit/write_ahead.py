"""What is written first: chained lines in segments, durable before anything that they announce happens, until the tree has them.

Any number of processes append, one at a time under a lock that their owner holds. A segment begins with the last record of the
one before, so that each can be read by itself. It may end in zeros: room that is on the disk already, so that a sync writes the records
and nothing else. A file that grows has to be entered into the file system's journal with each.
"""

from __future__ import annotations

import ctypes
import math
import os
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from enclave.audit.event import MAX_BYTES, AuditUnavailable
from enclave.audit.files import UNFINISHED, sync_folder, write_file
from enclave.audit.record import GENESIS, Record, behind, chain, read, segment_path, segments, successor, write

LOOK = "see `enclave audit verify`; to go on with a new log, move this one away with its key and keep both"

ROOM = "room" + UNFINISHED
"""The file that becomes the next segment."""
GONE = ".gone" + UNFINISHED
"""How the name of a segment ends that is being deleted."""
_start_to_write = ctypes.CDLL(None).sync_file_range
"""Waits for nothing, and keeps what is written in memory: a record that fills half a page must not wait until the page is read."""
_start_to_write.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
SPARE = 16
"""Segments that must fit on the disk beside the room for one."""
PIECE = 2**17
PIECE_SECONDS = 0.002
"""Bytes of room that are written at a time, and the pause between two: who syncs a record meanwhile waits for one of them at most."""

_MAX_LINE = MAX_BYTES + 256


class Batch(NamedTuple):
    """Records that are chained to the end of the log, and not written yet."""

    data: bytes
    size: int
    """Number of the last of them."""
    head: bytes
    """Its hash."""
    events: Sequence[bytes]


class WriteAhead:
    """The end of a log. Every method raises AuditUnavailable or OSError; after one, what was not acknowledged may stand there."""

    def __init__(self, folder: Path, segment_bytes: int, is_new: bool) -> None:
        """Opens the segments of a folder; makes the first one of a log that is new."""
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._file = -1
        self.size = 0
        """Number of the last record."""
        self._head = GENESIS
        self._offset = 0
        self._path = self._next = ""
        self._inode = 0
        self.theirs_at = -math.inf
        """When somebody else's records were last read, in seconds of the monotonic clock."""
        self._kept: list[bytes] = []
        """The events of the last records, for the tree."""
        self._is_unseen = True
        """Whether nobody has looked for what the power's end left behind the last record of the current segment."""
        self._is_theirs = True
        """Whether others have written to the file since our last sync. Who was killed may have left records that are not on the disk."""
        found = segments(folder)
        if not found:
            if not is_new:
                raise AuditUnavailable("the log has lost what was written last", str(folder), LOOK)
            write_file(segment_path(folder, 1), b"")
        self._open(found[0][0] if found else 1)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    @property
    def first(self) -> int:
        """Number of the first record whose event is kept."""
        return self.size - len(self._kept) + 1

    def since(self, size: int) -> list[bytes]:
        """The events of the records after record `size`."""
        if not self.first - 1 <= size <= self.size:
            raise AuditUnavailable(
                f"records {self.first} to {self.size} are written ahead, the signed tree ends at {size}", str(self._folder), LOOK
            )
        return self._kept[size - self.first + 1 :]

    def forget(self, size: int) -> None:
        """The tree has the records up to `size`: they need not be kept in memory."""
        del self._kept[: max(0, size - self.first + 1)]

    def append(self, events: Sequence[bytes]) -> None:
        """Write encoded events; they are on the disk on return. Call it after `catch_up`, under the lock."""
        if events:
            if self.is_full:
                self.rotate()
            self.put(self.chain(events))

    @property
    def is_full(self) -> bool:
        """Whether the next records begin a new segment."""
        return self._offset >= self._segment_bytes

    def chain(self, events: Sequence[bytes]) -> Batch:
        """The first half of `append`, which waits for nothing. Nobody else may write before the second."""
        n, head, lines = self.size, self._head, []
        for event in events:
            n += 1
            record = Record(n, head, event, chain(head, event))
            lines.append(write(record))
            head = record.hash
        return Batch(b"".join(lines), n, head, events)

    def put(self, batch: Batch) -> None:
        """The second half: write and sync, in one call of the system where that is enough; each costs who calls the interpreter."""
        data = batch.data
        try:
            self._write_through(data)
        except OSError:
            # not acknowledged, so it must not stand there: the next batch takes its place and its numbers
            self._is_theirs = True
            os.ftruncate(self._file, self._offset)
            raise
        self.size, self._head = batch.size, batch.head
        self._offset += len(data)
        self._kept += batch.events

    def _write_through(self, data: bytes) -> None:
        flags, done = 0 if self._is_theirs else os.RWF_DSYNC, 0
        while done < len(data):
            done += os.pwritev(self._file, (memoryview(data)[done:],), self._offset + done, flags)
        if self._is_theirs:
            os.fdatasync(self._file)
            self._is_theirs = False

    def catch_up(self, most: int | None = None) -> bytes | None:
        """Read what other processes appended, checking the chain; returns what a killed one left torn at the end.

        None when there may be more than `most` bytes to be read.
        """
        while True:
            try:
                now = os.stat(self._path)
            except FileNotFoundError:
                self._reopen()
                continue
            if now.st_ino != self._inode or now.st_size < self._offset:
                raise AuditUnavailable("the log was cut or replaced while it was in use", self._path, LOOK)
            torn: bytes | None = b""
            data = self._unread(now.st_size, most)
            if data is None:
                return None
            if data:
                self._is_theirs = True
                if not self._is_unseen:
                    self.theirs_at = time.monotonic()
                start = self._offset
                for line in data.partition(b"\0")[0].split(b"\n")[:-1]:
                    self._follow(line)
                torn = behind(data[self._offset - start :], self._offset)
                if torn is None:
                    raise AuditUnavailable(f"record {self.size + 1} is damaged", f"{self._path}, byte {self._offset}", LOOK)
            self._is_unseen = False
            if not os.path.exists(self._next):
                return torn
            if torn:
                raise AuditUnavailable(f"record {self.size + 1} is torn inside the log", self._path, LOOK)
            self._open(int(Path(self._next).stem))

    def _unread(self, size: int, most: int | None) -> bytes | None:
        """What stands behind the last record that is known, up to the room; all of it the first time."""
        if size == self._offset:
            return b""
        if self._is_unseen:
            return os.pread(self._file, size - self._offset, self._offset) if most is None else None
        if os.pread(self._file, 1, self._offset) == b"\0":
            return b""
        data = b""
        while piece := os.pread(self._file, PIECE, self._offset + len(data)):
            data += piece
            if most is not None and len(data.rstrip(b"\0")) > most:
                return None
            if piece.endswith(b"\0"):
                break
        return data

    @property
    def wants_room(self) -> bool:
        """Whether the next segment comes soon, and no room for it is there."""
        return 4 * self._offset >= self._segment_bytes and not (self._folder / ROOM).exists()

    def make_room(self) -> None:
        """Write the room that the next segment will have, unless the disk is nearly full: records are first then.

        Nobody need hold the log; one at a time. Raises OSError.
        """
        new, disk = self._folder / (ROOM + UNFINISHED), os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < SPARE * self._segment_bytes:
            return
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            left = self._segment_bytes + PIECE
            while left > 0:
                left -= os.write(file, bytes(min(PIECE, left)))
                _start_to_write(file, 0, 0, 2)  # SYNC_FILE_RANGE_WRITE: all that is not on its way yet
                time.sleep(PIECE_SECONDS)
            os.fsync(file)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        finally:
            os.close(file)
        new.rename(self._folder / ROOM)

    def cut(self, torn: bytes) -> Path:
        """Cut off what a killed writer left torn, and keep it in a file."""
        path = Path(self._path)
        kept = path.with_name(f"{path.stem}-{self._offset}.torn")
        write_file(kept, torn)
        os.ftruncate(self._file, self._offset)
        os.fsync(self._file)
        return kept

    def prune(self, size: int) -> None:
        """Take the segments whose records the signed tree of that size has out of the log. The last one stays. Call it under the lock."""
        found = segments(self._folder)
        for (_, path), (_, following) in pairwise(found):
            with following.open("rb") as file:
                first = read(file.readline(_MAX_LINE).rstrip(b"\n"))
            if first is None or first.n > size:
                return
            path.rename(path.with_suffix(GONE))  # to delete it may take the file system 30 ms

    def sweep(self) -> None:
        """Delete what `prune` took out, now or before it was killed. Nobody need hold the log."""
        for path in self._folder.glob(f"*{GONE}"):
            path.unlink(missing_ok=True)

    def _follow(self, line: bytes) -> None:
        digest = successor(line, self.size + 1, self._head)
        record = read(line) if digest is not None else None
        if record is None:
            raise AuditUnavailable(f"record {self.size + 1} is damaged", f"{self._path}, byte {self._offset}", LOOK)
        self.size, self._head = record.n, record.hash
        self._offset += len(line) + 1
        self._kept.append(record.event)

    def _open(self, segment: int) -> None:
        """Make a segment the current one, past the record that it repeats."""
        path = segment_path(self._folder, segment)
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self.close()
        self._file, self._path, self._next = file, str(path), str(segment_path(self._folder, segment + 1))
        self._inode = os.fstat(file).st_ino
        self._offset = 0
        self._is_theirs = self._is_unseen = True
        if segment == 1:
            return
        line = os.pread(file, _MAX_LINE, 0).partition(b"\n")[0]
        record = read(line)
        if record is None or chain(record.prev, record.event) != record.hash:
            raise AuditUnavailable("the first record of the segment is damaged", self._path, LOOK)
        if not self.size:
            self._kept.append(record.event)
        elif (record.n, record.hash) != (self.size, self._head):
            raise AuditUnavailable("the segment does not follow on the one before it", self._path, LOOK)
        self.size, self._head, self._offset = record.n, record.hash, len(line) + 1

    def _reopen(self) -> None:
        """Others have gone on for more than a segment, and the tree has what stood in this one: begin at the oldest that is there."""
        found = segments(self._folder)
        before = self.size
        if not found or found[0][0] < int(Path(self._next).stem):
            raise AuditUnavailable("the log was cut or replaced while it was in use", self._path, LOOK)
        self.size, self._head = 0, GENESIS
        self._kept.clear()
        self._open(found[0][0])
        if self.size < before:
            raise AuditUnavailable("the log was cut or replaced while it was in use", self._path, LOOK)

    def rotate(self) -> None:
        """Go on in a new segment. Call it after `catch_up`, under the lock."""
        last, path = write(Record(self.size, *self._last())), Path(self._next)
        new = path.with_name(path.name + UNFINISHED)
        try:
            (self._folder / ROOM).rename(new)
        except FileNotFoundError:
            write_file(path, last)
        else:
            file = os.open(new, os.O_WRONLY | os.O_CLOEXEC)
            try:
                os.pwritev(file, (last,), 0)
                os.fsync(file)
            finally:
                os.close(file)
            new.rename(path)
            sync_folder(self._folder)
        self._open(int(path.stem))
        self._is_unseen = False

    def _last(self) -> tuple[bytes, bytes, bytes]:
        """What the last record holds, as it stands in the current segment."""
        start = max(0, self._offset - _MAX_LINE)
        line = os.pread(self._file, self._offset - start, start)[:-1].rsplit(b"\n", 1)[-1]
        record = read(line)
        if record is None or (record.n, record.hash) != (self.size, self._head):
            raise AuditUnavailable("the log was cut or replaced while it was in use", self._path, LOOK)
        return record.prev, record.event, record.hash
