"""A lock that the processes of one machine take in turn: who has just had it does not get it again before those who wait.

It is its file, and keeps nobody out once that was taken away: the lock of the file that is at the path is the one that counts.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from enclave.audit.event import AuditUnavailable
from enclave.audit.files import Named, library

WAIT_SECONDS = 10.0
"""How long to wait for another process that holds the log, before refusing."""
_flock = library.flock
FIRST_PAUSE, PAUSE = 0.00002, 0.0005
"""Seconds between two looks: short at first, since a sync of a good disk takes 0.1 ms, and a process that waits for one loses it twice."""


class FileLock:
    """A lock on a file and, while waiting for it, one on the queue behind it. Both are let go when the process dies.

    Threads of one process must keep each other out by other means: they all have the same lock.
    """

    def __init__(self, path: Path) -> None:
        """Makes the files. Raises OSError."""
        self._path = path
        self._named, self._name = Named(), os.fsencode(path)
        self._lock = self._queue = -1
        self._lock, self._inode = _open(path)
        try:
            self._queue, _ = _open(path.with_name(path.name + ".queue.lock"))
        except OSError:
            self.close()
            raise

    def __enter__(self) -> FileLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; nobody gets this lock any more."""
        for file in (self._lock, self._queue):
            if file >= 0:
                os.close(file)
        self._lock = self._queue = -1

    @contextmanager
    def held(self) -> Iterator[None]:
        """The lock, waited for. Raises AuditUnavailable."""
        if self._lock < 0:
            raise AuditUnavailable("the log is closed", str(self._path.parent))
        deadline = time.monotonic() + WAIT_SECONDS
        self._wait(lambda: _taken(self._queue), deadline)
        try:
            self._wait(self._take, deadline)
        finally:
            _flock(self._queue, fcntl.LOCK_UN)
        try:
            yield
        finally:
            self.let_go()

    def take_at_once(self) -> bool:
        """Take the lock if nobody has it or waits for it; whether it is ours until `let_go`."""
        if self._lock < 0 or not _taken(self._queue):
            return False
        try:
            return self._take()
        finally:
            _flock(self._queue, fcntl.LOCK_UN)

    def let_go(self) -> None:
        """Give back what `take_at_once` took."""
        _flock(self._lock, fcntl.LOCK_UN)

    @contextmanager
    def if_free(self) -> Iterator[bool]:
        """The lock, if nobody has it."""
        if not self._take():
            yield False
            return
        try:
            yield True
        finally:
            self.let_go()

    def _take(self) -> bool:
        """Take the lock, if nobody has it. Raises AuditUnavailable."""
        try:
            while _taken(self._lock):
                if self._named.inode(self._name) == self._inode:
                    return True
                file, self._inode = _open(self._path)
                os.dup2(file, self._lock, inheritable=False)  # lets go of the one that was taken away
                os.close(file)
        except OSError as error:
            self.let_go()
            raise AuditUnavailable(f"the log cannot be locked: {(error.strerror or '').lower()}", str(self._path)) from error
        return False

    def _wait(self, take: Callable[[], bool], deadline: float) -> None:
        pause = FIRST_PAUSE
        while not take():
            if time.monotonic() > deadline:
                raise AuditUnavailable(f"another process has held the log for {WAIT_SECONDS:.0f} s", str(self._path.parent))
            time.sleep(pause)
            pause = min(PAUSE, 1.25 * pause)


def _taken(file: int) -> bool:
    if not _flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB):
        return True
    error = ctypes.get_errno()
    if error not in {errno.EWOULDBLOCK, errno.EINTR}:
        raise OSError(error, os.strerror(error))
    return False


def _open(path: Path) -> tuple[int, int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return file, os.fstat(file).st_ino
