"""What is written first: chained lines in segments, durable before anything that they announce happens, until the tree has them.

Any number of processes append, one at a time under a lock that their owner holds. A segment begins with the last record of the
one before, so that each can be read by itself. It may end in zeros: room that is on the disk already, so that a sync writes the records
and nothing else. A file that grows has to be entered into the file system's journal with each.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from enclave.audit.ending import Ending, Mark
from enclave.audit.files import UNFINISHED, Named, library, sync_folder, write_file
from enclave.audit.follow import MAX_LINE, PIECE, Follower
from enclave.audit.record import Record, chain, ending, line_of, read, segments, write

ROOM = "room" + UNFINISHED
"""The file that becomes the next segment."""
GONE = ".gone" + UNFINISHED
"""How the name of a segment ends that is being deleted."""
_start_to_write = ctypes.CDLL(None).sync_file_range
"""Waits for nothing, and keeps what is written in memory: a record that fills half a page must not wait until the page is read."""
_start_to_write.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
_look = library.pread
_look.argtypes, _look.restype = (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64), ctypes.c_ssize_t
_reach = library.access
_reach.argtypes = (ctypes.c_char_p, ctypes.c_int)
_END = len(ending(bytes(32)))
SPARE = 16
"""Segments that must fit on the disk beside the room for one."""
PIECE_SECONDS = 0.002
"""The pause between two pieces of room: who syncs a record meanwhile waits for one of them at most."""


class Batch(NamedTuple):
    """Records that are chained to the end of the log, and not written yet."""

    data: bytes
    size: int
    """Number of the last of them."""
    head: bytes
    """Its hash."""


class WriteAhead(Follower):
    """The end of a log. Every method raises AuditUnavailable or OSError; after one, what was not acknowledged may stand there."""

    def __init__(self, folder: Path, segment_bytes: int, is_new: bool, ending: Ending | None = None) -> None:
        """`ending`: where writers tell each other how far the log goes; they read each other's records where there is none."""
        super().__init__(folder, is_new, keeps=False)
        self._segment_bytes = segment_bytes
        self._ending = ending
        self._seen = ctypes.create_string_buffer(_END + 1)
        self._named = Named()

    def append(self, events: Sequence[bytes], *, syncs: bool = True) -> None:
        """Write encoded events; they are on the disk on return, or after `sync`. Call it after `find_end`, under the lock."""
        if events:
            if self.is_full:
                self.rotate()
            self.put(self.chain(events), syncs=syncs)

    @property
    def is_full(self) -> bool:
        """Whether the next records begin a new segment."""
        return self._offset >= self._segment_bytes

    def chain(self, events: Sequence[bytes]) -> Batch:
        """The first half of `append`, which waits for nothing. Nobody else may write before the second."""
        n, head, lines = self.size, self._head, []
        for event in events:
            n += 1
            before, head = head, chain(head, event)
            lines.append(line_of(n, before, event, head))
        return Batch(b"".join(lines), n, head)

    def put(self, batch: Batch, *, syncs: bool = True) -> None:
        """The second half: write and sync, in one call of the system where that is enough; each costs who calls the interpreter.

        Without `syncs`, `sync` must follow, and may when others have the lock: nothing is on the disk before.
        """
        try:
            self._write_through(batch.data, syncs)
        except OSError:
            self.undo()
            raise
        self.take(batch)
        if syncs:
            self._synced = self._offset

    def write(self, batch: Batch) -> int:
        """Only write; the file, in which all is to be synced. `take` and `landed` follow, or `undo`."""
        try:
            self._write_through(batch.data, syncs=False)
        except OSError:
            self.undo()
            raise
        return self._file

    def take(self, batch: Batch) -> None:
        """The batch stands at the end of the log."""
        self.size, self._head = batch.size, batch.head
        self._offset += len(batch.data)
        self.say()

    def landed(self) -> None:
        """All that stands in the segment is on the disk."""
        self._is_theirs, self._synced = False, self._offset

    def undo(self) -> None:
        """Cut off what was written and not taken. It is not acknowledged, so it must not stand there: the next batch takes its place and
        its numbers. Raises OSError."""
        self._is_theirs = True
        os.ftruncate(self._file, self._offset)

    def _write_through(self, data: bytes, syncs: bool) -> None:
        flags, done = 0 if self._is_theirs or not syncs else os.RWF_DSYNC, 0
        while done < len(data):
            done += os.pwritev(self._file, (memoryview(data)[done:],), self._offset + done, flags)
        if not syncs:
            self._is_theirs = True
        elif self._is_theirs:
            os.fdatasync(self._file)
            self._is_theirs = False

    def renew(self) -> None:
        """Write again all that no sync of ours has brought to the disk, ours and others', after one that failed: the system would take it
        for written. Call it after `find_end`, under the lock."""
        data = os.pread(self._file, self._offset - self._synced, self._synced)
        self._is_theirs = True
        os.pwrite(self._file, data, self._synced)

    def go_on_from(self, mark: Mark) -> None:
        """Believe this end, which was read."""
        if mark.segment != self._segment:
            self._open(mark.segment, is_far=True)
        self._offset, self.size, self._head = mark.offset, mark.size, mark.head
        self._is_unseen = False

    def find_end(self, most: int | None = None) -> bytes | None:
        """Get to the end of the log: where the last writer says, if that is what stands there, or else as `catch_up` does, whose answer it
        gives. Call it under the lock.
        """
        mark = self._ending.read() if self._ending is not None else None
        if mark is not None and self._is_end(mark):
            if (mark.size, mark.offset) != (self.size, self._offset):
                self.go_on_from(mark)
                self._is_theirs, self.theirs_at = True, time.monotonic()
            return b""
        torn = self.catch_up(most)
        if torn == b"":
            self.say()
        return torn

    def _is_end(self, mark: Mark) -> bool:
        """Whether the log ends there: with this hash, in a segment behind which no other stands, and nothing behind it that a killed writer
        left."""
        if mark.size < self.size or mark.segment < self._segment:
            return False
        if mark.segment > self._segment:
            try:
                self._open(mark.segment, is_far=True)
            except FileNotFoundError:
                return False
        if mark.inode != self._inode or mark.offset < self._offset or (mark.size == self.size and mark.head != self._head):
            return False
        if self._named.inode(self._path.encode()) != self._inode:
            return False
        if not _reach(self._next.encode(), os.F_OK):
            return False
        end = min(_END, mark.offset)
        read = _look(self._file, self._seen, end + 1, mark.offset - end)
        seen = self._seen.raw[: max(read, 0)]
        return len(seen) >= end and not seen[end:].strip(b"\0") and (seen[:end] == ending(mark.head) or not mark.size)

    def say(self) -> None:
        """Tell others where the log ends."""
        if self._ending is not None:
            self._ending.write(self.mark)

    def wants_room(self, offset: int) -> bool:
        """Whether the next segment comes soon, and no room for it is there. `offset`: where the log has got to in this one."""
        return 4 * offset >= self._segment_bytes and not (self._folder / ROOM).exists()

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

    def covered(self, size: int) -> list[Path]:
        """The segments whose records the signed tree of that size has, but the last one. Nobody need hold the log."""
        found: list[Path] = []
        for (_, path), (_, following) in pairwise(segments(self._folder)):
            with following.open("rb") as file:
                first = read(file.readline(MAX_LINE).rstrip(b"\n"))
            if first is None or first.n > size:
                break
            found.append(path)
        return found

    def prune(self, covered: Sequence[Path]) -> None:
        """Take such segments out of the log. Call it under the lock."""
        for path in covered:
            path.rename(path.with_suffix(GONE))  # to delete it may take the file system 30 ms

    def sweep(self) -> None:
        """Delete what `prune` took out, now or before it was killed. Nobody need hold the log."""
        for path in self._folder.glob(f"*{GONE}"):
            path.unlink(missing_ok=True)

    def rotate(self) -> None:
        """Go on in a new segment. Call it after `find_end`, under the lock."""
        if self._is_theirs:
            self.sync()  # nobody looks for what is missing in a segment behind which another stands
        if self._ending is not None:
            self._ending.clear()  # who is killed here leaves a segment that no mark knows
        last, path = write(Record(self.size, *self._last())), Path(self._next)
        new = path.with_name(path.name + UNFINISHED)
        try:
            (self._folder / ROOM).rename(new)
        except FileNotFoundError:
            write_file(path, last)
        else:
            file = os.open(new, os.O_WRONLY | os.O_CLOEXEC)
            try:
                os.pwritev(file, (last,), 0, os.RWF_DSYNC)  # its name is the folder's, its blocks have been there
            finally:
                os.close(file)
            new.rename(path)
            sync_folder(self._folder)
        self._open(self._segment + 1)
        self._is_unseen = False

    def _last(self) -> tuple[bytes, bytes, bytes]:
        """What the last record holds, as it stands in the current segment."""
        start = max(0, self._offset - MAX_LINE)
        line = os.pread(self._file, self._offset - start, start)[:-1].rsplit(b"\n", 1)[-1]
        record = read(line)
        if record is None or (record.n, record.hash) != (self.size, self._head):
            raise self._replaced()
        return record.prev, record.event, record.hash
