"""What a ledger had come to when this machine used it last: a file that tells of a ledger that went back, also when no process is left
that remembers.

A ledger counts its steps, and they only grow: one that has come to less than was seen has lost something. Each process writes into a slot
of its own, so that none waits for another. Nothing is synced: a machine that goes down may forget its last steps, and then trusts more.
"""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

from enclave.ledger.interface import LedgerUnavailable

SLOTS = 64
_STEP = struct.Struct("<q")
_FORM = struct.Struct(f"<{SLOTS}q")


class Seen:
    """The greatest step that processes of this machine have seen. The file is made when there is something to write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def step(self) -> int:
        """The greatest step, 0 when there is none. Raises LedgerUnavailable."""
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
            data = os.pread(self._file, _FORM.size, 0)
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise self._failed(error) from error
        steps: tuple[int, ...] = _FORM.unpack(data.ljust(_FORM.size, b"\0"))
        return max(0, *steps)

    def note(self, step: int) -> None:
        """This process has seen it. Raises LedgerUnavailable, and the step may have been done all the same."""
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.pwrite(self._file, _STEP.pack(step), os.getpid() % SLOTS * _STEP.size)
        except OSError as error:
            raise self._failed(error) from error

    def forget(self) -> None:
        """Take the ledger as it is from now on: for operators. Raises LedgerUnavailable."""
        try:
            with self._path.open("r+b") as file:  # in place: others have it open
                file.write(bytes(_FORM.size))
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
        self._file = None

    def _failed(self, error: OSError) -> LedgerUnavailable:
        what = f"what was seen of the ledger cannot be noted: {(error.strerror or '').lower()}"
        return LedgerUnavailable("full" if error.errno == errno.ENOSPC else "io", what, str(self._path), perhaps_done=True)
