"""Checksums of column files, so that a file that changed after it was made is not believed.

A file whose inode, size and time of change are those that were seen is not read again: nothing but root, or a disk that fails, changes a
file and leaves them. Another one is hashed. Who can write the folder can write the checksums, too: `columns.differences` is for that.
"""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

import msgspec

from enclave.audit.files import write_file

NAME = "sums.json"


class Sum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file was when its hash was taken."""

    sha256: str
    inode: int
    size: int
    changed: int
    """`st_ctime_ns`, which no program can set."""


class Sums:
    """The checksums of a folder. Those of files that it does not know are never right."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._known = msgspec.json.decode((folder / NAME).read_bytes(), type=dict[str, Sum])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            self._known = {}  # all of them are made anew

    def holds(self, name: str) -> bool:
        """Whether the file has the bytes that it was made with."""
        known = self._known.get(name)
        if known is None:
            return False
        try:
            found = self._place(name)
            return found == (known.inode, known.size, known.changed) or self._hash(name) == known.sha256
        except OSError:
            return False

    def add(self, name: str) -> None:
        """Take the checksum of a file that was just made, and write all of them down. Raises OSError."""
        inode, size, changed = self._place(name)
        self._known[name] = Sum(self._hash(name), inode, size, changed)
        there = {each: found for each, found in self._known.items() if (self._folder / each).exists()}
        write_file(self._folder / NAME, msgspec.json.encode(there))

    def _place(self, name: str) -> tuple[int, int, int]:
        stat = (self._folder / name).stat()
        return stat.st_ino, stat.st_size, stat.st_ctime_ns

    def _hash(self, name: str) -> str:
        with (self._folder / name).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
