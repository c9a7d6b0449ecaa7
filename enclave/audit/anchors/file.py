"""Checkpoints in a file on another disk, a JSON line each, only ever appended. That nobody can change it there is the reader's part."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from enclave.audit.anchors.interface import AnchorUnavailable, Held, Receipt
from enclave.audit.checkpoint import Checkpoint, claimed
from enclave.audit.event import timestamp
from enclave.audit.files import sync_folder, write_all
from enclave.audit.note import BadNote
from enclave.errors import InputError


class _Line(msgspec.Struct, frozen=True):
    time: str
    note: str


class FileAnchor:
    """One file. Several logs may share it."""

    def __init__(self, path: Path) -> None:
        self.name = f"file={path}"
        self._path = path

    def put(self, checkpoint: Checkpoint, note: bytes) -> Receipt:
        """Append the note; it is on the disk on return."""
        try:
            fresh = not self._path.exists()
            file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                end = os.fstat(file).st_size
                # a writer that was killed in the middle of a line leaves it torn: it ends here
                torn = end > 0 and os.pread(file, 1, end - 1) != b"\n"
                line = msgspec.json.encode(_Line(timestamp(datetime.now(UTC)), note.decode()))
                write_all(file, b"\n" * torn + line + b"\n")
                os.fsync(file)
            finally:
                os.close(file)
            if fresh:
                sync_folder(self._path.parent)
        except OSError as error:
            raise AnchorUnavailable(f"the anchor cannot be written: {(error.strerror or '').lower()}", str(self._path)) from error
        return Receipt(f"byte {end + torn}")

    def held(self, origin: str) -> Iterator[Held]:
        """The checkpoints of a log; lines that were torn are passed over."""
        try:
            with self._path.open("rb") as file:
                for number, text in enumerate(file, 1):
                    found = _read(text)
                    if found is not None and found.origin == origin:
                        yield Held(found.size, found.root, f"{self._path}:{number}")
        except FileNotFoundError:
            return
        except OSError as error:
            raise AnchorUnavailable(f"the anchor cannot be read: {(error.strerror or '').lower()}", str(self._path)) from error

    def remarks(self) -> list[str]:
        """Whether it lies on a disk of its own is for the caller to see, who knows where the log lies."""
        return []

    def close(self) -> None:
        """Nothing is kept open."""


def _read(text: bytes) -> Checkpoint | None:
    try:
        return claimed(msgspec.json.decode(text, type=_Line).note.encode())
    except (msgspec.MsgspecError, BadNote, UnicodeError):
        return None


def open_anchor(address: str) -> FileAnchor:
    """The file of a path. Raises InputError."""
    path = Path(address)
    if not path.is_absolute() or path.is_dir():
        raise InputError(f"`{address}` is not the path of a file", hint="write a full path on another disk: `file=/mnt/anchors/enclave`")
    return FileAnchor(path)
