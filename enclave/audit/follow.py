"""Reads what is written ahead of the tree, record after record, as it is being written: who was killed left what, and where it ends."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

from enclave.audit.ending import Mark
from enclave.audit.event import MAX_BYTES, AuditUnavailable
from enclave.audit.files import write_file
from enclave.audit.merkle import WIDTH
from enclave.audit.record import GENESIS, behind, chain, following, read, segment_path, segments

LOOK = "see `enclave audit verify`; to go on with a new log, move this one away with its key and keep both"

PIECE = 2**17
"""Bytes that are read or written at a time."""
MAX_LINE = MAX_BYTES + 256


class Follower:
    """A reader at the end of a log that checks the chain. Every method raises AuditUnavailable or OSError."""

    def __init__(self, folder: Path, is_new: bool, *, keeps: bool = True) -> None:
        """Opens the segments of a folder; makes the first one of a log that is new. `keeps`: the events, for the tree."""
        self._folder, self._keeps = folder, keeps
        self._file = -1
        self.size = 0
        """Number of the last record."""
        self._head = GENESIS
        self._segment = self._offset = 0
        self._path = self._next = ""
        self._inode = 0
        self.theirs_at = -math.inf
        """When somebody else's records were last met, in seconds of the monotonic clock."""
        self._kept: list[bytes] = []
        """The events of the last records, if they are kept."""
        self._is_unseen = True
        """Whether nobody has looked for what the power's end left behind the last record of the current segment."""
        self._is_theirs = True
        """Whether others have written to the file since our last sync. Who was killed may have left records that are not on the disk."""
        self._synced = 0
        """Where in the segment stands what our last sync was about; all before it is on the disk."""
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
    def mark(self) -> Mark:
        """Where it is."""
        return Mark(self._segment, self._inode, self._offset, self.size, self._head)

    @property
    def first(self) -> int:
        """Number of the first record whose event is kept."""
        return self.size - len(self._kept) + 1

    @property
    def offset(self) -> int:
        """Where in its segment."""
        return self._offset

    @property
    def goes_on(self) -> bool:
        """Whether anything stands behind the last record that was read, of somebody who writes it now or was killed."""
        return os.pread(self._file, 1, self._offset) not in {b"", b"\0"} or os.path.exists(self._next)

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

    def sync(self) -> None:
        """Be sure that all that was read is on the disk, whoever wrote it. Segments before the last one are."""
        os.fdatasync(self._file)
        self._is_theirs, self._synced = False, self._offset

    def catch_up(self, most: int | None = None, until: Mark | None = None, pause: float = 0.0) -> bytes | None:
        """Read what others appended, checking the chain; returns what a killed one left torn at the end.

        None when there may be more than `most` bytes to be read. `until`: no further than this, where somebody said that a record ends;
        nobody need hold the log then. None, too, when it is about another file. `pause`: seconds to rest after each 256 records (1 ms).
        """
        while until is None or self.size < until.size:
            if not self._is_there():
                self._reopen()
                continue
            if until is not None and self._segment == until.segment and self._inode != until.inode:
                return None
            torn: bytes | None = b""
            data = self._unread(most, until)
            if data is None:
                return None
            if data:
                self._is_theirs = True
                if not self._is_unseen:
                    self.theirs_at = time.monotonic()
                start = self._offset
                self._follow(data.partition(b"\0")[0].split(b"\n")[:-1], pause)
                torn = behind(data[self._offset - start :], self._offset)
                if torn is None:
                    raise AuditUnavailable(f"record {self.size + 1} is damaged", f"{self._path}, byte {self._offset}", LOOK)
            self._is_unseen = False
            if until is not None and self._segment >= until.segment:
                break
            if not os.path.exists(self._next):
                return torn
            if torn:
                raise AuditUnavailable(f"record {self.size + 1} is torn inside the log", self._path, LOOK)
            self._open(self._segment + 1)
        if until is not None and (self.size < until.size or (self.size == until.size and self._head != until.head)):
            raise AuditUnavailable(f"record {until.size} is not the one that its writer left", self._path, LOOK)
        return b""

    def _is_there(self) -> bool:
        """Whether the segment has its name still: the tree may have what stood in it. Raises AuditUnavailable when another has it."""
        try:
            now = os.stat(self._path)
        except FileNotFoundError:
            return False
        if now.st_ino != self._inode or now.st_size < self._offset:
            raise self._replaced()
        return True

    def _replaced(self) -> AuditUnavailable:
        return AuditUnavailable("the log was cut or replaced while it was in use", self._path, LOOK)

    def _unread(self, most: int | None, until: Mark | None) -> bytes | None:
        """What stands behind the last record that is known, up to the room; all of it the first time."""
        if until is not None and self._segment == until.segment:
            return os.pread(self._file, until.offset - self._offset, self._offset)
        size = os.fstat(self._file).st_size
        if size == self._offset:
            return b""
        if self._is_unseen and until is None:
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

    def _follow(self, lines: list[bytes], pause: float) -> None:
        for number, line in enumerate(lines, 1):
            found = following(line, self.size + 1, self._head)
            if found is None:
                raise AuditUnavailable(f"record {self.size + 1} is damaged", f"{self._path}, byte {self._offset}", LOOK)
            event, self._head = found
            self.size += 1
            self._offset += len(line) + 1
            if self._keeps:
                self._kept.append(event)
            if pause and not number % WIDTH:
                time.sleep(pause)

    def _open(self, segment: int, *, is_far: bool = False) -> None:
        """Make a segment the current one, past the record that it repeats. `is_far`: nobody here has read those between."""
        path = segment_path(self._folder, segment)
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self.close()
        self._file, self._path, self._next = file, str(path), str(segment_path(self._folder, segment + 1))
        self._segment, self._inode = segment, os.fstat(file).st_ino
        self._offset = self._synced = 0
        self._is_theirs = self._is_unseen = True
        if segment == 1:
            return
        line = os.pread(file, MAX_LINE, 0).partition(b"\n")[0]
        record = read(line)
        if record is None or chain(record.prev, record.event) != record.hash:
            raise AuditUnavailable("the first record of the segment is damaged", self._path, LOOK)
        if not self.size or (is_far and record.n >= self.size):
            self.size, self._head = record.n, record.hash
            if self._keeps:
                self._kept.append(record.event)
        elif (record.n, record.hash) != (self.size, self._head):
            raise AuditUnavailable(f"record {record.n} does not follow on the one before", self._path, LOOK)
        self._offset = len(line) + 1

    def _reopen(self) -> None:
        """Others have gone on for more than a segment, and the tree has what stood in this one: begin at the oldest that is there."""
        found = segments(self._folder)
        before = self.size
        if not found or found[0][0] <= self._segment:
            raise self._replaced()
        self.size, self._head = 0, GENESIS
        self._kept.clear()
        self._open(found[0][0])
        if self.size < before:
            raise self._replaced()
