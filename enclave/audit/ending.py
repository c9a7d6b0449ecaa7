"""Where a log ends, for whoever writes next: a word of the last writer in the lock's own file, so that nobody need read what others wrote.

It is a hint. Nobody believes it who does not find the end in the log itself; without it all is read as if it had never been.
"""

from __future__ import annotations

import mmap
import os
import struct
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_FORM = struct.Struct("<36sQQQQ32s")
_SIZE = _FORM.size + 32
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Mark(NamedTuple):
    """A place behind a record of the log."""

    segment: int
    inode: int
    """Of the segment's file: a copy of a log has others."""
    offset: int
    size: int
    """Number of the record before it."""
    head: bytes
    """Its hash."""


class Ending:
    """The mark that processes of one machine share. It survives any of them, and not the machine's next start: it is never synced."""

    def __init__(self, path: Path) -> None:
        """Takes room in the lock's file, there for good: a mapped file that finds the disk full is the end of its process. Without
        room there is no mark."""
        self._boot = b""
        self._map: mmap.mmap | None = None
        with suppress(OSError, ValueError):
            self._boot = _BOOT.read_bytes().strip()
            file = os.open(path, os.O_RDWR | os.O_CLOEXEC)  # of its own: closing the map must not end a lock, nor keep one
            try:
                if os.fstat(file).st_size < _SIZE:
                    os.pwrite(file, bytes(_SIZE), 0)
                self._map = mmap.mmap(file, _SIZE)
            finally:
                os.close(file)

    def read(self) -> Mark | None:
        """What the last writer said; None when it is not whole, or of another start of the machine."""
        if self._map is None:
            return None
        data = self._map[:]
        boot, *mark = _FORM.unpack_from(data)
        if boot != self._boot or sha256(data[: _FORM.size]).digest() != data[_FORM.size :]:
            return None
        return Mark(*mark)

    def write(self, mark: Mark) -> None:
        """Say it. Call it under the lock, when the record before the mark is written."""
        if self._map is not None and len(self._boot) == 36:
            data = _FORM.pack(self._boot, *mark)
            self._map[:] = data + sha256(data).digest()

    def clear(self) -> None:
        """Say nothing: what comes next may be interrupted."""
        if self._map is not None:
            self._map[:] = bytes(_SIZE)

    def close(self) -> None:
        """Let go of the file."""
        if self._map is not None:
            self._map.close()
        self._map = None
